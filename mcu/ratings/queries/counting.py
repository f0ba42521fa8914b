"""A rating counted from the facts of the mart, by the measures of the slices and no others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from mcu.analytics.queries import mart, slices
from mcu.analytics.queries.slices import names_of
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules.dimensions import BY_CODE as DIMENSIONS
from mcu.analytics.rules.slices import Basis, Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.org.models import Body, Municipality
from mcu.ratings.models import RatingPolicy
from mcu.ratings.rules.method import DEFAULT, Method
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.scoring import Pool, Scored, Sum, Tally, Topic, pooled, scored
from mcu.ratings.rules.words import SYSTEMS

TOPICS = "topic_group"
MEASURES = ("count", *PARTS)


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of every body and topic in a period, and the moment it tells of."""

    place: Municipality
    period: Period
    scope: str
    basis: str
    tallies: list[Tally]
    as_of: datetime
    from_mart: bool

    def of(self, bodies: Iterable[int]) -> list[Tally]:
        kept = set(bodies)
        return [tally for tally in self.tallies if tally.body in kept]


@dataclass(frozen=True, slots=True)
class Board:
    """A rating: every body that is rated, the best first, by one method."""

    counted: Counted
    method: Method
    bodies: dict[int, Body]
    rows: list[Scored]

    @property
    def compared(self) -> list[Scored]:
        return [row for row in self.rows if row.score is not None]

    @property
    def pools(self) -> dict[str, Pool]:
        tallies = self.counted.of(self.bodies)
        return {code: pooled(tallies, code) for code in self.method.parts}

    def row(self, body: int) -> Scored | None:
        return next((row for row in self.rows if row.body == body), None)


def policy_of(place: Municipality) -> Method:
    """How the municipality rates now."""
    row = RatingPolicy.objects.filter(pk=place.pk).first()
    return row.method if row else DEFAULT


def counted(
    place: Municipality, period: Period, scope: str, basis: str, now: datetime | None = None
) -> Counted:
    """Every body by topic, whoever asks: means of all are needed for the score of one."""
    chosen = _asked(period, scope, basis, MEASURES)
    manifest = mart.published()
    cells, as_of = slices.tallied(chosen, _everybody(place), place, manifest=manifest, now=now)
    tallies = [
        _tally(int(str(body)), None if topic is None else str(topic), found)
        for (body, topic), found in cells.items()
        if body is not None
    ]
    return Counted(place, period, scope, basis, tallies, as_of, manifest is not None)


def board(found: Counted, method: Method) -> Board:
    """Bodies of the kinds that are rated: those at work, and those that still had cases."""
    busy = {tally.body for tally in found.tallies}
    rows = Body.objects.filter(municipality=found.place, kind__in=method.kinds)
    bodies = {
        body.pk: body for body in rows.filter(Q(active=True) | Q(pk__in=busy)).order_by("name")
    }
    return Board(found, method, bodies, scored(found.of(bodies), bodies, method))


def judged(
    place: Municipality, period: Period, scope: str, basis: str, body: int, code: str,
    *, limit: int, offset: int,
) -> tuple[dict[int, float], int]:  # fmt: skip
    """The cases a part of a body stands on, the worst first, and how many there are."""
    chosen = _asked(period, scope, basis, (code,), body)
    return slices.judged(
        chosen, code, _everybody(place), place, limit=limit, offset=offset,
        manifest=mart.published(),
    )  # fmt: skip


def topic_names(place: Municipality, topics: Iterable[Topic]) -> dict[Topic, str]:
    names = names_of(DIMENSIONS[TOPICS], topics, place)
    found: dict[Topic, str] = defaultdict(lambda: "не определена")
    return found | {str(code): name for code, name in names.items()}


def _asked(
    period: Period, scope: str, basis: str, measures: tuple[str, ...], body: int | None = None
) -> Slice:
    filters: list[tuple[str, tuple[str | int, ...]]] = []
    if SYSTEMS[scope]:
        filters.append(("system", (SYSTEMS[scope],)))
    if body is not None:
        filters.append(("body", (body,)))
    return Slice(period, "body", TOPICS, measures, tuple(filters), Basis(basis))


def _everybody(place: Municipality) -> Whose:
    return Whose(place.pk, place.population)


def _tally(body: int, topic: Topic, cells: list[Cell]) -> Tally:
    whole, *parts = cells
    sums = {
        code: Sum(cell.value * cell.base, cell.base)
        for code, cell in zip(PARTS, parts, strict=True)
        if cell.value is not None and cell.base
    }
    return Tally(body, topic, int(whole.value or 0), sums)
