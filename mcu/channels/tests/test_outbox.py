"""The outbox against a real mail server: delivered once, tried again, given up, never lost."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mcu.channels import actions, jobs, transports
from mcu.channels.models import Channel, Delivery, Outgoing
from mcu.channels.rules import PAUSES, Stage, verdict
from mcu.channels.tests.conftest import founded
from mcu.connectors.mail.tests.mailserver import free_port
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import program

EMAIL = Q(channel__transport="email")
State, Result = Outgoing.State, Delivery.Result


def again() -> None:
    """Time goes on to the next attempt."""
    Outgoing.objects.filter(state=State.WAITING).update(not_before=timezone.now())
    Outgoing.objects.filter(state=State.SENDING).update(
        claimed_until=timezone.now() - timedelta(seconds=1)
    )
    jobs.deliver()


def results(letter: Outgoing) -> list[str]:
    return [delivery.result for delivery in letter.deliveries.all()]


def state(letter: Outgoing) -> str:
    letter.refresh_from_db()
    return letter.state


def test_a_letter_leaves_once(town, server, postman):
    letter = town.letter()
    jobs.deliver()
    jobs.deliver()
    again()
    assert (state(letter), results(letter)) == (State.SENT, [Result.SENT])
    [message] = postman.taken
    assert message["To"] == "orlova@klyuchi.example"
    assert message["From"] == "Пульт МЦУ <mcu@klyuchi.example>"
    assert message["Subject"] == "Вам назначено № 2026-11-5"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content().strip() == "№ 2026-11-5 · Ямы на дорогах"


def test_it_belongs_to_the_transaction_of_what_caused_it(committed_db, settings, tmp_path):
    settings.MCU_KEYS = tmp_path / "keys"
    with pytest.raises(RuntimeError):
        actions.put(municipality_id=1, key="k", kind="", to="a@b.example", subject="", body="",
                    now=timezone.now())  # fmt: skip


def test_the_same_key_is_one_letter(town):
    first = town.letter("same")
    assert town.letter("same", subject="Другое") == first
    assert Outgoing.objects.count() == 1


def test_the_address_is_sealed(town):
    letter = town.letter()
    assert b"orlova" not in bytes(letter.to)


@pytest.mark.parametrize(
    "address", ["", "orlova", "a@b", "a@b.example\r\nBcc: x@y.example", "имя@b.example", "x" * 400]
)
def test_what_is_no_address_is_refused_at_once(town, address):
    with pytest.raises(RuleViolation, match="не почтовый адрес"):
        town.letter(to=address)


def test_line_breaks_cannot_add_a_header(town, server, postman):
    town.letter(subject="Тема\r\nBcc: x@y.example", body=".\r\n.\r\nRCPT TO:<x@y.example>\r\n")
    jobs.deliver()
    [message] = postman.taken
    assert message["Subject"] == "Тема Bcc: x@y.example"
    assert message["Bcc"] is None
    assert "RCPT TO" in message.get_content()


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_passing_refusal_is_tried_again_later(town, server, postman, command):
    postman.replies = {command: ["451 greylisted, try later"]}
    letter = town.letter()
    jobs.deliver()
    assert (state(letter), postman.taken) == (State.WAITING, [])
    assert letter.not_before > timezone.now() + PAUSES[0] / 2
    assert "451 greylisted" in letter.deliveries.get().sentence
    jobs.deliver()
    assert state(letter) == State.WAITING  # not before its time
    again()
    assert (state(letter), results(letter)) == (State.SENT, [Result.TEMPORARY, Result.SENT])


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_final_refusal_is_not_tried_again_and_hinders_nobody_else(town, server, postman, command):
    postman.replies = {command: ["550 no such user"]}
    bad, good = town.letter("bad"), town.letter("good")
    jobs.deliver()
    again()
    assert (state(bad), results(bad)) == (State.FAILED, [Result.PERMANENT])
    assert state(good) == State.SENT
    assert Channel.objects.get().problem == ""


def test_a_letter_is_given_up_visibly(town, server, postman):
    postman.replies = {"RCPT": ["450 busy"] * 20}
    letter = town.letter()
    for _ in range(len(PAUSES) + 3):
        again()
    assert (state(letter), len(results(letter))) == (State.FAILED, len(PAUSES) + 1)
    assert letter.finished_at is not None


def test_a_person_gives_it_all_its_attempts_anew(town, server, postman):
    postman.replies = {"RCPT": ["550 no", "450 busy"]}
    letter = town.letter()
    jobs.deliver()
    actions.retry(letter=letter, by=program(town.place.pk), now=timezone.now())
    jobs.deliver()
    assert state(letter) == State.WAITING
    again()
    assert (state(letter), len(results(letter))) == (State.SENT, 3)
    with pytest.raises(RuleViolation, match="уже отправлено"):
        actions.retry(letter=letter, by=program(town.place.pk), now=timezone.now())


def test_a_cancelled_letter_stays(town, server, postman):
    letter = town.letter()
    actions.cancel(letter=letter, by=program(town.place.pk), now=timezone.now())
    jobs.deliver()
    assert (state(letter), postman.taken) == (State.CANCELLED, [])
    with pytest.raises(RuleViolation):
        actions.cancel(letter=letter, by=program(town.place.pk), now=timezone.now())


def test_a_server_that_is_away_costs_one_attempt_of_one_letter(town, server, settings):
    settings.MCU_SMTP_PORT = free_port()
    letters = [town.letter(f"k{n}") for n in range(3)]
    jobs.deliver()
    assert [len(results(letter)) for letter in letters] == [1, 0, 0]
    assert "не отвечает" in Channel.objects.get().problem
    assert {state(letter) for letter in letters} == {State.WAITING}


def test_when_it_is_back_everything_leaves_and_the_complaint_goes(town, server, postman):
    postman.replies = {"MAIL": ["421 shutting down"]}
    letters = [town.letter(f"k{n}") for n in range(3)]
    jobs.deliver()
    assert "421 shutting down" in Channel.objects.get().problem
    again()
    assert {state(letter) for letter in letters} == {State.SENT}
    assert len(postman.taken) == 3
    assert Channel.objects.get().problem == ""


def test_a_refused_sender_is_a_matter_of_the_settings(town, server, postman):
    postman.replies = {"MAIL": ["553 sender not allowed"]}
    letter = town.letter()
    jobs.deliver()
    assert state(letter) == State.WAITING
    assert "MCU_SMTP_FROM" in Channel.objects.get().problem


def test_a_stalled_connection_is_left_and_tried_again_under_the_same_number(
    town, server, postman, settings
):
    settings.MCU_SMTP_TIMEOUT = 0.5
    postman.stall = True
    letter = town.letter()
    jobs.deliver()
    assert (state(letter), results(letter)) == (State.WAITING, [Result.TEMPORARY])
    assert "время ожидания вышло" in letter.deliveries.get().sentence
    postman.stall = False
    again()
    assert state(letter) == State.SENT
    assert len({message["Message-ID"] for message in postman.taken}) == 1


def test_a_session_carries_no_more_than_it_may(town, server, postman, monkeypatch):
    few = transports.Transport("Почта", 2, transports.smtp)
    monkeypatch.setitem(transports.TRANSPORTS, "email", few)
    for number in range(5):
        town.letter(f"k{number}")
    jobs.deliver()
    assert (len(postman.taken), postman.sessions) == (5, 3)


def test_a_stopped_channel_holds_letters(town, server, postman):
    letter = town.letter()
    actions.switch(transport="email", active=False, by=program(town.place.pk))
    jobs.deliver()
    assert (state(letter), postman.taken) == (State.WAITING, [])
    actions.switch(transport="email", active=True, by=program(town.place.pk))
    jobs.deliver()
    assert state(letter) == State.SENT


def test_one_letter_is_claimed_by_one_worker(town):
    town.letter()
    now = timezone.now()
    first, second = (actions.claim(way=EMAIL, now=now) for _ in range(2))
    assert first is not None
    assert second is None


def test_a_worker_that_was_overtaken_does_not_overwrite(town):
    letter = town.letter()
    now = timezone.now()
    slow = actions.claim(way=EMAIL, now=now)
    quick = actions.claim(way=EMAIL, now=now + timedelta(hours=1))
    assert quick is not None
    actions.delivered(letter=quick, answer="250", now=now)
    actions.refused(letter=slow, verdict=_whole(), now=now)
    assert state(letter) == State.SENT
    assert results(letter) == [Result.TEMPORARY, Result.SENT]


def test_a_letter_whose_key_is_gone_is_told_of(town, server, settings, tmp_path):
    letter = town.letter()
    settings.MCU_KEYS = tmp_path / "other"
    jobs.deliver()
    assert state(letter) == State.FAILED
    assert "нет ключа" in letter.deliveries.get().sentence


def test_letters_ended_long_ago_are_forgotten(town, server, postman):
    old, new = town.letter("old"), town.letter("new")
    jobs.deliver()
    Outgoing.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=91))
    jobs.forget(0)
    assert list(Outgoing.objects.all()) == [new]


def test_nothing_of_a_rolled_back_act_leaves(committed_db, server, postman, settings, tmp_path):
    settings.MCU_KEYS = tmp_path / "keys"
    town = founded()
    with transaction.atomic():
        town.letter()
        transaction.set_rollback(True)
    jobs.deliver()
    assert postman.taken == []


def _whole():
    return verdict(Stage.CONNECT, "lost")
