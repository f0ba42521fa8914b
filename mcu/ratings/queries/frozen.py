"""Frozen ratings as far as the reader's summary goes: who answers for a body sees that body."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from mcu.analytics.rules.summary import Period
from mcu.org.models import Body, Municipality
from mcu.org.rules.roles import Actor, Belongs, Permission, Reach, may
from mcu.ratings.models import Priority, RatingComment, RatingRow, RatingRun
from mcu.ratings.rules.scoring import Scored
from mcu.ratings.rules.seal import digest

SAID = ("scope", "body_id", "body_name", "cases", "score", "zone", "place", "why", "parts")


@dataclass(frozen=True, slots=True)
class Rated:
    """One body of a frozen rating under the name it had then."""

    name: str
    scored: Scored


def visible(actor: Actor, body: Body) -> bool:
    """Whether the reader may know the place and the parts of this body."""
    reach: Reach = actor.reach(Permission.SUMMARY)
    within = body.pk in reach.bodies or body.block_id in reach.blocks
    return reach.everywhere or within


def may_comment(actor: Actor, body: Body) -> bool:
    return bool(may(actor, Permission.RATINGS_COMMENT, belongs(body)))


def belongs(body: Body) -> Belongs:
    return Belongs(body.municipality_id, body_id=body.pk, block_id=body.block_id)


def body_for(actor: Actor, pk: int) -> Body:
    """A body whose rating the reader may open, else Http404."""
    rows = Body.objects.filter(municipality_id=actor.municipality_id).select_related("block")
    found = rows.filter(pk=pk).first()
    if found is None or not visible(actor, found):
        raise Http404("Такого органа в рейтинге нет.")
    return found


def runs(place: Municipality) -> QuerySet[RatingRun]:
    return RatingRun.objects.filter(municipality=place)


def run_for(actor: Actor, pk: int) -> RatingRun:
    """A rating of the reader's municipality, else Http404."""
    found = RatingRun.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого рейтинга нет.")
    return found


def former_of(place: Municipality, period: Period) -> RatingRun | None:
    """The last rating of a time before this period: with it places are compared."""
    return runs(place).filter(until__lt=period.since).first()


def frozen_board(rows: Iterable[RatingRow], scope: str) -> list[Rated]:
    """The best first, those not compared at the end."""
    chosen = [row for row in rows if row.scope == scope]
    chosen.sort(key=lambda row: (row.place is None, row.place, row.body_name))
    return [Rated(row.body_name, row.scored) for row in chosen]


def sealed(run: RatingRun, rows: Iterable[RatingRow]) -> str:
    """The digest of what the rows say now: of an untouched rating that of the run."""
    said = [{name: getattr(row, name) for name in SAID} for row in rows]
    return digest(run.since, run.until, run.values, said)


def history_of(body: Body, scope: str, most: int = 24) -> list[RatingRow]:
    """The last ratings of a body, the oldest first; of several of one period the last."""
    rows = RatingRow.objects.filter(body=body, scope=scope).select_related("run")
    newest = rows.order_by("-run__until", "-run__number")[: 2 * most]
    by_period = {(row.run.since, row.run.until): row for row in reversed(newest)}
    return sorted(by_period.values(), key=lambda row: (row.run.until, row.run.since))[-most:]


def comments_of(run: RatingRun, bodies: Iterable[int]) -> QuerySet[RatingComment]:
    return run.comments.filter(body__in=list(bodies))


def priorities_of(run: RatingRun, body: Body) -> list[Priority]:
    return list(run.priorities.filter(body=body))


def priority_for(actor: Actor, pk: int) -> Priority:
    """A priority of a body the reader may open, else Http404."""
    rows = Priority.objects.filter(run__municipality_id=actor.municipality_id, pk=pk)
    found = rows.select_related("run__municipality", "body__block").first()
    if found is None or not visible(actor, found.body):
        raise Http404("Такого приоритета нет.")
    return found
