"""Who is late and by how much, who was asked, where the resident waits; constant numbers of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from mcu.cases.models import Case, ControlMark, InfoRequest, Intervention, Term
from mcu.cases.queries import within
from mcu.cases.queries.answer_parts import owed_parts
from mcu.cases.queries.redirects import unsent_redirects
from mcu.cases.rules.terms import ClockView, TermKind, clock
from mcu.cases.rules.words import Way
from mcu.cases.rules.workflow import FINISHED, WAITED_FOR
from mcu.core.workdays import Unit
from mcu.desk.rules.control import NEAR, By, Cell, ControlFilter, Group, Show, grouped, total
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission

PAGE = 50
EXPORTED = 20_000
NAMED: dict[str, type[Block] | type[Body] | type[Person]] = {
    By.BLOCK: Block,
    By.BODY: Body,
    By.PERSON: Person,
}
NOBODY = {
    By.BLOCK: "блок не определён",
    By.BODY: "орган не назначен",
    By.PERSON: "человек не назначен",
}
CASE = (
    "case__number", "case__state", "case__topic__name", "case__block__name", "case__body__name",
    "case__executor__full_name",
)  # fmt: skip
LINE = ("pk", "kind", "started_at", "due_at", "paused_at", "case_id", *CASE)
ASKED = (
    "pk", "asked_at", "case_id", "case__number", "case__topic__name", "block__name", "body__name",
    "term__due_at", "term__started_at", "asked_by__full_name",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One open clock, or one question, with how it stands."""

    of: Any
    clock: ClockView


@dataclass(frozen=True, slots=True)
class Board:
    """A page of lines; with the groups behind the whole of it."""

    lines: list[Line]
    page: int
    more: bool
    count: int
    groups: Sequence[Group] = ()
    whole: Group | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A case whose executor is silent, since when, and what was asked already."""

    case: Case
    since: datetime
    days: int
    asked: Intervention | None


def open_terms(actor: Actor) -> QuerySet[Term]:
    """Running clocks of open cases within the actor's control; questions to blocks stand apart."""
    ours = _controlled(actor)
    found = Term.objects.filter(
        met_at__isnull=True, cancelled_at__isnull=True, paused_at__isnull=True
    )
    return found.filter(case__in=ours.exclude(state__in=sorted(FINISHED))).exclude(
        kind__in=(TermKind.BLOCK_INFO, TermKind.PART)
    )


def chosen_terms(actor: Actor, chosen: ControlFilter, now: datetime) -> QuerySet[Term]:
    """Those of the filter, the earliest due first."""
    found = _narrowed(open_terms(actor), chosen, "case__")
    if chosen.show == Show.LATE:
        found = found.filter(due_at__lt=now)
    elif chosen.show == Show.NEAR:
        found = found.filter(due_at__gte=now, due_at__lt=now + NEAR)
    return found.order_by("due_at", "pk")


def late_board(actor: Actor, chosen: ControlFilter, page: int, now: datetime) -> Board:
    """Four queries: the groups with their names, the number, the page."""
    groups = _groups(actor, chosen, now)
    whole = total(groups)
    counts = {Show.LATE: whole.late, Show.NEAR: whole.near, Show.ALL: whole.open}
    lines, more = _page(chosen_terms(actor, chosen, now).values_list(*LINE, named=True), page)
    shown = [Line(row, clock(row.due_at, None, now, start=row.started_at)) for row in lines]
    return Board(shown, page, more, counts[Show(chosen.show)], groups, whole)


def questions(actor: Actor, chosen: ControlFilter, page: int, now: datetime) -> Board:
    """Questions that blocks have not answered; those without a clock last."""
    found = InfoRequest.objects.filter(
        case__municipality_id=actor.municipality_id, replied_at__isnull=True
    ).exclude(case__state__in=sorted(FINISHED))
    reach = actor.reach(Permission.CONTROL)
    if not reach.everywhere:
        found = found.filter(Q(block_id__in=reach.blocks) | Q(body_id__in=reach.bodies))
    found = _narrowed(found, ControlFilter(block=chosen.block, body=chosen.body), "")
    found = _numbered(found, chosen.q, "case__")
    if chosen.show == Show.LATE:
        found = found.filter(term__due_at__lt=now)
    rows = found.order_by(F("term__due_at").asc(nulls_last=True), "asked_at", "pk")
    lines, more = _page(rows.values_list(*ASKED, named=True), page)
    shown = [Line(r, clock(r.term__due_at, None, now, start=r.term__started_at)) for r in lines]
    return Board(shown, page, more, found.count())


def parts(actor: Actor, chosen: ControlFilter, page: int, now: datetime) -> Board:
    """Parts of answers that co-executors owe, the nearest clock first, those without one last."""
    found = owed_parts(actor.municipality_id)
    reach = actor.reach(Permission.CONTROL)
    if not reach.everywhere:
        ours = Q(block_id__in=reach.blocks) | Q(body_id__in=reach.bodies)
        found = found.filter(ours | Q(case__in=_controlled(actor)))
    found = _narrowed(found, ControlFilter(block=chosen.block, body=chosen.body), "")
    found = _numbered(found, chosen.q, "case__")
    if chosen.show == Show.LATE:
        found = found.filter(term__due_at__lt=now)
    rows = found.select_related("term", "body", "case__topic", "case__body")
    ordered = rows.order_by(F("term__due_at").asc(nulls_last=True), "asked_at", "pk")
    lines, more = _page(ordered, page)
    return Board([Line(row, _clock_of(row.term, now)) for row in lines], page, more, found.count())


def marked(actor: Actor, chosen: ControlFilter, page: int, now: datetime) -> Board:
    """What somebody put on control and nobody has taken off, the nearest date first."""
    ours = _numbered(_narrowed(_controlled(actor), chosen, ""), chosen.q, "")
    found = ControlMark.objects.filter(
        case__in=ours.exclude(state__in=sorted(FINISHED)),
        term__met_at__isnull=True, term__cancelled_at__isnull=True,
    )  # fmt: skip
    rows = found.select_related("term", "case__topic", "case__body", "case__block")
    lines, more = _page(rows.order_by("term__due_at", "pk"), page)
    return Board([Line(row, _clock_of(row.term, now)) for row in lines], page, more, found.count())


def silent_cases(actor: Actor, chosen: ControlFilter, now: datetime) -> QuerySet[Case]:
    """Cases whose turn is the executor's and who has not acted for so many working days."""
    calendar = calendar_for(Municipality.objects.get(pk=actor.municipality_id))
    before = calendar.back(now, chosen.days, Unit.WORKING_DAYS)
    found = _controlled(actor).filter(state__in=sorted(WAITED_FOR))
    found = _numbered(_narrowed(found, chosen, ""), chosen.q, "")
    heard = Coalesce("heard_at", "received_at")
    return found.annotate(heard=heard).filter(heard__lte=before).order_by("heard", "pk")


def silence(
    actor: Actor, chosen: ControlFilter, page: int, now: datetime
) -> tuple[Board, list[Silence]]:
    """The longest silence first, with the last intervention of each."""
    found = silent_cases(actor, chosen, now)
    rows = found.select_related("topic", "block", "body", "executor")
    cases, more = _page(rows, page)
    asked: dict[int, Intervention] = {}
    for each in Intervention.objects.filter(case__in=cases).order_by("at"):
        asked[each.case_id] = each
    shown = [
        Silence(case, case.heard, (now - case.heard).days, asked.get(case.pk)) for case in cases
    ]
    return Board([], page, more, found.order_by().count()), shown


def redirected(actor: Actor, page: int, now: datetime) -> Board:
    """What went out of competence and is not sent yet, the nearest clock first."""
    found = unsent_redirects(actor).filter(case__in=_controlled(actor))
    rows, more = _page(found.select_related("case__topic"), page)
    shown = [Line(row, _clock_of(row.term, now)) for row in rows]
    return Board(shown, page, more, found.order_by().count())


def _clock_of(term: Term | None, now: datetime) -> ClockView:
    return (
        clock(term.due_at, term.met_at, now, start=term.started_at)
        if term
        else clock(None, None, now)
    )


def _controlled(actor: Actor) -> QuerySet[Case]:
    """The cases within the actor's control."""
    cases = Case.objects.filter(municipality_id=actor.municipality_id)
    return cases.filter(within(actor, Permission.CONTROL))


def unexplained(actor: Actor) -> int:
    """Explanations that were asked for and have not come."""
    found = Intervention.objects.filter(
        case__municipality_id=actor.municipality_id, way=Way.EXPLAIN, explained_at__isnull=True
    )
    return found.exclude(case__state__in=sorted(FINISHED)).count()


def _groups(actor: Actor, chosen: ControlFilter, now: datetime) -> list[Group]:
    """By block, body or person; what a group is chosen by narrows the list, not the groups."""
    found = _narrowed(open_terms(actor), ControlFilter(kind=chosen.kind, q=chosen.q), "case__")
    late, near = Q(due_at__lt=now), Q(due_at__gte=now, due_at__lt=now + NEAR)
    rows = (
        found.order_by()
        .values_list("case__block_id", "case__body_id", "case__executor_id")
        .annotate(
            late=Count("pk", filter=late), near=Count("pk", filter=near), open=Count("pk"),
            oldest=Min("due_at", filter=late),
        )
    )  # fmt: skip
    cells = [cell for cell in (Cell(*row) for row in rows) if _fits(cell, chosen)]
    groups = grouped(cells, chosen.by)
    names = _names(chosen.by, [group.key for group in groups])
    for group in groups:
        group.name = names.get(group.key, NOBODY[By(chosen.by)])
    return groups


def _fits(cell: Cell, chosen: ControlFilter) -> bool:
    return all(
        getattr(chosen, name) is None or (getattr(cell, name) or 0) == getattr(chosen, name)
        for name in ("block", "body", "executor")
    )


def _names(by: str, keys: Sequence[int]) -> dict[int, str]:
    model = NAMED[By(by)]
    field = "full_name" if model is Person else "name"
    return dict(model._default_manager.filter(pk__in=keys).values_list("pk", field))


def _narrowed(found: Any, chosen: ControlFilter, of: str) -> Any:
    """Rows of cases, terms or questions; `of` leads from them to what is charged."""
    for name in ("block", "body", "executor"):
        key = getattr(chosen, name)
        if key is not None:
            found = found.filter(**{f"{of}{name}_id": key or None})
    if chosen.kind and of:
        found = found.filter(kind=chosen.kind)
    return _numbered(found, chosen.q, of) if of else found


def _numbered(found: Any, q: str, of: str) -> Any:
    number = q.strip().removeprefix("№").strip()
    return found.filter(**{f"{of}number__contains": number}) if number else found


def _page(rows: Any, page: int) -> tuple[list[Any], bool]:
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    return found[:PAGE], len(found) > PAGE
