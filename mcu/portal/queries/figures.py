"""The open page of the town: what was written, what was solved, how long it took. Nothing of anybody."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from mcu.cases.models import Case, Problem
from mcu.cases.rules.problem import ProblemState
from mcu.cases.rules.words import Outcome, Regime
from mcu.cases.rules.workflow import FINISHED, State
from mcu.places.queries import gazetteer_for
from mcu.places.rules.public import coarse
from mcu.portal.queries.near import OF_SEVERAL, where_of
from mcu.portal.queries.town import Town
from mcu.portal.rules.plain import problem_level, problem_words, took
from mcu.portal.rules.small import published, shown, without_small
from mcu.quality.models import Rating
from mcu.text.places import Gazetteer

TOPICS = 12
MONTHS = 12
ON_MAP = 300
LIVE = sorted({ProblemState.OPEN, ProblemState.PLANNED, ProblemState.IN_WORK})
ENDED = sorted({ProblemState.DONE, ProblemState.CHECKED})
SOLVED_DAYS = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One group of topics this year; None and «менее 5» where the number is small."""

    name: str
    count: str
    solved: str
    share: int | None
    took: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem as everybody may know it."""

    number: int
    topic: str
    where: str
    words: str
    level: str
    since: date
    until: date | None
    voices: int
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Figures:
    year: int
    received: str
    solved: str
    in_work: str
    took: str
    rating: float | None
    ratings: int
    topics: list[TopicRow]


def figures(town: Town, now: datetime) -> Figures:
    """Of this year; a constant number of queries."""
    year, least = timezone.localdate(now).year, town.setup.least
    cases = _cases(town).filter(received_at__year=year)
    total = cases.aggregate(
        received=Count("pk"), solved=Count("pk", filter=_solved()), took=_took(),
        working=Count("pk", filter=~Q(state__in=sorted(FINISHED))), answered=Count("first_answer_at"),
    )  # fmt: skip
    marks = Rating.objects.filter(case__municipality=town.place, at__year=year).aggregate(
        mean=Avg("score"), count=Count("pk")
    )
    enough = marks["count"] >= least
    return Figures(
        year=year,
        received=shown(total["received"], least),
        solved=shown(total["solved"], least),
        in_work=shown(total["working"], least),
        took=took(total["took"] if total["answered"] >= least else None),
        rating=marks["mean"] if enough else None,
        ratings=marks["count"] if enough else 0,
        topics=_topics(cases, least),
    )


def problems(town: Town, now: datetime) -> list[ProblemRow]:
    """Those under way, and those solved within the last month; the newest first."""
    lately = Q(state__in=ENDED) & Q(done_on__gte=timezone.localdate(now) - SOLVED_DAYS)
    rows = Problem.objects.filter(Q(state__in=LIVE) | lately, municipality=town.place)
    rows = rows.select_related("topic").annotate(supported=Count("supports"))
    gazetteer = gazetteer_for(town.place.pk)
    return [_problem(row, gazetteer) for row in rows.order_by("-opened_at")[:ON_MAP]]


def months(town: Town, now: datetime) -> list[tuple[str, str, int | None]]:
    """(month, group of topics, how many) of the last year; small cells are None."""
    since = (timezone.localdate(now).replace(day=1) - timedelta(days=30 * MONTHS)).replace(day=1)
    rows = _cases(town).filter(received_at__date__gte=since, topic__isnull=False).order_by()
    counted = rows.annotate(
        month=TruncMonth("received_at"), group=Coalesce("topic__parent__name", "topic__name")
    ).values_list("month", "group")
    found: dict[str, dict[str, int]] = {}
    for month, group, count in counted.annotate(n=Count("pk")):
        found.setdefault(f"{month:%Y-%m}", {})[group] = count
    return [
        (month, group, value)
        for month, groups in sorted(found.items())
        for group, value in sorted(without_small(groups, town.setup.least).items())
    ]


def problem_table(town: Town, now: datetime) -> Iterator[dict[str, Any]]:
    """The rows of the open data about problems."""
    for row in problems(town, now):
        yield {
            "number": row.number, "topic": row.topic, "place": row.where, "state": row.words,
            "since": row.since.isoformat(), "until": row.until.isoformat() if row.until else "",
            "voices": published(row.voices, town.setup.least),
            "lat": row.point[0] if row.point else None, "lon": row.point[1] if row.point else None,
        }  # fmt: skip


def month_table(town: Town, now: datetime) -> Iterator[dict[str, Any]]:
    """The rows of the open data about messages."""
    for month, group, count in months(town, now):
        yield {"month": month, "group": group, "messages": count}


def _cases(town: Town) -> QuerySet[Case]:
    rows = Case.objects.filter(municipality=town.place)
    return rows.exclude(state__in=[State.REJECTED, State.MERGED])


def _solved() -> Q:
    return Q(state=State.CLOSED, outcome__in=[Outcome.SOLVED, Outcome.EXPLAINED])


def _took() -> Any:
    """From the receipt to the first answer of messages; appeals have a clock of their own."""
    return Avg(F("first_answer_at") - F("received_at"), filter=Q(regime=Regime.MESSAGE))


def _topics(cases: QuerySet[Case], least: int) -> list[TopicRow]:
    rows = cases.filter(topic__isnull=False).order_by()
    counted = rows.values(group=Coalesce("topic__parent__name", "topic__name")).annotate(
        n=Count("pk"), solved=Count("pk", filter=_solved()), took=_took()
    )
    found = sorted(counted, key=lambda row: (-row["n"], row["group"]))[:TOPICS]
    return [_topic(row, least) for row in found]


def _topic(row: Mapping[str, Any], least: int) -> TopicRow:
    """Of a small group nothing but that it is small."""
    if row["n"] < least:
        return TopicRow(row["group"], shown(row["n"], least), "—", None, took(None))
    solved = published(row["solved"], least)
    share = None if solved is None else round(100 * solved / row["n"])
    return TopicRow(
        row["group"], str(row["n"]), shown(row["solved"], least), share, took(row["took"])
    )


def _problem(row: Any, gazetteer: Gazetteer) -> ProblemRow:
    return ProblemRow(
        number=row.number, topic=str(row.topic or "Без темы"), where=where_of(row),
        words=problem_words(row.state), level=problem_level(row.state),
        since=timezone.localdate(row.opened_at),
        until=row.plan_until, voices=row.size + row.supported, point=_point(row, gazetteer),
    )  # fmt: skip


def _point(row: Any, gazetteer: Gazetteer) -> tuple[float, float] | None:
    """Its own to a hundred metres; much coarser where few have written, as one of them may live there.

    Where nobody has put it on the map it stands in its street, not at its house.
    """
    if row.latitude is not None:
        own = row.latitude, row.longitude
        return coarse(*own) if row.size < OF_SEVERAL else _rounded(*own)
    known = gazetteer.locate(row.settlement, row.street, "", row.landmark)
    return _rounded(known.lat, known.lon) if known else None


def _rounded(lat: float, lon: float) -> tuple[float, float]:
    return round(lat, 3), round(lon, 3)
