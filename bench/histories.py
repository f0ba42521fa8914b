"""Invented histories of messages by day, with bursts whose days are known.

Written before the detector was, and not changed for its sake. A history has what upsets detectors:
seasons that come earlier or later, a weekly round, days off, drift, days worse than chance alone,
a channel that was silent and caught up later.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from mcu.core.workdays import WorkCalendar

TOPICS, PLACES, YEARS = 50, 8, 3
FIRST = date(2023, 1, 1)
RATES = (6.0, 60.0)  # messages of a topic a day, spread evenly on a logarithmic scale
EVENTS_PER_TOPIC = 4
QUIET = 365  # days without bursts at the beginning
WEEK = (1.15, 1.1, 1.05, 1.0, 1.0, 0.7, 0.65)


@dataclass(frozen=True, slots=True)
class Event:
    """A burst: `times` the usual of the topic on each of its days; in one place when it is told."""

    topic: int
    start: int
    days: int
    times: float
    place: int | None = None


@dataclass(slots=True)
class History:
    """`counts[topic, place, day]`, the days, and what was put in."""

    first: date
    counts: np.ndarray
    usual: np.ndarray
    events: list[Event] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.counts.shape[2])]


def history(seed: int, scale: float = 1.0) -> History:
    """Fifty topics in eight places over three years; `scale` makes the town smaller or larger."""
    rng = np.random.default_rng(seed)
    days = YEARS * 365 + 1
    rates = np.exp(rng.uniform(np.log(RATES[0]), np.log(RATES[1]), TOPICS)) * scale
    shares = 1 / np.arange(1, PLACES + 1)
    shares = shares / shares.sum()
    shape = _calendar(rng, days)[None, :] * _seasons(rng, days) * _drift(rng, days)
    noise = rng.gamma(1 / 0.07**2, 0.07**2, days)[None, :]  # a day when everybody writes
    usual = rates[:, None] * shape
    own = np.stack([rng.dirichlet(40 * shares) for _ in range(TOPICS)])
    mean = usual[:, None, :] * own[:, :, None]
    events = _events(rng, days)
    extra = _extra(events, mean, usual)
    drawn = (mean + extra) * noise[:, None, :] * rng.gamma(1 / 0.12**2, 0.12**2, mean.shape)
    counts = rng.poisson(drawn)
    _silences(rng, counts)
    return History(FIRST, counts, usual, events)


def _calendar(rng: np.random.Generator, days: int) -> np.ndarray:
    calendar = WorkCalendar(ZoneInfo("Europe/Moscow"))
    shape = np.empty(days)
    for number in range(days):
        day = FIRST + timedelta(days=number)
        usual = WEEK[day.weekday()]
        off = not calendar.is_working(day) and day.weekday() < 5
        shape[number] = 0.6 if off else usual
    return shape


def _seasons(rng: np.random.Generator, days: int) -> np.ndarray:
    """A third of the topics hardly know seasons, a third swing, a third have a peak of their own."""
    found = np.ones((TOPICS, days))
    for topic in range(TOPICS):
        height = rng.uniform(0, 0.15) if topic % 3 == 0 else rng.uniform(0.2, 0.5)
        middle, width = rng.uniform(0, 365), rng.uniform(20, 45)
        for year in range(YEARS + 1):
            late = rng.normal(0, 5)
            span = slice(year * 365, min(days, (year + 1) * 365))
            at = np.arange(span.start, span.stop)
            found[topic, span] = 1 + height * np.cos(2 * np.pi * (at - middle - late) / 365)
            if topic % 3 == 2:
                away = (at - middle - late + 182) % 365 - 182
                found[topic, span] = 0.8 + rng.uniform(1.0, 2.2) * np.exp(-((away / width) ** 2))
    return found


def _drift(rng: np.random.Generator, days: int) -> np.ndarray:
    steps = rng.normal(0, 0.006, (TOPICS, days)).cumsum(axis=1)
    trend = rng.uniform(-0.15, 0.25, TOPICS)[:, None] * np.arange(days)[None, :] / 365
    return np.exp(steps + trend / YEARS)


def _events(rng: np.random.Generator, days: int) -> list[Event]:
    """Half of them of twice the usual; a third of all sits in one place."""
    found = []
    for topic in range(TOPICS):
        part = (days - QUIET) // EVENTS_PER_TOPIC
        for number in range(EVENTS_PER_TOPIC):
            start = QUIET + number * part + int(rng.integers(5, part - 30))
            times = float(rng.choice([2.0, 2.0, 3.0, 5.0]))
            place = int(rng.integers(0, PLACES)) if rng.random() < 1 / 3 else None
            found.append(Event(topic, start, int(rng.integers(2, 7)), times, place))
    return found


def _extra(events: list[Event], mean: np.ndarray, usual: np.ndarray) -> np.ndarray:
    extra = np.zeros_like(mean)
    for event in events:
        span = slice(event.start, event.start + event.days)
        if event.place is None:
            extra[event.topic, :, span] += (event.times - 1) * mean[event.topic, :, span]
        else:
            extra[event.topic, event.place, span] += (event.times - 1) * usual[event.topic, span]
    return extra


def _silences(rng: np.random.Generator, counts: np.ndarray) -> None:
    """Four times a channel is silent for two days: a third of everything comes a day later."""
    for start in rng.integers(30, counts.shape[2] - 10, 4):
        late = rng.binomial(counts[:, :, start : start + 2], 0.33)
        counts[:, :, start : start + 2] -= late
        counts[:, :, start + 2] += late.sum(axis=2)
