"""«Каналы»: tried before it is kept, secrets never shown, what stands is said and mended."""

import pytest
from django.urls import reverse

from mcu.channels.models import Channel
from mcu.core import vault
from mcu.core.models import JournalEntry
from mcu.intake import jobs
from mcu.intake.models import Arrival, Source

ADD = reverse("intake:channel-add", args=["dummy"])


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def typed(dummy) -> dict[str, str]:
    return {
        "name": "Ключи сегодня", "reads": "on", "replies": "on", "base": dummy.base,
        "token": "key", "secret": "подпись",
    }  # fmt: skip


def test_a_channel_is_tried_before_it_is_kept(page, typed, dummy):
    empty = text_of(page.get(reverse("intake:channels")))
    assert "Каналы не подключены" in empty
    assert ADD in empty
    assert "Впишите адрес системы" in text_of(page.post(ADD, typed | {"base": ""}))
    assert "не латинскими буквами" in text_of(page.post(ADD, typed | {"token": "чужой"}))
    refused = page.post(ADD, typed | {"token": "other"})
    assert (refused.status_code, Channel.objects.count()) == (422, 0)
    assert "Ключ отозван" in text_of(refused)
    response = page.post(ADD, typed, follow=True)
    assert "Система отвечает: «Ключи сегодня»" in text_of(response)
    assert JournalEntry.objects.filter(action="channel.connect").count() == 1
    assert "/hook/" in text_of(response)


def test_secrets_are_never_shown_again_and_stay_when_left_empty(page, typed):
    page.post(ADD, typed)
    channel = Channel.objects.get()
    change = reverse("intake:channel-change", args=[channel.pk])
    for url in (change, reverse("intake:channel", args=[channel.pk]), reverse("intake:channels")):
        assert "подпись" not in text_of(page.get(url)).replace("Секрет подписи", "").replace(
            "подписывает", ""
        )
    hook = bytes(channel.hook)
    page.post(change, typed | {"token": "", "secret": "", "name": "Другое"})
    channel.refresh_from_db()
    assert channel.name == "Другое"
    assert vault.unseal(channel.settings)["secret"] == "подпись"
    assert bytes(channel.hook) == hook
    assert b"key" not in bytes(channel.settings)


def test_what_stands_is_said_and_goes_on_when_it_is_mended(page, connected):
    connected.service.token = "другой"
    connected.asks()
    url = reverse("intake:channel", args=[connected.channel.pk])
    assert "ключ отозван" in text_of(page.get(reverse("intake:channels")))
    assert "ключ отозван" in text_of(page.get(reverse("intake:channels-health")))
    probe = reverse("intake:channel-probe", args=[connected.channel.pk])
    assert page.post(probe).status_code == 422
    connected.service.token = "key"
    assert page.post(probe).status_code == 302
    assert "работает" in text_of(page.get(url))
    assert not text_of(page.get(reverse("intake:channels-health"))).strip()


def test_a_day_is_asked_for_and_the_broken_is_tried_again(page, connected):
    key = [connected.channel.pk]
    page.post(reverse("intake:channel-since", args=key), {"day": "2026-11-01"})
    assert str(Source.objects.get().since) == "2026-11-01"
    assert (
        page.post(reverse("intake:channel-since", args=key), {"day": "2999-01-01"}).status_code
        == 422
    )
    connected.pushes(b'{"seq": 9}')
    jobs.digest()
    assert "Исходное сохранено" in text_of(page.get(reverse("intake:channel", args=key)))
    page.post(reverse("intake:channel-again", args=key))
    assert Arrival.objects.get().state == Arrival.State.WAITING
    page.post(reverse("intake:channel-turn", args=key), {"active": "0"})
    assert "выключен" in text_of(page.get(reverse("intake:channel", args=key)))
