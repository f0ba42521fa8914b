"""A system of the municipality brings a message: kept raw, understood at once, answered the same twice."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from mcu.cases.models import Case, Utterance
from mcu.channels.actions import connect
from mcu.channels.connecting import connector_of
from mcu.channels.models import Channel
from mcu.connectors.api.connector import ApiConnector
from mcu.connectors.contract import Payload
from mcu.core.errors import RuleViolation
from mcu.exchange.models import Call
from mcu.intake.actions import arrivals
from mcu.intake.actions.digesting import BROKEN, digest, not_digested
from mcu.intake.models import Arrival
from mcu.org.actions import require
from mcu.org.models import Token
from mcu.org.rules.roles import Actor, Permission, program

KEPT = timedelta(days=30)
AHEAD = timedelta(minutes=5)  # how far the clock of another system may go before ours
NOT_YET = RuleViolation(
    "Время received_at ещё не наступило. Проверьте часы и зону.", code="not_yet"
)
OTHER_BODY = RuleViolation(
    "С этим Idempotency-Key уже приходило другое сообщение. Для нового сообщения возьмите новый ключ.",
    code="key_taken",
)
CLOSED = RuleViolation(
    "Приём от систем выключен на странице «Каналы». Повторите позже.", code="closed"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What the caller is told; `again`: it was told before."""

    answer: dict[str, Any]
    again: bool


def take_message(
    *, token: Token, key: str, said: Mapping[str, Any], by: Actor, now: datetime
) -> Taken:
    """One message under the caller's key, in one transaction; two at once wait for each other."""
    require(by, Permission.REGISTER)
    received = said.get("received_at")
    if received and datetime.fromisoformat(received) > now + AHEAD:
        raise NOT_YET
    digest_now = _digest(said)
    with transaction.atomic():
        call, fresh = Call.objects.get_or_create(
            token=token, key=key, defaults={"digest": digest_now, "at": now}
        )
        if not fresh:
            if call.digest != digest_now:
                raise OTHER_BODY
            return Taken(call.answer, again=True)
        call.answer = _taken(token, call, said, by, now)
        call.save(update_fields=["answer"])
    return Taken(call.answer, again=False)


def understood(
    *, channel: Channel, payload: Payload, key: str, by: Actor, now: datetime
) -> Case | None:
    """Kept raw and understood at once; None: a person has to look at it on «Каналы»."""
    arrivals.keep(channel=channel, payloads=[payload], now=now)
    arrival = Arrival.objects.get(channel=channel, key=payload.key)
    arrival.channel = channel
    if arrival.state == Arrival.State.WAITING:
        _digest_now(arrival, by, now)
    said = Utterance.objects.filter(channel=channel, key=key)
    found = said.select_related("conversation__case").first()
    return found.conversation.case if found else None


def forget(now: datetime) -> int:
    """Calls nobody will repeat any more go; how many."""
    count, _ = Call.objects.filter(at__lt=now - KEPT).delete()
    return count


def _digest_now(arrival: Arrival, by: Actor, now: datetime) -> None:
    try:
        with transaction.atomic(), connector_of(arrival.channel) as connector:
            digest(arrival=arrival, connector=connector, by=by, now=now)
    except RuleViolation as refusal:
        not_digested(arrival=arrival, sentence=refusal.sentence, now=now)
    except (KeyError, TypeError, ValueError) as broken:
        sentence = BROKEN.format(what=type(broken).__name__)
        not_digested(arrival=arrival, sentence=sentence, now=now)


def _taken(
    token: Token, call: Call, said: Mapping[str, Any], by: Actor, now: datetime
) -> dict[str, Any]:
    channel = _channel(by.municipality_id)
    mark = f"{token.pk}-{call.pk}"
    body = {**said, "key": mark, "at": said.get("received_at") or now.isoformat()}
    payload = Payload(mark, json.dumps(body, ensure_ascii=False).encode())
    case = understood(channel=channel, payload=payload, key=f"api:{mark}", by=by, now=now)
    due = case.due_at.isoformat() if case and case.due_at else None
    return {
        "state": "registered" if case else "held",
        "case": {"id": case.pk, "number": case.number, "due_at": due} if case else None,
    }


def _channel(place: int) -> Channel:
    """The connection that messages of systems come by; made when the first one comes."""
    code = ApiConnector.code
    found = Channel.objects.filter(municipality_id=place, transport=code).order_by("pk").first()
    if found is None:
        found = connect(
            transport=code, name=ApiConnector.title, settings={}, reads=True, replies=False,
            by=program(place),
        )  # fmt: skip
    if not found.works or not found.reads:
        raise CLOSED
    return found


def _digest(said: Mapping[str, Any]) -> str:
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
