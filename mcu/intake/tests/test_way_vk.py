"""ВКонтакте the whole way: a resident writes, a case is worked, the answer stands where they wrote."""

from typing import Any

import pytest

from mcu.cases.models import Attachment, Utterance
from mcu.channels.models import Outgoing
from mcu.clients.pace import Limiter
from mcu.connectors.tests.standin import standing
from mcu.connectors.vk.connector import VkConnector
from mcu.connectors.vk.tests.standin import COMMUNITY, GROUP, SERVICE, VkService
from mcu.core import vault
from mcu.intake.jobs import digest
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.connections import Connected, answered, connect_with

GIVEN = {
    "group": GROUP, "token": COMMUNITY, "service_key": SERVICE, "way": "longpoll", "secret": "s3cret",
    "confirmation": "",
}  # fmt: skip


class Town(Connected):
    """A town with its community."""

    def tells(self, event: dict[str, Any]) -> Any:
        """Callback API tells of an event, which is understood."""
        answer = self.brings(event | {"secret": "s3cret"}, {})
        digest()
        return answer

    def asks(self) -> None:
        Source.objects.update(asked_at=None, not_before=None)
        super().asks()


@pytest.fixture
def vk(intake, settings, tmp_path, monkeypatch):
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    monkeypatch.setattr(VkConnector, "limiter", Limiter(sleep=lambda seconds: None))
    with standing(VkService()) as service:
        made = connect_with("vk", intake, service, GIVEN)
        yield Town(intake, made.channel, service)


@pytest.mark.row(125)
def test_a_comment_becomes_a_case_and_its_answer_a_comment_under_it(vk):
    vk.asks()  # the first look only finds where to begin
    post = vk.service.posts_on_wall()
    said = vk.service.replies(post, "На Садовой, 14 не вывозят мусор")
    vk.service.replies(post, "Подтверждаю", person=8)
    vk.asks()
    case, other = vk.cases
    assert (case.channel, case.source_url) == ("vk", f"https://vk.com/wall-{GROUP}_{post['id']}")
    assert vault.unseal(case.applicant.sealed)["applicant_name"] == "Зоя Ключевская"
    assert other.pk != case.pk
    answered(vk, case)
    vk.sends()
    [sent] = vk.service.sent.values()
    assert (sent["text"], sent["to"], sent["from_id"]) == (
        "Мусор вывезут завтра до 12 часов, проверим.", said["object"]["id"], -GROUP,
    )  # fmt: skip
    letter = Outgoing.objects.get()
    assert (letter.state, letter.url.endswith(f"?reply={sent['id']}")) == ("sent", True)
    vk.service.happens("wall_reply_new", {**sent, "post_owner_id": -GROUP})
    vk.asks()
    assert not Utterance.objects.filter(ours=True).exists()  # ours is known by its number
    assert len(vk.cases) == 2


def test_a_message_told_by_every_way_is_one_case_and_follows_its_author(vk):
    vk.asks()
    event = vk.service.writes("Не горит фонарь", date=1_763_000_000)
    vk.tells(event)
    vk.tells(event)
    vk.asks()  # the same by Long Poll
    [case] = vk.cases
    message = event["object"]["message"]
    vk.tells(vk.service.happens("message_edit", {**message, "text": "Не горит фонарь у дома 9"}))
    [said] = Utterance.objects.all()
    assert (said.text, said.former[0]["text"]) == ("Не горит фонарь у дома 9", "Не горит фонарь")
    message["deleted"] = 1  # no event tells of it: it is found when the past is read again
    Source.objects.update(since="2025-11-13")
    vk.asks()
    said.refresh_from_db()
    assert said.withdrawn_at is not None
    answered(vk, case, "Фонарь починят завтра до 18 часов.")
    vk.sends()
    assert [each["text"] for each in vk.service.talks[7]] == [
        "Не горит фонарь", "Фонарь починят завтра до 18 часов.",
    ]  # fmt: skip
    assert Outgoing.objects.get().remote_id == f"vk:msg:{GROUP}:7:2"


def test_a_deleted_comment_stays_in_the_conversation_with_a_mark(vk):
    post = vk.service.posts_on_wall()
    event = vk.service.replies(post, "Яма на Полевой")
    vk.tells(event)
    gone = {"owner_id": -GROUP, "post_id": post["id"], "id": event["object"]["id"], "deleter_id": 7}
    vk.tells(vk.service.happens("wall_reply_delete", gone))
    [said] = Utterance.objects.all()
    assert (said.text, said.withdrawn_at is not None) == ("Яма на Полевой", True)
    vk.tells(vk.service.happens("wall_reply_restore", event["object"]))
    said.refresh_from_db()
    assert said.withdrawn_at is None
    assert len(vk.cases) == 1


def test_a_photo_is_fetched_once_though_its_address_changes(vk):
    def photo(number: int) -> list[dict[str, Any]]:
        size = {"type": "x", "width": 9, "height": 9, "url": f"{vk.service.base}/photo/{number}"}
        return [{"type": "photo", "photo": {"id": 5, "owner_id": 7, "sizes": [size]}}]

    post = vk.service.posts_on_wall()
    event = vk.service.replies(post, "Смотрите", attachments=photo(1))
    vk.tells(event)
    vk.tells(vk.service.happens("wall_reply_edit", event["object"] | {"attachments": photo(2)}))
    assert [file.name for file in Attachment.objects.all()] == ["photo7_5.jpg"]


def test_an_author_who_closed_the_page_is_returned_to_the_operator_and_a_captcha_stops(vk):
    vk.tells(vk.service.writes("Нет воды"))
    answered(vk, vk.cases[0])
    vk.service.errors = {"messages.send": [902]}
    vk.sends()
    letter = Outgoing.objects.get()
    assert letter.state == "failed"
    assert "отметьте «отправлено вручную»" in letter.deliveries.get().sentence
    vk.tells(vk.service.writes("Нет света", person=8))
    answered(vk, vk.cases[1])
    vk.service.errors = {"messages.send": [14]}
    vk.sends()
    channel = vk.fresh()
    assert "капчу" in channel.problem
    assert channel.stopped_at is not None
    assert Outgoing.objects.filter(state="waiting").count() == 1


def test_the_door_confirms_itself_and_lets_nobody_else_in(vk):
    assert vk.tells({"type": "confirmation", "group_id": GROUP}).content == b"c0nf1rm"
    assert vk.tells({"type": "message_new", "group_id": 1}).status_code == 403
    event = vk.service.writes("Яма")
    del event["object"]["message"]["peer_id"]
    assert vk.tells(event).content == b"ok"
    broken = Arrival.objects.get()
    assert (broken.state, "Исходное сохранено" in broken.sentence) == (Arrival.State.FAILED, True)


def test_an_answer_nobody_expected_hinders_this_channel_only_and_passes(vk):
    vk.asks()
    vk.service.failed = [[]]
    vk.asks()
    source = Source.objects.get()
    assert (source.failures, "не так, как описано" in source.problem) == (1, True)
    vk.asks()
    assert Source.objects.get().problem == ""
