"""An event is handed over by POST: signed with its moment, the same number at every attempt."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import ClassVar

from mcu.clients.failure import Failure, stopped, temporary
from mcu.clients.web import Answer
from mcu.connectors.contract import Can, Connector, Parcel, Sent
from mcu.connectors.webhook.form import WebhookForm

PING = json.dumps({"event": "ping"})


class WebhookConnector(Connector):
    """See README.md beside this file for the protocol."""

    code: ClassVar = "webhook"
    title: ClassVar = "Система: события наружу"
    channel: ClassVar = "other"
    form: ClassVar = WebhookForm
    can: ClassVar = frozenset({Can.SEND})
    reads_at_first: ClassVar = False
    warning: ClassVar = (
        "События несут номер и состояние сообщения, без текста и без личных данных: подробности "
        "система читает по API своим токеном. Чтобы события шли, отметьте «Отправлять ответы»."
    )

    def probe(self) -> str:
        self._hand("ping", PING)
        return "Система приняла пробное событие."

    def send(self, parcel: Parcel) -> Sent:
        self._hand(parcel.key, parcel.text)
        return Sent(id=parcel.key)

    def _hand(self, key: str, body: str) -> None:
        stamp, content = str(int(time.time())), body.encode()
        answer = self.service.ask(
            "POST", "", content=content,
            headers={
                "Content-Type": "application/json", "X-MCU-Event": key, "X-MCU-Time": stamp,
                "X-MCU-Signature": signature(self.settings["secret"], stamp, content),
            },
        )  # fmt: skip
        if not answer.ok:
            raise refusal(answer)


def signature(secret: str, stamp: str, content: bytes) -> str:
    """Of the moment and the body together, so that neither can be used again with the other."""
    made = hmac.new(secret.encode(), stamp.encode() + b"." + content, hashlib.sha256)
    return f"sha256={made.hexdigest()}"


def refusal(answer: Answer) -> Failure:
    """What a code of the system means: a mistake of theirs may be mended, so it is tried again."""
    if answer.status == 410:
        return stopped(
            "Система больше не хочет событий (код 410). Уберите канал или смените адрес."
        )
    if answer.status in {401, 403}:
        return stopped("Система не узнала подпись. Сверьте секрет и впишите его заново.")
    return temporary(
        f"Система не приняла событие (код {answer.status}). Программа повторит сама.",
        retry_after=answer.retry_after(datetime.now(UTC)), whole=answer.status >= 500,
    )  # fmt: skip
