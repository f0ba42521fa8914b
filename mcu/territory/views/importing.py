"""A file with the objects of a layer: shown, taken in, undone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.core.tables import Column
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, permitted, status
from mcu.territory.actions import importing
from mcu.territory.forms import ColumnsForm, ObjectsForm
from mcu.territory.queries import layers as queries

REJECTS = (Column("Строка", width=10), Column("Почему", width=70), Column("Что в ней", width=60))


@login_required
def upload(request: Request, pk: int) -> HttpResponse:
    """A file with objects; one that holds none is refused at once."""
    actor = permitted(request, Permission.ORGANISATION)
    layer = queries.layer_for(actor, pk)
    form = ObjectsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with beside(form, "file"):
            run = importing.open_import(
                layer=layer, name=given.name, chunks=given.chunks(), by=actor,
                replaces=form.cleaned_data["replaces"],
            )  # fmt: skip
            return redirect("territory:layer-import", run.pk)
    shown = {"form": form, "layer": layer, "runs": layer.imports.all()[:10]}
    return render(request, "territory/upload.html", shown, status=status(form))


@login_required
@require_GET
def one_import(request: Request, pk: int) -> HttpResponse:
    """What the file would change, or what it did."""
    actor = permitted(request, Permission.ORGANISATION)
    run = queries.import_for(actor, pk)
    shown: dict[str, Any] = {"run": run}
    if run.done_at is None:
        shown |= {"plan": importing.plan_of(run), "form": ColumnsForm(run=run)}
    else:
        shown["may_undo"] = run.undone_at is None and queries.is_last(run)
    return render(request, "territory/import.html", shown)


@login_required
@require_POST
def columns(request: Request, pk: int) -> HttpResponse:
    """Which column is what; the preview is worked out anew."""
    actor = permitted(request, Permission.ORGANISATION)
    run = queries.import_for(actor, pk)
    form = ColumnsForm(request.POST, run=run)
    if form.is_valid():
        importing.choose(
            run=run, columns=form.columns, replaces=form.cleaned_data["replaces"], by=actor
        )
    else:
        messages.warning(request, "Такого столбца в файле нет. Выберите из списка.")
    return redirect("territory:layer-import", pk)


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    run = importing.take_import(run=queries.import_for(actor, pk), by=actor)
    messages.success(
        request, f"Добавлено {run.added}, изменено {run.changed}, снято {run.removed}."
    )
    return redirect("territory:layer-import", pk)


@login_required
@require_POST
def undo(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    back, gone = importing.undo_import(run=queries.import_for(actor, pk), by=actor)
    messages.success(request, f"Загрузка отменена: возвращено {back}, убрано {gone}.")
    return redirect("territory:layer-import", pk)


@login_required
@require_GET
def rejects(request: Request, pk: int) -> FileResponse:
    """The rows that were not taken, with the reason."""
    actor = permitted(request, Permission.ORGANISATION)
    run = queries.import_for(actor, pk)
    rows = run.rejects
    if run.done_at is None:
        rows = [[each.line, each.reason, each.words] for each in importing.plan_of(run).rejects]
    return sheet("Отклонённые объекты", REJECTS, rows, by=actor)
