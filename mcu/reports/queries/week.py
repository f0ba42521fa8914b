"""The week in short: what came, what was solved, what is late, what rose, what comes; as far as the
reader's figures go."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.slices import sliced, whose
from mcu.analytics.rules.slices import Basis, Slice
from mcu.analytics.rules.summary import Period
from mcu.cases import queries as cases
from mcu.insight.models import Alarm
from mcu.insight.queries.alarms import alarms
from mcu.insight.queries.seasons import Peak, seasons
from mcu.insight.queries.shown import reason_of
from mcu.org.models import Municipality, NoticeChoice, Person
from mcu.org.rules.notices import Kind, Mail
from mcu.org.rules.roles import Actor
from mcu.reports.rules.periods import Every, former
from mcu.web.words import plural

SHOWN = 5
MESSAGES = "сообщение|сообщения|сообщений"


@dataclass(frozen=True, slots=True)
class Row:
    """A topic with what it had this week and the week before."""

    name: str
    code: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Week:
    """Everything the page and the letter tell."""

    period: Period
    came: int
    came_before: int
    closed: int
    closed_before: int
    late: int
    open: int
    topics: list[Row]
    spikes: list[tuple[Alarm, str]] = field(default_factory=list)
    peaks: list[Peak] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"Обзор недели {self.period.since:%d.%m}–{self.period.until:%d.%m}: {self.head}"

    @property
    def head(self) -> str:
        """What fits into a line."""
        return f"пришло {self.came}, решено {self.closed}, просрочено {self.late}"

    @property
    def lines(self) -> list[str]:
        """The letter: totals, topics, spikes and seasons; nothing of a person or a place of one."""
        said = [
            f"Пришло {plural(self.came, MESSAGES)}, за неделю до этого {self.came_before}.",
            f"Решено {self.closed}, за неделю до этого {self.closed_before}.",
            f"Сейчас просрочено {self.late} из {self.open} открытых.",
        ]
        if self.topics:
            named = "; ".join(f"{row.name} — {row.now} (было {row.before})" for row in self.topics)
            said.append(f"О чём писали: {named}.")
        said += [f"Всплеск: {alarm.topic}, {reason}" for alarm, reason in self.spikes]
        said += [
            f"Впереди: {peak.topic}, с {peak.coming.starts:%d.%m} {peak.coming.known_by}"
            for peak in self.peaks
        ]
        return said

    @property
    def came_query(self) -> str:
        return urlencode({"status": "all", **_days("received", self.period)})

    @property
    def closed_query(self) -> str:
        return urlencode({"status": "finished", **_days("closed", self.period)})


def week(actor: Actor, place: Municipality, period: Period, now: datetime) -> Week:
    """Four slices, whatever there is to count; spikes and seasons as their pages have them."""
    before = former(Every.WEEK, period)
    came, came_before = (
        _topics(actor, place, span, Basis.RECEIVED, now) for span in (period, before)
    )
    done, done_before = (
        _topics(actor, place, span, Basis.CLOSED, now) for span in (period, before)
    )
    counts = cases.counts(actor, now)
    day = timezone.localdate(now)
    return Week(
        period, sum(came.values()), sum(came_before.values()), sum(done.values()),
        sum(done_before.values()), counts["late"], counts["open"], _rows(came, came_before),
        [(row, reason_of(row)) for row in _spikes(actor, period)],
        seasons(actor, place, day).peaks[:SHOWN],
    )  # fmt: skip


def subscribers(place: Municipality, moment: str) -> list[Person]:
    """Those who asked for it and were not told of this week yet."""
    chosen = NoticeChoice.objects.filter(kind=Kind.WEEKLY).exclude(shown=False, mail=Mail.NONE)
    people = Person.objects.filter(municipality=place, is_active=True, notice_choices__in=chosen)
    return list(people.exclude(notices__kind=Kind.WEEKLY, notices__moment=moment).distinct())


def address(period: Period) -> str:
    return f"{reverse('reports:week')}?{urlencode({'on': period.since.isoformat()})}"


def beginning(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _topics(
    actor: Actor, place: Municipality, period: Period, basis: Basis, now: datetime
) -> dict[tuple[str, str], int]:
    chosen = Slice(period, "topic_group", "", ("count",), (), basis, 200)
    grid = sliced(chosen, whose(actor, place), place, manifest=mart.published(), now=now)
    return {
        (line.head.label, str(line.head.value or "")): int(line.total[0].value or 0)
        for line in grid.lines
    }


def _rows(now: dict[tuple[str, str], int], before: dict[tuple[str, str], int]) -> list[Row]:
    most = sorted(now.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    return [Row(*key, number, before.get(key, 0)) for key, number in most]


def _spikes(actor: Actor, period: Period) -> list[Alarm]:
    rows = alarms(actor).filter(until__gte=period.since, since__lte=period.until)
    return list(rows[:SHOWN])


def _days(name: str, period: Period) -> dict[str, str]:
    return {f"{name}_from": f"{period.since}", f"{name}_to": f"{period.until}"}
