"""The connector of ВКонтакте against its stand-in: what it asks, understands, sends, is refused."""

import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from mcu.clients.failure import Failure
from mcu.connectors.contract import STRANGE, Act, Knock, NotTheService, Parcel, Sent
from mcu.connectors.tests.spoiled import BROKEN, spoiled
from mcu.connectors.tests.standin import Reply, standing
from mcu.connectors.vk import api
from mcu.connectors.vk.connector import EVENTS, VkConnector
from mcu.connectors.vk.form import VkForm
from mcu.connectors.vk.tests.standin import COMMUNITY, DAY, GROUP, SERVICE, VkService, error
from mcu.core.errors import RuleViolation

PAYLOADS = Path(__file__).parents[1] / "payloads"
SETTINGS = {"group": GROUP, "token": COMMUNITY, "secret": "s3cret", "way": "longpoll", "base": "x"}
SINCE = date(2025, 11, 13)


@pytest.fixture
def service(clock):
    with standing(VkService()) as it:
        yield it


@pytest.fixture
def made(service):
    """Connectors with settings of a test, closed behind it."""
    opened = []

    def make(hook: str = "", **more):
        opened.append(VkConnector(SETTINGS | {"base": service.base} | more, hook))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def recorded(name: str, **more):
    body = (PAYLOADS / f"{name}.json").read_bytes()
    return VkConnector(SETTINGS | more).read(body)


def told(batches) -> list[dict]:
    return [json.loads(payload.body) for batch in batches for payload in batch.payloads]


def knock(connector: VkConnector, body: bytes):
    return connector.knock(Knock(body, {}, {}))


def test_a_private_message_is_understood_with_its_files_place_and_what_was_forwarded():
    [said] = recorded("message_new")
    assert (said.key, said.thread, said.url) == ("vk:msg:77:7:3", "dialog7", "")
    assert said.text == (
        "На Садовой, 14 не вывозят мусор\nПереслано: У нас так же\nТочка на карте: 55.75, 37.61"
    )
    assert [(file.name, file.url, file.key) for file in said.files] == [
        ("photo7_5.jpg", "https://vk.example/x.jpg", "photo7_5")
    ]
    assert (said.author.id, said.author.url) == ("7", "https://vk.com/id7")
    [edited] = recorded("message_edit")
    assert (edited.key, edited.act) == (said.key, Act.EDITED)
    [ours] = recorded("message_reply")
    assert (ours.ours, ours.thread, ours.author.id) == (True, said.thread, said.author.id)


def test_a_comment_is_understood_and_followed_through_its_life():
    [said] = recorded("wall_reply_new")
    assert (said.key, said.thread) == ("vk:wall:-77_12_r13", "wall-77_12")
    assert said.url == "https://vk.com/wall-77_12"  # the publication, never the comment
    assert said.text.splitlines() == [
        "Яма на Полевой", "Ссылка: https://example.org/p", "Видео: https://vk.com/video-77_9",
    ]  # fmt: skip
    assert [file.name for file in said.files] == ["акт.pdf"]
    acts = {"wall_reply_delete": Act.WITHDRAWN, "wall_reply_restore": Act.RESTORED}
    for name, act in acts.items():
        [later] = recorded(name)
        assert (later.key, later.act) == (said.key, act)
    [reply] = recorded("wall_reply_edit")
    assert (reply.act, reply.answers) == (Act.EDITED, said.key)


def test_suggested_posts_topics_and_photos_are_heard_too_and_talks_of_many_never():
    [suggested] = recorded("wall_post_suggest")
    assert (suggested.url, suggested.reply_to) == ("", {"peer": 8})
    [topic], [gone] = recorded("board_post_new"), recorded("board_post_delete")
    assert topic.key == gone.key == "vk:topic:-77_20_r21"
    assert recorded("photo_comment_new")[0].thread == "photo-77_30"
    chat = json.loads((PAYLOADS / "message_new.json").read_bytes())
    chat["object"]["message"]["peer_id"] = 2_000_000_001
    connector = VkConnector(SETTINGS)
    assert connector.read(json.dumps(chat).encode()) == []
    assert connector.read(b'{"type": "group_join", "object": {"user_id": 7}}') == []


def test_an_event_is_let_in_with_the_secret_of_this_community_only():
    connector = VkConnector(SETTINGS)
    body = (PAYLOADS / "message_new.json").read_bytes()
    assert knock(connector, body).key == "5f1c0a"
    unnumbered = body.replace(b'"event_id": "5f1c0a", ', b"")
    assert knock(connector, unnumbered).key.startswith("sha256:")
    wrong = [
        body.replace(b"s3cret", b"other"), body.replace(b'"secret": "s3cret", ', b""),
        body.replace(b'"group_id": 77', b'"group_id": 78'), b"", b"[]", b"\xff", b"[" * 100_000,
    ]  # fmt: skip
    for each in wrong:
        with pytest.raises(NotTheService):
            knock(connector, each)
    with pytest.raises(NotTheService):
        knock(VkConnector(SETTINGS | {"secret": ""}), body.replace(b"s3cret", b""))


def test_the_address_is_confirmed_with_what_is_written_or_asked_for(made):
    body = (PAYLOADS / "confirmation.json").read_bytes()
    assert knock(made(), body).answer == b"c0nf1rm"
    welcome = knock(made(confirmation="abc"), body)
    assert (welcome.answer, welcome.key) == (b"abc", None)


def test_trying_says_what_the_key_may_and_switches_events_on(service, made):
    said = made().probe()
    assert "«Ключи сегодня» отвечает" in said
    assert "Публикация на стене: можно" in said
    assert "Без сервисного ключа" in said
    assert service.polled["is_enabled"]
    assert set(service.polled["events"]) >= set(EVENTS)
    service.rights = ["messages"]
    service.errors = {"wall.post": [1051]}
    said = made(service_key=SERVICE).probe()
    assert "нет прав: стена, документы, управление" in said
    assert "Публикация на стене: нельзя (ВКонтакте не принимает запись" in said
    assert not service.sent  # nothing was published by trying
    service.group = 78
    with pytest.raises(Failure, match="номер 78"):
        made().probe()


def test_events_are_asked_for_from_where_it_stood_with_names(service, made):
    connector = made()
    service.writes("до подключения")
    [first] = [batch for batch in connector.fetch({}, 0) if batch.cursor][:1]
    assert (first.payloads, first.cursor["ts"]) == ((), "1")
    for number in range(3):
        service.writes(f"Сообщение {number}", person=7 + number % 2)
    batches = list(connector.fetch(first.cursor, 0))
    assert [len(batch.payloads) for batch in batches] == [2, 1, 0]
    assert [payload.key for payload in batches[0].payloads] == ["e1003", "e1005"]
    [item] = connector.read(batches[0].payloads[1].body)
    assert item.author.name == "Пётр Садовый"
    assert next(connector.fetch(batches[-1].cursor, 0)).payloads == ()


def test_a_key_of_the_talk_that_ran_out_loses_nothing(service, made):
    service.writes("Яма")
    service.failed = [{"failed": 2}]
    assert len(told(made().fetch({"ts": "0", "day": "2025-11-13"}, 0))) == 1
    service.failed = [{"failed": 2}, {"failed": 2}]
    with pytest.raises(Failure, match="обрывает"):
        list(made().fetch({"ts": "0", "day": "2025-11-13"}, 0))


@pytest.mark.parametrize("failed", [{"failed": 1, "ts": 1}, {"failed": 3}])
def test_lost_events_are_fetched_from_the_past_or_told_of(service, made, failed):
    post = service.posts_on_wall()
    service.comments_on(post, "Пропущенный комментарий")
    service.writes("Пропущенное сообщение")
    cursor = {"ts": "0", "day": SINCE.isoformat()}
    service.failed = [dict(failed)]
    batches = list(made(service_key=SERVICE).fetch(cursor, 0))
    assert [event["object"].get("text") for event in told(batches)] == [
        "Пропущенное сообщение", "Пропущенный комментарий",
    ]  # fmt: skip
    assert batches[-1].cursor["ts"] == "1"
    service.failed = [dict(failed)]
    *_, lost = told(made().fetch(cursor, 0))
    body = json.dumps(lost).encode()
    with pytest.raises(RuleViolation, match="сервисный ключ"):
        made().read(body)
    assert made(service_key=SERVICE).read(body) == []


def test_the_past_is_read_page_by_page_with_threads_in_order(service, made, monkeypatch):
    monkeypatch.setattr("mcu.connectors.vk.history.PAGE", 2)
    monkeypatch.setattr("mcu.connectors.vk.history.TALKS", 2)
    monkeypatch.setattr("mcu.connectors.vk.history.IN_A_THREAD", 1)
    old = service.posts_on_wall("Старая", date=DAY - 100 * 86_400)
    service.comments_on(old, "под слишком старой записью")
    post = service.posts_on_wall("Недавняя", date=DAY - 20 * 86_400)
    tops = [service.comments_on(post, f"Комментарий {number}") for number in range(3)]
    for number in range(3):
        service.comments_on(post, f"В ветке {number}", person=8, under=tops[1])
    service.comments_on(post, "", deleted=True)
    service.comments_on(post, "до того дня", date=DAY - 10 * 86_400)
    service.posts_on_wall("Вопрос жителя", from_id=8)
    service.posts_on_wall("Закреплённая", date=DAY - 900 * 86_400, is_pinned=1)
    for number in range(3):
        service.message(f"Сообщение {number}")
    service.message("давнее", person=8, date=DAY - 10 * 86_400)
    connector = made(service_key=SERVICE)
    batches = list(connector.since(SINCE))
    assert all(batch.cursor is None for batch in batches)
    items = [item for each in batches for one in each.payloads for item in connector.read(one.body)]
    assert [item.text for item in items if item.act == Act.SAID] == [
        "Сообщение 0", "Сообщение 1", "Сообщение 2", "Вопрос жителя",
        "Комментарий 0", "Комментарий 1", "В ветке 0", "В ветке 1", "В ветке 2", "Комментарий 2",
    ]  # fmt: skip
    assert [item.act for item in items].count(Act.WITHDRAWN) == 1
    assert {item.author.name for item in items} == {"Зоя Ключевская", "Пётр Садовый", ""}
    before = {payload.key for batch in batches for payload in batch.payloads}
    tops[0]["text"] += " (исправлено)"
    tops[1]["likes"] = {"count": 5}
    after = {payload.key for batch in connector.since(SINCE) for payload in batch.payloads}
    assert len(after - before) == 1  # another text is another payload, a like is none


def test_where_events_come_by_themselves_the_door_is_watched(service, made):
    with pytest.raises(Failure, match="Скопируйте адрес"):
        list(made(hook="/hook/t/", way="callback").fetch({}, 0))
    hook = "https://pult.example/hook/t/"
    connector = made(hook=hook, way="callback")
    assert list(connector.fetch({}, 0)) == []
    [server] = service.servers
    assert (server["url"], server["secret_key"], server["title"]) == (hook, "s3cret", "Пульт МЦУ")
    assert list(connector.fetch({}, 0)) == []
    server["status"] = "failed"
    with pytest.raises(Failure, match="не достучался"):
        list(connector.fetch({}, 0))
    assert len(service.servers) == 1


def test_a_message_goes_once_and_comes_back_under_our_key(service, made):
    connector = made()
    service.message("Нет воды")
    parcel = Parcel("answer:1", 5, {"peer": 7}, "Воду дадут к вечеру.")
    sent = connector.send(parcel)
    assert connector.send(parcel) == sent == Sent("vk:msg:77:7:2")
    [kept] = service.sent.values()
    event = service.happens("message_reply", kept)
    [item] = connector.read(json.dumps(event).encode())
    assert (item.key, item.ours) == (sent.id, True)
    connector.amend(sent, parcel.to, "Воду дали.")
    assert kept["text"] == "Воду дали."
    connector.withdraw(sent, parcel.to)
    assert service.gone == ["7:2"]


def test_a_comment_is_answered_once_in_the_name_of_the_community(service, made):
    connector = made()
    said = service.comments_on(service.posts_on_wall(), "Яма")
    to = {"place": "wall", "owner": -GROUP, "number": said["post_id"], "comment": said["id"]}
    parcel = Parcel("answer:2", 6, to, "Засыплем до пятницы.")
    sent = connector.send(parcel)
    assert connector.send(parcel) == sent
    [kept] = service.sent.values()
    assert (kept["from_id"], kept["to"], kept["text"]) == (-GROUP, said["id"], parcel.text)
    number = f"{-GROUP}_{said['post_id']}"
    assert sent.url == f"https://vk.com/wall{number}?reply={kept['id']}"
    event = service.happens("wall_reply_new", {**kept, "post_owner_id": -GROUP})
    assert connector.read(json.dumps(event).encode())[0].key == sent.id
    for act in (
        lambda: connector.amend(sent, to, "Засыпали."),
        lambda: connector.withdraw(sent, to),
    ):
        with pytest.raises(Failure, match="только человеку") as refused:
            act()
        assert refused.value.permanent
    with pytest.raises(Failure, match="не даёт сообществу отвечать"):
        connector.send(Parcel("k", 1, {**to, "place": "photo"}, "т"))


def test_a_post_is_published_once(service, made):
    parcel = Parcel("post:1", 7, {}, "Завтра отключат воду")
    sent = made().publish(parcel)
    assert made().publish(parcel) == sent
    assert [post["text"] for post in service.posts] == ["Завтра отключат воду"]
    assert sent.url == f"https://vk.com/wall-77_{service.posts[0]['id']}"


def test_every_refusal_says_what_happened_and_whether_it_stops(service, made):
    connector = made()
    parcel = Parcel("k", 1, {"place": "wall", "owner": -GROUP, "number": 1}, "т")
    for code, (_, sentence) in api.ERRORS.items():
        service.errors = {"wall.createComment": [code]}
        with pytest.raises(Failure) as told:
            connector.send(parcel)
        failure = told.value
        assert (failure.sentence, failure.sentence[-1]) == (sentence, ".")
        assert failure.stops == sentence.startswith("Остановлен")


@pytest.mark.parametrize(
    ("reply", "permanent", "stops", "whole", "again"),
    [
        (Reply(error(5)), False, True, True, None),
        (Reply(error(14)), False, True, True, None),
        (Reply(error(9)), False, False, True, timedelta(minutes=5)),
        (Reply(error(6)), False, False, True, timedelta(seconds=1)),
        (Reply(error(901)), True, False, False, None),
        (Reply(error(30)), True, False, False, None),
        (Reply(error(999_999)), False, False, False, None),
        (Reply({"response": [{"peer_id": 7, "error": {"code": 902}}]}), True, False, False, None),
        (Reply({}, 502), False, False, True, None),
        (Reply(b"<html>proxy"), False, False, False, None),
    ],
)
def test_what_may_pass_what_never_and_what_stops(
    service, made, reply, permanent, stops, whole, again
):
    service.troubles = [reply]
    with pytest.raises(Failure) as told:
        made().send(Parcel("k", 1, {"peer": 7}, "т"))
    failure = told.value
    assert (failure.permanent, failure.stops, failure.whole) == (permanent, stops, whole)
    assert failure.retry_after == again


def test_no_answer_is_a_sentence_or_a_kind_of_break_the_frame_knows(service, made):
    huge = Reply(b'{"response": "' + b"x" * 9_000_000 + b'"}')
    for reply in (Reply({"response": None}), Reply([]), Reply({"odd": 1}), huge):
        service.troubles = [reply]
        with pytest.raises((Failure, *STRANGE)):
            made().probe()


@given(spoiled([path.read_bytes() for path in sorted(PAYLOADS.glob("*.json"))]))
def test_a_spoiled_event_is_broken_in_a_way_the_frame_keeps(body):
    with suppress(*BROKEN):
        VkConnector(SETTINGS).read(body)
    with suppress(NotTheService):
        knock(VkConnector(SETTINGS | {"confirmation": "c"}), body)


def test_the_form_asks_for_a_secret_where_events_come_by_themselves():
    typed = {"group": "77", "token": "t", "way": "longpoll"}
    assert VkForm(typed).is_valid()
    refused = VkForm(typed | {"way": "callback"})
    assert not refused.is_valid()
    assert "выдать себя" in str(refused.errors["secret"])
    assert VkForm(typed | {"way": "callback"}, kept={"secret": "s"}).is_valid()
    settings = VkForm(typed)
    assert settings.is_valid()
    assert settings.settings()["base"] == "https://api.vk.ru"
    assert not VkForm(typed | {"group": "public77"}).is_valid()
