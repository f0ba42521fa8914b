"""A form of a resident: raw first, then understood, once however often it is sent."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from mcu.cases.actions.register import numbers
from mcu.cases.models import Case
from mcu.channels.connecting import connector_of
from mcu.connectors.contract import Payload
from mcu.core import journal, vault
from mcu.core.errors import RuleViolation
from mcu.intake.actions import arrivals
from mcu.intake.actions.digesting import digest
from mcu.intake.jobs import fetch_files_of
from mcu.intake.models import Arrival
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission
from mcu.portal.models import Submission
from mcu.portal.queries.codes import code_digest, code_of, key_digest
from mcu.portal.queries.town import Town
from mcu.portal.rules.sending import Sending, payload

AGAIN = "Это сообщение уже было отклонено. Если вопрос остался, напишите новое."
State = Submission.State
# A row that is there already stays as it is and is told: one statement, right also in a race.
ONCE = """
INSERT INTO portal_submission (municipality_id, key, code, state, sealed, why, made_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (key) DO UPDATE SET key = excluded.key
RETURNING state, xmax = 0
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a resident gets: the secret code, and either what was kept under a number or the case it has
    become; neither of them where a person has to look first. `key` is what it is kept under."""

    code: str
    key: str
    said: Mapping[str, Any] | None = None
    case: Case | None = None


def send(*, town: Town, sending: Sending, now: datetime, why_held: str = "") -> Receipt:
    """Keep it raw under a number and commit; sent again it gives the same receipt.

    Understood it is afterwards, with others, by the job of the channel, or at once by `understand`.
    `why_held`: it waits for a person of the centre to let it in.
    """
    key, code = key_digest(town.place.pk, sending.key), code_of(town.place.pk, sending.key)
    said = payload(sending, key, key, now)
    with transaction.atomic():
        state, fresh = _submission(town, key, code, said, now, why_held)
        if fresh and state == State.TAKEN:
            said = _keep_numbered(town, key, said, now)
    if state == State.REFUSED:
        raise RuleViolation(AGAIN)
    if state == State.HELD:
        return Receipt(code, key)
    if fresh:
        return Receipt(code, key, said)
    return Receipt(code, key, case=understand(town, key, now))


def add(*, town: Town, kept: Submission, key: str, sending: Sending, now: datetime) -> None:
    """One more word or photo of whoever holds the code, into the open case."""
    assert kept.case is not None
    if not kept.case.is_open:
        raise RuleViolation(
            "Рассмотрение закончено, добавить уже нельзя. Если проблема осталась, оцените ответ — "
            "сообщение вернётся в работу — или напишите новое."
        )
    own = key_digest(town.place.pk, key)
    _keep(town, own, payload(sending, own, kept.key, now), now)
    understand(town, own, now)


@transaction.atomic
def let_in(*, kept: Submission, town: Town, by: Actor, now: datetime) -> None:
    """A person of the centre has read what was held: it goes the usual way."""
    require(by, Permission.REGISTER)
    held = _locked(kept)
    _keep(town, held.key, vault.unseal(held.sealed or b""), now)
    Submission.objects.filter(pk=held.pk).update(state=State.TAKEN, sealed=None, why="")
    journal.write("portal.let_in", by=by, municipality_id=held.municipality_id, of=held, at=now)


@transaction.atomic
def refuse(*, kept: Submission, words: str, by: Actor, now: datetime) -> None:
    """It is no message: the words of it go, whoever holds the code is told why."""
    require(by, Permission.REGISTER)
    words = words.replace("\x00", "").strip()[:200]
    if not words:
        raise RuleViolation("Напишите, почему не принято: автор увидит это по своему коду.")
    held = _locked(kept)
    Submission.objects.filter(pk=held.pk).update(state=State.REFUSED, sealed=None, why=words)
    journal.write(
        "portal.refuse", by=by, municipality_id=held.municipality_id, of=held,
        after={"reason": words}, at=now,
    )  # fmt: skip


def understand(town: Town, key: str, now: datetime) -> Case | None:
    """The case of what is stored under the key, made now unless it is there; None: a person has to look."""
    arrival = Arrival.objects.get(channel=town.channel, key=key)
    arrival.channel = town.channel
    if arrival.state == Arrival.State.WAITING:
        with connector_of(town.channel) as connector:
            digest(arrival=arrival, connector=connector, by=town.by, now=now)
        arrival.refresh_from_db(fields=["state", "cases", "files_left"])
    case = _case_of(arrival)
    if arrival.files_left:
        fetch_files_of(arrival)
    return case


def _submission(
    town: Town, key: str, code: str, said: dict[str, Any], now: datetime, why_held: str
) -> tuple[State, bool]:
    """The state of this form, and whether it came now; whoever was first made its row."""
    place, state = town.place.pk, State.HELD if why_held else State.TAKEN
    sealed, known_by = vault.seal(said) if why_held else None, code_digest(place, code)
    with connection.cursor() as cursor:
        cursor.execute(ONCE, (place, key, known_by, state, sealed, why_held[:200], now))
        found, fresh = cursor.fetchone()
    return State(found), fresh


def _keep_numbered(town: Town, key: str, said: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The case will have this number and be registered by this moment; how it was kept."""
    at = datetime.fromisoformat(said["at"]).astimezone(timezone.get_current_timezone())
    said = {**said, "number": numbers(town.place, 1, [at])[0]}
    _keep(town, key, said, now)
    return said


def _keep(town: Town, key: str, said: Mapping[str, Any], now: datetime) -> None:
    body = json.dumps(said, ensure_ascii=False).encode()
    arrivals.keep(channel=town.channel, payloads=[Payload(key, body)], now=now)


def _case_of(arrival: Arrival) -> Case | None:
    """As much of it as an acknowledgement says."""
    case = Case.objects.filter(pk__in=arrival.cases).only("number", "state", "municipality").first()
    if case is not None:
        Submission.objects.filter(key=arrival.key, case__isnull=True).update(case=case)
    return case


def _locked(kept: Submission) -> Submission:
    held = Submission.objects.select_for_update().get(pk=kept.pk)
    if held.state != State.HELD or held.sealed is None:
        raise RuleViolation("С этой отправкой уже решили. Обновите страницу.")
    return held
