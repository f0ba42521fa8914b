"""Open pages of channels: taken apart, read back to what is known, and said loudly when other."""

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given

from mcu.clients.failure import Failure
from mcu.connectors.contract import Can
from mcu.connectors.telegram_pages.connector import TelegramPagesConnector
from mcu.connectors.telegram_pages.form import TelegramPagesForm
from mcu.connectors.telegram_pages.tests.standin import Channel, TelegramPages
from mcu.connectors.tests.spoiled import BROKEN, spoiled
from mcu.connectors.tests.standin import Reply, standing

POST = (Path(__file__).parents[1] / "payloads" / "post.page").read_bytes()


@pytest.fixture
def service():
    with standing(TelegramPages()) as it:
        yield it


@pytest.fixture
def connector(service):
    with TelegramPagesConnector({"base": service.base, "channels": "keys_today"}) as it:
        yield it


def texts(connector, batches) -> list[str]:
    return [i.text for b in batches for p in b.payloads for i in connector.read(p.body)]


def test_a_recorded_post_is_understood():
    [said] = TelegramPagesConnector({}).read(POST)
    assert said.text == "На Садовой, 14\nне вывозят мусор & нет света"
    assert (said.key, said.url) == ("tg:@keys_today:12", "https://t.me/Keys_today/12")
    assert said.at == datetime.fromisoformat("2026-11-20T09:00:00+03:00")
    assert (said.community, said.author.id) == ("Ключи сегодня", "@keys_today")
    assert [(file.name, file.url) for file in said.files] == [
        ("фото-1.jpg", "https://cdn4.example/file/one.jpg")
    ]
    assert said.reply_to == {}
    assert Can.SEND not in TelegramPagesConnector.can


@pytest.mark.parametrize(
    ("words", "taken"), [("", 1), ("мусор", 1), ("яма, ВЫВОЗ", 1), ("яма", 0), ("усор", 0)]
)
def test_only_posts_with_the_words_are_taken(words, taken):
    assert len(TelegramPagesConnector({"words": words}).read(POST)) == taken


def test_new_posts_are_read_back_to_what_is_known_and_views_are_no_edit(service, connector):
    service.posts("До подключения")
    [batch] = connector.fetch({}, 0)
    assert batch.payloads == ()
    for number in range(45):
        service.posts(f"Пост {number}")
    [batch] = connector.fetch(batch.cursor, 0)
    assert texts(connector, [batch]) == [f"Пост {number}" for number in range(45)]
    [quiet] = connector.fetch(batch.cursor, 0)
    assert quiet.payloads == ()
    service.channels["keys_today"].posts[-1].text = "Пост исправлен<br/>и дополнен"
    [batch] = connector.fetch(batch.cursor, 0)
    assert texts(connector, [batch]) == ["Пост исправлен\nи дополнен"]
    assert len(batch.cursor["keys_today"]) == 40


def test_the_past_is_read_to_the_day(service, connector):
    for number in range(50):
        service.posts(f"Пост {number}", at=f"2026-11-{1 + number // 5:02d}T09:00:00+03:00")
    found = texts(connector, connector.since(date(2026, 11, 6)))
    assert len(found) == len(set(found)) == 30  # a day more: it begins elsewhere
    assert "Пост 49" in found


def test_a_closed_channel_hinders_no_other_and_is_named(service):
    service.channels["roads"] = Channel("Дороги")
    settings = {"base": service.base, "channels": "keys_today\ngone\nroads"}
    with TelegramPagesConnector(settings) as connector:
        told = []
        with pytest.raises(Failure, match="«gone»: открытой страницы нет"):
            told.extend(connector.fetch({}, 0))
        assert set(told[-1].cursor) == {"keys_today", "roads"}
        with pytest.raises(Failure, match="«gone»"):
            connector.probe()


@pytest.mark.parametrize(
    ("reply", "words", "permanent"),
    [
        (Reply(b"<html><body>Blocked by the provider</body></html>"), "устроена не так", False),
        (Reply(b""), "устроена не так", False),
        (Reply(b'<div data-post="x/1">no time</div>'), "устроена не так", False),
        (Reply(b"", 429), "429", False),
        (Reply(b"", 502), "502", False),
        (Reply(b"", 404), "открытой страницы нет", True),
    ],
)
def test_a_page_that_is_other_is_said_loudly(service, connector, reply, words, permanent):
    service.troubles = [reply]
    with pytest.raises(Failure, match=words) as told:
        connector.probe()
    assert told.value.permanent == permanent


def test_the_probe_names_the_channels(connector):
    assert connector.probe() == "Открываются: «Ключи сегодня»."


@given(spoiled([POST]))
def test_whatever_is_stored_is_a_post_or_broken(body):
    with suppress(*BROKEN):
        TelegramPagesConnector({}).read(body)


def test_names_are_taken_as_people_write_them():
    form = TelegramPagesForm({"channels": "@Keys_today https://t.me/s/roads\nt.me/roads/ news1"})
    assert form.is_valid(), form.errors
    assert form.settings()["channels"] == "keys_today\nroads\nnews1"
    assert "«ключи»" in str(TelegramPagesForm({"channels": "ключи"}).errors["channels"])
    many = "\n".join(f"name{number}" for number in range(31))
    assert "30" in str(TelegramPagesForm({"channels": many}).errors["channels"])
