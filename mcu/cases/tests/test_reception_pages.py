"""Personal reception through its pages: a card, an answer on the spot, an appeal."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.models import Case, Reception
from mcu.cases.tests.appeals import answered, letter
from mcu.core import vault
from mcu.core.models import JournalEntry

pytestmark = pytest.mark.usefixtures("law")

ADD = "/cases/receptions/add/"


def visit(**given):
    at = timezone.localtime() - timedelta(minutes=20)
    return {
        "at": f"{at:%Y-%m-%dT%H:%M}", "place": "Мира, 1, кабинет 3", "official": "Орлова М. И., глава",
        "applicant_name": "Громов Глеб Глебович", "applicant_contacts": "8 900 111-22-33",
        "matter": "Просит перерасчёт за тепло", "kind": "statement", "heard": "orally", "consent": "on",
        "answer": "Перерасчёт сделает УК до 1 декабря", "document_shown": "on", "signed": "on", "booked": "1",
        "topic": "Дороги / Ямы на дорогах", "category": "citizen",
    } | given  # fmt: skip


def test_an_answer_on_the_spot_by_consent_is_kept_in_the_card_alone(town, web):
    response = web.head.post(ADD, visit())
    card = Reception.objects.get()
    assert response["Location"] == reverse("cases:reception", args=[card.pk])
    assert (card.consent, card.booked, card.document_shown, card.signed, card.topic) == (
        True,
        True,
        True,
        True,
        town.topic,
    )
    assert not Case.objects.exists()
    page = web.head.get(response["Location"]).content.decode()
    assert "Устный ответ, с согласия гражданина" in page
    assert "Громов" not in page
    shown = web.head.post(reverse("cases:reception-reveal", args=[card.pk])).content.decode()
    assert "Громов Глеб Глебович" in shown
    assert "Громов" not in str(JournalEntry.objects.get(action="reception.reveal").after)
    assert "Просит перерасчёт" in web.head.get(reverse("cases:receptions")).content.decode()


@pytest.mark.parametrize(("heard", "form"), [("written", "Устная"), ("accepted", "Письменная")])
def test_what_needs_a_written_answer_becomes_an_appeal_of_thirty_days(heard, form, town, web):
    web.head.post(ADD, visit(heard=heard))
    card, case = Reception.objects.get(), Case.objects.get()
    assert card.case == case
    assert (case.regime, case.channel, case.form_label, case.category) == (
        "appeal",
        "reception",
        form,
        "citizen",
    )
    assert case.terms.get(kind="answer").norm.value == 30
    assert vault.unseal(case.applicant.sealed)["applicant_name"] == "Громов Глеб Глебович"
    page = web.head.get(reverse("cases:appeal", args=[case.pk]))
    assert card.number in page.content.decode()


def test_a_reception_is_refused_only_where_the_answer_was_given(town, web):
    old = answered(town, letter(town))
    fresh = letter(town)
    for number, words in (
        ("", "впишите номер прежнего"),
        (fresh.appeal.number, "ответа ещё не было"),
        ("99-99", "нет или оно не"),
    ):
        response = web.head.post(ADD, visit(heard="refused", former=number, answer=""))
        assert response.status_code == 422
        assert words in response.content.decode()
    assert (
        web.head.post(ADD, visit(heard="refused", former=old.appeal.number, answer="")).status_code
        == 302
    )
    assert Reception.objects.get().former == old


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"consent": ""}, "только с согласия"),
        ({"answer": " "}, "Впишите, что ответили"),
        ({"heard": "explained", "answer": ""}, "куда посоветовали"),
        ({"heard": "выгнали"}, "выгнали"),
        ({"matter": "\x00"}, "суть"),
        ({"applicant_name": ""}, "фамилию"),
        ({"official": ""}, "кто ведёт приём"),
        ({"place": "  "}, "где идёт приём"),
        ({"at": "2999-01-01T10:00"}, "ещё не наступило"),
        ({"at": "вчера"}, "Такого времени нет"),
        ({"kind": "просьба"}, "просьба"),
        ({"topic": "Нет такой"}, "Такой темы нет"),
        ({"matter": "а" * 200_001}, "слишком длинный"),
    ],
    ids=str,
)
def test_a_wrong_card_is_refused_in_words_and_nothing_typed_is_lost(given, words, town, web):
    response = web.head.post(ADD, visit(applicant_address="Садовая, 5") | given)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'value="Садовая, 5"' in page
    assert not Reception.objects.exists()


def test_receptions_are_listed_by_day(town, web):
    web.head.post(ADD, visit())
    for day, many in ((timezone.localdate(), 1), (timezone.localdate() - timedelta(days=1), 0)):
        response = web.head.get(reverse("cases:receptions"), {"day": f"{day}"})
        assert len(response.context["rows"]) == many
    for day in ("вчера", "2026-13-45", "<script>"):
        assert web.head.get(reverse("cases:receptions"), {"day": day}).status_code == 200
