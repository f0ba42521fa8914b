"""A request of an Open311 client goes the way every message goes."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.connectors.contract import Payload
from mcu.exchange.actions.incoming import understood
from mcu.exchange.queries.georeport import Server
from mcu.exchange.rules.georeport import Sent
from mcu.org.actions import require
from mcu.org.models import Token
from mcu.org.rules.roles import Actor, Permission

SECRET = frozenset({"api_key"})


def take_request(
    *, server: Server, sent: Sent, token: Token, by: Actor, now: datetime
) -> dict[str, Any]:
    """What the client is told: the number, or a token while a person has to look first.

    The same form with the same key on the same day is the same request: a client that heard no
    answer may send it again.
    """
    require(by, Permission.REGISTER)
    form = {name: value for name, value in sent.form.items() if name not in SECRET}
    mark = _mark(token, form, now)
    said = {
        "key": mark,
        "at": now.isoformat(),
        "topic": sent.service,
        "point": list(sent.point) if sent.point else None,
        "answers": [list(pair) for pair in sent.answers],
        "source": token.name,
        "form": form,
    }
    payload = Payload(mark, json.dumps(said, ensure_ascii=False).encode())
    with transaction.atomic():
        case = understood(
            channel=server.channel, payload=payload, key=f"georeport:{mark}", by=by, now=now
        )
    notice = "Принято. О ходе работы скажет этот номер."
    if case is None:
        return {"token": mark, "service_notice": "Принято, сотрудник посмотрит и даст номер."}
    if case.due_at:
        notice = f"Принято. Ответ — до {timezone.localtime(case.due_at):%d.%m.%Y %H:%M}."
    return {"service_request_id": case.number, "service_notice": notice}


def _mark(token: Token, form: dict[str, str], now: datetime) -> str:
    text = json.dumps([token.pk, f"{timezone.localdate(now)}", form], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
