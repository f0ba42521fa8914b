"""What the panels of «Сводка» show: each a question to the mart, or a short list; always within the
reader's reach."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from mcu.analytics.queries import mart
from mcu.analytics.queries.mart import Manifest
from mcu.analytics.queries.slices import Grid, sliced, whose
from mcu.analytics.rules.slices import Basis, Slice, Whose
from mcu.analytics.rules.summary import FIRST_YEAR, Period
from mcu.cases.models import Problem
from mcu.cases.queries.problem import problems_for
from mcu.cases.rules.problem import LIVE
from mcu.dashboards.models import PanelSet
from mcu.dashboards.rules.panels import Panel, kept, open_to, usual
from mcu.insight.models import Alarm
from mcu.insight.queries import forecast as ahead
from mcu.insight.queries.alarms import fresh
from mcu.insight.queries.forecast import Line
from mcu.insight.queries.shown import reason_of
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor

WEEK = timedelta(days=6)
ROWS = 6


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads whose figures, when; `shared`: totals only."""

    actor: Actor
    place: Municipality
    now: datetime
    shared: bool
    manifest: Manifest | None

    @property
    def scope(self) -> Whose:
        return whose(self.actor, self.place)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now, timezone=zone(self.place))

    def asked(self, chosen: Slice) -> Grid:
        return sliced(
            chosen, self.scope, self.place, shared=self.shared, manifest=self.manifest, now=self.now
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with the same of the week before; `query` leads to its slice."""

    label: str
    value: float | None
    before: float | None
    query: Mapping[str, Any]
    good: int = 0


@dataclass(frozen=True, slots=True)
class Filled:
    """A panel with what it shows."""

    panel: Panel
    grid: Grid | None = None
    figures: list[Figure] = field(default_factory=list)
    lines: list[Any] = field(default_factory=list)
    query: Mapping[str, Any] = field(default_factory=dict)
    lazy: bool = False


def codes_of(actor: Actor) -> tuple[list[str], bool]:
    """The panels of the person in order, and whether they chose them."""
    row = PanelSet.objects.filter(person_id=actor.person_id or 0).first()
    return (usual(actor), False) if row is None else (kept(row.codes, open_to(actor)), True)


def reader_of(actor: Actor, place: Municipality, now: datetime, *, shared: bool) -> Reader:
    return Reader(actor, place, now, shared, mart.published())


def filled(reader: Reader, codes: list[str], at_once: frozenset[str] | None = None) -> list[Filled]:
    """The questions of each panel do not depend on how much there is; panels not of these kinds wait."""
    known = open_to(reader.actor)
    return [
        READINGS[panel.kind](reader, panel)
        if at_once is None or panel.kind in at_once
        else _waiting(reader, panel)
        for panel in (known[code] for code in codes)
    ]


def _waiting(reader: Reader, panel: Panel) -> Filled:
    return Filled(panel, query=panel.question(reader.today) if panel.rows else {}, lazy=True)


def _slice(reader: Reader, panel: Panel) -> Filled:
    today = reader.today
    return Filled(panel, grid=reader.asked(panel.slice(today)), query=panel.question(today))


def _bars(reader: Reader, panel: Panel) -> Filled:
    """Every day of the period, those without messages too, with its share of the largest."""
    chosen = panel.slice(reader.today)
    counts = {line.head.value: int(line.total[0].value or 0) for line in reader.asked(chosen).lines}
    days = [chosen.period.since + timedelta(days=n) for n in range(chosen.period.days)]
    most = max(counts.values(), default=0) or 1
    rows = [(day, counts.get(day, 0), round(100 * counts.get(day, 0) / most)) for day in days]
    return Filled(panel, lines=rows if counts else [], query=panel.question(reader.today))


def _figures(reader: Reader, panel: Panel) -> Filled:
    """What came and was closed in seven days beside the seven before; what stands now."""
    week = Period(reader.today - WEEK, reader.today)
    came = _whole(reader, Slice(week, "system", measures=("count",), compared="before"))
    gone = _whole(
        reader, Slice(week, "system", measures=("count",), basis=Basis.CLOSED, compared="before")
    )
    ever = Period(date(FIRST_YEAR, 1, 1), reader.today)
    stands = _whole(reader, Slice(ever, "system", measures=("open", "late_now")))
    days = {"since": week.since.isoformat(), "until": week.until.isoformat(), "rows": "topic_group"}
    all_days = days | {"since": ever.since.isoformat()}
    return Filled(
        panel,
        figures=[
            Figure("поступило", *came[0], days),
            Figure("закрыто", *gone[0], days | {"basis": "closed"}, 1),
            Figure("в работе", *stands[0], all_days | {"measures": ["open"]}, -1),
            Figure("просрочено", *stands[1], all_days | {"measures": ["late_now"]}, -1),
        ],
        query=days,
    )


def _whole(reader: Reader, chosen: Slice) -> list[tuple[float | None, float | None]]:
    """Of each measure its total and that of the period before."""
    total = reader.asked(chosen).total
    before = [cell.value for cell in total.before] or [None] * len(total.total)
    return [(cell.value, was) for cell, was in zip(total.total, before, strict=True)]


def _mine(reader: Reader, panel: Panel) -> Filled:
    """What one is the executor of: in work and late of all, closed in the month."""
    own = (("executor", (reader.actor.person_id or 0,)),)
    ever = Period(date(FIRST_YEAR, 1, 1), reader.today)
    month = Period(reader.today - timedelta(days=29), reader.today)
    stands = _whole(reader, Slice(ever, "system", measures=("open", "late_now"), filters=own))
    gone = _whole(
        reader, Slice(month, "system", measures=("count",), filters=own, basis=Basis.CLOSED)
    )
    feed = {"executor": "me"}
    return Filled(
        panel,
        figures=[
            Figure("в работе", *stands[0], feed), Figure("просрочено", *stands[1], feed | {"due": "late"}, -1),
            Figure("закрыто за 30 дней", *gone[0], feed | {"status": "closed"}),
        ],
    )  # fmt: skip


def _spikes(reader: Reader, panel: Panel) -> Filled:
    rows: list[tuple[Alarm, str]] = [(one, reason_of(one)) for one in fresh(reader.actor)]
    return Filled(panel, lines=rows)


def _problems(reader: Reader, panel: Panel) -> Filled:
    live = problems_for(reader.actor).filter(state__in=LIVE).select_related("topic")
    rows: list[tuple[Problem, int]] = [
        (one, (reader.now - one.opened_at).days)
        for one in live.order_by("-size", "opened_at")[:ROWS]
    ]
    return Filled(panel, lines=rows)


def _forecast(reader: Reader, panel: Panel) -> Filled:
    found = ahead.ahead(reader.place, reader.now, "channel", reader.scope)
    told = ahead.protected(found) if reader.shared else found
    rows: list[Line] = told.lines[:ROWS]
    return Filled(panel, lines=rows)


READINGS: dict[str, Callable[[Reader, Panel], Filled]] = {
    "slice": _slice,
    "bars": _bars,
    "figures": _figures,
    "mine": _mine,
    "spikes": _spikes,
    "problems": _problems,
    "forecast": _forecast,
}
