"""The sweep of the terms: what came near or ran out between two moments, and who is told.

Each rung of the ladder is turned into a range of due moments, so that the index gives exactly the
terms to be told of, however many are open.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from mcu.cases.models import AnswerPart, ApprovalTurn, Case, InfoRequest, Term
from mcu.cases.queries.conditions import as_q
from mcu.cases.rules.conditions import Moment
from mcu.cases.rules.ladder import FARTHEST, NEAREST, SHARE, Rung, When, Whom, due_between
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import FINISHED
from mcu.core.workdays import WorkCalendar
from mcu.desk.queries.notices import list_of
from mcu.desk.rules import notices as rules
from mcu.desk.rules.notices import CaseFacts, Staff
from mcu.org.rules.notices import Kind, Telling
from mcu.org.rules.roles import Role

FIELDS = (
    "pk", "kind", "due_at", "case_id", "case__number", "case__topic__name", "case__body_id",
    "case__block_id", "case__executor_id",
)  # fmt: skip
CHUNK = 2000
APPROVER = Role.APPROVER.value
# Not of whoever is charged with the case: of those who were asked, of those who approve.
OF_OTHERS = (TermKind.BLOCK_INFO, TermKind.PART, TermKind.APPROVAL)
# More than this at once are not told one by one: after a long standstill, a file, a recount.
MOST = 1000


@dataclass(frozen=True, slots=True)
class Swept:
    """Between which moments, by whose calendar, among whom."""

    since: datetime
    now: datetime
    calendar: WorkCalendar
    staff: Staff


def of_terms(municipality_id: int, ladder: tuple[Rung, ...], swept: Swept) -> Iterator[Telling]:
    """What every rung of the ladder tells; whoever is told as the executor is not told again."""
    for rung in ladder:
        found = _crossed(municipality_id, rung, swept)
        if found.order_by()[: MOST + 1].count() > MOST:
            yield from _summed(rung, found.exclude(kind__in=OF_OTHERS), swept)
            yield from _tellings(rung, found.filter(kind__in=OF_OTHERS), swept)
        else:
            yield from _tellings(rung, found, swept)


def _open(municipality_id: int) -> QuerySet[Term]:
    found = Term.objects.filter(
        case__municipality_id=municipality_id,
        met_at__isnull=True,
        cancelled_at__isnull=True,
        paused_at__isnull=True,
    )
    # A promise outlives its case.
    return found.exclude(~Q(kind=TermKind.PROMISE), case__state__in=sorted(FINISHED))


def _crossed(municipality_id: int, rung: Rung, swept: Swept) -> QuerySet[Term]:
    found = _open(municipality_id)
    if rung.kind:
        found = found.filter(kind=rung.kind)
    if rung.condition:
        fits = as_q(rung.condition, Moment(swept.now, swept.calendar))
        ours = Case.objects.filter(fits, municipality_id=municipality_id)
        found = found.filter(case__in=ours.order_by().values("pk"))
    if rung.unit == SHARE:
        return _near(found, rung, swept)
    low, high = due_between(rung, swept.since, swept.now, swept.calendar)
    found = found.filter(due_at__gt=low, due_at__lte=high)
    return found.filter(due_at__gt=swept.now) if rung.when == When.BEFORE else found


def _near(found: QuerySet[Term], rung: Rung, swept: Swept) -> QuerySet[Term]:
    """Its moment depends on the beginning of each term: worked out by the database."""
    share = ExpressionWrapper(
        (F("due_at") - F("started_at")) * (rung.value / 100), output_field=DurationField()
    )
    margin = Least(Greatest(share, Value(NEAREST)), Value(FARTHEST))
    near = found.filter(due_at__gt=swept.now, due_at__lte=swept.now + FARTHEST)
    at = ExpressionWrapper(F("due_at") - margin, output_field=DateTimeField())
    return near.annotate(near_at=at).filter(near_at__gt=swept.since, near_at__lte=swept.now)


def _tellings(rung: Rung, found: QuerySet[Term], swept: Swept) -> Iterator[Telling]:
    asked = _asked(found)
    turns = dict(
        ApprovalTurn.objects.filter(term__in=found.filter(kind=TermKind.APPROVAL)).values_list(
            "term_id", "role"
        )
    )
    known: dict[tuple[Any, ...], frozenset[int]] = {}
    rows = found.order_by("due_at", "pk").values_list(*FIELDS, named=True)
    for row in rows.iterator(chunk_size=CHUNK):
        place = asked.get(row.pk, (row.case__body_id, row.case__block_id))
        approving = turns.get(row.pk, APPROVER) if row.kind == TermKind.APPROVAL else ""
        whose = (row.pk in asked, approving, *place, row.case__executor_id)
        if whose not in known:
            known[whose] = _people(rung, whose, swept.staff)
        if known[whose]:
            yield _telling(rung, row, known[whose], swept.calendar)


def _asked(found: QuerySet[Term]) -> dict[int | None, tuple[int | None, int | None]]:
    """By the clock of a question or of a part of an answer the body and block that was asked."""
    asked: dict[int | None, tuple[int | None, int | None]] = {}
    for model, kind in ((InfoRequest, TermKind.BLOCK_INFO), (AnswerPart, TermKind.PART)):
        rows = model._default_manager.filter(term__in=found.filter(kind=kind))
        asked |= {
            t: (body, block)
            for t, body, block in rows.values_list("term_id", "body_id", "block_id")
        }
    return asked


def _summed(rung: Rung, found: QuerySet[Term], swept: Swept) -> Iterator[Telling]:
    """One notice for each person with the number of them, counted by the database."""
    whose = ("case__body_id", "case__block_id", "case__executor_id")
    rows = found.order_by().values_list(*whose).annotate(count=Count("pk"))
    counts: Counter[int] = Counter()
    for body, block, executor, count in rows:
        for person in _people(rung, (False, "", body, block, executor), swept.staff):
            counts[person] += count
    kind = _kind(rung)
    for person, count in counts.items():
        yield Telling(
            kind=kind,
            people=frozenset({person}),
            title=rules.told_many(kind, count),
            moment=f"{rung.code}:{swept.now:%Y%m%d%H%M%S}",
            url=list_of(kind),
        )


def _people(rung: Rung, whose: tuple[Any, ...], staff: Staff) -> frozenset[int]:
    was_asked, approving, body, block, executor = whose
    facts = CaseFacts("", "", None, body, block, None if was_asked else executor)
    if was_asked:
        mine = rules.to_place(body, block, staff, Role.EXECUTOR, Role.APPROVER)
    elif approving:
        mine = rules.to_approve(approving, facts, staff)
    else:
        mine = rules.to_executor(facts, staff)
    return mine if rung.whom == Whom.EXECUTOR else rules.on_rung(rung.whom, facts, staff) - mine


def _telling(rung: Rung, row: Any, people: frozenset[int], calendar: WorkCalendar) -> Telling:
    due = row.due_at.astimezone(calendar.tz)
    facts = CaseFacts(row.case__number, row.case__topic__name or "", due, None, None, None)
    kind = _kind(rung)
    return Telling(
        kind=kind,
        people=people,
        title=rules.told(kind, facts, due, row.kind),
        moment=f"{row.pk}:{due:%y%m%d%H%M}:{rung.code}",
        url=reverse("cases:card", args=[row.case_id]),
        object_type="cases.case",
        object_id=row.case_id,
    )


def _kind(rung: Rung) -> Kind:
    if rung.when == When.BEFORE:
        return Kind.NEAR
    return Kind.LATE if rung.whom == Whom.EXECUTOR else Kind.CONTROL
