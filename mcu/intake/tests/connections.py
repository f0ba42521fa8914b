"""A town connected with the sample service, and what its people do there."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from mcu.cases.actions import answer
from mcu.cases.models import Case, Utterance
from mcu.cases.rules.workflow import State
from mcu.channels import actions, jobs
from mcu.channels.models import Channel
from mcu.connectors.dummy.tests.standin import DummyService
from mcu.connectors.tests.standin import StandIn
from mcu.core import vault
from mcu.intake.jobs import digest, poll
from mcu.intake.tests.town import Intake

SECRET = "подпись"


@dataclass
class Connected:
    """The intake, its one connection, and the service at the other end of it."""

    intake: Intake
    channel: Channel
    service: Any  # the stand-in of it

    @property
    def door(self) -> str:
        token = vault.unseal(self.fresh().settings)["_hook"]
        return reverse("intake:hook", args=[token])

    def fresh(self) -> Channel:
        self.channel.refresh_from_db()
        return self.channel

    def pushes(self, said: dict[str, Any] | bytes, secret: str = SECRET) -> Any:
        """The service brings an event to our door."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return self.brings(body, signed(body, secret))

    def brings(self, said: dict[str, Any] | bytes, headers: dict[str, str]) -> Any:
        """Any service brings an event to our door."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return Client().post(self.door, body, content_type="application/json", headers=headers)

    def hears(self, text: str, **more: Any) -> None:
        """Somebody writes, the event comes, it is understood."""
        assert self.pushes(self.service.says(text, **more)).content == b"ok"
        digest()

    def asks(self) -> None:
        """The minute is over: everything is asked and understood."""
        poll()

    def sends(self) -> None:
        jobs.deliver()

    @property
    def cases(self) -> list[Case]:
        return list(Case.objects.order_by("pk"))

    @property
    def said(self) -> list[str]:
        return list(Utterance.objects.order_by("pk").values_list("text", flat=True))


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The header the service signs its events with."""
    return {"X-Signature": hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def connect(intake: Intake, service: DummyService, **given: Any) -> Connected:
    return connect_with("dummy", intake, service, {"secret": SECRET}, **given)


def connect_with(
    transport: str, intake: Intake, service: StandIn, settings: dict[str, Any], **given: Any
) -> Connected:
    """A connection of this kind with its stand-in, under these settings."""
    kept = {"base": service.base, "token": "key", "proxy": "", "ca": ""} | settings
    channel = actions.connect(
        transport=transport, name="Ключи сегодня", settings=kept, by=intake.by,
        **{"reads": True, "replies": True} | given,
    )  # fmt: skip
    return Connected(intake, channel, service)


def answered(
    connected: Connected, case: Case, text: str = "Мусор вывезут завтра до 12 часов, проверим."
) -> None:
    """The town answers: drafted, checked, approved where it must be, published."""
    by = connected.intake.by
    answer.save_draft(case=case, text=text, by=by)
    answer.submit(case=case, by=by, reason="проверено")
    if case.state == State.APPROVAL:
        answer.approve(case=case, by=by)
    answer.publish(case=case, url="", by=by)
