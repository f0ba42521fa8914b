"""Rules through their pages: built, tried on the past, switched on, what they did taken back."""

import pytest
from django.utils import timezone

from mcu.cases.actions.automation import look_through
from mcu.cases.actions.route import classify
from mcu.cases.models import Case, Rule, RuleRun


def typed(town, **more):
    return {
        "name": "Ямы — жилищному отделу", "event": "classified", "hours": "24",
        "where-join": "all",
        "where-1-field": "topic", "where-1-op": "any", "where-1-value": town.topic.code,
        "act-1": "body:housing", "act-2": "tag:", "act-2-words": "двор",
    } | more  # fmt: skip


def classified(town):
    case = town.case()
    classify(case=case, topic=town.topic, by=town.actor())
    return case


def made(town, web):
    page = web.head.post("/settings/rules/add/", typed(town))
    rule = Rule.objects.get()
    assert page.url == f"/settings/rules/{rule.pk}/"
    return rule


def test_a_rule_is_built_tried_switched_on_and_taken_back(town, web):
    """The whole life of a rule through its pages."""
    past = classified(town)
    rule = made(town, web)
    tried = web.head.post(f"/settings/rules/{rule.pk}/", typed(town) | {"do": "try", "months": "3"})
    text = tried.content.decode()
    assert "Что было бы" in text
    assert str(past) in text
    assert "назначить органу: Жилищный отдел" in text
    assert "никому не назначено" in text
    assert Case.objects.get(pk=past.pk).body is None
    assert not RuleRun.objects.exists()
    web.head.post(f"/settings/rules/{rule.pk}/switch/", {"verb": "on"})
    case = classified(town)
    look_through(place=town.place, now=timezone.now())
    case.refresh_from_db()
    assert (case.body, case.tags) == (town.housing, "двор")
    page = web.head.get(f"/settings/rules/{rule.pk}/").content.decode()
    assert str(case) in page
    run = RuleRun.objects.get()
    web.head.post(f"/settings/rules/{rule.pk}/runs/{run.pk}/undo/")
    case.refresh_from_db()
    assert (case.body, case.tags, case.state) == (None, "", "triage")
    card = web.head.get(f"/cases/{case.pk}/").content.decode()
    assert "Правило «Ямы — жилищному отделу»" in card


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": " "}, "Назовите правило"),
        ({"event": "eclipse"}, "Выберите, когда"),
        ({"act-1": "", "act-2": ""}, "хотя бы одно действие"),
        ({"act-1": "delete:all"}, "такого действия нет"),
        ({"act-1": "control:500", "act-1-words": "х"}, "от 1 до 90"),
        ({"act-2-words": ""}, "выберите значение"),
        ({"where-1-op": "any", "where-1-value": ""}, "выберите значение"),
        ({"hours": "сто"}, "За сколько часов"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(town, web, more, sentence):
    page = web.head.post("/settings/rules/add/", typed(town) | more)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert not Rule.objects.exists()


def test_a_row_is_added_without_scripts(town, web):
    page = web.head.post("/settings/rules/add/", typed(town) | {"do": "check"}).content.decode()
    assert 'name="act-3"' in page
    assert 'value="двор"' in page
    assert not Rule.objects.exists()


def test_the_list_says_each_rule_in_words_and_keeps_their_order(town, web):
    rule = made(town, web)
    web.head.post("/settings/rules/add/", typed(town) | {"name": "Второе"})
    page = web.head.get("/settings/rules/").content.decode()
    assert "определена тема" in page
    assert "тема: Ямы на дорогах" in page
    web.head.post(f"/settings/rules/{rule.pk}/switch/", {"verb": "down"})
    assert [row.name for row in Rule.objects.all()] == ["Второе", rule.name]


def test_an_error_is_shown_on_the_rule(town, web):
    rule = made(town, web)
    Rule.objects.filter(pk=rule.pk).update(error="№ 1: внутренняя ошибка", error_at=timezone.now())
    assert "внутренняя ошибка" in web.head.get(f"/settings/rules/{rule.pk}/").content.decode()


def test_another_town_has_no_such_rule(town, elsewhere, web, sign_in):
    rule = made(town, web)
    assert sign_in(elsewhere.head).get(f"/settings/rules/{rule.pk}/").status_code == 404
    assert web.executor.get("/settings/rules/").status_code == 403
