"""The sample: a plain JSON service with a key, signed events, a feed of messages and replies."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from mcu.clients.failure import Failure, permanent, stopped, temporary
from mcu.clients.web import Answer
from mcu.connectors.contract import (
    Act,
    Attached,
    Author,
    Batch,
    Can,
    Connector,
    Cursor,
    Item,
    Knock,
    NotTheService,
    Parcel,
    Payload,
    Sent,
    Welcome,
)
from mcu.connectors.dummy.form import DummyForm

SIGNATURE = "x-signature"
PAGE = 100


class DummyConnector(Connector):
    """See README.md beside this file for the protocol."""

    code: ClassVar = "dummy"
    title: ClassVar = "Простая система (образец)"
    channel: ClassVar = "other"
    form: ClassVar = DummyForm
    can: ClassVar = frozenset(
        {Can.HOOK, Can.FETCH, Can.SINCE, Can.SEND, Can.PUBLISH, Can.AMEND, Can.WITHDRAW}
    )

    def headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.settings['token']}"}

    def probe(self) -> str:
        return f"Система отвечает: «{self._ask('GET', '/me')['name']}»."

    def knock(self, knock: Knock) -> Welcome:
        secret = self.settings.get("secret", "").encode()
        right = hmac.new(secret, knock.body, hashlib.sha256).hexdigest()
        given = knock.headers.get(SIGNATURE, "")
        if not secret or not hmac.compare_digest(given.encode(), right.encode()):
            raise NotTheService
        return Welcome(key=_event_key(knock.body))

    def fetch(self, cursor: Cursor, wait: float) -> Iterator[Batch]:
        yield from self._pages({"after": cursor.get("after", 0)})

    def since(self, day: date) -> Iterator[Batch]:
        for batch in self._pages({"after": 0, "since": day.isoformat()}):
            yield Batch(batch.payloads)  # the cursor is for what is new and stays

    def read(self, body: bytes) -> list[Item]:
        said = json.loads(body)
        author = said["author"]
        return [
            Item(
                key=f"dummy:{said['id']}",
                at=datetime.fromisoformat(said["at"]).astimezone(UTC),
                author=Author(str(author["id"]), author.get("name", ""), author.get("url", "")),
                act=Act(said.get("act", "said")),
                text=said.get("text", ""),
                thread=str(said.get("thread", "")),
                community=said.get("place", ""),
                url=said.get("url", ""),
                reply_to={"thread": said.get("thread", ""), "id": said["id"]},
                answers=f"dummy:{said['answers']}" if said.get("answers") else "",
                files=tuple(Attached(f["name"], url=f["url"]) for f in said.get("files", ())),
                ours=bool(said.get("ours")),
            )
        ]

    def download(self, file: Attached, largest: int) -> Iterator[bytes]:
        return self.service.download(file.url, largest=largest)

    def send(self, parcel: Parcel) -> Sent:
        return self._put("/replies", parcel, {"to": dict(parcel.to)})

    def publish(self, parcel: Parcel) -> Sent:
        return self._put("/posts", parcel, {})

    def amend(self, sent: Sent, to: Mapping[str, Any], text: str) -> None:
        self._ask("PUT", f"/replies/{sent.id}", json={"text": text})

    def withdraw(self, sent: Sent, to: Mapping[str, Any]) -> None:
        self._ask("DELETE", f"/replies/{sent.id}")

    def _put(self, path: str, parcel: Parcel, more: Mapping[str, Any]) -> Sent:
        made = self._ask("POST", path, json={"key": parcel.key, "text": parcel.text, **more})
        return Sent(str(made["id"]), made.get("url", ""))

    def _pages(self, query: dict[str, Any]) -> Iterator[Batch]:
        while True:
            page = self._ask("GET", "/messages", params={**query, "limit": PAGE})["items"]
            if not page:
                return
            query["after"] = page[-1]["seq"]
            yield Batch(tuple(map(_payload, page)), {"after": query["after"]})
            if len(page) < PAGE:
                return

    def _ask(self, method: str, path: str, **given: Any) -> Any:
        answer = self.service.ask(method, path, **given)
        if not answer.ok:
            raise refusal(answer)
        return answer.json()


def refusal(answer: Answer) -> Failure:
    """What a code of this service means."""
    if answer.status in {401, 403}:
        return stopped("Остановлен: ключ отозван или не подходит. Получите новый и впишите его.")
    if answer.status == 429:
        asked = answer.retry_after(datetime.now(UTC))
        return temporary(
            "Система просит писать реже. Программа подождёт.", retry_after=asked, whole=True
        )
    if answer.status in {400, 404, 410, 422}:
        return permanent(
            f"Система не приняла (код {answer.status}): такого разговора больше нет или текст не "
            "подходит. Ответьте другим способом и отметьте «отправлено вручную»."
        )
    return temporary(
        f"Система отвечает ошибкой (код {answer.status}). Программа повторит сама.",
        retry_after=timedelta(minutes=1), whole=answer.status >= 500,
    )  # fmt: skip


def _payload(said: Mapping[str, Any]) -> Payload:
    body = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return Payload(_event_key(body), body)


def _event_key(body: bytes) -> str:
    """The number of the event; what has none (or is broken) is known by its content."""
    try:
        return f"{int(json.loads(body)['seq'])}"
    except (ValueError, KeyError, TypeError):
        return "sha256:" + hashlib.sha256(body).hexdigest()
