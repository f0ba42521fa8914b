"""A route and a norm with a condition: chosen by what is known of the message, said on the card."""

import pytest

from mcu.cases.actions.appeal.facts import set_facets
from mcu.cases.actions.profile import change_norm, remove_route, set_route
from mcu.cases.actions.route import classify
from mcu.cases.models import Norm, Route, Term
from mcu.cases.rules.conditions import loads, read
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import program

VK = {"all": [{"field": "channel", "op": "any", "value": ["vk"]}]}


def routed(town, **given):
    return set_route(topic=town.topic, by=program(town.place.pk), block=None, **given)


def charged(town, **given):
    case = town.case(**given)
    classify(case=case, topic=town.topic, by=town.actor())
    case.refresh_from_db()
    return case


def test_a_message_goes_by_the_route_whose_condition_fits(town, web):
    routed(town, body=town.roads)
    routed(town, body=town.housing, condition=read(VK))
    assert charged(town, channel="vk").body == town.housing
    other = charged(town, channel="telegram")
    assert other.body == town.roads
    said = (
        JournalEntry.objects.filter(action="case.classify", object_id=other.pk).get().after["route"]
    )
    assert "не подошёл по условию «канал: ВКонтакте»" in said[0]
    page = web.head.get(f"/cases/{other.pk}/").content.decode()
    assert "не подошёл по условию «канал: ВКонтакте»" in page


def test_the_same_condition_is_one_route_and_it_can_be_taken_away(town):
    for body in (town.roads, town.housing):
        made = routed(town, body=body, condition=read(VK))
    assert Route.objects.get(condition=VK).body == town.housing
    remove_route(route=made, by=program(town.place.pk))
    assert not Route.objects.filter(topic=town.topic).exists()
    entry = JournalEntry.objects.get(action="route.remove")
    assert entry.before["condition"] == "канал: ВКонтакте"


@pytest.mark.parametrize("field", ["overdue", "open"])
def test_what_changes_with_time_decides_neither_route_nor_norm(town, field):
    condition = loads(f'{{"all":[{{"field":"{field}","op":"yes"}}]}}')
    with pytest.raises(RuleViolation, match="меняется со временем"):
        routed(town, body=town.roads, condition=condition)
    with pytest.raises(RuleViolation, match="меняется со временем"):
        beside(town, condition)


def beside(town, condition, value=3):
    return change_norm(
        norm=Norm.objects.get(code="answer"), value=value, unit="working_hours",
        since=town.case().received_at.date().replace(year=2020), source="акт",
        by=program(town.place.pk), condition=condition, beside=True,
    )  # fmt: skip


def answer_of(case):
    return Term.objects.select_related("norm").get(case=case, kind="answer", cancelled_at=None)


def test_a_norm_with_a_condition_stands_beside_the_general_one(town):
    made = beside(town, read(VK))
    assert (made.code, Norm.objects.get(code="answer").valid_to) == ("answer-if-1", None)
    assert answer_of(town.case(channel="vk")).norm == made
    assert answer_of(town.case(channel="telegram")).norm.code == "answer"
    with pytest.raises(RuleViolation, match="Соберите условие"):
        beside(town, read({}))


def test_a_message_that_comes_to_fit_is_counted_by_the_norm_with_the_condition(town):
    made = beside(town, read({"all": [{"field": "category", "op": "any", "value": ["legal"]}]}))
    case = town.case()
    assert answer_of(case).norm.code == "answer"
    set_facets(case=case, by=town.actor(), form="electronic", category="legal", addressees=[])
    assert answer_of(case).norm == made
