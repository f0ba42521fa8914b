"""Topic and place → block and body, with the trace of why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RouteView:
    """One row of the table of routes."""

    topic_id: int
    settlement: str
    block_id: int | None
    body_id: int | None


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
) -> Routing:
    """The most specific route: the topic before its group, the settlement before «anywhere»."""
    if topic_id is None:
        return Routing(None, None, ("Тема не определена, маршрут выбрать не по чему.",))
    table = {(row.topic_id, row.settlement.casefold()): row for row in routes}
    trace: list[str] = []
    current: int | None = topic_id
    while current is not None and current in topics:
        topic = topics[current]
        for place in dict.fromkeys((settlement.casefold(), "")):
            found = table.get((current, place))
            if found:
                where = f" и место «{settlement}»" if place else ""
                trace.append(f"маршрут найден по теме «{topic.name}»{where}")
                return Routing(found.block_id, found.body_id, tuple(trace))
        trace.append(f"для «{topic.name}» своего маршрута нет")
        current = topic.parent_id
    return Routing(None, None, (*trace, NOWHERE))
