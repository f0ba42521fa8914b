"""A town connected with the sample service, and what its people do there."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from mcu.cases.models import Case, Utterance
from mcu.channels import actions, jobs
from mcu.channels.models import Channel
from mcu.connectors.dummy.tests.standin import DummyService
from mcu.core import vault
from mcu.intake.jobs import digest, poll
from mcu.intake.tests.town import Intake

SECRET = "подпись"


@dataclass
class Connected:
    """The intake, its one connection, and the service at the other end of it."""

    intake: Intake
    channel: Channel
    service: DummyService

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
        sign = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return Client().post(
            self.door, body, content_type="application/json", headers={"X-Signature": sign}
        )

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


def connect(intake: Intake, service: DummyService, **given: Any) -> Connected:
    settings = {"base": service.base, "token": "key", "secret": SECRET, "proxy": "", "ca": ""}
    channel = actions.connect(
        transport="dummy", name="Ключи сегодня", settings=settings, by=intake.by,
        **{"reads": True, "replies": True} | given,
    )  # fmt: skip
    return Connected(intake, channel, service)
