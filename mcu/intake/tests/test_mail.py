"""A mailbox over real servers: a letter becomes a case, its answer a letter in the same thread."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from threading import Event, Timer

import pytest
from django.utils import timezone

from mcu.cases.models import Attachment, Case
from mcu.channels import actions, jobs
from mcu.channels.models import Channel, Outgoing
from mcu.channels.tests.conftest import postman, server  # noqa: F401 - fixtures
from mcu.clients.failure import Failure
from mcu.connectors.mail.connector import MailConnector
from mcu.connectors.mail.tests.mailserver import Mailbox, mail_server
from mcu.core import vault
from mcu.core.tests.pictures import photo
from mcu.intake.jobs import poll
from mcu.intake.listening import heard, listen
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.test_connections import answered

ZOYA = "Зоя Ключевская <zoya@post.example>"


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mail_server() as mailbox:
        yield mailbox


@pytest.fixture
def channel(intake, box, settings, tmp_path) -> Channel:
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    box.is_emptied()
    made = actions.connect(
        transport="mail", name="Приёмная", settings=box.settings, reads=True, replies=True,
        by=intake.by,
    )  # fmt: skip
    poll()  # the first look only finds where to begin
    return made


def letter(number: str, text: str, head: str = "", sender: str = ZOYA) -> bytes:
    date = timezone.now().strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f"From: {sender}\r\nMessage-ID: <{number}@post.example>\r\nDate: {date}\r\n{head}"
        f"Subject: Мусор\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def asked_again() -> None:
    Source.objects.update(asked_at=None, not_before=None)
    poll()


def test_there_and_back_in_one_thread(intake, channel, box, server, postman):  # noqa: F811
    box.gets(letter("1", "На Садовой, 14 не вывозят мусор"))
    asked_again()
    case = Case.objects.get()
    assert (case.channel, case.regime) == ("mail", "message")
    assert "Мусор" in case.text
    answered(type("", (), {"intake": intake}), case)
    jobs.deliver()
    automatic, reply = postman.taken
    assert "обратиться" in automatic.get_content().lower() or automatic["Subject"]
    assert (reply["To"], reply["In-Reply-To"]) == ("zoya@post.example", "<1@post.example>")
    assert reply["Subject"] == "Re: Мусор"
    box.gets(
        letter("2", "Всё равно лежит", f"In-Reply-To: {reply['Message-ID']}\r\n"),
        letter("3", "И на мой ответ машине", f"In-Reply-To: {automatic['Message-ID']}\r\n"),
        letter("4", "В отпуске", "Auto-Submitted: auto-replied\r\n"),
    )
    asked_again()
    assert Case.objects.count() == 1
    assert case.conversation.utterances.count() == 3
    assert Arrival.objects.get(key="<4@post.example>").state == Arrival.State.NOTHING


def test_a_letter_that_came_back_is_not_delivered(intake, channel, box, server, postman):  # noqa: F811
    box.gets(letter("1", "Нет воды"))
    asked_again()
    answered(type("", (), {"intake": intake}), Case.objects.get())
    jobs.deliver()
    sent = Outgoing.objects.get(kind="answer")
    assert (sent.state, sent.remote_id) == ("sent", postman.taken[-1]["Message-ID"])
    head = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n"
    parts = (
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {sent.remote_id}\r\n\r\n--b--"
    )
    box.gets(f"From: <mailer-daemon@x.example>\r\nMessage-ID: <b@x>\r\n{head}\r\n{parts}".encode())
    asked_again()
    sent.refresh_from_db()
    assert sent.state == "failed"
    assert "5.1.1" in sent.deliveries.get().sentence
    assert Case.objects.count() == 1


def test_nothing_is_skipped_or_doubled_when_the_letters_are_numbered_anew(channel, box):
    box.gets(letter("1", "Раз"), letter("2", "Два", sender="b@post.example"))
    asked_again()
    Source.objects.update(
        cursor={"validity": 1, "uid": 999, "day": timezone.localdate().isoformat()}
    )
    box.gets(letter("3", "Три", sender="c@post.example"))
    asked_again()
    assert Case.objects.count() == 3
    assert Source.objects.get().cursor["validity"] != 1
    asked_again()
    assert (Case.objects.count(), Arrival.objects.count()) == (3, 3)


def test_an_attachment_goes_through_the_usual_door(channel, box):
    body = (
        f"From: {ZOYA}\r\nMessage-ID: <f@post.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nphoto\r\n--b\r\nContent-Type: image/png; name=a.png\r\n"
        "Content-Disposition: attachment\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n"
        "--b\r\nContent-Type: application/x-msdownload; name=a.exe\r\nContent-Disposition: attachment\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nTVqQAA==\r\n--b--\r\n"
    )
    picture = b64encode(photo(form="PNG")).decode()
    box.gets(body.replace("iVBORw==", picture).encode())
    asked_again()
    given_out = {file.name: not file.held for file in Attachment.objects.all()}
    assert given_out == {"a.png": True, "a.exe": False}


def test_waiting_on_the_line_ends_when_a_letter_comes_or_the_time_is_up(channel, box):
    with MailConnector(box.settings) as connector:
        cursor = Source.objects.get().cursor
        assert list(connector.fetch(cursor, 0.1)) == []


def test_a_letter_that_comes_between_the_search_and_the_wait_is_not_left_lying(channel, box):
    box.gets(letter("1", "Раз"))
    with MailConnector(box.settings) as connector:
        batches = connector.fetch(Source.objects.get().cursor, 0.5)
        assert len(next(batches).payloads) == 1
        box.gets(letter("2", "Два"))
        assert [len(batch.payloads) for batch in batches] == [1]


def test_a_wrong_password_stops_the_channel_and_shows_nothing_of_it(intake, channel, box):
    wrong = box.settings | {"password": "не тот пароль"}
    with pytest.raises(Failure, match="не принял имя и пароль"), MailConnector(wrong) as connector:
        connector.probe()
    kept = vault.unseal(channel.settings)
    Channel.objects.update(settings=vault.seal(kept | {"password": "не тот"}))
    asked_again()
    channel.refresh_from_db()
    assert channel.stopped_at is not None
    assert "пароль" in channel.problem
    assert "не тот" not in channel.problem


def test_a_letter_that_comes_while_somebody_is_on_the_line_becomes_a_case(channel, box):
    Timer(0.5, box.gets, [letter("idle", "Не горит фонарь у школы")]).start()
    assert heard(channel, wait=30)
    assert "фонарь у школы" in Case.objects.get().text


def test_a_line_that_failed_is_left_alone_for_its_pause(channel):
    Source.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    assert not heard(channel, wait=0.1)


def test_whoever_listens_stops_when_told(channel):
    stopping = Event()
    Channel.objects.update(reads=False)
    Timer(0.2, stopping.set).start()
    listen(stopping)
    assert stopping.is_set()
