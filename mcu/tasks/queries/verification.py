"""What a check of a sample draws from, shows and comes to."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from django.db.models import Count, Q, QuerySet

from mcu.cases.models import Answer, Case
from mcu.cases.rules.workflow import State
from mcu.org.rules.roles import Actor
from mcu.tasks.models import Verification, VerifiedCase

V = VerifiedCase.Verdict
NO_BODY = 0


@dataclass(frozen=True, slots=True)
class BodyResult:
    """The results of one body; each number opens its list."""

    body_id: int | None
    name: str
    total: int
    match: int
    mismatch: int
    unclear: int

    @property
    def left(self) -> int:
        return self.total - self.match - self.mismatch - self.unclear


def closed_cases(
    municipality_id: int, since: date, until: date, tz: tzinfo
) -> dict[int, list[int]]:
    """Keys of the cases closed in these days, by body; 0 are those of no body."""
    begins = datetime.combine(since, time(), tzinfo=tz)
    ends = datetime.combine(until + timedelta(days=1), time(), tzinfo=tz)
    cases = Case.objects.filter(
        municipality_id=municipality_id,
        state=State.CLOSED,
        closed_at__gte=begins,
        closed_at__lt=ends,
    )
    found: dict[int, list[int]] = defaultdict(list)
    for pk, body in cases.order_by().values_list("pk", "body_id"):
        found[body or NO_BODY].append(pk)
    return dict(found)


def verifications(actor: Actor) -> QuerySet[Verification]:
    """The checks of the municipality, the newest first, with how far each has come."""
    rows = Verification.objects.filter(municipality_id=actor.municipality_id)
    return rows.annotate(
        chosen=Count("cases"),
        checked=Count("cases", filter=~Q(cases__verdict="")),
        wrong=Count("cases", filter=Q(cases__verdict=V.MISMATCH)),
    )


def results(verification: Verification) -> list[BodyResult]:
    """By body; one query."""
    rows = (
        VerifiedCase.objects.filter(verification=verification)
        .order_by("body__name")
        .values("body_id", "body__name", "body__short_name")
        .annotate(
            total=Count("pk"),
            match=Count("pk", filter=Q(verdict=V.MATCH)),
            mismatch=Count("pk", filter=Q(verdict=V.MISMATCH)),
            unclear=Count("pk", filter=Q(verdict=V.UNCLEAR)),
        )
    )
    return [
        BodyResult(
            row["body_id"],
            row["body__short_name"] or row["body__name"] or "без органа",
            row["total"],
            row["match"],
            row["mismatch"],
            row["unclear"],
        )
        for row in rows
    ]


def sheet(verification: Verification, verdict: str, body: int | None) -> QuerySet[VerifiedCase]:
    """The rows behind a number, with everything a row shows."""
    rows = VerifiedCase.objects.filter(verification=verification)
    if verdict == "none":
        rows = rows.filter(verdict="")
    elif verdict in V.values:
        rows = rows.filter(verdict=verdict)
    if body is not None:
        rows = rows.filter(body_id=body) if body else rows.filter(body__isnull=True)
    return rows.select_related("case__topic", "body", "requirement").order_by("body__name", "pk")


def last_answer(case: Case) -> Answer | None:
    """The answer the resident was given."""
    return case.answers.filter(published_at__isnull=False).last()
