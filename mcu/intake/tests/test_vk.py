"""ВКонтакте the whole way: a resident writes, a case is worked, the answer stands where they wrote."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mcu.cases.models import Attachment, Case, Utterance
from mcu.channels import actions
from mcu.channels.jobs import deliver
from mcu.channels.models import Channel, Outgoing
from mcu.clients.pace import Limiter
from mcu.connectors.tests.standin import standing
from mcu.connectors.vk.connector import VkConnector
from mcu.connectors.vk.tests.standin import COMMUNITY, GROUP, SERVICE, VkService
from mcu.core import vault
from mcu.intake.jobs import digest, poll
from mcu.intake.models import Arrival, Source
from mcu.intake.tests.test_connections import answered
from mcu.intake.tests.town import Intake


@dataclass
class Vk:
    """A town with its community."""

    intake: Intake
    service: VkService
    channel: Channel

    def pushes(self, event: dict[str, Any]) -> Any:
        """Callback API tells of an event."""
        self.channel.refresh_from_db()
        token = vault.unseal(self.channel.settings)["_hook"]
        body = json.dumps(event | {"secret": "s3cret"})
        door = reverse("intake:hook", args=[token])
        return Client().post(door, body, content_type="application/json")

    def hears(self, event: dict[str, Any]) -> None:
        assert self.pushes(event).content == b"ok"
        digest()

    def asks(self) -> None:
        """The minute is over."""
        Source.objects.update(asked_at=None, not_before=None)
        poll()

    @property
    def cases(self) -> list[Case]:
        return list(Case.objects.order_by("pk"))


@pytest.fixture
def vk(intake, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(VkConnector, "limiter", Limiter(sleep=lambda seconds: None))
    settings.MCU_FILES, settings.MCU_KEYS = tmp_path / "files", tmp_path / "keys"
    given = {
        "base": "", "group": GROUP, "token": COMMUNITY, "service_key": SERVICE, "way": "longpoll",
        "secret": "s3cret", "confirmation": "", "proxy": "", "ca": "",
    }  # fmt: skip
    with standing(VkService()) as service:
        channel = actions.connect(
            transport="vk", name="Ключи сегодня", settings=given | {"base": service.base},
            reads=True, replies=True, by=intake.by,
        )  # fmt: skip
        yield Vk(intake, service, channel)


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
    deliver()
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
    for _ in range(2):
        vk.hears(event)
    vk.asks()  # the same by Long Poll
    Source.objects.update(since="2025-11-13")
    vk.asks()  # and once more with what is fetched since a day
    [case] = vk.cases
    message = event["object"]["message"]
    vk.hears(vk.service.happens("message_edit", {**message, "text": "Не горит фонарь у дома 9"}))
    [said] = Utterance.objects.all()
    assert (said.text, said.former[0]["text"]) == ("Не горит фонарь у дома 9", "Не горит фонарь")
    message["deleted"] = 1  # no event tells of it: it is found when the past is read again
    Source.objects.update(since="2025-11-13")
    vk.asks()
    said.refresh_from_db()
    assert said.withdrawn_at is not None
    answered(vk, case, "Фонарь починят завтра до 18 часов.")
    deliver()
    deliver()
    assert [each["text"] for each in vk.service.talks[7]] == [
        "Не горит фонарь", "Фонарь починят завтра до 18 часов.",
    ]  # fmt: skip
    assert Outgoing.objects.get().remote_id == f"vk:msg:{GROUP}:7:2"


def test_a_deleted_comment_stays_in_the_conversation_with_a_mark(vk):
    post = vk.service.posts_on_wall()
    event = vk.service.replies(post, "Яма на Полевой")
    vk.hears(event)
    gone = {"owner_id": -GROUP, "post_id": post["id"], "id": event["object"]["id"], "deleter_id": 7}
    vk.hears(vk.service.happens("wall_reply_delete", gone))
    [said] = Utterance.objects.all()
    assert (said.text, said.withdrawn_at is not None) == ("Яма на Полевой", True)
    vk.hears(vk.service.happens("wall_reply_restore", event["object"]))
    said.refresh_from_db()
    assert said.withdrawn_at is None
    assert len(vk.cases) == 1


def test_a_photo_is_fetched_once_though_its_address_changes(vk):
    def photo(number: int) -> list[dict[str, Any]]:
        size = {"type": "x", "width": 9, "height": 9, "url": f"{vk.service.base}/photo/{number}"}
        return [{"type": "photo", "photo": {"id": 5, "owner_id": 7, "sizes": [size]}}]

    post = vk.service.posts_on_wall()
    event = vk.service.replies(post, "Смотрите", attachments=photo(1))
    vk.hears(event)
    vk.hears(vk.service.happens("wall_reply_edit", event["object"] | {"attachments": photo(2)}))
    assert [file.name for file in Attachment.objects.all()] == ["photo7_5.jpg"]


def test_an_author_who_closed_the_page_is_returned_to_the_operator_and_a_captcha_stops(vk):
    vk.hears(vk.service.writes("Нет воды"))
    answered(vk, vk.cases[0])
    vk.service.errors = {"messages.send": [902]}
    deliver()
    letter = Outgoing.objects.get()
    assert letter.state == "failed"
    assert "отметьте «отправлено вручную»" in letter.deliveries.get().sentence
    vk.hears(vk.service.writes("Нет света", person=8))
    answered(vk, vk.cases[1])
    vk.service.errors = {"messages.send": [14]}
    deliver()
    vk.channel.refresh_from_db()
    assert "капчу" in vk.channel.problem
    assert vk.channel.stopped_at is not None
    assert Outgoing.objects.filter(state="waiting").count() == 1


def test_the_door_confirms_itself_and_lets_nobody_else_in(vk):
    assert vk.pushes({"type": "confirmation", "group_id": GROUP}).content == b"c0nf1rm"
    assert vk.pushes({"type": "message_new", "group_id": 1}).status_code == 403
    event = vk.service.writes("Яма")
    del event["object"]["message"]["peer_id"]
    assert vk.pushes(event).content == b"ok"
    digest()
    broken = Arrival.objects.get()
    assert (broken.state, "Исходное сохранено" in broken.sentence) == (Arrival.State.FAILED, True)
