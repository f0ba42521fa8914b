"""What leaves the program by mail: one letter, in its hour, nothing personal."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mcu.cases.actions import answer, route
from mcu.channels import jobs as channels
from mcu.channels.models import Outgoing
from mcu.desk import jobs
from mcu.desk.rules.notices import CaseFacts, told
from mcu.desk.tests.notices.told import APPROVER, EXECUTOR, HEAD, case_of
from mcu.org.models import Notice, Person
from mcu.org.rules.notices import Kind
from mcu.org.rules.roles import program

NASTY = (
    "Меня зовут Иванова Мария Петровна, позвоните 8 900 111-22-33 или ivanova@mail.example, "
    "живу на Садовой, 14, кв. 7"
)
SECRETS = ("Иванов", "Мария", "900", "111-22", "mail.example", "Садов", "кв. 7", "звон")


def test_nothing_personal_leaves_whatever_was_written_anywhere(town, settings):
    """Text, place, question, reply, draft, reason, file name, even the topic a file brought."""
    settings.MCU_URL = "https://mcu.example"
    topic = town.topics["tap"]
    topic.name = "Вода: 8 900 111-22-33, ivanova@mail.example"
    topic.save()
    case = case_of(
        town, text=NASTY, street="Садовая", house="14", landmark=NASTY, settlement="Садовое",
        community=NASTY, executor=town.person(EXECUTOR), state="in_work",
    )  # fmt: skip
    asked = answer.ask_block(
        case=case, question=NASTY, body=town.bodies["water"], by=town.actor(HEAD)
    )
    answer.reply_to(request=asked, reply=NASTY, by=town.actor(APPROVER))
    route.assign(
        case=case, body=town.bodies["water"], executor=town.person(EXECUTOR), reason=NASTY,
        by=town.actor(HEAD),
    )  # fmt: skip
    answer.save_draft(case=case, text=NASTY, by=town.actor(EXECUTOR))
    answer.submit(case=case, by=town.actor(EXECUTOR), reason="проба")
    answer.return_draft(case=case, reason=NASTY, by=town.actor(APPROVER))
    jobs.notify()
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {Kind.ASKED, Kind.REPLIED, Kind.ASSIGNED, Kind.TO_APPROVE, Kind.RETURNED}
    Notice.objects.update(mail_at=timezone.now())
    channels.mail_notices()
    letters = [f"{letter.subject}\n{letter.body}" for letter in Outgoing.objects.all()]
    assert len(letters) >= 3
    for letter in letters:
        assert not [secret for secret in SECRETS if secret in letter], letter
        assert case.number in letter
        assert "https://mcu.example/notices/" in letter


def test_a_topic_is_cut_and_put_on_one_line():
    facts = CaseFacts("2026-11-1", "Яма\n" * 200, None, None, None, None)
    title = told(Kind.ASSIGNED, facts)
    assert "\n" not in title
    assert len(title) < 150


def test_one_letter_holds_what_waits_and_nothing_is_mailed_twice(town):
    for _ in range(3):
        route.assign(
            case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
            by=town.actor(HEAD),
        )  # fmt: skip
        jobs.notify()
    Notice.objects.update(mail_at=timezone.now())
    channels.mail_notices()
    channels.mail_notices()
    letter = Outgoing.objects.get()
    assert letter.subject == "Пульт МЦУ: уведомлений — 3"
    assert letter.body.count("Вам назначено №") == 3
    assert letter.kind == "digest"


def test_what_was_read_meanwhile_is_not_mailed(town):
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    Notice.objects.update(mail_at=timezone.now())
    town.client(EXECUTOR).get(reverse("org:notice", args=[Notice.objects.get().pk]))
    channels.mail_notices()
    assert not Outgoing.objects.exists()


def test_a_letter_waits_for_its_hour(town):
    route.assign(
        case=case_of(town), body=town.bodies["water"], executor=town.person(EXECUTOR),
        by=town.actor(HEAD),
    )  # fmt: skip
    jobs.notify()
    Notice.objects.update(mail_at=timezone.now() + timedelta(hours=1))
    channels.mail_notices()
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("email", ["", "не адрес"])
def test_without_an_address_the_notice_stays_in_the_program(town, email):
    Person.objects.update(email=email)
    town.people.clear()
    by = program(town.place.pk)
    executor = Person.objects.get(login=f"{town.place.code}-{EXECUTOR}")
    route.assign(case=case_of(town), body=town.bodies["water"], executor=executor, by=by)
    jobs.notify()
    Notice.objects.update(mail_at=timezone.now())
    channels.mail_notices()
    assert Notice.objects.count() == 1
    assert not Outgoing.objects.exists()
