"""MAX in the town: from a resident's message to the answer in the same dialog, chat or comment."""

import pytest
from django.utils import timezone

from mcu.cases.models import Utterance
from mcu.channels.models import Outgoing
from mcu.connectors.max.tests.standin import CHANNEL, CHAT, DIALOG, MaxService
from mcu.connectors.tests.standin import Reply, standing
from mcu.core import vault
from mcu.intake import jobs
from mcu.intake.actions import arrivals
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.connections import Connected, answered, connect_with


@pytest.fixture
def max_town(intake, settings, tmp_path):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    settings.MCU_URL = "https://pult.example"
    with standing(MaxService()) as service:
        given = {"secret": "s-1", "way": "hook", "places": f"{DIALOG} {CHANNEL}", "channel": ""}
        yield connect_with("max", intake, service, given)


def hears(town: Connected, told: dict, secret: str = "s-1") -> int:
    status = town.brings(told, {"X-Max-Bot-Api-Secret": secret}).status_code
    jobs.digest()
    return status


@pytest.mark.row(125)
def test_a_resident_writes_to_the_bot_and_is_answered_there(max_town):
    town, service = max_town, max_town.service
    town.asks()
    assert service.subscriptions[0]["url"] == f"https://pult.example{town.door}"
    told = service.says("На Садовой, 14 не вывозят мусор")
    assert [hears(town, told), hears(town, told)] == [200, 200]
    [case] = town.cases
    assert (case.channel, Arrival.objects.count()) == ("max", 1)
    hears(town, service.says("И на Полевой тоже"))
    assert len(town.cases) == 1
    answered(town, case)
    town.sends()
    town.sends()
    sent = service.messages[-1]
    assert (sent["recipient"]["chat_id"], sent["body"]["text"]) == (
        DIALOG, "Мусор вывезут завтра до 12 часов, проверим.",
    )  # fmt: skip
    assert Outgoing.objects.get().remote_id == f"max:{sent['body']['mid']}"
    arrivals.ask_since(
        channel=town.channel, day=timezone.localdate() - timezone.timedelta(days=1),
        by=town.intake.by, today=timezone.localdate(),
    )  # fmt: skip
    town.asks()  # our answer comes back with the past, and is known
    assert (len(town.cases), Utterance.objects.count()) == (1, 2)


@pytest.mark.row(125)
def test_a_comment_under_a_post_is_a_case_and_is_answered_under_it(max_town):
    town, service = max_town, max_town.service
    post = service.posts("План отключений")
    town.asks()
    said = service.comment(post, "На Полевой нет воды")
    Source.objects.update(asked_at=None)
    town.asks()
    [case] = town.cases
    assert (case.community, case.source_url) == (
        "Ключи сегодня", f"https://max.ru/keys/{post}",
    )  # fmt: skip
    answered(town, case)
    town.sends()
    ours = service.comments[post][-1]
    assert ours["link"] == {"type": "reply", "mid": said["body"]["mid"]}
    Source.objects.update(asked_at=None)
    town.asks()
    service.comments[post].remove(said)
    Source.objects.update(asked_at=None)
    town.asks()
    assert len(town.cases) == 1
    assert Utterance.objects.get().withdrawn_at is not None


def test_edits_follow_and_strangers_are_turned_away(max_town):
    town, service = max_town, max_town.service
    told = service.says("Яма", chat=CHAT)
    assert hears(town, told, secret="чужой") == 403
    assert not Arrival.objects.exists()
    hears(town, told)
    edited = told["message"] | {"body": {**told["message"]["body"], "text": "Яма на Полевой"}}
    hears(town, service.event("message_edited", message=edited))
    gone = told["message"]["body"]["mid"]
    hears(town, service.event("message_removed", message_id=gone, chat_id=CHAT, user_id=7))
    said = Utterance.objects.get()
    assert (said.text, said.former[0]["text"]) == ("Яма на Полевой", "Яма")
    assert said.withdrawn_at is not None
    assert "secret" in vault.unseal(town.fresh().settings)


def test_who_stopped_the_bot_is_left_to_a_person_and_a_revoked_key_stops_the_channel(max_town):
    town, service = max_town, max_town.service
    hears(town, service.says("Нет воды"))
    answered(town, town.cases[0])
    service.troubles = [Reply({"code": "chat.denied"}, 403)]
    town.sends()
    letter = Outgoing.objects.get()
    assert letter.state == "failed"
    assert "остановил бота" in letter.deliveries.get().sentence
    service.token = "другой"
    town.asks()
    assert "ключ бота" in town.fresh().problem
