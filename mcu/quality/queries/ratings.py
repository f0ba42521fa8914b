"""Ratings and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from mcu.cases.queries import cases_for
from mcu.org.rules.roles import Actor
from mcu.quality.models import Invitation, Rating
from mcu.quality.rules.rating import GOOD, Reason
from mcu.quality.rules.sampling import Interval, share


@dataclass(frozen=True, slots=True)
class BodyRatings:
    """One body: its ratings, those of 4–5 among them, the mean."""

    pk: int | None
    name: str
    count: int
    good: int
    mean: float | None

    @property
    def share(self) -> Interval | None:
        return share(self.good, self.count)


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """S1 (share of 4–5), S2 (mean, share of asked who answered), solved in residents' words."""

    count: int
    good: Interval | None
    mean: float | None
    asked: int
    replied: int
    solved: dict[str, int]
    scores: dict[int, int]
    reasons: list[tuple[str, int]]
    bodies: list[BodyRatings]

    @property
    def response(self) -> Interval | None:
        return share(self.replied, self.asked)


def ratings(actor: Actor, since: date | None = None, until: date | None = None) -> QuerySet[Rating]:
    """Ratings of the cases the actor sees, the newest first."""
    rows = Rating.objects.filter(case__in=cases_for(actor))
    if since:
        rows = rows.filter(at__date__gte=since)
    if until:
        rows = rows.filter(at__date__lte=until)
    return rows.select_related("case__topic", "case__body")


def satisfaction(actor: Actor, since: date, until: date) -> Satisfaction:
    """The figures of a period by the moment of the rating; a constant number of queries."""
    rows = ratings(actor, since, until).order_by()
    asked = Invitation.objects.filter(
        case__in=cases_for(actor), made_at__date__range=(since, until)
    ).exclude(state=Invitation.State.WAITING)
    invited = asked.aggregate(
        n=Count("pk"), replied=Count("pk", filter=Q(state=Invitation.State.ANSWERED))
    )
    scores = dict(rows.values_list("score").annotate(n=Count("pk")))
    count = sum(scores.values())
    good = sum(n for score, n in scores.items() if score >= GOOD)
    return Satisfaction(
        count=count,
        good=share(good, count),
        mean=sum(score * n for score, n in scores.items()) / count if count else None,
        asked=invited["n"],
        replied=invited["replied"],
        solved=dict(rows.values_list("solved").annotate(n=Count("pk"))),
        scores={score: scores.get(score, 0) for score in range(5, 0, -1)},
        reasons=_reasons(rows.values_list("reasons", flat=True)),
        bodies=_bodies(rows),
    )


def waiting(actor: Actor, now: datetime) -> QuerySet[Invitation]:
    """Authors without an address: somebody hands them the code or asks by telephone."""
    rows = Invitation.objects.filter(
        case__in=cases_for(actor), state=Invitation.State.WAITING, expires_at__gt=now
    )
    return rows.select_related("case__topic", "case__body").order_by("made_at")


def invitation_for(actor: Actor, pk: int) -> Invitation:
    """The question to the author of a visible case, else Http404."""
    rows = Invitation.objects.select_related("case")
    return get_object_or_404(rows, pk=pk, case__in=cases_for(actor))


def _reasons(lists: QuerySet[Rating, list[str]]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for reasons in lists:
        for reason in reasons:
            counts[reason] = counts.get(reason, 0) + 1
    known = [(str(Reason(code).label), n) for code, n in counts.items() if code in Reason.values]
    return sorted(known, key=lambda pair: (-pair[1], pair[0]))


def _bodies(rows: QuerySet[Rating]) -> list[BodyRatings]:
    found: Sequence[tuple[int | None, str | None, int, int, float | None]] = list(
        rows.values_list("case__body", "case__body__name").annotate(
            n=Count("pk"), good=Count("pk", filter=Q(score__gte=GOOD)), mean=Avg("score")
        )
    )
    bodies = [
        BodyRatings(pk, name or "не назначен", n, good, mean) for pk, name, n, good, mean in found
    ]
    return sorted(bodies, key=lambda row: (-row.count, row.name))
