"""The planning package of a settlement or of the whole municipality: what hurts, what is planned."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import counts_by, names_of, whose
from mcu.analytics.rules.dimensions import BY_CODE
from mcu.analytics.rules.slices import Slice
from mcu.analytics.rules.summary import Period
from mcu.cases.models import Problem
from mcu.cases.queries.problem import problems_for
from mcu.cases.rules.problem import LIVE
from mcu.coordination.models import RoadMap
from mcu.coordination.queries import progresses, road_maps
from mcu.coordination.rules.progress import Progress
from mcu.coordination.rules.states import MapState
from mcu.insight.queries.seasons import Address, addresses
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor
from mcu.planning.queries.passport import beside, passport
from mcu.planning.rules.cadence import shifted
from mcu.planning.rules.standing import Standing
from mcu.planning.rules.trend import Need, Years, judged

MOST_NEEDS, MOST_PROBLEMS = 25, 40
ACCEPTED = (MapState.APPROVED, MapState.DONE)


@dataclass(frozen=True, slots=True)
class Plan:
    """A road map that was accepted, and how far it is."""

    road_map: RoadMap
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class Package:
    """Everything for the plans of a place; `since` is the first month messages are known of."""

    place: Municipality
    settlement: str
    years: Years
    totals: dict[int, int]
    now: int
    before: int
    months: list[tuple[date, int]]
    needs: list[Need]
    more: int
    addresses: list[Address]
    standings: list[tuple[Standing, Standing | None]]
    problems: list[Problem]
    plans: list[Plan]

    @property
    def where(self) -> str:
        return self.settlement or str(self.place)

    @property
    def total(self) -> int:
        return sum(self.totals.values())

    @property
    def trend(self) -> str:
        return judged(self.before, self.now)

    @property
    def since(self) -> date | None:
        return self.months[0][0] if self.months else None

    @property
    def listed(self) -> list[int]:
        """The years messages are known of: nothing before them is no nought."""
        first = self.since.year if self.since else self.years.first
        return [year for year in self.years.listed if year >= first]

    @property
    def is_short(self) -> bool:
        """The year before is not known whole, so that nothing is said of the trend."""
        return self.since is None or self.since > self.years.before.since


def package(actor: Actor, place: Municipality, years: Years, settlement: str = "") -> Package:
    """Three questions to the facts and a handful to the registers, whatever there is."""
    asking = _Asking(actor, place, settlement)
    by_year = asking.counts(years.whole, ("year", "topic"))
    then = {row[0]: row[1] for row in asking.counts(years.before, ("topic",))}
    months = asking.counts(
        Period(min(years.whole.since, years.before.since), years.now.until), ("month",)
    )
    needs = _needs(by_year, then, years, place)
    totals: dict[int, int] = dict.fromkeys(years.listed, 0)
    for since, _, count in by_year:
        totals[since.year] += count
    rows = passport(place, years.now.until, settlement).rows
    whole = beside(place, rows, years.now.until) if settlement else {}
    return Package(
        place, settlement, years, totals, totals[years.last], sum(then.values()),
        _filled({row[0]: row[1] for row in months if row[0]}), needs[:MOST_NEEDS],
        max(0, len(needs) - MOST_NEEDS), addresses(actor, settlement),
        [(row, whole.get(row.name)) for row in rows if row.points],
        _problems(actor, settlement), _plans(actor, settlement, years.today),
    )  # fmt: skip


class _Asking:
    """Messages of the place as far as the reader's figures go, by values of dimensions."""

    def __init__(self, actor: Actor, place: Municipality, settlement: str) -> None:
        self.scope, self.place = whose(actor, place), place
        self.filters = (("settlement", (settlement,)),) if settlement else ()
        self.manifest = mart.published()

    def counts(self, period: Period, cuts: Iterable[str]) -> list[tuple[Any, ...]]:
        chosen = Slice(period, filters=self.filters)
        return counts_by(chosen, cuts, self.scope, self.place, manifest=self.manifest)


def _needs(
    by_year: list[tuple[Any, ...]], then: dict[str, int], years: Years, place: Municipality
) -> list[Need]:
    """Topics, those of most messages first; messages without a topic are no need yet."""
    counted: dict[str, dict[int, int]] = defaultdict(lambda: dict.fromkeys(years.listed, 0))
    for since, topic, count in by_year:
        if topic:
            counted[topic][since.year] += count
    names = names_of(BY_CODE["topic"], counted, place)
    found = [
        Need(names.get(code) or code, code, found, then.get(code, 0), found[years.last])
        for code, found in counted.items()
    ]
    return sorted(found, key=lambda one: (-one.total, one.name))


def _filled(counts: dict[date, int]) -> list[tuple[date, int]]:
    """Every month from the first to the last of those there are."""
    found, last = [], max(counts, default=None)
    since = min(counts, default=None)
    while since and last and since <= last:
        found.append((since, counts.get(since, 0)))
        since = shifted(since, 1)
    return found


def _problems(actor: Actor, settlement: str) -> list[Problem]:
    rows = problems_for(actor).filter(state__in=LIVE)
    rows = rows.filter(settlement=settlement) if settlement else rows
    return list(rows.select_related("topic", "body").order_by("-size", "pk")[:MOST_PROBLEMS])


def _plans(actor: Actor, settlement: str, today: date) -> list[Plan]:
    """Road maps that were approved, of causes or problems of the place."""
    rows = road_maps(actor).filter(state__in=ACCEPTED)
    if settlement:
        here = Q(causes__settlement=settlement) | Q(causes__problems__settlement=settlement)
        rows = rows.filter(here).distinct()
    found = list(rows)
    each, _ = progresses([row.pk for row in found], today)
    return [Plan(row, each.get(row.pk)) for row in found]
