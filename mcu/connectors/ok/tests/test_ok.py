"""The connector of Одноклассники against its stand-in."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from mcu.clients.failure import Failure
from mcu.connectors.contract import Knock, NotTheService, Parcel
from mcu.connectors.ok import api
from mcu.connectors.ok.connector import OkConnector
from mcu.connectors.ok.form import OkForm
from mcu.connectors.ok.tests.standin import GROUP, KEY, SECRET, SESSION, TOKEN, OkService, now
from mcu.connectors.tests.spoiled import BROKEN, spoiled
from mcu.connectors.tests.standin import Reply, standing

PAYLOADS = Path(__file__).parents[1] / "payloads"
SETTINGS = {"group": GROUP, "token": TOKEN, "base": "x"}
THREE = {"app_key": KEY, "app_secret": SECRET, "session": SESSION}
TALK = {"chat": "chat:C1"}


@pytest.fixture
def service(clock):
    with standing(OkService()) as it:
        yield it


@pytest.fixture
def made(service):
    opened = []

    def make(hook: str = "", **more):
        opened.append(OkConnector(SETTINGS | {"base": service.base} | more, hook))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def recorded(name: str):
    return OkConnector(SETTINGS).read((PAYLOADS / f"{name}.json").read_bytes())


def texts(batches) -> list[str]:
    read = OkConnector(SETTINGS).read
    return [item.text for batch in batches for one in batch.payloads for item in read(one.body)]


def yesterday():
    return (datetime.now(UTC) - timedelta(days=1)).date()


def test_recorded_payloads_are_understood():
    [said] = recorded("message")
    assert (said.key, said.thread) == ("ok:mid:C1.15cea67d78d2059", "chat:C1")
    assert said.text == "На Садовой, 14 не вывозят мусор\nСсылка: https://example.org/p"
    assert [(file.name, file.url) for file in said.files] == [
        ("фото.jpg", "https://ok.example/i.jpg")
    ]
    [comment] = recorded("comment")
    assert (comment.key, comment.answers) == ("ok:153:MTM5", "ok:153:MTM4")
    assert comment.at == datetime(2025, 11, 20, 7, tzinfo=UTC)
    assert comment.url == "https://ok.ru/group/55/topic/153"
    assert recorded("system") == []


def test_the_signature_is_the_one_of_a_public_client():
    given = {"application_key": "K", "method": "users.getCurrentUser", "fields": "uid,name"}
    assert api.signature(given, "token", "secret") == "a0df305576bc6f9bf565846e493359bb"


def test_trying_tells_what_is_read(service, made):
    assert "ключи приложения не вписаны" in made().probe()
    assert "Сообщения и комментарии читаются" in made(**THREE).probe()
    service.granted = False
    assert "право GROUP_CONTENT не дано" in made(**THREE).probe()
    with pytest.raises(Failure, match="подпись не сходится"):
        made(**THREE | {"app_secret": "other"}).probe()
    with pytest.raises(Failure, match="отозван или истёк"):
        made(token="other").probe()


def test_the_hook_and_the_talk_name_a_message_alike(service, made):
    said = service.says("Нет воды")
    welcome = made().knock(Knock(json.dumps(said).encode(), {}, {}))
    [batch, *_] = made().since(yesterday())
    assert [payload.key for payload in batch.payloads] == [welcome.key]
    assert OkConnector(SETTINGS).knock(Knock(b'{"type": "other"}', {}, {})).key is None
    for strange in (b"", b"[1]", b"7", b"\xff", b'{"message": 1}', b"[" * 200_000):
        with pytest.raises(NotTheService):
            OkConnector(SETTINGS).knock(Knock(strange, {}, {}))


def test_an_address_that_was_forgotten_is_told_again(service, made):
    hook = "https://pult.example/hook/t/"
    list(made(hook=hook).fetch({}, 0))
    list(made(hook=hook).fetch({}, 0))
    assert service.subscribed == [hook]
    service.subscribed.clear()
    list(made(hook=hook).fetch({}, 0))
    assert service.subscribed == [hook]
    list(made(hook="/hook/t/").fetch({}, 0))
    assert len(service.subscribed) == 1


def test_talks_and_topics_are_read_page_by_page_in_order(service, made, monkeypatch):
    monkeypatch.setattr("mcu.connectors.ok.connector.PAGE", 2)
    for number in range(5):
        service.says(f"Сообщение {number}")
    for number in range(3):
        service.says(f"Другой двор {number}", chat=f"chat:D{number}")
    service.says("в чате дома", chat="chat:H")
    service.kinds["chat:H"] = "CHAT"
    service.says("давно", chat="chat:Z", timestamp=now() - 5 * 86_400_000)
    for number in range(5):
        service.comments(f"Комментарий {number}")
    found = texts(made(**THREE).since(yesterday()))
    assert found[-5:] == [f"Комментарий {number}" for number in range(5)]
    talk = [text for text in found if text.startswith("Сообщение")]
    assert talk == [f"Сообщение {number}" for number in range(5)]
    assert sum(text.startswith("Другой двор") for text in found) == 3
    assert len(found) == 13
    first, *_ = made(**THREE).fetch({}, 0)
    assert first.payloads == ()  # what was before is asked for by a person, with a day
    assert len(texts(made(**THREE).fetch(first.cursor, 0))) == 13  # within the overlap


def test_an_answer_goes_once_though_there_is_no_mark_against_doubles(service, made):
    service.says("Нет воды")
    parcel = Parcel("answer:1", 5, TALK, "Воду дадут к вечеру.")
    sent = made().send(parcel)
    assert made().send(parcel) == sent
    [kept] = [said for said in service.talks["chat:C1"] if said["sender"]["user_id"] == "group:55"]
    [item] = OkConnector(SETTINGS).read(json.dumps(kept).encode())
    assert (item.key, item.ours, item.thread) == (sent.id, True, "chat:C1")
    kept["timestamp"] -= 2 * 3_600_000
    assert made().send(parcel) != sent
    with pytest.raises(Failure, match="на комментарии") as refused:
        made().send(Parcel("k", 1, {"topic": "153"}, "т"))
    assert refused.value.permanent


def test_every_refusal_says_what_happened_and_whether_it_stops(service, made):
    connector = made()
    for code, (_, sentence) in api.ERRORS.items():
        service.code = code
        with pytest.raises(Failure) as told:
            connector.send(Parcel("k", 1, TALK, "т"))
        assert (told.value.sentence, sentence[-1]) == (sentence, ".")
        assert told.value.stops == sentence.startswith("Остановлен")
    service.code = 999_999
    with pytest.raises(Failure, match="999999") as told:
        connector.probe()
    assert not told.value.permanent


def test_no_answer_is_more_than_a_failure_or_a_known_break(service, made):
    huge = Reply(b'{"chats": "' + b"x" * 9_000_000 + b'"}')
    for reply in (Reply([]), Reply(b"<html>"), Reply({}, 502), Reply({}, 404), huge):
        service.troubles = [reply]
        with pytest.raises(Failure):
            made().probe()


@given(spoiled([path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))]))
def test_a_spoiled_payload_is_broken_in_a_way_the_frame_keeps(body):
    with suppress(*BROKEN):
        OkConnector(SETTINGS).read(body)
    with suppress(NotTheService):
        OkConnector(SETTINGS).knock(Knock(body, {}, {}))


def test_the_keys_of_comments_come_together():
    typed = {"group": "55", "token": "t"}
    assert OkForm(typed).is_valid()
    refused = OkForm(typed | {"app_key": "k"})
    assert not refused.is_valid()
    assert "все три" in str(refused.errors)
    assert OkForm(typed | {"app_key": "k"}, kept={"app_secret": "s", "session": "v"}).is_valid()
