"""Topic, place and condition → block and body, with the trace of why."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mcu.cases.rules.conditions import ALWAYS, Condition


@dataclass(frozen=True, slots=True)
class RouteView:
    """One row of the table of routes; `words` is its condition as people read it."""

    topic_id: int
    settlement: str
    block_id: int | None
    body_id: int | None
    condition: Condition = ALWAYS
    words: str = ""


@dataclass(frozen=True, slots=True)
class TopicView:
    """What routing needs to know of a topic; parent_id leads to its group."""

    topic_id: int
    name: str
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Routing:
    """Where to, and the sentences that say why."""

    block_id: int | None
    body_id: int | None
    trace: tuple[str, ...]


NOWHERE = "Маршрута для этой темы нет: добавьте его в Настройки → Темы."


def route(
    topic_id: int | None,
    settlement: str,
    topics: Mapping[int, TopicView],
    routes: Sequence[RouteView],
    fitting: Collection[Condition] = (),
) -> Routing:
    """The most specific route: the topic before its group, the settlement before «anywhere», one
    with a condition before one without. `fitting` are the conditions that hold for the case."""
    if topic_id is None:
        return Routing(None, None, ("Тема не определена, маршрут выбрать не по чему.",))
    table: dict[tuple[int, str], list[RouteView]] = defaultdict(list)
    for row in sorted(routes, key=_precise):
        table[row.topic_id, row.settlement.casefold()].append(row)
    trace: list[str] = []
    current: int | None = topic_id
    while current is not None and current in topics:
        topic = topics[current]
        for place in dict.fromkeys((settlement.casefold(), "")):
            found = _fitting(table[current, place], topic, fitting, trace)
            if found:
                trace.append(_found(found, topic, settlement if place else ""))
                return Routing(found.block_id, found.body_id, tuple(trace))
        trace.append(f"для «{topic.name}» своего маршрута нет")
        current = topic.parent_id
    return Routing(None, None, (*trace, NOWHERE))


def _precise(row: RouteView) -> int:
    """Conditions first, those with more lines before the others."""
    return -sum(1 for _ in row.condition.lines)


def _fitting(
    rows: Sequence[RouteView], topic: TopicView, fitting: Collection[Condition], trace: list[str]
) -> RouteView | None:
    for row in rows:
        if not row.condition or row.condition in fitting:
            return row
        trace.append(f"маршрут темы «{topic.name}» не подошёл по условию «{row.words}»")
    return None


def _found(row: RouteView, topic: TopicView, settlement: str) -> str:
    where = f" и место «{settlement}»" if settlement else ""
    when = f", условие «{row.words}»" if row.condition else ""
    return f"маршрут найден по теме «{topic.name}»{where}{when}"
