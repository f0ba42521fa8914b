"""Telegram in the town: off until somebody says so, reading apart from answering, and the whole way."""

import re

import pytest
from django.urls import reverse

from mcu.cases.models import Attachment
from mcu.channels.actions import change
from mcu.channels.models import Channel, Outgoing
from mcu.connectors.telegram.tests.standin import GROUP, TOKEN, TelegramService, refused
from mcu.connectors.telegram_pages.tests.standin import TelegramPages
from mcu.connectors.tests.standin import standing
from mcu.intake import jobs
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.connections import Connected, answered, connect_with

ADD = reverse("intake:channel-add", args=["telegram"])
GIVEN = {"token": TOKEN, "secret": "s-1", "way": "hook", "people": "residents", "channel": ""}


@pytest.fixture
def service():
    with standing(TelegramService()) as it:
        yield it


@pytest.fixture
def town(intake, service, settings, tmp_path):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    settings.MCU_URL = "https://pult.example"
    return connect_with("telegram", intake, service, GIVEN)


def hears(town: Connected, told: dict, secret: str = "s-1") -> int:
    status = town.brings(told, {"X-Telegram-Bot-Api-Secret-Token": secret}).status_code
    jobs.digest()
    return status


def test_a_resident_writes_to_the_bot_and_is_answered_under_the_message(town):
    service = town.service
    town.asks()
    assert service.webhook["url"] == f"https://pult.example{town.door}"
    photo = [{"file_id": "large", "file_unique_id": "u", "width": 9, "height": 9}]
    told = service.says(None, caption="На Садовой, 14 не вывозят мусор", photo=photo)
    assert hears(town, told, secret="чужой") == 403
    assert [hears(town, told), hears(town, told)] == [200, 200]
    [case] = town.cases
    assert (case.channel, Arrival.objects.count()) == ("telegram", 1)
    assert [file.name for file in Attachment.objects.filter(case=case)] == ["фото.png"]
    later = {"message_id": told["message"]["message_id"], "edit_date": 1795246000}
    hears(town, service.says("Не вывозят мусор четвёртый день", kind="edited_message", **later))
    assert town.said == ["Не вывозят мусор четвёртый день"]
    answered(town, case)
    town.sends()
    town.sends()
    [sent] = service.sent
    assert sent["text"] == "Мусор вывезут завтра до 12 часов, проверим."
    assert sent["given"]["chat_id"] == 7
    assert Outgoing.objects.get().remote_id == f"tg:7:{sent['message_id']}"


def test_what_was_brought_and_is_then_asked_for_enters_once(town):
    hears(town, town.service.says("Яма на Полевой", chat=GROUP))
    change(
        channel=town.channel, name="Бот", reads=True, replies=False, by=town.intake.by,
        settings=GIVEN | {"base": town.service.base, "proxy": "", "ca": "", "way": "poll"},
    )  # fmt: skip
    town.asks()
    town.service.says("И вторая", chat=GROUP)
    Source.objects.update(asked_at=None)
    town.asks()
    assert town.said == ["Яма на Полевой", "И вторая"]
    assert len(town.cases) == 1


def test_who_blocked_the_bot_is_left_to_a_person(town):
    hears(town, town.service.says("Нет воды"))
    answered(town, town.cases[0])
    town.service.troubles = [refused(403, "Forbidden: bot was blocked by the user")]
    town.sends()
    letter = Outgoing.objects.get()
    assert (letter.state, town.fresh().stopped_at) == ("failed", None)
    assert "заблокировал" in letter.deliveries.get().sentence


def test_reading_and_answering_are_switched_on_apart_and_the_law_is_named(page, service):
    empty = page.get(ADD).content.decode()
    assert not re.search(r'name="re(ads|plies)"[^>]*checked', empty)
    assert "41-ФЗ" in empty
    typed = {
        "name": "Бот района", "base": service.base, "token": TOKEN, "people": "residents",
        "way": "poll",
    }  # fmt: skip
    refusal = page.post(ADD, typed | {"reads": "on", "replies": "on"})
    assert (refusal.status_code, Channel.objects.count()) == (422, 0)
    assert "спросите юриста" in refusal.content.decode()
    assert page.post(ADD, typed | {"reads": "on"}).status_code == 302
    channel = Channel.objects.get()
    assert (channel.reads, channel.replies) == (True, False)
    shown = reverse("intake:channel", args=[channel.pk])
    assert "Отвечать жителям включено" not in page.get(shown).content.decode()
    change = reverse("intake:channel-change", args=[channel.pk])
    page.post(change, typed | {"reads": "on", "replies": "on", "law": "on", "token": ""})
    told = page.get(shown).content.decode()
    assert "Отвечать жителям включено" in told
    assert "не проверено" in told
    page.post(change, typed | {"reads": "on", "replies": "on", "people": "staff"})
    assert "Чат сотрудников: жителям отсюда не отвечают" in page.get(shown).content.decode()


def test_answering_is_not_offered_where_it_cannot_be(page):
    add = reverse("intake:channel-add", args=["telegram-pages"])
    assert 'name="replies"' not in page.get(add).content.decode()
    with standing(TelegramPages()) as pages:
        typed = {"name": "Паблики", "base": pages.base, "channels": "@keys_today", "reads": "on"}
        assert page.post(add, typed | {"replies": "on"}).status_code == 302
    assert not Channel.objects.get().replies


def test_a_post_of_an_open_channel_is_a_message_with_its_address_and_no_answer(intake):
    with standing(TelegramPages()) as pages:
        given = {"channels": "keys_today", "words": "мусор"}
        town = connect_with("telegram-pages", intake, pages, given, replies=False)
        pages.posts("До подключения: мусор")
        town.asks()
        pages.posts("На Садовой, 14 не вывозят мусор")
        pages.posts("С праздником!")
        Source.objects.update(asked_at=None)
        town.asks()
    [case] = town.cases
    assert (case.channel, case.community, case.source_url) == (
        "telegram", "Ключи сегодня", "https://t.me/keys_today/2",
    )  # fmt: skip
    states = Arrival.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [Arrival.State.DONE, Arrival.State.NOTHING]
    answered(town, case)
    assert not Outgoing.objects.filter(kind="answer").exists()
