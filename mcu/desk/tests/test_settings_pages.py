"""«Темы», «Нормы сроков»: what they show and what they refuse."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import ClassifierVersion, Norm, Route, Topic
from mcu.cases.rules.terms import default_norms
from mcu.desk import queries
from mcu.org.rules.roles import Role

ADMIN = Role.ADMINISTRATOR


def url(name, *args, **query):
    return reverse(f"desk:{name}", args=args, query=query)


@pytest.fixture
def admin(district):
    return district.client(ADMIN)


@pytest.fixture
def norm(district):
    """A norm in force, unverified."""
    return Norm.objects.create(
        municipality=district.place,
        code="answer",
        title="Ответ на сообщение",
        kind="answer",
        unit="calendar_days",
        value=30,
        source="практика",
    )


def text_of(response) -> str:
    return response.content.decode()


# ---- topics --------------------------------------------------------------------------------------


def test_the_tree_counts_cases_and_a_group_counts_its_topics(district):
    for name in ("tap", "tap", "rust", "group"):
        district.case(topic=district.topics[name])
    [group] = queries.topic_groups(district.actor(ADMIN), "")
    assert group.row.count == 4
    assert {row.topic.name: row.count for row in group.topics} == {"Нет воды": 2, "Ржавая вода": 1}


def test_a_topic_without_a_route_goes_the_way_of_its_group(district, admin):
    water = district.bodies["water"]
    admin.post(url("set-route", district.topics["group"].pk), {"body": water.pk})
    rows = queries.topic_groups(district.actor(ADMIN), "")[0].topics
    assert {(row.route, row.inherited) for row in rows} == {("Водоканал", True)}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ржав", {"Ржавая вода"}),
        ("РЖАВАЯ", {"Ржавая вода"}),
        ("вода", {"Нет воды", "Ржавая вода"}),  # the name of the group brings all of it
        ("самолёт", set()),
    ],
)
def test_topics_are_found_by_name(district, words, found):
    groups = queries.topic_groups(district.actor(ADMIN), words)
    assert {row.topic.name for group in groups for row in group.topics} == found


@pytest.mark.parametrize("words", ["\x00", "<script>", "%", "ё" * 5000, "' OR 1=1 --"])
def test_any_search_is_answered(admin, words):
    response = admin.get(url("topics"), {"q": words})
    assert response.status_code == 200
    assert "<script>" not in text_of(response).split("<main")[1].split("</main>")[0]


def test_a_topic_is_added_in_a_new_version(district, admin):
    before = ClassifierVersion.objects.count()
    given = {
        "group": district.topics["group"].pk, "name": "Прорыв трубы", "kind": "solvable",
        "speed": "fast", "season": ["winter"],
    }  # fmt: skip
    response = admin.post(url("add-topic"), given, follow=True)
    made = Topic.objects.get(name="Прорыв трубы")
    assert (made.speed, made.season) == ("fast", ["winter"])
    assert ClassifierVersion.objects.count() == before + 1
    assert "Прорыв трубы" in text_of(response)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "Нет воды"}, "уже есть"),
        ({"name": ""}, "Обязательное поле"),
        ({"name": "x" * 301}, "не более 300"),
        ({"name": "Новая", "kind": "dream"}, "Выберите корректный"),
        ({"name": "Новая", "group": "999999"}, "Выберите корректный"),
        ({"name": "Но\x00вая"}, "ноль-байт"),
    ],
)
def test_it_says_why_a_topic_is_not_added(district, admin, given, said):
    values = {"group": district.topics["group"].pk, "kind": "solvable", "speed": "ordinary"}
    response = admin.post(url("add-topic"), values | given)
    assert response.status_code == 422
    assert said in text_of(response)


def test_a_renamed_topic_keeps_its_history_and_its_cases(district, admin):
    old = district.topics["tap"]
    district.case(topic=old)
    response = admin.post(url("rename-topic", old.pk), {"name": "Воды нет совсем"}, follow=True)
    page = text_of(response)
    assert "Воды нет совсем" in page
    assert "Нет воды" in page.split("Прежние названия")[1]
    assert "1\N{NO-BREAK SPACE}сообщение" in page
    assert "прежнее название" in text_of(admin.get(url("topic", old.pk)))


def test_a_new_name_must_be_new(district, admin):
    response = admin.post(url("rename-topic", district.topics["tap"].pk), {"name": "Нет воды"})
    assert response.status_code == 422
    assert "Впишите новое название" in text_of(response)


def test_a_route_needs_somewhere_to_go(district, admin):
    topic = district.topics["tap"].pk
    response = admin.post(url("set-route", topic), {"settlement": "Ключи"})
    assert response.status_code == 422
    assert "Выберите блок или орган" in text_of(response)
    admin.post(
        url("set-route", topic), {"block": district.blocks["city"].pk, "settlement": "Ключи"}
    )
    assert Route.objects.get().settlement == "Ключи"
    assert "Ключи" in text_of(admin.get(url("topic", topic)))


def test_the_tree_costs_as_much_with_many_cases(district, admin):
    def asked():
        with CaptureQueriesContext(connection) as found:
            admin.get(url("topics"))
        return len(found)

    asked()
    few = asked()
    for _ in range(30):
        district.case(topic=district.topics["tap"])
    assert asked() == few


# ---- norms ---------------------------------------------------------------------------------------


def test_an_unverified_norm_is_marked(admin, norm):
    assert "не проверено" in text_of(admin.get(url("norms"))).split("<table")[1]
    Norm.objects.update(verified=True)
    assert "не проверено" not in text_of(admin.get(url("norms"))).split("<table")[1]


def test_a_changed_norm_ends_and_has_a_successor(admin, norm):
    since = timezone.localdate() + timedelta(days=10)
    given = {"value": 20, "unit": "working_days", "since": since, "source": "распоряжение № 5"}
    response = admin.post(url("norm", norm.pk), given, follow=True)
    old, new = Norm.objects.order_by("pk")
    assert (old.valid_to, new.valid_from) == (since - timedelta(days=1), since)
    assert (new.value, new.unit, new.source) == (20, "working_days", "распоряжение № 5")
    assert "действует новая норма" in text_of(response)
    assert "Изменить с даты" not in text_of(admin.get(url("norm", old.pk)))


def test_a_successor_of_a_norm_may_be_about_another_topic_speed_and_region(district, admin, norm):
    given = {"value": 20, "unit": "working_days", "since": "2099-01-01", "source": "акт"}
    about = {"topic": district.topics["group"].code, "speed": "fast", "region": "Залесская область"}
    assert admin.post(url("norm", norm.pk), given | {"topic": "нет такой"}).status_code == 422
    assert admin.post(url("norm", norm.pk), given | about).status_code == 302
    old, new = Norm.objects.order_by("pk")
    assert {name: getattr(new, name) for name in about} == about
    assert (old.topic, old.speed, old.region) == ("", "", "")
    page = text_of(admin.get(url("norm", new.pk)))
    assert "Вода, Быстрая тема, Залесская область" in page


@pytest.mark.parametrize(
    "given",
    [
        {"value": 0},
        {"value": -5},
        {"value": "9" * 30},
        {"value": "два"},
        {"unit": "weeks"},
        {"since": "вчера"},
        {"since": ""},
        {"source": "x" * 501},
    ],
)
def test_it_refuses_a_senseless_norm(admin, norm, given):
    values = {"value": 20, "unit": "working_days", "since": "2099-01-01", "source": "акт"}
    assert admin.post(url("norm", norm.pk), values | given).status_code == 422
    assert Norm.objects.count() == 1


def test_a_successor_must_begin_later(admin, norm):
    Norm.objects.update(valid_from="2026-01-01")
    given = {"value": 20, "unit": "working_days", "since": "2025-01-01"}
    response = admin.post(url("norm", norm.pk), given)
    assert response.status_code == 422
    assert "должна начинаться позже" in text_of(response)


def test_every_norm_of_law_shows_its_source(district, admin):
    for view in default_norms():
        values = {name: getattr(view, name) or "" for name in ("regime", "channel", "system")}
        Norm.objects.create(
            municipality=district.place, code=view.code, title=view.title, kind=view.kind,
            unit=view.unit, value=view.value, source=view.source, **values,
        )  # fmt: skip
    page = text_of(admin.get(url("norms")))
    for view in default_norms():
        assert view.source.split(":")[0] in page.replace("&quot;", '"')


# ---- rights --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["topics", "norms"])
def test_who_may_not_read_the_settings_is_told_whose_business_it_is(district, name):
    response = district.client(Role.EXECUTOR).get(url(name))
    assert response.status_code == 403
    assert "Это могут:" in text_of(response)


def test_whoever_only_reads_sees_no_forms(district, norm):
    client = district.client(Role.AUDITOR)
    assert "Добавить тему" not in text_of(client.get(url("topics")))
    assert "Изменить с даты" not in text_of(client.get(url("norm", norm.pk)))
    assert client.post(url("norm", norm.pk), {}).status_code == 403


@pytest.mark.parametrize("name", ["topic", "norm"])
def test_another_municipality_is_not_found(district, neighbour, norm, name):
    key = district.topics["tap"].pk if name == "topic" else norm.pk
    assert neighbour.client(ADMIN).get(url(name, key)).status_code == 404
    assert neighbour.client(ADMIN).get(url(name, 10**25)).status_code == 404


# ---- conditions of routes and norms --------------------------------------------------------------

BUILT = {
    "only-join": "all", "only-1-field": "channel", "only-1-op": "any", "only-1-value": ["vk", "ok"],
}  # fmt: skip


def test_a_route_gets_a_condition_line_by_line_and_is_taken_away(district, admin):
    topic, water = district.topics["tap"].pk, district.bodies["water"].pk
    begun = admin.post(url("set-route", topic), {"body": water, "do": "add:only", **BUILT})
    assert (begun.status_code, Route.objects.count()) == (200, 0)
    admin.post(url("set-route", topic), {"body": water, **BUILT})
    made = Route.objects.get()
    assert made.condition["all"][0]["value"] == ["vk", "ok"]
    page = text_of(admin.get(url("topic", topic)))
    assert "канал: ВКонтакте, Одноклассники" in page
    assert "осталось до срока" not in page
    assert "(по условию)" in text_of(admin.get(url("topics")))
    admin.post(url("remove-route", topic, made.pk))
    assert not Route.objects.exists()


def test_an_unfinished_condition_makes_no_route(district, admin):
    given = {"body": district.bodies["water"].pk, **BUILT, "only-1-value": []}
    response = admin.post(url("set-route", district.topics["tap"].pk), given)
    assert (response.status_code, Route.objects.count()) == (422, 0)
    assert "выберите значение" in text_of(response)


def test_a_norm_with_a_condition_begins_beside_the_general_one(admin, norm):
    given = {"value": 5, "unit": "working_days", "since": "2026-11-01", "beside": "on", **BUILT}
    assert admin.post(url("norm", norm.pk), given).status_code == 302
    norm.refresh_from_db()
    made = Norm.objects.exclude(pk=norm.pk).get()
    assert (norm.valid_to, made.value, made.code) == (None, 5, "answer-if-1")
    assert "только если: канал: ВКонтакте, Одноклассники" in text_of(admin.get(url("norms")))
    assert "канал: ВКонтакте" in text_of(admin.get(url("norm", made.pk)))
