"""Routing: the most specific row wins and the trace says why."""

import pytest

from mcu.cases.rules.conditions import Line, narrowed, read
from mcu.cases.rules.conditions.fields import Operator
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


VK = read({"all": [{"field": "channel", "op": "any", "value": ["vk"]}]})
VK_YARD = narrowed(VK, Line("text", Operator.HAS, ("двор",)))
BY_CONDITION = [
    RouteView(2, "", 10, 100),
    RouteView(2, "", 20, 200, VK, "канал: ВКонтакте"),
    RouteView(2, "", 30, 300, VK_YARD, "канал: ВКонтакте и двор"),
]


@pytest.mark.parametrize(
    ("fitting", "body"), [([], 100), ([VK], 200), ([VK, VK_YARD], 300), ([VK_YARD], 300)]
)
def test_a_fitting_condition_goes_before_none_and_the_narrower_before_the_wider(fitting, body):
    assert route(2, "", TOPICS, BY_CONDITION, fitting).body_id == body


def test_the_trace_says_which_condition_decided_and_which_did_not_fit():
    assert route(2, "", TOPICS, BY_CONDITION, [VK]).trace == (
        "маршрут темы «Уборка снега» не подошёл по условию «канал: ВКонтакте и двор»",
        "маршрут найден по теме «Уборка снега», условие «канал: ВКонтакте»",
    )


def test_the_topic_goes_before_the_condition_of_its_group_and_the_place_before_a_condition():
    group = RouteView(1, "", 10, 100, VK, "канал: ВКонтакте")
    assert route(2, "", TOPICS, [group, RouteView(2, "", 20, 200)], [VK]).body_id == 200
    place = RouteView(2, "Заречный", 30, 300)
    assert route(2, "Заречный", TOPICS, [*BY_CONDITION, place], [VK]).body_id == 300


def test_a_route_whose_condition_does_not_fit_leads_on_to_the_group():
    routes = [RouteView(1, "", 10, 100), RouteView(2, "", 20, 200, VK, "канал: ВКонтакте")]
    assert route(2, "", TOPICS, routes).body_id == 100
