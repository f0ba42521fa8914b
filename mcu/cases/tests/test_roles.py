"""What a person who holds one role and no other can do from the first page to the last."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.cases.rules.workflow import State
from mcu.org.actions import add_person, give_duty
from mcu.org.rules.roles import Role, program


@pytest.fixture
def client_of(town, sign_in):
    """A client of somebody who holds just this role."""

    def make(role: Role):
        by = program(town.place.pk)
        person = add_person(
            municipality=town.place, login=f"only-{role}", full_name="Ладова Вера Ильинична",
            password="-", by=by, hashed=True,
        )  # fmt: skip
        give_duty(person=person, role=role, by=by, since=date(2020, 1, 1))
        return sign_in(person)

    return make


def does(client, verb: str, case: Case, **given) -> None:
    """The act is done through its page and the case moved on."""
    response = client.post(reverse(f"cases:{verb}", args=[case.pk]), given)
    assert response.status_code == 302, (verb, response.content.decode()[:500])


def registered(client, **given) -> Case:
    received = timezone.localtime() - timedelta(minutes=5)
    values = {
        "channel": "vk", "system": "incident", "regime": "message", "importance": "normal",
        "text": "На Полевой яма во всю дорогу", "received_at": f"{received:%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post(reverse("cases:register"), values | given).status_code == 302
    return Case.objects.get()


def coordinates(town, client, **given) -> Case:
    """From registration through the block to the closed case, by one person."""
    case = registered(client, **given)
    does(client, "classify", case, topic=town.topic.code)
    does(client, "assign", case, body=town.roads.pk)
    does(client, "ask", case, question="Что сделано?", block=town.block.pk)
    does(client, "draft", case, text="Яму засыплют завтра до 18:00.", then="submit")
    does(client, "approve", case)
    does(client, "publish", case, url="https://vk.com/wall-1_2")
    does(client, "close", case, outcome="solved")
    case.refresh_from_db()
    return case


@pytest.mark.row(5)
def test_the_head_of_the_centre_leads_its_daily_work(town, client_of):
    client = client_of(Role.HEAD_OF_CENTRE)
    case = coordinates(town, client)
    assert case.state == State.CLOSED
    does(client, "reopen", case, reason="Яма осталась.")
    does(client, "assign", case, body=town.housing.pk)
    for page in ("desk:today", "cases:feed", "analytics:summary", "org:people", "desk:journal"):
        assert client.get(reverse(page)).status_code == 200


@pytest.mark.row(9)
def test_the_responsible_for_pos_coordinates_and_redirects_in_it(town, client_of):
    client = client_of(Role.POS)
    given = {"channel": "pos", "system": "pos", "external_id": "POS-1"}
    assert coordinates(town, client, **given).state == State.CLOSED
    other = town.case(system="pos", channel="pos", external_id="POS-2")
    told = {"number": "ПОС-77", "told_on": str(timezone.localdate())}
    does(client, "redirect", other, to="Министерство через ПОС", **told)
    other.refresh_from_db()
    assert other.state == State.REDIRECTED
    summary = client.get(reverse("analytics:summary"), {"system": "pos"})
    assert summary.context["summary"].total.figures.received == 2


@pytest.mark.row(10)
def test_the_responsible_for_incident_coordinates_and_organises_the_work(town, client_of):
    client = client_of(Role.INCIDENT)
    assert coordinates(town, client).state == State.CLOSED
    assert client.get(reverse("intake:index")).status_code == 200
    assert client.get(reverse("org:add")).status_code == 403


@pytest.mark.row(11)
def test_the_responsible_for_social_media_looks_after_answers_in_them(town, client_of, web):
    client = client_of(Role.SOCIAL_MEDIA)
    case = town.case(channel="vk")
    town.case(channel="phone", text="Звонок")
    found = client.get(reverse("cases:feed"), {"channel": ["vk", "ok", "max", "telegram"]})
    assert found.context["feed"].total == 1
    does(client, "note", case, text="Уточню у дорожников.")
    does(client, "draft", case, text="Яму засыплют завтра.", then="submit")
    does(web.head, "approve", case)
    does(client, "publish", case, url="https://vk.com/wall-1_2")
    case.refresh_from_db()
    assert (case.state, case.first_answer_at is not None) == (State.CHECK, True)
    assert (
        client.post(reverse("cases:close", args=[case.pk]), {"outcome": "solved"}).status_code
        == 403
    )


@pytest.mark.row(6)
def test_the_curator_sets_topics_and_development_and_coordinates(town, client_of):
    client = client_of(Role.CURATOR)
    assert (
        client.post(
            reverse("desk:add-topic"), {"name": "Дроны", "kind": "solvable", "speed": "ordinary"}
        ).status_code
        == 302
    )
    assert town.place.topics.filter(name="Дроны").exists()
    block = town.block.pk
    given = {"title": "Ответ за один день", "block": block, "since": "2026-11-01"}
    assert client.post(reverse("org:directions"), given).status_code == 302
    way = town.place.directions.get()
    client.post(reverse("org:direction", args=[way.pk]), given | {"act": "Распоряжение № 5"})
    page = client.get(reverse("org:directions")).content.decode()
    assert "Ответ за один день" in page
    assert "Распоряжение № 5" in page
    client.post(reverse("org:direction-end", args=[way.pk]), {"on": "2026-11-02"})
    way.refresh_from_db()
    assert way.until == date(2026, 11, 2)
    case = town.case(channel="vk")
    does(client, "assign", case, body=town.roads.pk)
    does(client, "ask", case, question="Что сделано?", block=block)
    assert client.get(reverse("analytics:summary")).status_code == 200


def test_a_direction_begins_before_it_ends_and_is_set_by_whoever_leads(town, client_of, web):
    curator, executor = client_of(Role.CURATOR), web.executor
    given = {"title": "Открытые данные", "since": "2026-11-01"}
    assert executor.post(reverse("org:directions"), given).status_code == 403
    assert curator.post(reverse("org:directions"), {"since": "2026-11-01"}).status_code == 422
    curator.post(reverse("org:directions"), given)
    way = town.place.directions.get()
    end = reverse("org:direction-end", args=[way.pk])
    assert curator.post(end, {"on": "2026-10-31"}).status_code == 422
    assert executor.post(end).status_code == 403
    assert "Открытые данные" in executor.get(reverse("org:directions")).content.decode()


@pytest.mark.row(7)
def test_the_administrator_sees_and_mends_the_state_of_the_program(town, client_of):
    client = client_of(Role.ADMINISTRATOR)
    page = client.get(reverse("desk:security")).content.decode()
    for named in ("PostgreSQL", "Резервное копирование", "диск"):
        assert named.casefold() in page.casefold()
    parts = client.get(reverse("desk:components"))
    assert b'"django"' in (parts.content or b"".join(parts.streaming_content))
    for door in ("desk:journal", "channels:outgoing", "desk:profile", "org:people"):
        assert client.get(reverse(door)).status_code == 200
