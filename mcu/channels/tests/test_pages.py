"""«Отправка»: what an operator sees and may do."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mcu.channels import jobs
from mcu.channels.models import Channel, Outgoing
from mcu.channels.queries import PAGE
from mcu.core.models import JournalEntry
from mcu.org.actions import add_person, give_duty
from mcu.org.rules.roles import Role, program

PAGE_URL = reverse("channels:outgoing")


def client_of(town, role: Role) -> Client:
    by = program(town.place.pk)
    person = add_person(
        municipality=town.place, login=f"o-{role}", full_name="Орлова Мария", password="-", by=by,
        hashed=True,
    )  # fmt: skip
    give_duty(person=person, role=role, by=by, since=date(2020, 1, 1))
    client = Client()
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin(town) -> Client:
    return client_of(town, Role.ADMINISTRATOR)


def text_of(response) -> str:
    return response.content.decode()


def test_an_empty_outbox_says_what_to_do(admin):
    assert "Писем ещё не было" in text_of(admin.get(PAGE_URL))
    assert "Таких писем нет" in text_of(admin.get(PAGE_URL, {"state": "failed"}))
    assert not Channel.objects.exists()  # looking writes nothing


def test_a_failure_shows_its_reason_and_only_part_of_the_address(town, admin, server, postman):
    postman.replies = {"RCPT": ["550 no such user"]}
    letter = town.letter()
    jobs.deliver()
    page = text_of(admin.get(PAGE_URL))
    assert "550 no such user" in page
    assert "o•••@klyuchi.example" in page
    assert "orlova@" not in page
    assert "не доставлено: 1" in page
    admin.post(reverse("channels:retry", args=[letter.pk]))
    jobs.deliver()
    assert "отправлено" in text_of(admin.get(PAGE_URL, {"state": "sent"}))
    assert JournalEntry.objects.filter(action="outgoing.retry").count() == 1


def test_a_letter_is_cancelled_and_that_is_in_the_journal(town, admin, server, postman):
    letter = town.letter()
    admin.post(reverse("channels:cancel", args=[letter.pk]))
    jobs.deliver()
    assert postman.taken == []
    assert JournalEntry.objects.filter(action="outgoing.cancel").count() == 1


def test_a_letter_to_try_goes_through_the_outbox(town, admin, server, postman):
    response = admin.post(reverse("channels:test"), {"to": "me@klyuchi.example"}, follow=True)
    assert "Проверочное письмо в очереди" in text_of(response)
    jobs.deliver()
    assert [message["To"] for message in postman.taken] == ["me@klyuchi.example"]
    assert admin.post(reverse("channels:test"), {"to": "me"}).status_code == 422
    assert admin.post(reverse("channels:test"), {}).status_code == 422


def test_the_channel_is_stopped_and_started(town, admin):
    url = reverse("channels:switch")
    admin.post(url, {"transport": "email", "active": "0"})
    assert "остановлена" in text_of(admin.get(PAGE_URL))
    admin.post(url, {"transport": "email", "active": "1"})
    assert Channel.objects.get().active
    assert admin.post(url, {"transport": "pigeon", "active": "1"}).status_code == 422


def test_pages_follow_each_other(town, admin):
    for number in range(PAGE + 7):
        town.letter(f"k{number}", subject=f"Письмо {number:03d}")
    seen, address = [], PAGE_URL
    while address:
        page = text_of(admin.get(address))
        seen += re.findall(r"Письмо (\d{3})", page)
        following = re.search(r'href="(\?[^"]*before=\d+[^"]*)" rel="next"', page)
        address = PAGE_URL + following[1].replace("&amp;", "&") if following else ""
    assert seen == [f"{number:03d}" for number in range(PAGE + 6, -1, -1)]


@pytest.mark.parametrize(
    "query", [{"before": "x"}, {"before": "9" * 40}, {"state": "x"}, {"q": "\x00"}, {"kind": "%"}]
)
def test_wrong_filters_are_told(admin, query):
    assert admin.get(PAGE_URL, query).status_code == 422


def test_it_costs_the_same_with_many_letters(town, admin):
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            admin.get(PAGE_URL)
        return len(found)

    town.letter()
    asked()
    few = asked()
    for number in range(30):
        town.letter(f"k{number}")
    assert asked() == few


def test_whoever_only_reads_has_no_buttons(town):
    letter = town.letter()
    auditor = client_of(town, Role.AUDITOR)
    page = text_of(auditor.get(PAGE_URL))
    assert letter.subject in page
    assert "Повторить" not in page
    assert auditor.post(reverse("channels:cancel", args=[letter.pk])).status_code == 403
    assert Outgoing.objects.get().state == Outgoing.State.WAITING
