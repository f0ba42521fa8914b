"""Routing: the most specific row wins and the trace says why."""

from mcu.cases.rules.routing import NOWHERE, RouteView, TopicView, route

TOPICS = {
    1: TopicView(1, "Дороги", None),
    2: TopicView(2, "Уборка снега", 1),
    3: TopicView(3, "ЖКХ", None),
}


def test_the_topic_goes_before_its_group():
    routes = [RouteView(1, "", 10, 100), RouteView(2, "", 20, 200)]
    found = route(2, "Заречный", TOPICS, routes)
    assert (found.block_id, found.body_id) == (20, 200)
    assert "Уборка снега" in found.trace[-1]


def test_the_settlement_goes_before_anywhere():
    routes = [RouteView(2, "", 10, 100), RouteView(2, "Малая Речка", 20, 200)]
    assert route(2, "малая речка", TOPICS, routes).body_id == 200
    assert route(2, "Заречный", TOPICS, routes).body_id == 100


def test_a_topic_without_a_route_falls_back_to_its_group_and_says_so():
    found = route(2, "", TOPICS, [RouteView(1, "", 10, None)])
    assert found.block_id == 10
    assert found.trace == (
        "для «Уборка снега» своего маршрута нет",
        "маршрут найден по теме «Дороги»",
    )


def test_no_route_says_where_to_add_one():
    assert route(3, "", TOPICS, []).trace[-1] == NOWHERE


def test_without_a_topic_there_is_nothing_to_choose_by():
    found = route(None, "", TOPICS, [RouteView(1, "", 10, 100)])
    assert found.body_id is None
    assert "Тема не определена" in found.trace[0]
