"""A system that brings signed JSON; what stands where in it is said by the mapping of its settings."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from mcu.clients.failure import permanent, stopped
from mcu.connectors.contract import (
    Act,
    Attached,
    Author,
    Can,
    Connector,
    Item,
    Knock,
    NotTheService,
    Parcel,
    Sent,
    Welcome,
)
from mcu.connectors.dummy.connector import refusal
from mcu.connectors.region.form import RegionForm
from mcu.connectors.region.mapping import Layout, dig, parse

LONGEST = 1000
DEAF = (
    "Эта система ответов не принимает: адрес для них в настройках канала пуст. Ответьте в ней самой и "
    "отметьте «отправлено вручную»."
)
NOT_UNDERSTOOD = "Образец не разобран по соответствию: {why}. Поправьте пути."


class RegionConnector(Connector):
    """See README.md."""

    code: ClassVar = "region"
    title: ClassVar = "Региональная система (подписанные события)"
    channel: ClassVar = "other"
    form: ClassVar = RegionForm
    can: ClassVar = frozenset({Can.HOOK, Can.SEND})

    def probe(self) -> str:
        sample = self.settings.get("sample", "")
        if not sample:
            return "Ждём событий: адрес для них — на странице канала."
        try:
            items = self.read(sample.encode())
        except (KeyError, TypeError, ValueError) as wrong:
            raise stopped(NOT_UNDERSTOOD.format(why=wrong)) from wrong
        if not items:
            raise stopped(NOT_UNDERSTOOD.format(why="сообщений в нём не нашлось"))
        return f"Образец разобран: сообщений — {len(items)}, первое от {items[0].at:%d.%m.%Y}."

    def knock(self, knock: Knock) -> Welcome:
        given = knock.headers.get(self.settings["header"].lower(), "")
        secret = self.settings.get("secret", "")
        if not secret or not hmac.compare_digest(given.encode(), self._signature(knock.body)):
            raise NotTheService
        return Welcome(key="sha256:" + hashlib.sha256(knock.body).hexdigest())

    def read(self, body: bytes) -> list[Item]:
        event, layout = json.loads(body), parse(self.settings["mapping"])
        many = layout.at(event, "items")
        return [self._item(said, layout) for said in (many if isinstance(many, list) else [event])]

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.service.download(file.url, largest=largest)

    def send(self, parcel: Parcel) -> Sent:
        if not self.settings.get("base"):
            raise permanent(DEAF)
        said = {"key": parcel.key, **parcel.to, "text": parcel.text}
        body = json.dumps(said, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            self.settings["header"]: self._signature(body).decode(),
        }
        answer = self.service.ask("POST", self.settings["base"], content=body, headers=headers)
        if not answer.ok:
            raise refusal(answer)
        made = answer.json() if answer.body.strip() else {}
        made = made if isinstance(made, dict) else {}
        return Sent(str(made.get("id", "")), str(made.get("url", "")))

    def _signature(self, body: bytes) -> bytes:
        whole = hmac.new(self.settings["secret"].encode(), body, hashlib.sha256)
        if self.settings["way"] == "base64":
            return base64.b64encode(whole.digest())
        prefix = "sha256=" if self.settings["way"] == "prefixed" else ""
        return (prefix + whole.hexdigest()).encode()

    def _item(self, said: Any, layout: Layout) -> Item:
        number = layout.text(said, "id")
        if not number:
            raise ValueError("нет номера сообщения")
        act = layout.act(said)
        return Item(
            key=f"region:{number}",
            at=self._moment(layout.at(said, "at")),
            author=_author(said, layout, number),
            act=act,
            text=_text(said, layout) if act != Act.WITHDRAWN else "",
            thread=layout.text(said, "thread") or number,
            url=layout.text(said, "url"),
            reply_to={"id": number},
            files=tuple(_files(said, layout)),
        )

    def _moment(self, value: Any) -> datetime:
        """A date, or seconds since 1970; without one it counts as said now."""
        if value is None or value == "":
            return datetime.now(UTC)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            seconds = value / 1000 if value > 10**11 else value
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
        at = datetime.fromisoformat(str(value))
        if at.tzinfo is None:
            at = datetime.fromisoformat(f"{at.isoformat()}{self.settings['offset']}")
        return at.astimezone(UTC)


def _author(said: Any, layout: Layout, number: str) -> Author:
    """Without an author every message is a conversation of its own."""
    contacts = (layout.text(said, "author_phone"), layout.text(said, "author_email"))
    return Author(
        layout.text(said, "author_id") or f"message:{number}",
        layout.text(said, "author_name")[:200],
        layout.text(said, "author_url"),
        tuple(filter(None, contacts)),
    )


def _text(said: Any, layout: Layout) -> str:
    address = layout.text(said, "address")[:LONGEST]
    parts = (
        layout.text(said, "title")[:LONGEST],
        layout.text(said, "text"),
        f"Адрес: {address}" if address else "",
    )
    return "\n\n".join(filter(None, parts))


def _files(said: Any, layout: Layout) -> Iterator[Attached]:
    """Addresses in a list, or objects that hold them."""
    found = layout.at(said, "files")
    for number, file in enumerate(found if isinstance(found, list) else [], 1):
        url = file if isinstance(file, str) else dig(file, layout.paths.get("file_url", ""))
        name = dig(file, layout.paths.get("file_name", ""))
        if isinstance(url, str) and url.startswith("https://"):
            yield Attached(str(name or f"файл-{number}")[:200], url=url)
