"""Promises: the page «Обещания», the block of the card, and each act under its own address."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import annotate, promise
from mcu.cases.forms import promises as own
from mcu.cases.models import Promise
from mcu.cases.queries import promises as reading
from mcu.cases.rules.promises import PromiseState, Shown
from mcu.cases.rules.workflow import Verb
from mcu.cases.views.feed import page_of
from mcu.cases.views.frame import acted, back_of
from mcu.cases.views.shown import Act
from mcu.core.tables import Column, Kind
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet

PAGE = 50
COLUMNS = (
    Column("Сообщение", width=16),
    Column("Что обещано", width=60),
    Column("До какого дня", Kind.DATE),
    Column("Первая дата", Kind.DATE),
    Column("Переносов", Kind.WHOLE),
    Column("Состояние", width=26),
    Column("Чем подтвердить", width=18),
    Column("Блок", width=24),
    Column("Орган", width=28),
    Column("Исполнитель", width=24),
    Column("Выполнено", Kind.MOMENT),
    Column("Жителю сообщено", Kind.MOMENT),
)


@login_required
@require_GET
def board(request: Request) -> HttpResponse:
    """The page «Обещания»: tabs with their numbers, filters, the table."""
    require(request.actor, Permission.SEE)
    today, form = timezone.localdate(), _form(request)
    chosen = form.filter
    found = reading.promises(request.actor, chosen, today)
    page = Paginator(found, PAGE).get_page(page_of(request))
    counts = reading.promise_counts(request.actor, today)
    tabs = [(tab, counts.get(tab)) for tab in Shown]
    context = {
        "page": page, "rows": [reading.view_of(row, today) for row in page], "tabs": tabs,
        "form": form, "show": chosen.show, "query": request.GET.urlencode(),
        "here": request.get_full_path(), "narrowed": bool(set(form.chosen) - {"show"}),
    }  # fmt: skip
    return render(request, "cases/promises.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    require(request.actor, Permission.EXPORT)
    today = timezone.localdate()
    found = reading.promises(request.actor, _form(request).filter, today)
    return sheet("Обещания", COLUMNS, _lines(found, today), by=request.actor)


@login_required
@require_GET
def block(request: Request, pk: int) -> HttpResponse:
    """The promises of one case: for the card, which asks for them, and as a page of its own."""
    case = queries.case_for(request.actor, pk)
    found = reading.promises_of(case, request.actor, timezone.now())
    context = {
        "case": case, "own": found, "back": back_of(request), "make": own.PromiseForm(),
        "suggested": [(row, own.PromiseForm(promise=row.promise)) for row in found.suggested],
        "given": [(row, _acts(row, found)) for row in found.given],
    }  # fmt: skip
    template = "cases/case_promises.html#block" if request.htmx else "cases/case_promises.html"
    return render(request, template, context)


@login_required
@require_POST
def make(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(own.PromiseForm(request.POST))
    made = promise.make(case=case, by=request.actor, **values)
    return acted(request, pk, f"Обещание записано: до {made.due_on:%d.%m.%Y}.")


@login_required
@require_POST
def look_for(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    count = promise.look_for(case=case, by=request.actor)
    words = f"Найдено обещаний: {count}." if count else "Обещаний с датой в ответе нет."
    return acted(request, pk, words)


@login_required
@require_POST
def confirm(request: Request, pk: int) -> HttpResponse:
    """As suggested, or with the day and the words put right."""
    found = reading.promise_for(request.actor, pk)
    given = request.POST.dict()
    known = {"what": found.what, "due": found.due_on.isoformat(), "proof": found.proof}
    values = forms.cleaned(own.PromiseForm(known | given))
    done = promise.confirm(promise=found, by=request.actor, **values)
    return acted(request, done.case_id, f"Обещание подтверждено: до {done.due_on:%d.%m.%Y}.")


@login_required
@require_POST
def decline(request: Request, pk: int) -> HttpResponse:
    found = reading.promise_for(request.actor, pk)
    promise.decline(promise=found, by=request.actor)
    return acted(request, found.case_id, "Отмечено: это не обещание.")


@login_required
@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Done, with its proof: a file chosen among those of the case, or one that comes along."""
    found = reading.promise_for(request.actor, pk)
    known = found.case.attachments.all()
    values = forms.cleaned(own.KeepForm(request.POST, request.FILES, known=known))
    evidence, file = values["evidence"], values["file"]
    if file:
        evidence = annotate.take_in(file.name, file.chunks())
    promise.keep(promise=found, evidence=evidence, by=request.actor)
    return acted(request, found.case_id, "Обещание выполнено. Теперь сообщите об этом жителю.")


@login_required
@require_POST
def move(request: Request, pk: int) -> HttpResponse:
    found = reading.promise_for(request.actor, pk)
    values = forms.cleaned(own.MovePromiseForm(request.POST))
    done = promise.move(promise=found, by=request.actor, **values)
    return acted(request, done.case_id, f"Обещание перенесено на {done.due_on:%d.%m.%Y}.")


@login_required
@require_POST
def release(request: Request, pk: int) -> HttpResponse:
    found = reading.promise_for(request.actor, pk)
    values = forms.cleaned(forms.ReasonForm(request.POST))
    promise.release(promise=found, by=request.actor, **values)
    return acted(request, found.case_id, "Обещание снято.")


@login_required
@require_POST
def tell(request: Request, pk: int) -> HttpResponse:
    found = reading.promise_for(request.actor, pk)
    promise.tell(promise=found, by=request.actor, **forms.cleaned(own.TellForm(request.POST)))
    return acted(request, found.case_id, "Второй ответ записан.")


@login_required
@require_POST
def agree(request: Request, pk: int) -> HttpResponse:
    found = reading.promise_for(request.actor, pk)
    given = promise.agree(promise=found, by=request.actor)
    sent = given.published_at is not None
    words = "Второй ответ дан жителю." if sent else "Согласовано, дальше следующий шаг."
    return acted(request, found.case_id, words)


@login_required
@require_POST
def send_back(request: Request, pk: int) -> HttpResponse:
    found = reading.promise_for(request.actor, pk)
    values = forms.cleaned(forms.ReasonForm(request.POST))
    promise.send_back(promise=found, by=request.actor, **values)
    return acted(request, found.case_id, "Второй ответ возвращён.")


def _form(request: Request) -> own.PromiseBoardForm:
    return own.PromiseBoardForm(
        request.GET, blocks=org.blocks(request.actor), bodies=org.bodies(request.actor)
    )


def _acts(row: reading.PromiseView, found: reading.CasePromises) -> list[Act]:
    """What may be done with a promise now, each with its form."""
    state, key = row.promise.state, row.promise.pk
    acts: list[tuple[Verb, PromiseState, str, Callable[[], Form]]] = [
        (Verb.KEEP, PromiseState.OPEN, "Выполнено", lambda: own.KeepForm(known=found.files)),
        (Verb.MOVE_PROMISE, PromiseState.OPEN, "Перенести", own.MovePromiseForm),
        (Verb.DROP_PROMISE, PromiseState.OPEN, "Снять", forms.ReasonForm),
    ]
    if row.promise.second_answer_id is None:
        acts += [(Verb.TELL, PromiseState.KEPT, "Сообщить жителю", own.TellForm)]
    else:
        acts += [
            (Verb.AGREE_SECOND, PromiseState.KEPT, "Согласовать ответ", Form),
            (Verb.RETURN_SECOND, PromiseState.KEPT, "Вернуть ответ", forms.ReasonForm),
        ]
    made = [
        Act(verb, label, form(), verb in {Verb.KEEP, Verb.TELL, Verb.AGREE_SECOND}, False)
        for verb, wanted, label, form in acts
        if state == wanted and verb in found.can and not (row.promise.told_at)
    ]
    for act in made:
        if act.form:
            act.form.auto_id = f"{act.verb}{key}_%s"
    return made


def _lines(found: Any, today: Any) -> Iterator[tuple[Any, ...]]:
    each: Promise
    for each in found.iterator(chunk_size=1000):
        yield (
            each.case.number, each.what, each.due_on, each.first_due_on, each.moved,
            reading.view_of(each, today).standing.words, each.get_proof_display(),
            str(each.block or ""), str(each.body or ""), str(each.executor or ""),
            each.kept_at, each.told_at,
        )  # fmt: skip
