"""The bot of MAX against its service: events, paging, comments, the watch, answers, refusals."""

import json
import re
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from hypothesis import given

from mcu.clients.failure import Failure
from mcu.connectors.contract import Act, File, Knock, NotTheService, Parcel, Sent
from mcu.connectors.max.connector import MaxConnector
from mcu.connectors.max.events import event_key
from mcu.connectors.max.form import MaxForm
from mcu.connectors.max.tests.standin import BOT, CHANNEL, CHAT, CLOSED, DIALOG, HOUR, MaxService
from mcu.connectors.tests.spoiled import BROKEN, spoiled
from mcu.connectors.tests.standin import Reply, standing

PAYLOADS = Path(__file__).parents[1] / "payloads"
RECORDED = [path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))]
DOOR = "https://pult.example/hook/x/"


@pytest.fixture
def service():
    with standing(MaxService()) as it:
        yield it


@pytest.fixture
def open_with(service, clock):
    """A connector under these settings."""

    with ExitStack() as opened:

        def open_with(hook: str = DOOR, **given) -> MaxConnector:
            kept = {"base": service.base, "token": "key", "secret": "s-1", "way": "hook"}
            return opened.enter_context(MaxConnector(kept | given, hook))

        yield open_with


@pytest.fixture
def connector(open_with):
    return open_with(channel=str(CHANNEL), places=f"{DIALOG}\n{CHAT}\n{CHANNEL}\n{CLOSED}\n-99")


def recorded(name: str):
    [item] = MaxConnector({"base": "http://x"}).read((PAYLOADS / f"{name}.json").read_bytes())
    return item


def texts(connector, batches) -> list[str]:
    items = [item for b in batches for p in b.payloads for item in connector.read(p.body)]
    return [item.text for item in items]


def test_recorded_payloads_are_understood():
    said = recorded("message_created")
    assert (said.key, said.author.name, said.thread) == (
        "max:mid.0000000000000041", "Зоя Ключевская", "chat:11",
    )  # fmt: skip
    assert said.at == datetime.fromtimestamp(1795245000, UTC)
    assert said.author.url == "https://max.ru/zoya"
    assert [file.name for file in said.files] == ["image-1.jpg", "акт.pdf"]
    assert said.text.endswith("Место на карте: 45.1, 38.9")
    assert said.reply_to == {"chat": 11}
    edited, gone = recorded("message_edited"), recorded("message_removed")
    assert (edited.act, gone.act) == (Act.EDITED, Act.WITHDRAWN)
    assert {edited.key, gone.key} == {said.key}
    comment = recorded("comment_created")
    assert (comment.thread, comment.community, comment.url) == (
        "post:mid.0000000000000001", "Ключи сегодня", "https://max.ru/keys/1",
    )  # fmt: skip
    assert comment.reply_to == {"post": "mid.0000000000000001", "mid": "mid.0000000000000003"}
    assert comment.answers == "max:mid.0000000000000002"
    assert MaxConnector({}).read((PAYLOADS / "bot_started.json").read_bytes()) == []


def test_what_is_no_text_is_said_in_words_and_machines_are_not_heard(service, connector):
    forwarded = {"type": "forward", "message": {"mid": "x", "seq": 1, "text": "Нет воды"}}
    told = service.says("", link=forwarded, attachments=[
        {"type": "contact", "payload": {"vcf_info": "BEGIN:VCARD\nTEL;TYPE=cell:79120000000"}},
        {"type": "share", "payload": {"url": "https://x.example"}, "title": "Новость"},
        {"type": "inline_keyboard", "payload": {"buttons": []}},
    ])  # fmt: skip
    [item] = connector.read(json.dumps(told).encode())
    assert item.text.splitlines() == [
        "Переслано: Нет воды", "Контакт: 79120000000", "Ссылка: Новость https://x.example",
    ]  # fmt: skip
    machine = service.says("Реклама", chat=CHAT)
    machine["message"]["sender"] = BOT
    assert connector.read(json.dumps(machine).encode()) == []
    service.posts("Пост")
    post = service.event("message_created", message=service.messages[-1])
    assert connector.read(json.dumps(post).encode()) == []


def test_an_event_is_let_in_only_with_the_secret_and_known_when_told_again(service, connector):
    told = service.says("Яма")
    body = json.dumps(told).encode()
    key = connector.knock(Knock(body, {"x-max-bot-api-secret": "s-1"}, {})).key
    assert key == event_key(json.dumps(told, indent=1).encode())
    assert key != event_key(json.dumps(told | {"timestamp": 1}).encode())
    for wrong in ("", "s-2", "é"):
        with pytest.raises(NotTheService):
            connector.knock(Knock(body, {"x-max-bot-api-secret": wrong}, {}))
    with pytest.raises(NotTheService):
        MaxConnector({}).knock(Knock(body, {"x-max-bot-api-secret": ""}, {}))


@given(spoiled(RECORDED))
def test_whatever_comes_is_an_item_or_broken_and_has_a_key(body):
    assert event_key(body)
    with suppress(*BROKEN):
        MaxConnector({}).read(body)


def test_broken_times_and_endless_nesting_are_broken_payloads():
    told = json.loads((PAYLOADS / "message_removed.json").read_bytes())
    for body in (json.dumps(told | {"timestamp": 10**30}).encode(), b"[" * 200_000):
        assert event_key(body)
        with pytest.raises(ValueError, match=r"is no time|without end"):
            MaxConnector({}).read(body)


def test_updates_are_asked_for_page_by_page_behind_the_marker(service, open_with):
    for number in range(105):
        service.says(f"Сообщение {number}")
    service.event("bot_started", chat_id=DIALOG, user=BOT)
    connector = open_with(way="poll")
    batches = list(connector.fetch({}, 0))
    assert len(texts(connector, batches)) == 105
    assert batches[-1].cursor == {"marker": 106}
    assert [len(batch.payloads) for batch in connector.fetch(batches[-1].cursor, 0)] == [0]
    service.says("Ещё")
    assert texts(connector, connector.fetch(batches[-1].cursor, 0)) == ["Ещё"]
    [key] = [p.key for b in connector.fetch({"marker": 106}, 0) for p in b.payloads]
    assert key == event_key(json.dumps(service.updates[-1]).encode())  # as the door would know it


def test_a_subscription_that_is_gone_is_made_again_and_what_was_missed_is_read(service, open_with):
    connector = open_with(places=str(CHAT))
    [_, batch] = connector.fetch({}, 0)
    [made] = service.subscriptions
    assert (made["url"], made["secret"]) == (DOOR, "s-1")
    list(connector.fetch(batch.cursor, 0))
    assert len(service.subscriptions) == 1
    service.subscriptions.clear()  # after eight hours of trouble
    service.clock = int(timezone.now().timestamp() * 1000) + 60_000
    service.says("Пока вас не было", chat=CHAT)
    batches = list(connector.fetch(batch.cursor, 0))
    assert len(service.subscriptions) == 1
    assert texts(connector, batches) == ["Пока вас не было"]


def test_without_an_address_of_our_own_the_person_is_told(service, open_with):
    with pytest.raises(Failure, match="MCU_URL"):
        list(open_with("/hook/x/").fetch({}, 0))
    service.subscriptions.append({"url": DOOR, "update_types": []})
    list(open_with(way="poll").fetch({}, 0))
    assert service.subscriptions == []  # while it stands MAX answers no questions


def test_comments_of_channels_are_followed_with_their_edits_and_removals(service, connector):
    post = service.posts("Пост")
    service.comment(post, "До подключения")
    [batch, _] = connector.fetch({}, 0)
    assert batch.payloads == ()
    first, second = service.comment(post, "Яма на Полевой"), service.comment(post, "И свет")
    [batch, _] = connector.fetch(batch.cursor, 0)
    assert texts(connector, [batch]) == ["Яма на Полевой", "И свет"]
    [item] = connector.read(batch.payloads[0].body)
    assert (item.community, item.thread) == ("Ключи сегодня", f"post:{post}")
    assert item.url.startswith("https://max.ru/keys/")
    [quiet, _] = connector.fetch(batch.cursor, 0)
    assert quiet.payloads == ()
    first["body"]["text"] = "Яма на Полевой, 5"
    service.comments[post].remove(second)
    [batch, _] = connector.fetch(batch.cursor, 0)
    told = [item for p in batch.payloads for item in connector.read(p.body)]
    assert [(item.act, item.text) for item in told] == [
        (Act.SAID, "Яма на Полевой, 5"), (Act.WITHDRAWN, ""),
    ]  # fmt: skip
    assert told[1].key == f"max:{second['body']['mid']}"


def test_the_past_is_read_to_the_day_page_by_page_with_comments_of_old_posts(service, connector):
    post = service.posts("Пост")
    for number in range(103):
        service.comment(post, f"Комментарий {number}")
    for number in range(205):
        service.says(f"Сообщение {number}", chat=CHAT)
    old = service.says("Прошлый год", chat=CHAT)["message"]
    old["timestamp"] -= 400 * 24 * HOUR
    service.messages.sort(key=lambda each: each["timestamp"])
    batches = list(connector.since(timezone.localdate() - timedelta(days=1)))
    found = texts(connector, batches)
    assert len(found) == len(set(found)) == 103 + 205
    assert found.index("Сообщение 0") < found.index("Сообщение 204")
    assert found.index("Комментарий 0") < found.index("Комментарий 102")
    assert all(batch.cursor is None for batch in batches)
    assert "Прошлый год" in texts(connector, connector.since(date(2020, 1, 1)))


def test_the_probe_names_channels_and_what_they_lack(connector):
    said = connector.probe()
    assert "Бот «Ключи на связи» отвечает" in said
    assert "«Ключи сегодня» читается" in said
    assert "-44 не читается: дайте боту там право read_all_messages" in said
    assert "-99 не читается" in said


def test_an_answer_goes_where_it_was_asked_and_may_be_changed_and_taken_back(service, connector):
    parcel = Parcel("answer:1", 5, {"chat": CHAT, "mid": "mid.7"}, "Вывезем завтра.")
    sent = connector.send(parcel)
    [message] = service.messages
    assert message["sent"] == {"text": "Вывезем завтра.", "link": {"type": "reply", "mid": "mid.7"}}
    assert sent.id == f"max:{message['body']['mid']}"
    connector.amend(sent, parcel.to, "Вывезли.")
    assert message["body"]["text"] == "Вывезли."
    connector.withdraw(sent, parcel.to)
    assert service.withdrawn == [message["body"]["mid"]]
    connector.send(Parcel("a", 1, {"user": 7}, "Да"))
    assert service.asked[-1].query == {"user_id": "7"}
    connector.publish(Parcel("post:1", 6, {}, "Всем"))
    assert service.asked[-1].query == {"chat_id": str(CHANNEL)}


def test_a_comment_is_answered_under_it_and_edited_for_a_day_only(service, connector):
    post = service.posts("Пост")
    said = service.comment(post, "Яма")
    to = {"post": post, "mid": said["body"]["mid"]}
    sent = connector.send(Parcel("answer:2", 5, to, "Засыплем."))
    answer = service.comments[post][-1]
    assert (answer["body"]["text"], answer["link"]["mid"]) == ("Засыплем.", said["body"]["mid"])
    with pytest.raises(Failure, match="26 часов") as told:
        connector.amend(sent, to, "Засыпали.")
    assert told.value.permanent
    connector.withdraw(sent, to)
    assert service.withdrawn == [sent.id.removeprefix("max:")]


def test_files_are_uploaded_and_waited_for(service, connector, clock, tmp_path):
    (tmp_path / "двор.png").write_bytes(b"\x89PNG1")
    (tmp_path / "акт.pdf").write_bytes(b"%PDF2")
    files = tuple(File(path.name, path) for path in sorted(tmp_path.iterdir()))
    service.not_ready = 2
    connector.send(Parcel("answer:3", 5, {"chat": DIALOG}, "Смотрите", files))
    assert service.messages[-1]["sent"]["attachments"] == [
        {"type": "file", "payload": {"token": "t1"}},
        {"type": "image", "payload": {"photos": {"p1": {"token": "t2"}}}},
    ]
    assert b"%PDF2" in service.uploads[0]
    assert "authorization" not in next(a for a in service.asked if a.path == "/upload").headers
    assert clock.now >= 103
    service.not_ready = 9
    with pytest.raises(Failure, match="обрабатывает") as told:
        connector.send(Parcel("answer:4", 5, {"chat": DIALOG}, "Смотрите", files))
    assert not told.value.permanent
    with pytest.raises(Failure, match="не несёт файлов"):
        connector.send(Parcel("answer:5", 5, {"post": "p", "mid": "m"}, "Смотрите", files))


def test_no_more_than_two_messages_a_second_go_into_a_chat(connector, clock):
    for number in range(6):
        connector.send(Parcel(f"a:{number}", number, {"chat": CHAT}, "Да"))
    assert clock.now == 102.0
    for number in range(38):
        connector.send(Parcel(f"b:{number}", number, {"user": 1000 + number}, "Да"))
    assert clock.now == pytest.approx(103.0, abs=0.01)


@pytest.mark.parametrize(
    ("reply", "permanent", "stops", "again", "words"),
    [
        (Reply({"code": "verify.token"}, 401), False, True, None, "ключ бота"),
        (Reply({"code": "too.many"}, 429, {"Retry-After": "7"}), False, False, 7, "реже"),
        (Reply({"code": "too.many"}, 429), False, False, 5, "реже"),
        (Reply({"code": "chat.denied"}, 403), True, False, None, "остановил бота"),
        (Reply({"code": "chat.not.found"}, 404), True, False, None, "нет такого чата"),
        (Reply({"code": "proto.payload", "message": "text"}, 400), True, False, None, "«text»"),
        (Reply({"success": False, "message": "нет"}), True, False, None, "«нет»"),
        (Reply({"code": "internal"}, 503), False, False, 60, "503"),
        (Reply(b"<html>proxy"), False, False, None, "не так, как описано"),
    ],
)
def test_every_refusal_of_an_answer_says_what_to_do(
    service, connector, reply, permanent, stops, again, words
):
    service.troubles = [reply]
    with pytest.raises(Failure, match=words) as told:
        connector.send(Parcel("answer:1", 5, {"chat": CHAT}, "Да"))
    failure = told.value
    assert (failure.permanent, failure.stops) == (permanent, stops)
    assert failure.retry_after == (timedelta(seconds=again) if again else None)


@pytest.mark.parametrize(
    ("reply", "stops", "words"),
    [
        (Reply({"code": "bot.suspended"}, 403), True, "приостановил"),
        (Reply(b"nginx", 404), False, "не MAX"),
    ],
)
def test_refusals_of_the_bot_itself_are_another_thing(service, connector, reply, stops, words):
    service.troubles = [reply]
    with pytest.raises(Failure, match=words) as told:
        connector.probe()
    assert (told.value.stops, told.value.permanent) == (stops, False)


def test_what_max_never_takes_is_not_even_sent(service, open_with):
    connector = open_with()
    with pytest.raises(Failure, match="4000") as told:
        connector.send(Parcel("a", 1, {"chat": CHAT}, "я" * 4001))
    assert told.value.permanent
    with pytest.raises(Failure, match="номер"):
        connector.publish(Parcel("a", 1, {}, "Всем"))
    with pytest.raises(Failure, match="4000"):
        connector.amend(Sent("max:1"), {"chat": CHAT}, "я" * 4001)
    assert service.asked == []


def test_the_form_makes_the_secret_once_and_keeps_it():
    given = {"token": "key", "way": "hook", "base": "", "proxy": "", "ca": ""}
    form = MaxForm(given)
    assert form.is_valid(), form.errors
    made = form.settings()
    assert re.fullmatch(r"[\w-]{5,256}", made["secret"])
    assert made["base"] == "https://platform-api2.max.ru"
    again = MaxForm(given | {"token": ""}, kept=made)
    assert again.is_valid()
    assert (again.settings()["secret"], again.settings()["token"]) == (made["secret"], "key")
    assert MaxForm(given | {"places": "-33\n 44 "}).is_valid()
    assert "«keys»" in str(MaxForm(given | {"places": "-33 keys"}).errors["places"])
    assert "цифр" in str(MaxForm(given | {"channel": "@keys"}).errors["channel"])
