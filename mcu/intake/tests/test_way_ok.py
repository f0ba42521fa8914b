"""Одноклассники the whole way: a message to the group, a case, an answer in the same talk."""

import pytest

from mcu.cases.models import Utterance
from mcu.channels.models import Outgoing
from mcu.clients.pace import Limiter
from mcu.connectors.ok.connector import OkConnector
from mcu.connectors.ok.tests.standin import GROUP, KEY, SECRET, SESSION, TOKEN, OkService
from mcu.connectors.tests.standin import standing
from mcu.intake.jobs import digest
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.connections import Connected, answered, connect_with

GIVEN = {
    "group": GROUP, "token": TOKEN, "app_key": KEY, "app_secret": SECRET, "session": SESSION,
}  # fmt: skip


@pytest.fixture
def town(intake, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(OkConnector, "limiter", Limiter(sleep=lambda seconds: None))
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    with standing(OkService()) as service:
        yield connect_with("ok", intake, service, GIVEN)


def asks(town: Connected) -> None:
    Source.objects.update(asked_at=None, not_before=None)
    town.asks()


def test_a_message_to_the_group_is_answered_in_the_talk_and_entered_once(town):
    asks(town)
    said = town.service.says("На Садовой, 14 не вывозят мусор")
    assert town.brings(said, {}).content == b"ok"
    digest()
    asks(town)  # the same, found in the talk
    [case] = town.cases
    assert (case.channel, Arrival.objects.count()) == ("ok", 1)
    answered(town, case)
    town.sends()
    town.sends()
    _, sent = town.service.talks["chat:C1"]
    assert sent["message"]["text"] == "Мусор вывезут завтра до 12 часов, проверим."
    assert Outgoing.objects.get().remote_id == f"ok:{sent['message']['mid']}"
    said["message"]["text"] = "Не вывозят мусор четвёртый день"
    asks(town)
    assert town.said == ["Не вывозят мусор четвёртый день"]  # ours is known by its number
    assert Utterance.objects.get().former[0]["text"] == "На Садовой, 14 не вывозят мусор"


def test_a_comment_is_read_and_its_answer_left_to_a_person(town):
    asks(town)
    town.service.comments("Яма на Полевой")
    asks(town)
    [case] = town.cases
    assert case.source_url == f"https://ok.ru/group/{GROUP}/topic/153"
    answered(town, case)
    town.sends()
    letter = Outgoing.objects.get()
    assert letter.state == "failed"
    assert "не дают программам отвечать" in letter.deliveries.get().sentence
    assert town.fresh().stopped_at is None
