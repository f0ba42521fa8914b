"""«+ Зарегистрировать»."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case
from mcu.core import vault

PAGE = "/cases/register/"


def filled(**given):
    received = timezone.localtime() - timedelta(minutes=5)
    return {
        "channel": "phone",
        "received_at": f"{received:%Y-%m-%dT%H:%M}",
        "text": "На Садовой не горит фонарь",
        "regime": "message",
        "importance": "normal",
        "system": "own",
    } | given


def test_a_call_is_registered_and_opened(town, web):
    given = filled(street="Садовая", house="14", applicant_name="Громов Г. Г.")
    response = web.head.post(PAGE, given)
    case = Case.objects.get()
    assert response["Location"] == reverse("cases:card", args=[case.pk])
    assert (case.channel, case.street, case.house) == ("phone", "Садовая", "14")
    assert vault.unseal(case.applicant.sealed)["applicant_name"] == "Громов Г. Г."


def test_another_one_follows_at_once(town, web):
    assert web.head.post(PAGE, filled(again="1"))["Location"].startswith(f"{PAGE}?done=")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"text": ""}, "Впишите, о чём пишет житель"),
        ({"text": "   "}, "Впишите, о чём пишет житель"),
        ({"received_at": "2999-01-01T10:00"}, "ещё не наступило"),
        ({"received_at": "вчера"}, "Такого времени нет"),
        ({"channel": "fax"}, "fax"),
        ({"source_url": "не ссылка"}, "Это не ссылка"),
        ({"text": "а" * 200_001}, "Сократите"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_and_nothing_typed_is_lost(given, words, town, web):
    response = web.head.post(PAGE, filled(street="Садовая") | given)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'value="Садовая"' in page
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "до\x00после", "\u202eяма", "🕳️ яма", "%s {0} {{ x }}"]
)
def test_hostile_text_is_registered_as_text(text, town, web):
    assert web.head.post(PAGE, filled(text=text, street="\x00Мира")).status_code == 302
    page = web.head.get(reverse("cases:card", args=[Case.objects.get().pk])).content.decode()
    assert "<script>alert" not in page
    assert "\x00" not in page


def test_ten_megabytes_are_refused_in_words(town, web):
    response = web.head.post(PAGE, filled(text="а" * (5 * 2**20)))
    assert response.status_code == 422
    assert "Сократите" in response.content.decode()


def test_more_than_the_server_takes_is_refused_at_the_door(town, web):
    response = web.head.post(PAGE, filled(text="а" * (7 * 2**20)))
    assert response.status_code == 400
    assert "Запрос не разобран" in response.content.decode()


def test_registering_needs_its_right(town, web):
    for client in (web.auditor, web.executor):
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, filled()).status_code == 403
    assert not Case.objects.exists()


def test_the_number_in_another_system_is_taken_once(town, web):
    given = filled(system="pos", external_id="77")
    assert web.head.post(PAGE, given).status_code == 302
    response = web.head.post(PAGE, given)
    assert response.status_code == 422
    assert f"Уже зарегистрировано: {Case.objects.get()}" in response.content.decode()
