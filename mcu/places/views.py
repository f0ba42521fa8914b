"""«Справочник мест» in «Настройки»."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core.tables import Column, csv_lines
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, number_of_page, permitted, status, words_of
from mcu.places import actions, queries
from mcu.places.forms import PlaceForm, PlacesFileForm
from mcu.places.models import KnownPlace

PAGE = 50
COLUMNS = tuple(
    Column(title)
    for title in (
        "что это", "вид", "название", "населённый пункт", "прежние названия", "как ещё говорят",
        "адрес", "дома", "широта", "долгота", "улица",
    )
)  # fmt: skip
REJECTS = (Column("Строка", width=10), Column("Почему", width=70))


@login_required
@require_GET
def places(request: Request) -> HttpResponse:
    """Searched and narrowed by the URL."""
    permitted(request, Permission.SETTINGS)
    page = Paginator(_found(request), PAGE).get_page(number_of_page(request))
    context = {
        "page": page, "q": words_of(request), "kinds": KnownPlace.Kind,
        "settlements": queries.settlements(request.actor),
        "chosen": {name: request.GET.get(name, "") for name in ("kind", "settlement", "gap")},
        "query": request.GET.urlencode(),
        "may_change": may(request.actor, Permission.ORGANISATION),
    }  # fmt: skip
    return render(request, "places/places.html", context)


@login_required
def add(request: Request) -> HttpResponse:
    permitted(request, Permission.ORGANISATION)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside(form, "name"):
            row = actions.add_place(
                municipality=request.user.municipality, by=request.actor, **form.cleaned_data
            )
            messages.success(request, f"«{row}» в справочнике.")
            return redirect("places:list")
    return render(request, "places/place.html", {"form": form}, status=status(form))


@login_required
def place(request: Request, pk: int) -> HttpResponse:
    """One place; posting changes it."""
    permitted(request, Permission.ORGANISATION)
    row = queries.place_for(request.actor, pk)
    form = PlaceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with beside(form, "name"):
            fresh = queries.place_for(request.actor, pk)
            actions.change_place(place=fresh, by=request.actor, **form.cleaned_data)
            messages.success(request, f"«{row}»: сохранено.")
            return redirect("places:list")
    context = {"form": form, "found": queries.place_for(request.actor, pk)}
    return render(request, "places/place.html", context, status=status(form))


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.ORGANISATION)
    row = queries.place_for(request.actor, pk)
    actions.remove_place(place=row, by=request.actor)
    messages.success(request, f"«{row}» убрано из справочника.")
    return redirect("places:list")


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """What was found as csv that can be taken in again; without coordinates of single houses."""
    actor = permitted(request, Permission.SETTINGS)
    target = BytesIO()
    count = 0
    for line in csv_lines(COLUMNS, _rows(_found(request))):
        target.write(line)
        count += 1
    actions.record_export(rows=count - 1, by=actor)
    answer = HttpResponse(target.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="places.csv"'
    return answer


@login_required
def upload(request: Request) -> HttpResponse:
    """A file with places; one that holds none is refused at once."""
    actor = permitted(request, Permission.ORGANISATION)
    form = PlacesFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with beside(form, "file"):
            run = actions.open_import(
                municipality=request.user.municipality, name=given.name, chunks=given.chunks(),
                by=actor, oktmo=form.cleaned_data["oktmo"],
            )  # fmt: skip
            return redirect("places:import", run.pk)
    context = {"form": form, "past": queries.imports(actor)}
    return render(request, "places/upload.html", context, status=status(form))


@login_required
@require_GET
def one_import(request: Request, pk: int) -> HttpResponse:
    """What the file would change, or what it did."""
    actor = permitted(request, Permission.ORGANISATION)
    run = queries.import_for(actor, pk)
    context: dict[str, Any] = {"run": run}
    if run.done_at is None:
        context["plan"] = actions.plan_of(run)
    return render(request, "places/import.html", context)


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    run = actions.take_import(run=queries.import_for(actor, pk), by=actor, now=timezone.now())
    messages.success(request, f"Добавлено {run.added}, изменено {run.changed}.")
    return redirect("places:import", pk)


@login_required
@require_GET
def rejects(request: Request, pk: int) -> FileResponse:
    """The rows that were not taken, with the reason in front."""
    actor = permitted(request, Permission.ORGANISATION)
    rows = actions.rejects_of(queries.import_for(actor, pk))
    wide = max((len(row) for row in rows), default=2)
    columns = (*REJECTS, *(Column(f"Столбец {n}") for n in range(1, wide - 1)))
    return sheet("Отклонённые места", columns, rows, by=actor)


def _found(request: Request) -> QuerySet[KnownPlace]:
    given = {name: request.GET.get(name, "") for name in ("kind", "settlement", "gap")}
    return queries.places(request.actor, words_of(request), **given)


def _rows(found: QuerySet[KnownPlace]) -> Iterator[tuple[Any, ...]]:
    for row in found.iterator():
        point = ("", "") if row.lat is None else (f"{row.lat:.6f}", f"{row.lon:.6f}")
        yield (
            row.get_kind_display(), row.type, row.name, row.settlement, "|".join(row.old),
            "|".join(row.synonyms), row.address, row.houses, *point, "",
        )  # fmt: skip
