"""A mail server that can be told how to behave, and a town that writes to it."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import transaction
from django.utils import timezone

from mcu.channels import actions
from mcu.channels.models import Outgoing
from mcu.connectors.mail.tests.mailserver import free_port
from mcu.org.actions import load_organisation
from mcu.org.models import Municipality
from mcu.org.rules.profile import OrgPart


@dataclass
class Postman:
    """What the server does: `replies` are given to a command once each, in order, before «250 OK».

    `stalled` holds every answer to the content back until it is set.
    """

    replies: dict[str, list[str]] = field(default_factory=dict)
    taken: list[EmailMessage] = field(default_factory=list)
    seen: threading.Event = field(default_factory=threading.Event)
    stall: bool = False
    sessions: int = 0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:
        if reply := self._next("MAIL"):
            return reply
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if reply := self._next("RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        if reply := self._next("DATA"):
            return reply
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.taken.append(message)  # type: ignore[arg-type]
        self.seen.set()
        if self.stall:
            await asyncio.sleep(60)
        return "250 taken"

    def _next(self, command: str) -> str:
        waiting = self.replies.get(command)
        return waiting.pop(0) if waiting else ""


@pytest.fixture
def postman() -> Postman:
    return Postman()


@pytest.fixture
def server(postman: Postman, settings) -> Iterator[Controller]:
    """A real SMTP server on a port of its own; the settings of the program name it."""
    controller = Controller(postman, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.MCU_SMTP_HOST = "127.0.0.1"
    settings.MCU_SMTP_PORT = controller.port
    settings.MCU_SMTP_SECURITY = "none"
    settings.MCU_SMTP_FROM = "Пульт МЦУ <mcu@klyuchi.example>"
    settings.MCU_SMTP_TIMEOUT = 5
    yield controller
    controller.stop(no_assert=True)


@dataclass
class Town:
    place: Municipality

    def letter(self, key: str = "k", **given: Any) -> Outgoing:
        values = {
            "kind": "notice",
            "to": "orlova@klyuchi.example",
            "subject": "Вам назначено № 2026-11-5",
            "body": "№ 2026-11-5 · Ямы на дорогах\n",
            "now": timezone.now(),
        }
        with transaction.atomic():
            return actions.put(municipality_id=self.place.pk, key=key, **values | given)


def founded(code: str = "klyuchi") -> Town:
    return Town(load_organisation(part=OrgPart(code=code, name="Ключи"), profile="test"))


@pytest.fixture
def town(db, settings, tmp_path) -> Town:
    settings.MCU_KEYS = tmp_path / "keys"
    return founded()
