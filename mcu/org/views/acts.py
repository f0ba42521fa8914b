"""«Правовые акты»: the register, the card of an act, the sheet of acquaintance; «Нормативная база»."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core.errors import RuleViolation
from mcu.core.files import path_of
from mcu.core.tables import Column, Kind
from mcu.org.actions import acts as write
from mcu.org.forms.acts import ActForm, NormativeForm, ReadersForm
from mcu.org.middleware import Request
from mcu.org.models import LegalAct, NormativeAct
from mcu.org.queries import acts as read
from mcu.org.rules.acts import STANDINGS, ActView, forest, standing
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet as as_sheet
from mcu.org.views.frame import day_of, permitted, status, words_of

SHEET = (
    Column("ФИО", width=36),
    Column("Должность", width=44),
    Column("Предложено", Kind.MOMENT, 18),
    Column("Ознакомлен", Kind.MOMENT, 18),
    Column("Подпись", width=24),
)


@login_required
@require_GET
def acts(request: Request) -> HttpResponse:
    """Acts with their annexes, and what the reader has to read himself."""
    words, today = words_of(request), timezone.localdate()
    found = list(read.acts(request.actor, words))
    by_key = {act.pk: act for act in found}
    rows = [
        (depth, by_key[key], STANDINGS[standing(*by_key[key].validity, today)])
        for depth, key in forest([_view(act) for act in found])
    ]
    context = {
        "rows": rows,
        "q": words,
        "to_read": read.to_read(request.actor),
        "may_change": may(request.actor, Permission.ORGANISATION),
    }
    return render(request, "org/acts.html", context)


@login_required
def act(request: Request, pk: int) -> HttpResponse:
    """One act: card, chain of amendments, text, who has read it."""
    found = _act(request, pk)
    return _act_page(request, found, ReadersForm(initial={"roles": found.acquaint}))


@login_required
def edit(request: Request, pk: int | None = None) -> HttpResponse:
    """The card of an act, new or changed."""
    actor = permitted(request, Permission.ORGANISATION)
    row = _act(request, pk) if pk else None
    form = ActForm(request.POST or None, instance=row, actor=actor)
    if request.method == "POST" and form.is_valid():
        fresh = _act(request, pk) if pk else None
        try:
            saved = write.save_act(act=fresh, by=actor, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Карточка акта сохранена.")
            return redirect("org:act", saved.pk)
    return render(request, "org/act_edit.html", {"form": form, "act": row}, status=status(form))


@login_required
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    actor, found = permitted(request, Permission.ORGANISATION), _act(request, pk)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile):
        raise RuleViolation("Выберите файл с текстом акта.")
    write.attach_text(act=found, upload=upload, by=actor)
    messages.success(request, "Текст акта приложен.")
    return redirect("org:act", pk)


@login_required
@require_GET
def text(request: Request, pk: int, file: UUID) -> FileResponse:
    """The file of an act, to keep."""
    found = get_object_or_404(read.act_file(request.actor, pk), address=file)
    return FileResponse(path_of(found.key).open("rb"), as_attachment=True, filename=found.name)


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    """Put the people of the chosen roles on the sheet."""
    actor, found = permitted(request, Permission.ORGANISATION), _act(request, pk)
    form = ReadersForm(request.POST)
    if not form.is_valid():
        form.errors["roles"] = form.error_class(["Отметьте хотя бы одну роль."])
        return _act_page(request, found, form)
    chosen = read.readers(actor, found, form.cleaned_data["roles"], timezone.localdate())
    count = write.ask_to_read(act=found, people=chosen, by=actor)
    said = f"В лист добавлено: {count}." if count else "Все они уже в листе."
    messages.success(request, said)
    return redirect("org:act", pk)


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """«Ознакомлен»."""
    write.confirm_read(act=_act(request, pk), by=request.actor)
    messages.success(request, "Отметка об ознакомлении сохранена.")
    return redirect("org:act", pk)


@login_required
@require_POST
def remind(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    count = write.remind(act=_act(request, pk), by=actor)
    messages.success(request, f"Напомнено: {count}." if count else "Ознакомились все.")
    return redirect("org:act", pk)


@login_required
@require_POST
def take_off(request: Request, pk: int, row: int) -> HttpResponse:
    actor, found = permitted(request, Permission.ORGANISATION), _act(request, pk)
    write.take_off_sheet(row=get_object_or_404(found.sheet, pk=row), by=actor)
    return redirect("org:act", pk)


@login_required
@require_GET
def sheet(request: Request, pk: int) -> FileResponse:
    """The sheet of acquaintance with a place for signatures."""
    actor, found = permitted(request, Permission.SETTINGS), _act(request, pk)
    return as_sheet("Лист ознакомления", SHEET, _signed(found), by=actor, notes=(str(found),))


@login_required
@require_GET
def base(request: Request) -> HttpResponse:
    """The normative base and the words it defines, as valid on the chosen day."""
    words, on = words_of(request), day_of(request)
    context = {
        "acts": read.normative_base(request.actor, on=on, words=words),
        "definitions": read.definitions(request.actor, on=on, words=words),
        "q": words,
        "on": on,
        "may_change": may(request.actor, Permission.ORGANISATION),
    }
    return render(request, "org/normative.html", context)


@login_required
def edit_normative(request: Request, pk: int | None = None) -> HttpResponse:
    """A row of the normative base, new or changed."""
    actor = permitted(request, Permission.ORGANISATION)
    row = _normative(request, pk) if pk else None
    form = NormativeForm(request.POST or None, instance=row, actor=actor)
    if request.method == "POST" and form.is_valid():
        fresh = _normative(request, pk) if pk else None
        try:
            write.save_normative_act(act=fresh, by=actor, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Нормативная база дополнена.")
            return redirect("org:normative")
    context = {"form": form, "act": row}
    return render(request, "org/normative_edit.html", context, status=status(form))


def _act(request: Request, pk: int) -> LegalAct:
    return get_object_or_404(read.act_page(request.actor), pk=pk)


def _normative(request: Request, pk: int) -> NormativeAct:
    return get_object_or_404(read.normative_base(request.actor), pk=pk)


def _act_page(request: Request, found: LegalAct, form: ReadersForm) -> HttpResponse:
    rows = list(found.sheet.all())
    own = next((row for row in rows if row.person_id == request.actor.person_id), None)
    context = {
        "act": found,
        "standing": STANDINGS[standing(*found.validity, timezone.localdate())],
        "chain": read.edition_chain(found),
        "sheet": rows,
        "read": sum(row.confirmed_at is not None for row in rows),
        "own": own,
        "form": form,
        "may_change": may(request.actor, Permission.ORGANISATION),
        "may_export": may(request.actor, Permission.SETTINGS),
    }
    return render(request, "org/act.html", context, status=status(form))


def _view(act: LegalAct) -> ActView:
    return ActView(act.pk, act.date, act.amends_id, act.annex_to_id)


def _signed(act: LegalAct) -> Iterator[tuple[Any, ...]]:
    for row in act.sheet.all():
        yield row.person.full_name, row.person.position, row.asked_at, row.confirmed_at, ""
