"""The summary of a period: totals, steps, and tables by topic, block and body."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from mcu.analytics.queries.reaction import Reaction, reactions
from mcu.analytics.rules import summary as rules
from mcu.analytics.rules.summary import MEASURES, Figures, Period, Step
from mcu.cases.models import Case, Topic
from mcu.cases.queries import matching
from mcu.cases.rules.feed import NO_TOPIC, NOBODY, FeedFilter
from mcu.org.models import Municipality
from mcu.org.queries import blocks, bodies, calendar_for
from mcu.org.rules.roles import Actor, Permission

Cell = tuple[int | None, int | None, int | None]
Cells = dict[Cell, Figures]
NAMELESS = "не определено"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table; `lists` is the filter behind each measure, of «не определено» too,
    which the list cannot be narrowed to. `level` 1 is a topic under its group."""

    key: str
    name: str
    figures: Figures
    lists: dict[str, FeedFilter]
    level: int = 0
    reaction: Reaction | None = None

    @property
    def code(self) -> str:
        """The code of a topic without its group."""
        return self.key.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Table:
    """One dimension: its rows in order."""

    key: str
    title: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Point:
    """One step of the chart and its two lists."""

    step: Step
    received: int
    closed: int
    lists: dict[str, FeedFilter]


@dataclass(frozen=True, slots=True)
class Total:
    """The figures of the whole period, the same for as many days before, and the reaction."""

    figures: Figures
    before: Figures
    lists: dict[str, FeedFilter]
    reaction: Reaction


@dataclass(frozen=True, slots=True)
class Summary:
    period: Period
    total: Total
    points: list[Point]
    by_topic: Table
    by_block: Table
    by_body: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.by_topic, self.by_block, self.by_body)


def summary(
    actor: Actor,
    place: Municipality,
    base: FeedFilter,
    period: Period,
    now: datetime,
    sort: str = "received",
) -> Summary:
    """The figures the actor may see; the number of queries does not depend on the cases."""
    lists = rules.filters(base, period)
    cells = _cells(actor, lists, now)
    received = _counted(actor, lists["received"], now)
    overall, by_body = reactions(received, calendar_for(place), period.since, now)
    total = Total(_sum(cells.values()), _before(actor, base, period, now), lists, overall)
    names = _Names(actor)
    block_table = _flat(_by(cells, 1), names.blocks, lists, _of_block)
    body_table = _flat(_by(cells, 2), names.bodies, lists, _of_body)
    return Summary(
        period=period,
        total=total,
        points=_points(actor, lists, period, now),
        by_topic=_sorted(_topics(cells, names, lists), sort),
        by_block=_sorted(Table("block", "По блокам", block_table), sort),
        by_body=_sorted(Table("body", "По органам", _with_reaction(body_table, by_body)), sort),
    )


def _counted(actor: Actor, chosen: FeedFilter, now: datetime) -> QuerySet[Case]:
    """The cases whose numbers the actor may know, which need not be those they see."""
    return matching(actor, chosen, now, Permission.SUMMARY)


def _cells(actor: Actor, lists: dict[str, FeedFilter], now: datetime) -> Cells:
    """Figures by the finest cell (topic, block, body); four queries, all tables add them up."""
    found: dict[Cell, dict[str, int]] = defaultdict(dict)
    for measure in MEASURES:
        grouped = _counted(actor, lists[measure], now).order_by()
        rows = grouped.values_list("topic_id", "block_id", "body_id").annotate(n=Count("pk"))
        for topic, block, body, count in rows:
            found[topic, block, body][measure] = count
    return {cell: Figures(**numbers) for cell, numbers in found.items()}


def _before(actor: Actor, base: FeedFilter, period: Period, now: datetime) -> Figures:
    """Received, closed and missed of the period before; what was late then is not known."""
    lists = rules.filters(base, period.before)
    return Figures(
        **{name: _counted(actor, lists[name], now).count() for name in MEASURES if name != "late"}
    )


def _points(
    actor: Actor, lists: dict[str, FeedFilter], period: Period, now: datetime
) -> list[Point]:
    by_day = {
        name: _by_day(_counted(actor, lists[name], now), f"{name}_at")
        for name in ("received", "closed")
    }
    return [
        Point(
            step,
            _within(by_day["received"], step),
            _within(by_day["closed"], step),
            {
                "received": replace(
                    lists["received"], received_from=step.since, received_to=step.until
                ),
                "closed": replace(lists["closed"], closed_from=step.since, closed_to=step.until),
            },
        )
        for step in rules.steps(period)
    ]


def _by_day(cases: QuerySet[Case], moment: str) -> dict[date, int]:
    days = cases.order_by().annotate(day=TruncDate(moment)).values_list("day")
    return dict(days.annotate(n=Count("pk")))


def _within(by_day: dict[date, int], step: Step) -> int:
    return sum(count for day, count in by_day.items() if step.since <= day <= step.until)


class _Names:
    """Names of what the cells point to; three small queries."""

    def __init__(self, actor: Actor) -> None:
        topics = Topic.objects.filter(municipality_id=actor.municipality_id)
        self.topics = {t.pk: t for t in topics.select_related("parent").order_by("since_version")}
        self.blocks = {block.pk: block.name for block in blocks(actor)}
        self.bodies = {body.pk: str(body) for body in bodies(actor)}

    def group(self, topic: Topic) -> Topic:
        return topic.parent or topic


def _topics(cells: Cells, names: _Names, lists: dict[str, FeedFilter]) -> Table:
    """Groups, each followed by its topics; the latest name stands for all versions of a code."""
    groups: dict[str, Figures] = defaultdict(Figures)
    topics: dict[tuple[str, str], Figures] = defaultdict(Figures)
    nameless = Figures()
    for (key, _, _), figures in cells.items():
        if key is None:
            nameless += figures
            continue
        topic = names.topics[key]
        group = names.group(topic)
        groups[group.code] += figures
        if topic.code != group.code:
            topics[group.code, topic.code] += figures
    titles = {topic.code: topic.name for topic in names.topics.values()}
    narrowed = lists["received"].topic
    if narrowed and narrowed not in groups:
        # One topic was asked for: its group as a whole is not what these numbers count.
        lines = [_topic_line(code, titles, found, lists) for (_, code), found in topics.items()]
        return Table("topic", "По темам", lines)
    lines = [_topic_line(code, titles, figures, lists) for code, figures in groups.items()]
    lines += [
        _topic_line(code, titles, figures, lists, group=group)
        for (group, code), figures in topics.items()
    ]
    if nameless != Figures():
        without = {name: replace(chosen, topic=NO_TOPIC) for name, chosen in lists.items()}
        lines.append(Line("", NAMELESS, nameless, without))
    return Table("topic", "По темам", lines)


def _topic_line(
    code: str,
    titles: dict[str, str],
    figures: Figures,
    lists: dict[str, FeedFilter],
    group: str = "",
) -> Line:
    narrowed = {name: replace(chosen, topic=code) for name, chosen in lists.items()}
    key = f"{group}/{code}" if group else code
    return Line(key, titles[code], figures, narrowed, level=1 if group else 0)


def _by(cells: Cells, position: int) -> dict[int | None, Figures]:
    """The cells added up by one of their three keys."""
    added: dict[int | None, Figures] = defaultdict(Figures)
    for cell, figures in cells.items():
        added[cell[position]] += figures
    return added


def _flat(
    added: dict[int | None, Figures],
    names: dict[int, str],
    lists: dict[str, FeedFilter],
    narrow: Callable[[FeedFilter, int], FeedFilter],
) -> list[Line]:
    """Lines of blocks or bodies."""
    return [
        Line(
            str(key or ""),
            names[key] if key else NAMELESS,
            figures,
            {name: narrow(chosen, key or NOBODY) for name, chosen in lists.items()},
        )
        for key, figures in added.items()
    ]


def _of_block(chosen: FeedFilter, key: int) -> FeedFilter:
    return replace(chosen, block=key)


def _of_body(chosen: FeedFilter, key: int) -> FeedFilter:
    return replace(chosen, body=key)


def _with_reaction(lines: list[Line], by_body: dict[int | None, Reaction]) -> list[Line]:
    return [
        replace(line, reaction=by_body.get(int(line.key) if line.key else None, Reaction()))
        for line in lines
    ]


def _sorted(table: Table, sort: str) -> Table:
    """By the chosen column, what is not defined last; topics stay under their group."""
    rank = _RANKS.get(sort, _RANKS["received"])
    top = sorted(
        (line for line in table.lines if not line.level), key=lambda line: _order(line, rank)
    )
    lines = []
    for line in top:
        below = [
            under for under in table.lines if under.level and under.key.split("/")[0] == line.key
        ]
        lines += [line, *sorted(below, key=lambda under: _order(under, rank))]
    return replace(table, lines=lines)


def _order(line: Line, rank: Callable[[Line], float]) -> tuple[bool, float, str]:
    return (not line.key, rank(line), line.name.casefold().replace("ё", "е"))


_RANKS: dict[str, Callable[[Line], float]] = {
    "name": lambda line: 0,
    "received": lambda line: -line.figures.received,
    "closed": lambda line: -line.figures.closed,
    "missed": lambda line: -line.figures.missed,
    "late": lambda line: -line.figures.late,
    # The worst first: whoever closed nothing has no share and comes last.
    "in_time": lambda line: 2 if line.figures.in_time is None else line.figures.in_time,
}


def _sum(figures: Iterable[Figures]) -> Figures:
    return sum(figures, Figures())
