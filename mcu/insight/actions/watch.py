"""Looking through the flow of a municipality: what rose is kept as an alarm, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mcu.cases.models import Topic
from mcu.insight.models import Alarm, Outage, Watching
from mcu.insight.queries.flow import (
    Key,
    Level,
    Looked,
    Spots,
    features,
    looked_at,
    messages,
    spots,
    topics_by_code,
    whose,
)
from mcu.insight.rules.common import Planned, common, explaining
from mcu.insight.rules.expected import LEAST_HISTORY, Flow, band
from mcu.insight.rules.scan import Crowd, scanned
from mcu.insight.rules.spikes import Judged, explained
from mcu.insight.rules.states import AlarmKind
from mcu.org.models import Municipality
from mcu.org.queries import zone

SAME = 3  # days within which a rise that goes on is the same alarm
DRAWN = 42
BEFORE = timedelta(days=90)
LOOKED_BACK, CROWD_WINDOWS = timedelta(days=60), (1, 2, 3, 7)
CROWDS_A_MONTH = 1.0
FEWEST_ON_MAP = 8


@dataclass(frozen=True, slots=True)
class Risen:
    """A key above its usual, with the counts and bands of the weeks before."""

    key: Key
    judged: Judged
    drawn: list[list[Any]]


def look_through(*, place: Municipality, now: datetime | None = None) -> list[Alarm]:
    """The alarms of this moment, new and going on; crowds on the map once a day."""
    moment = now or timezone.now()
    looked = looked_at(place, moment)
    risen = list(_risen(looked))
    topics = topics_by_code(place, {one.key[0] for one in risen})
    with transaction.atomic():
        Municipality.objects.select_for_update(no_key=True).get(pk=place.pk)
        found = [_kept(place, one, topics.get(one.key[0]), looked.today, moment) for one in risen]
        if _first_today(place, looked.today):
            found += _crowds(place, looked.today, moment)
        Watching.objects.update_or_create(
            municipality=place,
            defaults={"at": moment, "history": looked.last + 1, "series": looked.series},
        )
    return found


def _risen(looked: Looked) -> Iterator[Risen]:
    """Of groups and topics and their places, each thing once: the narrowest that explains it."""
    groups, topics = (
        [*_of_level(level, looked)] if level else [] for level in (looked.groups, looked.topics)
    )
    for group in groups:
        within = [one for one in topics if looked.group_of.get(one.key[0]) == group.key[0]]
        if not explained(group.judged.more, [one.judged.more for one in within]):
            topics = [one for one in topics if one not in within]
            if group.key[0]:
                yield group
    yield from topics
    whole = [group for group in groups if not group.key[0]]
    if len(groups) == len(whole) and not topics:
        yield from whole


def _of_level(level: Level, looked: Looked) -> Iterator[Risen]:
    wide, narrow = level.watched.judged(looked.last)
    for found, flow, keys in (
        (wide, level.watched.topics, level.topics),
        (narrow, level.watched.places, level.places),
    ):
        drawn = _drawn(flow, looked, [one.series for one in found])
        for one, days in zip(found, drawn, strict=True):
            yield Risen(keys[one.series], one, days)


def _drawn(flow: Flow, looked: Looked, series: list[int]) -> list[list[list[Any]]]:
    """[day, count, usual from, usual to] of the weeks before, of each of the series."""
    found: list[list[list[Any]]] = [[] for _ in series]
    if not series:
        return found
    for day in range(max(LEAST_HISTORY, looked.last - DRAWN), looked.last + 1):
        low, high = band(flow.usual(day, day + 1)[series, 0], flow.spread(day)[series])
        counts = flow.counts[series, day]
        told = (looked.first + timedelta(days=day)).isoformat()
        for number, days in enumerate(found):
            days.append([told, int(counts[number]), int(low[number]), int(high[number])])
    return found


def _kept(
    place: Municipality, one: Risen, topic: Topic | None, today: date, now: datetime
) -> Alarm:
    """The alarm of this rise: the one that goes on, else a new one."""
    settlement, judged = one.key[1], one.judged
    since = today - timedelta(days=judged.days - 1)
    alarm = _going_on(place, AlarmKind.SPIKE, topic, settlement, since)
    if alarm is None:
        alarm = Alarm(
            municipality=place, kind=AlarmKind.SPIKE, topic=topic, settlement=settlement,
            since=since, found_at=now, count=0, rarity=1,
        )  # fmt: skip
    if judged.rarity <= alarm.rarity or alarm.until == today:
        alarm.days, alarm.count, alarm.usual = judged.days, judged.count, judged.usual
        alarm.low, alarm.high, alarm.rarity = judged.low, judged.high, judged.rarity
    alarm.until, alarm.drawn = today, one.drawn
    return _described(alarm)


def _going_on(
    place: Municipality, kind: str, topic: Topic | None, settlement: str, since: date
) -> Alarm | None:
    """The alarm of the same thing whose last day is near enough; one of the whole topic holds a place
    of it too."""
    near = Alarm.objects.select_for_update(of=("self",)).filter(
        municipality=place, kind=kind, until__gte=since - timedelta(days=SAME)
    )
    same = Q(topic__code=topic.code) if topic else Q(topic__isnull=True)
    return (
        near.filter(same, settlement__in=["", settlement]).order_by("-settlement", "-until").first()
    )


def _described(alarm: Alarm) -> Alarm:
    """With whose it is, what its messages have in common, and the outages that explain them."""
    place = alarm.municipality
    cases = messages(place, alarm.topic, alarm.settlement, alarm.since, alarm.until, alarm.streets)
    begun = alarm.since - timedelta(days=1)
    before = messages(place, alarm.topic, alarm.settlement, begun - BEFORE, begun)
    now = features(place, cases)
    alarm.common = [one.words for one in common(now, features(place, before))] + explaining(
        _planned(place, alarm.since, alarm.until), alarm.since, alarm.until,
        {row["settlement"] for row in now}, {row["street"] for row in now},
    )  # fmt: skip
    alarm.block_id, alarm.body_id = whose(cases)
    alarm.save()
    return alarm


def _planned(place: Municipality, since: date, until: date) -> list[Planned]:
    rows = Outage.objects.filter(municipality=place, since__lte=until, until__gte=since)
    return [
        Planned(f"плановое отключение: {row}", row.since, row.until, row.settlement, row.street)
        for row in rows
    ]


def _first_today(place: Municipality, today: date) -> bool:
    known = Watching.objects.filter(municipality=place).first()
    return known is None or timezone.localdate(known.at, timezone=zone(place)) != today


def _crowds(place: Municipality, today: date, now: datetime) -> list[Alarm]:
    """Crowds of yesterday and the days before it, in each group of topics; chance is borne once a month."""
    yesterday = today - timedelta(days=1)
    groups = Topic.objects.filter(
        municipality=place, parent__isnull=True, until_version__isnull=True
    )
    found = []
    for topic in groups:
        cases = messages(place, topic, "", yesterday - LOOKED_BACK, yesterday)
        spread = spots(place, cases, yesterday)
        if len(spread.at) < FEWEST_ON_MAP:
            continue
        crowd = scanned(
            spread.points, spread.at, spread.ages, CROWD_WINDOWS,
            most=CROWDS_A_MONTH / 30.4 / len(groups),
        )  # fmt: skip
        if crowd:
            alarm = _kept_crowd(place, topic, crowd, spread, yesterday, now)
            found += [alarm] if alarm else []
    return found


def _kept_crowd(
    place: Municipality, topic: Topic, crowd: Crowd, spread: Spots, until: date, now: datetime
) -> Alarm | None:
    """None where a spike tells of it already."""
    since = until - timedelta(days=crowd.days - 1)
    near = Alarm.objects.filter(municipality=place, until__gte=since - timedelta(days=SAME)).filter(
        Q(topic=topic) | Q(topic__parent=topic)
    )
    if near.exclude(kind=AlarmKind.CROWD).exists():
        return None
    places = [spread.names[one] for one in crowd.places]
    streets = sorted({street for _, street in places if street})
    settlements = {settlement for settlement, _ in places}
    alarm = near.first() or Alarm(
        municipality=place, kind=AlarmKind.CROWD, topic=topic, since=since, found_at=now
    )
    alarm.settlement = settlements.pop() if len(settlements) == 1 else ""
    alarm.streets, alarm.until, alarm.days = streets, until, crowd.days
    alarm.count, alarm.usual, alarm.rarity = crowd.count, crowd.usual, crowd.chance
    alarm.low, alarm.high = 0, round(crowd.usual)
    return _described(alarm)
