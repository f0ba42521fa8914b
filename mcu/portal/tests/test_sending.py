"""A message through the door of residents: once, raw first, the way of every channel."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from mcu.cases.models import Applicant, Attachment, Case, Suggestion, Utterance
from mcu.core import vault
from mcu.intake import jobs
from mcu.intake.models import Arrival
from mcu.portal.actions.setup import ask
from mcu.portal.models import Submission
from mcu.portal.queries.codes import new_key
from mcu.portal.tests.conftest import code_in, photo

# The acknowledgement waits for every one of them.
SENT, LOOKED = 10, 10
TEXT = "На Полевой, 14 яма во всю дорогу, звоните 8 900 000-00-01"


def test_sending_takes_a_known_number_of_queries_however_much_there_is(door):
    def queries(**given):
        with CaptureQueriesContext(connection) as asked:
            page = door(
                text=TEXT, address="улица Полевая, 14", email="zhitel@example.ru", consent="on",
                waits=True, **given,
            )  # fmt: skip
        assert "Сообщение принято" in page.content.decode()
        return sum("SAVEPOINT" not in each["sql"] for each in asked)

    for _ in range(2):  # dictionaries are read
        queries()
    assert queries() <= SENT
    assert queries(checked="") <= SENT + LOOKED


@pytest.mark.row(35)
def test_a_message_gets_number_code_term_topic_and_place(door, portal):
    page = door(
        text=TEXT, address="улица Полевая, 14", email="zhitel@example.ru", consent="on",
        name="Бобров Лев",
    )  # fmt: skip
    assert page.status_code == 200
    case = Case.objects.get()
    told = page.content.decode()
    assert case.number in told
    assert "Ответим" in told
    assert code_in(page)
    assert (case.channel, case.regime, case.street, case.house) == (
        "web",
        "message",
        "улица Полевая",
        "14",
    )
    assert "900" not in case.text
    assert Suggestion.objects.filter(case=case, about="topic").exists()
    assert case.due_at
    sealed = vault.unseal(Applicant.objects.get(case=case).sealed)
    assert sealed["applicant_name"] == "Бобров Лев"
    assert "zhitel@example.ru" in sealed["applicant_contacts"]
    assert "900 000-00-01" in sealed["original_text"]


def test_a_double_click_and_a_resend_make_one_case_and_show_the_same_code(door):
    key = new_key()
    first, again = door(key=key), door(key=key, text="Другое")
    assert code_in(first) == code_in(again)
    assert Case.objects.count() == Arrival.objects.count() == Submission.objects.count() == 1


def test_number_and_term_are_told_before_it_is_a_case_and_stay(door):
    page = door(key=(key := new_key()), waits=True).content.decode()
    assert not Case.objects.exists()
    jobs.digest()
    case = Case.objects.get()
    term = case.terms.get(kind="answer")
    assert case.number in page
    assert f"{date_format(timezone.localtime(term.due_at), 'j E Y, H:i')}" in page
    assert case.registered_at == case.received_at == Submission.objects.get().made_at
    again = door(key=key).content.decode()
    assert f"{case.number}" in again
    assert Case.objects.count() == 1


def test_whoever_opens_the_page_at_once_need_not_wait_for_the_job(door, portal):
    code = code_in(door(waits=True))
    page = Client().get(reverse("portal:message", args=[portal.code, code]))
    case = Case.objects.get()
    assert case.number in page.content.decode()
    jobs.digest()
    assert Case.objects.count() == 1


def test_photos_come_into_the_case_without_marks_and_survive_a_refused_form(door):
    refused = door(text="", photos=[photo()])
    assert refused.status_code == 422
    token = refused.content.decode().split('name="laid" value="')[1].split('"')[0]
    door(laid=token, photos=[photo("вторая.png")])
    names = sorted(Attachment.objects.values_list("name", flat=True))
    assert names == ["снимок 1.png", "снимок 2.png"]


def test_the_first_look_asks_and_the_second_sends(door, town, portal):
    ask(
        place=portal.place, topic=town.topic, text="Где яма", options=["на дороге", "во дворе"],
        required=True, by=portal.by,
    )  # fmt: skip
    looked = door(checked="", topic=town.topic.code)
    assert "Ещё не отправлено" in looked.content.decode()
    assert not Case.objects.exists()
    missed = door(topic=town.topic.code)
    assert missed.status_code == 422
    assert "Ответьте: Где яма" in missed.content.decode()
    question = looked.content.decode().split('name="')
    name = next(part.split('"')[0] for part in question if part.startswith("question-"))
    door(topic=town.topic.code, **{name: "во дворе"})
    case = Case.objects.get()
    assert "Где яма — во дворе" in case.text
    assert (case.topic, case.topic_confirmed) == (town.topic, False)


def test_a_contact_needs_consent_and_nothing_typed_is_lost(door):
    page = door(text=TEXT, email="zhitel@example.ru")
    assert page.status_code == 422
    assert "отметьте согласие" in page.content.decode()
    assert "яма во всю дорогу" in page.content.decode()
    assert not Case.objects.exists()


def test_more_words_join_the_open_case_once(door, portal):
    code = code_in(door())
    url = reverse("portal:add", args=[portal.code, code])
    key = new_key()
    for _ in range(2):
        assert Client().post(url, {"text": "Уже два колеса пробили", "key": key}).status_code == 302
    assert Case.objects.count() == 1
    said = list(Utterance.objects.order_by("pk").values_list("text", flat=True))
    assert said == ["На Полевой яма во всю дорогу", "Уже два колеса пробили"]
    page = Client().get(reverse("portal:message", args=[portal.code, code])).content.decode()
    assert "Уже два колеса" in page
    assert "Сообщение принято" in page


def test_number_and_code_open_the_message_and_a_wrong_pair_does_not(door, portal):
    code = code_in(door())
    url, number = reverse("portal:follow", args=[portal.code]), Case.objects.get().number
    assert Client().post(url, {"number": number, "code": code.lower()}).status_code == 302
    wrong = Client().post(url, {"number": "2026-01-9", "code": code})
    assert wrong.status_code == 404
    assert "не подходят" in wrong.content.decode()


def test_a_closed_portal_is_not_there(portal, elsewhere):
    assert Client().get(reverse("portal:send", args=[elsewhere.place.code])).status_code == 404
    assert Client().get(reverse("portal:towns"))["Location"] == reverse(
        "portal:send", args=[portal.code]
    )
