"""The daily counts of a municipality as matrices, and the messages of a spike."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import counts_by
from mcu.analytics.rules.slices import Slice, Whose
from mcu.analytics.rules.summary import Period
from mcu.cases.models import Case, Topic
from mcu.cases.rules.words import Channel
from mcu.insight.rules.expected import Flow, Matrix, kinds_of
from mcu.insight.rules.spikes import LEAST, WINDOWS, Watched
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for, zone
from mcu.places.models import KnownPlace
from mcu.places.queries import gazetteer_for
from mcu.text.places import Accuracy

HISTORY = timedelta(days=3 * 366)
MOST_SERIES = 300
CHANNELS = {str(code): str(label) for code, label in Channel.choices}
Key = tuple[str, str]
"""A topic and a place; an empty topic is the whole flow, an empty place everywhere."""


@dataclass
class Level:
    """What is watched side by side: groups of topics, or topics; and the same by place."""

    watched: Watched
    topics: list[Key]
    places: list[Key]


@dataclass
class Looked:
    """The flow of a municipality up to a day, as columns of days."""

    first: date
    today: date
    groups: Level | None = None
    topics: Level | None = None
    group_of: dict[str, str] = field(default_factory=dict)

    @property
    def last(self) -> int:
        return (self.today - self.first).days

    @property
    def series(self) -> int:
        """How many rows of counts are watched."""
        levels = [level.watched for level in (self.groups, self.topics) if level]
        return sum(level.topics.size + level.places.size for level in levels)


def looked_at(place: Municipality, now: datetime) -> Looked:
    """Groups and topics of the last three years, everywhere and by settlement; one question."""
    today = timezone.localdate(now, timezone=zone(place))
    chosen = Slice(Period(today - HISTORY, today))
    cuts = ("day", "topic_group", "topic", "settlement")
    rows = counts_by(chosen, cuts, Whose(place.pk), place, manifest=mart.published(), now=now)
    first = min((row[0] for row in rows), default=today)
    found = Looked(first, today, group_of={row[2]: row[1] for row in rows if row[2]})
    kinds = kinds_of(calendar_for(place), first, found.last + 1)
    groups, topics = _Counting(found.last + 1), _Counting(found.last + 1)
    for day, group, topic, settlement, count in rows:
        at = (day - first).days
        groups.add("", "", at, count)
        if group:
            groups.add(group, settlement, at, count)
        if topic and topic != group:
            topics.add(topic, settlement, at, count)
    found.groups, found.topics = groups.level(kinds), topics.level(kinds)
    return found


class _Counting:
    """Counts by key and day, made into matrices."""

    def __init__(self, days: int) -> None:
        self.days = days
        self.wide: dict[Key, Matrix] = {}
        self.narrow: dict[Key, Matrix] = {}

    def add(self, topic: str, settlement: str, day: int, count: int) -> None:
        self._row(self.wide, (topic, ""))[day] += count
        if settlement:
            self._row(self.narrow, (topic, settlement))[day] += count

    def _row(self, rows: dict[Key, Matrix], key: Key) -> Matrix:
        if key not in rows:
            rows[key] = np.zeros(self.days)
        return rows[key]

    def level(self, kinds: Matrix) -> Level | None:
        """Of places only those are kept in which enough came in the last days to be told of."""
        if not self.wide:
            return None
        topics = sorted(self.wide, key=lambda key: -self.wide[key].sum())[:MOST_SERIES]
        known = set(topics)
        late = {
            key: row[-max(WINDOWS) :].sum()
            for key, row in self.narrow.items()
            if (key[0], "") in known
        }
        places = sorted((key for key in late if late[key] >= LEAST), key=lambda key: -late[key])
        places = places[:MOST_SERIES]
        above = np.array([topics.index((topic, "")) for topic, _ in places], dtype=int)
        wide = Flow(np.stack([self.wide[key] for key in topics]), kinds)
        rows = [self.narrow[key] for key in places] or [np.zeros(self.days)]
        narrow = Flow(np.stack(rows), kinds, among=len(late))
        watched = Watched(wide, narrow, above if places else np.zeros(1, dtype=int))
        return Level(watched, topics, places)


def topics_by_code(place: Municipality, codes: Iterable[str]) -> dict[str, Topic]:
    """The topics of these codes, the one in force last."""
    rows = Topic.objects.filter(municipality=place, code__in=list(codes))
    return {row.code: row for row in rows.order_by("until_version")}


def messages(
    place: Municipality, topic: Topic | None, settlement: str, since: date, until: date,
    streets: Iterable[str] = (),
) -> QuerySet[Case]:  # fmt: skip
    """The messages of a topic, or of all under it, in a place on these days."""
    here = zone(place)
    start = datetime.combine(since, time(), tzinfo=here)
    end = datetime.combine(until + timedelta(days=1), time(), tzinfo=here)
    found = Case.objects.filter(municipality=place, received_at__gte=start, received_at__lt=end)
    if topic is not None:
        found = found.filter(
            Q(topic__code=topic.code) | Q(topic__path__startswith=f"{topic.path}/")
        )
    if settlement:
        found = found.filter(settlement=settlement)
    named = list(streets)
    return found.filter(street__in=named) if named else found


def features(place: Municipality, cases: QuerySet[Case], most: int = 2000) -> list[dict[str, str]]:
    """What may be common to messages; of landmarks only those that the gazetteer knows, the rest are
    words of residents."""
    named = KnownPlace.objects.filter(municipality=place, kind="landmark").values_list(
        "name", flat=True
    )
    known = set(named)
    rows = cases.order_by("-received_at").values(
        "street", "landmark", "channel", "settlement", body_name=F("body__name")
    )[:most]
    return [
        {
            "street": row["street"], "settlement": row["settlement"],
            "landmark": row["landmark"] if row["landmark"] in known else "",
            "body": row["body_name"] or "", "channel": CHANNELS.get(row["channel"], ""),
        }
        for row in rows
    ]  # fmt: skip


def whose(cases: QuerySet[Case]) -> tuple[int | None, int | None]:
    """The block and the body that most of the messages are of."""
    rows = list(cases.order_by().values_list("block_id", "body_id")[:5000])
    blocks, bodies = Counter(block for block, _ in rows), Counter(body for _, body in rows)
    return max(blocks, key=blocks.__getitem__, default=None), max(bodies, key=bodies.__getitem__, default=None)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spots:
    """Messages on the map: where the different places are, and of each message its place and its age."""

    names: list[tuple[str, str]]
    points: list[tuple[float, float]]
    at: Matrix
    ages: Matrix


def spots(place: Municipality, cases: QuerySet[Case], today: date) -> Spots:
    """Streets and landmarks, never houses: a message's author may live there."""
    gazetteer, here = gazetteer_for(place.pk), zone(place)
    known: dict[tuple[Any, ...], tuple[float, float] | None] = {}
    names: list[tuple[str, str]] = []
    points: list[tuple[float, float]] = []
    index: dict[tuple[float, float], int] = {}
    at, ages = [], []
    rows = cases.values_list("settlement", "street", "landmark", "received_at")
    for settlement, street, landmark, received in rows[:5000]:
        key = (settlement, street, landmark)
        if not (street or landmark):
            continue
        if key not in known:
            spot = gazetteer.locate(settlement, street, "", landmark)
            whole = spot is None or spot.of == Accuracy.SETTLEMENT
            known[key] = None if whole or spot is None else (spot.lat, spot.lon)
        point = known[key]
        if point is None:
            continue
        if point not in index:
            index[point] = len(points)
            points.append(point)
            names.append((settlement, street))
        at.append(index[point])
        ages.append((today - timezone.localdate(received, timezone=here)).days)
    return Spots(names, points, np.array(at, dtype=int), np.array(ages, dtype=int))
