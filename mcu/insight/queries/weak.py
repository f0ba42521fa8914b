"""Where a body works worse than the town as a whole, and what was decided about it."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.kpi import period_moments
from mcu.analytics.queries.slices import sliced, whose
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.slices import MOST_TOP, Slice
from mcu.analytics.rules.summary import Period
from mcu.cases.models import Answer
from mcu.cases.queries import cases_for
from mcu.insight.models import Improvement
from mcu.insight.rules.weak import Counted, Weak, Weakness, weak_sides
from mcu.org.models import Body, Municipality
from mcu.org.rules.roles import Actor, Permission

W = Weakness
SHARES = {
    W.OVERDUE: "overdue_share", W.RETURNED: "returned", W.RATED: "satisfied", W.REPEATED: "repeated"
}  # fmt: skip
POOR = 3  # of five: an answer below it has not passed the check
DECIDED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A weak side with its body."""

    weak: Weak
    body: Body

    @property
    def weakness(self) -> Weakness:
        return Weakness(self.weak.weakness)


def proposals(actor: Actor, place: Municipality, period: Period) -> list[Proposal]:
    """Weak sides of the bodies the reader's figures cover, without those decided lately."""
    counted = _shares(actor, place, period) + _checked(actor, period)
    weak = weak_sides(counted)
    bodies = Body.objects.filter(municipality=place).in_bulk([one.body for one in weak])
    decided = set(
        improvements(actor)
        .filter(decided_at__gte=timezone.now() - DECIDED_FOR)
        .values_list("weakness", "body_id")
    )
    return [
        Proposal(one, bodies[one.body])
        for one in weak
        if one.body in bodies and (one.weakness, one.body) not in decided
    ]


def improvements(actor: Actor) -> QuerySet[Improvement]:
    """What was decided; whoever reads figures of a body or block sees those of it."""
    rows = Improvement.objects.filter(municipality_id=actor.municipality_id)
    reach = actor.reach(Permission.SUMMARY)
    if not reach.everywhere:
        rows = rows.filter(Q(body_id__in=reach.bodies) | Q(body__block_id__in=reach.blocks))
    return rows.select_related("body", "task", "road_map")


def _shares(actor: Actor, place: Municipality, period: Period) -> list[Counted]:
    chosen = Slice(period, rows="body", measures=tuple(SHARES.values()), top=MOST_TOP)
    grid = sliced(chosen, whose(actor, place), place, manifest=mart.published())
    found = []
    for line in grid.lines:
        if line.head.rest or not isinstance(line.head.value, int):
            continue
        for weakness, cell in zip(SHARES, line.total, strict=True):
            found.append(_counted(line.head.value, weakness, cell))
    return found


def _counted(body: int, weakness: Weakness, cell: Cell) -> Counted:
    share = (cell.value or 0.0) / 100 if cell.base else 0.0
    if weakness == W.RATED and cell.base:
        share = 1 - share
    return Counted(body, weakness, round(share * cell.base), cell.base)


def _checked(actor: Actor, period: Period) -> list[Counted]:
    """Answers of the period by the score of their checks."""
    first, last = period_moments(period)
    seen = cases_for(actor, Permission.SUMMARY).filter(received_at__range=(first, last))
    rows = (
        Answer.objects.filter(case__in=seen, case__body__isnull=False, state=Answer.State.PUBLISHED)
        .filter(score__isnull=False)
        .order_by()
        .values_list("case__body")
        .annotate(of=Count("pk"), bad=Count("pk", filter=Q(score__lt=POOR)))
    )
    return [Counted(body, W.CHECKED, bad, of) for body, of, bad in rows]
