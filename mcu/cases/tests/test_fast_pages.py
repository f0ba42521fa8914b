"""Fast routes through their pages: set up, followed on the card, taken off, measured."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions.automation import look_through
from mcu.cases.actions.fast import set_fast_route, switch_fast_route
from mcu.cases.actions.route import classify
from mcu.cases.actions.rules import begin
from mcu.cases.models import Case, FastRoute, FastRun
from mcu.cases.queries.fast import measured
from mcu.cases.rules.conditions import dumps, read
from mcu.cases.rules.fast import StepPart

HTMX = {"HTTP_HX_REQUEST": "true"}


def typed(town, **more):
    """What a person types into the page of a new route."""
    return {
        "name": "Ямы за сутки",
        "entry-join": "all",
        "entry-1-field": "topic", "entry-1-op": "any", "entry-1-value": town.topic.code,
        "step-1-body": "roads", "step-1-what": "Осмотреть", "step-1-value": "4",
        "step-1-unit": "working_hours",
        "step-2-body": "housing", "step-2-what": "Заделать", "step-2-value": "2",
        "step-2-unit": "working_days",
    } | more  # fmt: skip


def on_the_way(town):
    """A pit on a route of two bodies."""
    begin(town.place)
    steps = [StepPart("roads", "Осмотреть", 4, "working_hours"),
             StepPart("housing", "Заделать", 2, "working_days")]  # fmt: skip
    entry = read({"all": [{"field": "topic", "op": "any", "value": [town.topic.code]}]})
    route = set_fast_route(
        place=town.place, name="Ямы за сутки", entry=entry, steps=steps, by=town.actor()
    )
    switch_fast_route(route=route, active=True, by=town.actor(), now=timezone.now() - timedelta(9))
    case = town.case()
    classify(case=case, topic=town.topic, by=town.actor())
    look_through(place=town.place, now=timezone.now())
    return Case.objects.get(pk=case.pk), FastRoute.objects.get()


@pytest.mark.row(45)
def test_a_route_is_set_up_on_its_page_and_takes_the_next_case(town, web):
    page = web.head.post("/settings/fast/add/", typed(town))
    route = FastRoute.objects.get()
    assert page.url == reverse("desk:fast-route", args=[route.pk])
    assert [str(step) for step in route.steps.all()] == [
        "1. Дорожная служба: Осмотреть",
        "2. Жилищный отдел: Заделать",
    ]
    web.head.post(f"/settings/fast/{route.pk}/switch/", {"active": "1"})
    begin(town.place)
    case = town.case()
    web.head.post(f"/cases/{case.pk}/classify/", {"topic": town.topic.code})
    look_through(place=town.place, now=timezone.now())
    case.refresh_from_db()
    assert case.body == town.roads
    shown = web.head.get("/settings/fast/").content.decode()
    assert "Ямы за сутки" in shown
    assert "тема: Ямы на дорогах" in shown


def test_what_is_typed_stays_when_it_is_refused(town, web):
    given = typed(town) | {"step-2-what": "", "step-1-value": "много"}
    page = web.head.post("/settings/fast/add/", given)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Этап 1: срок" in text
    assert 'value="Осмотреть"' in text
    assert not FastRoute.objects.exists()
    page = web.head.post("/settings/fast/add/", typed(town) | {"do": "add:entry"})
    assert page.status_code == 200
    assert 'name="entry-2-field"' in page.content.decode()


def test_a_hostile_form_is_a_sentence(town, web):
    given = typed(town) | {"entry-1-value": "x" * 500, "step-1-value": "9" * 50, "name": "\x00"}
    page = web.head.post("/settings/fast/add/", given)
    assert page.status_code == 422
    assert not FastRoute.objects.exists()


@pytest.mark.row(45)
def test_the_card_shows_where_the_case_stands_and_the_body_passes_it_on(town, web):
    case, _ = on_the_way(town)
    card = web.executor.get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/{case.pk}/fast/" in card
    part = web.executor.get(f"/cases/{case.pk}/fast/", **HTMX).content.decode()
    assert "<html" not in part
    assert "Осмотреть" in part
    assert "Этап выполнен" in part
    assert "Снять с маршрута" not in part
    web.executor.post(f"/cases/{case.pk}/fast/done/", {"words": "Осмотрено"})
    case.refresh_from_db()
    assert case.body == town.housing
    assert "✓" in web.head.get(f"/cases/{case.pk}/fast/").content.decode()


def test_a_person_takes_it_off_on_the_card(town, web):
    case, _ = on_the_way(town)
    refused = web.head.post(f"/cases/{case.pk}/fast/off/", {"reason": ""}, **HTMX)
    assert refused.status_code == 422
    web.head.post(f"/cases/{case.pk}/fast/off/", {"reason": "Нужна экспертиза"})
    assert FastRun.objects.get().end == "removed"
    assert "Нужна экспертиза" in web.head.get(f"/cases/{case.pk}/fast/").content.decode()


def test_a_card_without_a_route_asks_for_nothing(town, web):
    case = town.case()
    assert "/fast/" not in web.head.get(f"/cases/{case.pk}/").content.decode()
    assert web.head.get(f"/cases/{case.pk}/fast/").status_code == 404


def lived(town, route, *, on, hours, ago):
    """A case answered so many hours after it came, so many days ago."""
    received = timezone.now() - timedelta(days=ago)
    case = town.case(received_at=received)
    answered = received + timedelta(hours=hours)
    Case.objects.filter(pk=case.pk).update(
        topic=town.topic, first_answer_at=answered, closed_at=answered, state="closed"
    )
    if on:
        FastRun.objects.create(
            case=case, route=route, entered_at=received, ended_at=answered, end="answered"
        )


@pytest.mark.row(45)
def test_the_time_saved_is_measured_with_the_list_behind_each_figure(town, web):
    """Ten quick ones on the route, ten slow beside it, twelve slower before."""
    _, route = on_the_way(town)
    FastRoute.objects.filter(pk=route.pk).update(since=timezone.now() - timedelta(days=40))
    route.refresh_from_db()
    for n in range(10):
        lived(town, route, on=True, hours=10 + n, ago=20)
        lived(town, route, on=False, hours=40 + n, ago=20)
    for n in range(12):
        lived(town, route, on=False, hours=100 + n, ago=60)
    on, beside, before = measured(town.actor(), town.place, route, timezone.now())
    assert (on.sample.count, on.sample.median, on.sample.p90) == (10, 14.5, 18)
    assert (beside.sample.count, beside.sample.median) == (10, 44.5)
    assert (before.sample.count, before.sample.median) == (12, 105.5)
    assert beside.verdict == "быстрее на 30 ч по медиане, чем те же темы мимо маршрута"
    page = web.head.get(f"/settings/fast/{route.pk}/").content.decode()
    assert "Быстрее на 30 ч" in page
    for row in (on, beside, before):
        behind = web.head.get(f"/cases/?{row.query}")
        assert behind.context["feed"].total == row.sample.count


def test_little_data_is_said_to_be_little(town, web):
    _, route = on_the_way(town)
    lived(town, route, on=True, hours=3, ago=2)
    page = web.head.get(f"/settings/fast/{route.pk}/").content.decode()
    assert "мало данных" in page.lower()
    assert "Быстрее на" not in page


def test_the_list_can_be_asked_for_what_is_on_a_route(town, web):
    case, route = on_the_way(town)
    town.case()
    where = dumps(read({"all": [{"field": "fast", "op": "any", "value": [route.code]}]}))
    rows = web.head.get("/cases/", {"where": where}).context["rows"]
    assert [row.pk for row in rows] == [str(case.pk)]


def test_an_auditor_reads_and_does_not_change(town, web):
    _, route = on_the_way(town)
    page = web.auditor.get(f"/settings/fast/{route.pk}/")
    if page.status_code == 200:
        assert "Сохранить" not in page.content.decode()
    assert web.auditor.post(f"/settings/fast/{route.pk}/", typed(town)).status_code == 403
