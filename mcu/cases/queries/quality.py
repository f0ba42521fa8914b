"""Answers by their quality (Q1) and completeness (R4): the numbers and the list behind each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet

from mcu.cases.models import Answer
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.checks import BY_CODE
from mcu.org.rules.roles import Actor, Permission

PAGE = 50
SCORES = {
    "low": Q(score__lt=2.5),
    "middle": Q(score__gte=2.5, score__lt=4),
    "high": Q(score__gte=4),
}
COMPLETE = Q(questions_answered__gte=F("questions_asked"))


@dataclass(frozen=True, slots=True)
class QualityFilter:
    """What the list is narrowed to; everything empty is everything of the period."""

    score: str = ""
    fault: str = ""
    questions: str = ""
    state: str = ""
    body: int | None = None
    days: int = 90
    page: int = 1


@dataclass(frozen=True, slots=True)
class QualityPage:
    """`mean` and `complete` are of what is chosen; None where nothing is."""

    rows: list[Answer]
    total: int
    mean: float | None
    complete: int
    faults: list[tuple[str, int]]
    page: int

    @property
    def more(self) -> bool:
        return self.page * PAGE < self.total

    @property
    def complete_share(self) -> float | None:
        return 100 * self.complete / self.total if self.total else None


def quality(actor: Actor, chosen: QualityFilter, now: datetime) -> QualityPage:
    """The last rated version of each visible case; a constant number of queries."""
    found = _rated(actor, chosen, now)
    numbers = found.aggregate(
        total=Count("pk"), mean=Avg("score"), complete=Count("pk", filter=COMPLETE)
    )
    related = found.select_related("case__topic", "case__body", "case__block")
    first = (chosen.page - 1) * PAGE
    rows = list(related.order_by("score", "-written_at", "pk")[first : first + PAGE])
    return QualityPage(rows, page=chosen.page, faults=_faults(found), **numbers)


def _rated(actor: Actor, chosen: QualityFilter, now: datetime) -> QuerySet[Answer]:
    later = Answer.objects.filter(
        case=OuterRef("case"), number__gt=OuterRef("number"), score__isnull=False
    )
    found = Answer.objects.filter(
        ~Exists(later),
        case__in=cases_for(actor, Permission.SEE),
        score__isnull=False,
        written_at__gte=now - timedelta(days=chosen.days),
    )
    found = found.filter(SCORES.get(chosen.score, Q()))
    if chosen.fault in BY_CODE:
        found = found.filter(faults__contains=[chosen.fault])
    if chosen.questions in ("open", "closed"):
        found = found.filter(COMPLETE if chosen.questions == "closed" else ~COMPLETE)
    if chosen.state in Answer.State.values:
        found = found.filter(state=chosen.state)
    return found.filter(case__body=chosen.body) if chosen.body else found


def _faults(found: QuerySet[Answer]) -> list[tuple[str, int]]:
    """How often each fault was found, the most frequent first; one query for all of them."""
    counted = found.order_by().aggregate(
        **{code: Count("pk", filter=Q(faults__contains=[code])) for code in BY_CODE}
    )
    return sorted(((code, n) for code, n in counted.items() if n), key=lambda pair: -pair[1])
