"""A row of a file as the case it becomes: pure, one pass, no database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mcu.cases.rules.words import Channel, Importance, Outcome, Regime, System
from mcu.cases.rules.workflow import FINISHED, State
from mcu.intake.rules.rows import IncomingRow
from mcu.text.clean import plain
from mcu.text.mask import mask
from mcu.text.source import read_source

# Steps whose text stays in the other system: here somebody is at work on it, no more is known.
ELSEWHERE = frozenset({State.DRAFT, State.APPROVAL, State.REWORK, State.ANSWERED})
CHANNELS = {"vk": Channel.VK, "ok": Channel.OK, "telegram": Channel.TELEGRAM, "max": Channel.MAX}


@dataclass(frozen=True, slots=True)
class Digested:
    """What a row says, in the words of a case; `personal` goes to the sealed record only."""

    text: str
    channel: str
    community: str
    source_url: str
    regime: str
    state: str
    outcome: str
    received_at: datetime
    closed_at: datetime | None
    first_answer_at: datetime | None
    answers: tuple[str, ...]
    personal: dict[str, Any]
    importance: str = Importance.NORMAL


def digest(row: IncomingRow, system: str, now: datetime) -> Digested:
    """Read the row; a row without a date of creation counts as received now."""
    source = read_source(row.post_url)
    text = mask(plain(row.text))
    closed = row.closed_at
    return Digested(
        text=text,
        channel=_channel(system, source.network),
        community=(source.place or "")[:200],
        source_url=(source.public_url or "")[:500],
        regime=Regime.MESSAGE,
        state=_state(row),
        outcome=row.outcome or (Outcome.CLOSED if closed else ""),
        received_at=row.created_at or closed or now,
        closed_at=closed,
        first_answer_at=row.first_answer_at or (closed if row.answers else None),
        # The number of a service is what an answer is read for; the resident's name is not.
        answers=tuple(mask(plain(answer), phones=False) for answer in row.answers),
        personal=_personal(row, text),
    )


def _channel(system: str, network: str) -> str:
    if system == System.POS:
        return Channel.POS
    return CHANNELS.get(network, Channel.OTHER)


def _state(row: IncomingRow) -> str:
    if row.closed_at:
        return State.REDIRECTED if row.outcome == Outcome.REDIRECTED else State.CLOSED
    if row.state in ELSEWHERE:
        return State.IN_WORK
    if row.state and row.state not in FINISHED:
        return row.state
    if row.outcome == Outcome.POSTPONED:
        return State.POSTPONED
    if row.answers:
        return State.CHECK
    return State.ASSIGNED if row.body_names else State.NEW


def _personal(row: IncomingRow, text: str) -> dict[str, Any]:
    personal = {}
    if row.author_url:
        personal["applicant_profile"] = row.author_url
    if row.text != text:
        personal["original_text"] = row.text
    return personal
