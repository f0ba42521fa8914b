"""A form of a resident: raw first, then understood, once however often it is sent."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

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
RETURNING state
"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a resident gets: the secret code, and the case unless a person has to look first."""

    code: str
    case: Case | None


def send(*, town: Town, sending: Sending, now: datetime, why_held: str = "") -> Receipt:
    """Keep it raw and commit, then register it; sent again it gives the same receipt.

    `why_held`: it waits for a person of the centre to let it in. A kill in between loses nothing: the
    job of the channel understands what is stored.
    """
    key, code = key_digest(town.place.pk, sending.key), code_of(town.place.pk, sending.key)
    said = payload(sending, key, key, now)
    with transaction.atomic():
        state = _submission(town, key, code, said, now, why_held)
        if state == State.TAKEN:
            _keep(town, key, said, now)
    if state == State.REFUSED:
        raise RuleViolation(AGAIN)
    return Receipt(code, _understood(town, key, now) if state == State.TAKEN else None)


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
    _understood(town, own, now)


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
    """What was let in becomes a case at once."""
    return _understood(town, key, now)


def _submission(
    town: Town, key: str, code: str, said: dict[str, object], now: datetime, why_held: str
) -> Submission.State:
    """The state of this form; whoever was first made its row."""
    place, state = town.place.pk, State.HELD if why_held else State.TAKEN
    sealed, known_by = vault.seal(said) if why_held else None, code_digest(place, code)
    with connection.cursor() as cursor:
        cursor.execute(ONCE, (place, key, known_by, state, sealed, why_held[:200], now))
        return State(cursor.fetchone()[0])


def _keep(town: Town, key: str, said: dict[str, object], now: datetime) -> None:
    body = json.dumps(said, ensure_ascii=False).encode()
    arrivals.keep(channel=town.channel, payloads=[Payload(key, body)], now=now)


def _understood(town: Town, key: str, now: datetime) -> Case | None:
    """The case of what is stored under the key, made now unless it is there; None: a person has to look."""
    arrival = Arrival.objects.get(channel=town.channel, key=key)
    arrival.channel = town.channel
    if arrival.state == Arrival.State.WAITING:
        with connector_of(town.channel) as connector:
            digest(arrival=arrival, connector=connector, by=town.by, now=now)
    case = _case_of(arrival)
    if arrival.files_left:
        fetch_files_of(arrival)
    return case


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
