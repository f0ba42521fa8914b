"""The bot of Telegram against its service: updates, secret, answers, refusals, and its form."""

import json
from contextlib import ExitStack, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from mcu.clients.failure import Failure
from mcu.connectors.contract import Act, Attached, File, Knock, NotTheService, Parcel, Sent
from mcu.connectors.telegram.connector import PAGE, TelegramConnector
from mcu.connectors.telegram.events import event_key
from mcu.connectors.telegram.form import TelegramForm
from mcu.connectors.telegram.tests.standin import (
    CHANNEL,
    GROUP,
    MOVED,
    TOKEN,
    TelegramService,
    refused,
)
from mcu.connectors.tests.spoiled import BROKEN, spoiled
from mcu.connectors.tests.standin import Reply, standing

PAYLOADS = Path(__file__).parents[1] / "payloads"
RECORDED = [path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))]
DOOR = "https://pult.example/hook/x/"


@pytest.fixture
def service():
    with standing(TelegramService()) as it:
        yield it


@pytest.fixture
def open_with(service, clock):
    """A connector under these settings."""
    with ExitStack() as opened:

        def open_with(hook: str = DOOR, **given) -> TelegramConnector:
            kept = {"base": service.base, "token": TOKEN, "secret": "s-1", "way": "poll"}
            return opened.enter_context(TelegramConnector(kept | given, hook))

        yield open_with


@pytest.fixture
def connector(open_with):
    return open_with(channel="@keys_today")


def heard(update, **settings):
    return TelegramConnector(settings).read(json.dumps(update).encode())


def recorded(name: str, **settings):
    [item] = TelegramConnector(settings).read((PAYLOADS / f"{name}.json").read_bytes())
    return item


def test_recorded_payloads_are_understood():
    said = recorded("message")
    assert (said.key, said.author.name) == ("tg:7:41", "Зоя Ключевская")
    assert said.at == datetime.fromtimestamp(1795245000, UTC)
    assert [(file.name, file.url) for file in said.files] == [("фото.jpg", "telegram-file:large")]
    assert said.reply_to == {"chat": 7, "message": 41}
    edited = recorded("edited_message")
    assert (edited.key, edited.act) == (said.key, Act.EDITED)
    comment = recorded("comment")
    assert (comment.thread, comment.url) == ("-100200:50", "https://t.me/keys_today/12")
    assert (comment.community, recorded("comment", people="staff").community) == (
        "Обсуждение", "Чат сотрудников: Обсуждение",
    )  # fmt: skip
    assert TelegramConnector({}).read((PAYLOADS / "joined.json").read_bytes()) == []


def test_what_is_no_text_is_said_in_words_and_what_nobody_said_is_not_heard(service):
    place = {"location": {"latitude": 45.1, "longitude": 38.9}}
    [item] = heard(service.says(None, **place))
    assert item.text == "Место на карте: 45.1, 38.9"
    [item] = heard(service.says(None, document={"file_id": "d", "file_name": "акт.pdf"}))
    assert [file.name for file in item.files] == ["акт.pdf"]
    assert heard(service.says("/start")) == []
    assert heard(service.says("Пост", chat=CHANNEL, kind="channel_post")) == []
    assert heard(service.says("Пост", chat=GROUP, is_automatic_forward=True)) == []
    [ours] = heard(service.says("Едем", chat=GROUP, sender_chat=GROUP))
    assert (ours.ours, ours.automatic) == (True, False)
    machine = {"id": 9, "is_bot": True, "first_name": "Робот"}
    [item] = heard(service.says("Реклама", chat=GROUP, **{"from": machine}))
    assert item.automatic


def test_an_update_is_let_in_only_with_the_secret_and_known_by_its_number(service, connector):
    body = json.dumps(service.says("Яма")).encode()
    known = {"x-telegram-bot-api-secret-token": "s-1"}
    assert connector.knock(Knock(body, known, {})).key == "901"
    for wrong in ("", "s-2", "é"):
        with pytest.raises(NotTheService):
            connector.knock(Knock(body, {"x-telegram-bot-api-secret-token": wrong}, {}))
    with pytest.raises(NotTheService):
        TelegramConnector({}).knock(Knock(body, {"x-telegram-bot-api-secret-token": ""}, {}))


@given(spoiled(RECORDED))
def test_whatever_comes_is_an_item_or_broken_and_has_a_key(body):
    assert event_key(body)
    with suppress(*BROKEN):
        TelegramConnector({}).read(body)


def test_updates_are_asked_for_page_by_page_and_forgotten_only_when_kept(service, connector):
    for number in range(PAGE + 5):
        service.says(f"Сообщение {number}")
    batches = connector.fetch({}, 0)
    first = next(batches)
    assert len(service.updates) == PAGE + 5  # nothing is confirmed before it is stored
    second = next(batches)
    assert (len(first.payloads), len(second.payloads)) == (PAGE, 5)
    assert list(batches) == []
    assert list(connector.fetch(second.cursor, 0)) == []
    more = service.says("Ещё")
    [batch] = connector.fetch(second.cursor, 0)
    assert batch.payloads[0].key == event_key(
        json.dumps(more).encode()
    )  # as the door would know it
    assert service.updates == []


def test_after_a_week_of_silence_numbers_may_begin_anywhere(service, connector):
    long_ago = (datetime.now(UTC) - timedelta(days=8)).isoformat()
    service.next_update = 10
    service.says("С новым номером")
    [batch] = connector.fetch({"offset": 902, "heard": long_ago}, 0)
    assert (batch.payloads[0].key, batch.cursor["offset"]) == ("11", 12)


def test_the_webhook_stands_or_not_as_the_settings_say(service, open_with):
    assert list(open_with(way="hook").fetch({}, 0)) == []
    assert service.webhook["url"] == DOOR
    assert service.webhook["secret_token"] == "s-1"
    assert service.webhook["allowed_updates"] == ["message", "edited_message"]
    service.webhook = {"url": ""}  # somebody took it away
    list(open_with(way="hook").fetch({}, 0))
    assert service.webhook["url"] == DOOR
    service.says("Яма")
    [batch] = open_with(way="poll").fetch({}, 0)
    assert (service.webhook["url"], len(batch.payloads)) == ("", 1)
    with pytest.raises(Failure, match="MCU_URL"):
        list(open_with("/hook/x/", way="hook").fetch({}, 0))


def test_an_answer_is_a_reply_and_may_be_changed_and_taken_back(service, connector):
    parcel = Parcel("answer:1", 5, {"chat": GROUP["id"], "message": 4}, "Вывезем завтра.")
    sent = connector.send(parcel)
    [made] = service.sent
    assert made["given"]["reply_parameters"] == {
        "message_id": 4, "allow_sending_without_reply": True,
    }  # fmt: skip
    assert sent.id == f"tg:{GROUP['id']}:{made['message_id']}"
    connector.amend(sent, parcel.to, "Вывезли.")
    connector.amend(sent, parcel.to, "Вывезли.")  # an attempt that was cut off and is repeated
    assert made["text"] == "Вывезли."
    connector.withdraw(sent, parcel.to)
    assert service.withdrawn == [made["message_id"]]
    post = connector.publish(Parcel("post:1", 6, {}, "Всем"))
    assert post.url == f"https://t.me/keys_today/{service.sent[-1]['message_id']}"


def test_a_group_that_has_moved_is_answered_where_it_is_now(service, connector):
    sent = connector.send(Parcel("a", 1, {"chat": MOVED["id"], "message": 4}, "Да"))
    assert sent.id.startswith(f"tg:{GROUP['id']}:")


def test_files_go_with_the_text_in_one_message(service, connector, tmp_path):
    (tmp_path / "акт.pdf").write_bytes(b"%PDF")
    one = File("акт.pdf", tmp_path / "акт.pdf")
    connector.send(Parcel("a", 1, {"chat": 7}, "Смотрите", (one,)))
    assert service.sent[-1]["given"]["caption"] == "Смотрите"
    assert service.sent[-1]["given"]["document"] == "%PDF"
    connector.send(Parcel("b", 1, {"chat": 7}, "Оба", (one, one)))
    media = json.loads(service.sent[-1]["given"]["media"])
    assert [each.get("caption") for each in media] == [None, "Оба"]
    assert [service.sent[-1]["given"][f"f{n}"] for n in (0, 1)] == ["%PDF", "%PDF"]
    with pytest.raises(Failure, match="1024"):
        connector.send(Parcel("c", 1, {"chat": 7}, "я" * 1025, (one,)))
    with pytest.raises(Failure, match="10 файлов"):
        connector.send(Parcel("d", 1, {"chat": 7}, "я", (one,) * 11))


def test_a_file_is_asked_for_by_its_number(service, connector):
    content = b"".join(connector.download(Attached("фото.jpg", url="telegram-file:large"), 1000))
    assert content.startswith(b"\x89PNG")
    with pytest.raises(Failure, match="too big") as told:
        list(connector.download(Attached("кино.mp4", url="telegram-file:huge"), 1000))
    assert told.value.permanent


def test_a_chat_gets_one_message_a_second_and_a_group_twenty_a_minute(connector, clock):
    for number in range(3):
        connector.send(Parcel(f"a:{number}", number, {"chat": 7}, "Да"))
    assert clock.now == 102.0
    for number in range(21):
        connector.send(Parcel(f"b:{number}", number, {"chat": GROUP["id"]}, "Да"))
    assert clock.now == 162.0


@pytest.mark.parametrize(
    ("reply", "permanent", "stops", "again", "words"),
    [
        (refused(401, "Unauthorized"), False, True, None, "отозван"),
        (refused(404, "Not Found"), False, True, None, "отозван"),
        (refused(403, "Forbidden: bot was blocked by the user"), True, False, None, "заблокировал"),
        (refused(400, "Bad Request: chat not found"), True, False, None, "нет такого чата"),
        (refused(400, "Bad Request: message can't be edited"), True, False, None, "больше нет"),
        (refused(400, "Bad Request: text must be non-empty"), True, False, None, "non-empty"),
        (refused(409, "Conflict: terminated by other"), False, False, None, "другая программа"),
        (refused(429, "Too Many Requests", retry_after=17), False, False, 17, "реже"),
        (refused(429, "Too Many Requests", retry_after=10**9), False, False, 21600, "реже"),
        (Reply(b"<html>blocked", 502), False, False, 60, "502"),
        (Reply(b"<html>blocked"), False, False, None, "не так, как описано"),
    ],
)
def test_every_refusal_says_what_to_do(service, connector, reply, permanent, stops, again, words):
    service.troubles = [reply]
    with pytest.raises(Failure, match=words) as told:
        connector.send(Parcel("a", 1, {"chat": 7}, "Да"))
    failure = told.value
    assert (failure.permanent, failure.stops) == (permanent, stops)
    assert failure.retry_after == (timedelta(seconds=again) if again else None)
    assert TOKEN not in failure.sentence


def test_a_proxy_is_asked_when_the_network_is_closed_and_the_key_is_not_told(open_with):
    for settings in ({"proxy": "http://127.0.0.1:9"}, {"base": "http://127.0.0.1:9"}):
        with pytest.raises(Failure, match="не отвечает") as told:
            open_with(**settings).probe()
        assert TOKEN not in told.value.sentence
        assert told.value.whole


def test_what_telegram_never_takes_is_not_even_sent(service, open_with):
    with pytest.raises(Failure, match="4096"):
        open_with().send(Parcel("a", 1, {"chat": 7}, "я" * 4097))
    with pytest.raises(Failure, match="Канал"):
        open_with().publish(Parcel("a", 1, {}, "Всем"))
    with pytest.raises(Failure, match="4096"):
        open_with().amend(Sent("tg:7:1"), {}, "я" * 4097)
    assert service.asked == []


def test_residents_are_answered_only_after_a_lawyer_and_employees_are_another_thing():
    given = {"token": TOKEN, "people": "residents", "way": "poll"}
    assert TelegramForm(given).is_valid()
    refused_form = TelegramForm(given | {"replies": "on"})
    assert "юриста" in str(refused_form.errors["law"])
    assert TelegramForm(given | {"replies": "on", "law": "on"}).is_valid()
    assert TelegramForm(given | {"replies": "on", "people": "staff"}).is_valid()
    assert "41-ФЗ" in TelegramConnector({"people": "residents"}).caution()
    assert "не проверено" in TelegramConnector({"people": "residents"}).caution()
    assert "Чат сотрудников" in TelegramConnector({"people": "staff"}).caution()
    assert "число, двоеточие" in str(TelegramForm(given | {"token": "ключ"}).errors["token"])
    assert not TelegramConnector.reads_at_first
