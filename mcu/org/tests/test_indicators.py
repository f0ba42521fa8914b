"""Who answers for obligatory indicators."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.models import Charter, IndicatorOwner
from mcu.org.rules.roles import Role, program


def url(name, *args):
    return reverse(f"org:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def said(office):
    """The founding act names one indicator."""
    rows = [{"code": "main", "title": "Основные показатели", "clause": "4.1.6"}]
    Charter.objects.create(municipality=office.place, section="indicators", data=rows)


@pytest.mark.row(15)
def test_each_indicator_has_an_owner_in_each_block_with_history(office, said):
    """Named for a block, replaced from a day on: the former one is kept with the days."""
    client = office.client(Role.ADMINISTRATOR)
    first, second = office.person(Role.BLOCK_HEAD), office.person(Role.CURATOR)
    type(second).objects.filter(pk=second.pk).update(full_name="Ветлугин Олег Семёнович")
    given = {"indicator": "main", "block": office.block.pk, "act": "распоряжение № 4"}
    client.post(url("set-owner"), given | {"person": first.pk, "since": "2026-01-10"})
    client.post(url("set-owner"), given | {"person": second.pk, "since": "2026-03-01"})
    page = text_of(office.client(Role.EXECUTOR).get(url("indicators")))
    current, past = page.split("Кто отвечал раньше")
    assert "Ветлугин" in current
    assert "акт, п. 4.1.6" in current
    assert "10.01.2026 – 28.02.2026" in past


@pytest.mark.row(15)
def test_an_indicator_of_ones_own_stands_beside_those_of_the_act(office, said):
    client = office.client(Role.ADMINISTRATOR)
    client.post(url("add-indicator"), {"name": "Доля ответов в срок"})
    rows = queries.ownership(office.actor(Role.CURATOR), office.place)
    assert [row.indicator.name for row in rows] == ["Основные показатели", "Доля ответов в срок"]
    assert [row.without for row in rows] == [1, 1]
    actions.set_owner(
        municipality=office.place, indicator=rows[1].indicator.code, person=office.person(Role.POS),
        by=program(office.place.pk),
    )  # fmt: skip
    rows = queries.ownership(office.actor(Role.CURATOR), office.place)
    assert [row.without for row in rows] == [1, 0]


@pytest.mark.parametrize(
    ("given", "said_words"),
    [
        ({"indicator": "none"}, "Выберите корректный"),
        ({"person": ""}, "Обязательное поле"),
        ({"since": "2020-01-01"}, "более поздний день"),
        ({}, "уже отвечает"),
    ],
)
def test_what_makes_no_sense_is_told(office, said, given, said_words):
    person, other = office.person(Role.CURATOR), office.person(Role.POS)
    actions.set_owner(
        municipality=office.place, indicator="main", person=person, since=date(2026, 1, 1),
        by=program(office.place.pk),
    )  # fmt: skip
    values = {"indicator": "main", "person": other.pk if "since" in given else person.pk} | given
    response = office.client(Role.ADMINISTRATOR).post(url("set-owner"), values)
    assert response.status_code == 422
    assert said_words in text_of(response)
    assert IndicatorOwner.objects.count() == 1


def test_released_nobody_answers_and_once_is_enough(office, said):
    owner = actions.set_owner(
        municipality=office.place, indicator="main", person=office.person(Role.CURATOR),
        by=program(office.place.pk), since=timezone.localdate() - timedelta(days=3),
    )  # fmt: skip
    office.client(Role.ADMINISTRATOR).post(url("release-owner", owner.pk))
    owner.refresh_from_db()
    assert owner.until == timezone.localdate()
    with pytest.raises(RuleViolation, match="уже окончена"):
        actions.release_owner(owner=owner, by=program(office.place.pk))


def test_the_same_indicator_is_not_added_twice(office, said):
    response = office.client(Role.ADMINISTRATOR).post(
        url("add-indicator"), {"name": "основные  ПОКАЗАТЕЛИ"}
    )
    assert response.status_code == 422
    assert "уже есть" in text_of(response)
