"""A row of a file as the case it becomes: pure, one pass, no database."""

from datetime import datetime
from typing import Any, NamedTuple

from mcu.cases.rules.labels import Told, told
from mcu.cases.rules.words import Channel, Importance, Outcome, Regime, System
from mcu.cases.rules.workflow import FINISHED, State
from mcu.intake.rules.rows import IncomingRow
from mcu.text.clean import plain
from mcu.text.mask import mask
from mcu.text.personal.known import NONE, KnownNames
from mcu.text.source import read_source

# Steps whose text stays in the other system: here somebody is at work on it, no more is known.
ELSEWHERE = frozenset({State.DRAFT, State.APPROVAL, State.REWORK, State.ANSWERED})
CHANNELS = {
    each.value: each.value for each in (Channel.VK, Channel.OK, Channel.TELEGRAM, Channel.MAX)
}
FAST = Importance.FAST.value
POS, OTHER = Channel.POS.value, Channel.OTHER.value
MESSAGE, CLOSED, NORMAL = Regime.MESSAGE.value, Outcome.CLOSED.value, Importance.NORMAL.value


class Digested(NamedTuple):
    """What a row says, in the words of a case; names, phones and profiles are not in it.

    A named tuple, because hundreds of thousands of them pass from one process to another. Texts
    are as long as a case can hold, moments carry the zone of the file.
    """

    key: str
    digest: str
    number: str
    body_names: tuple[str, ...]
    group: str
    topic: str
    kind: str
    text: str
    channel: str
    community: str
    source_url: str
    regime: str
    state: str
    outcome: str
    received_at: datetime
    closed_at: datetime | None
    assigned_at: datetime | None
    first_answer_at: datetime | None
    answers: tuple[str, ...]
    settlement: str
    street: str
    house: str
    landmark: str
    step: str
    close_reason: str
    tags: str
    audience: int | None
    importance: str = NORMAL
    rating: int | None = None
    fast_track: bool = False
    repeated: bool = False
    extended: bool = False
    due_at: datetime | None = None
    labels: tuple[Told, ...] = ()


def digest(row: IncomingRow, system: str, now: datetime, known: KnownNames = NONE) -> Digested:
    """Read the row; a row without a date of creation counts as received now. `known` are settlements
    that are not to be hidden as people."""
    source = read_source(row.post_url)
    closed = row.closed_at
    text = mask(plain(row.text), known=known)
    return Digested(
        key=row.key,
        digest=row.digest,
        number=row.number,
        body_names=row.body_names,
        group=row.group,
        topic=row.topic,
        kind=row.kind or "",
        text=text,
        channel=_channel(system, source.network),
        community=(source.place or "")[:200],
        source_url=_url(row, source.public_url, system),
        regime=MESSAGE,
        state=str(_state(row)),
        outcome=row.outcome or (CLOSED if closed else ""),
        received_at=row.created_at or closed or now,
        closed_at=closed,
        assigned_at=row.assigned_at,
        first_answer_at=row.first_answer_at or (closed if row.answers else None),
        # The number of a service is what an answer is read for; the resident's name is not.
        answers=tuple([mask(plain(answer), phones=False) for answer in row.answers]),
        settlement=row.settlement[:120],
        street=row.street[:200],
        house=row.house[:40],
        landmark=row.place_object[:200],
        step=row.step[:120],
        close_reason=row.close_reason[:300],
        tags=row.tags[:500],
        audience=row.audience,
        importance=FAST if row.fast_track else NORMAL,
        rating=row.rating,
        fast_track=bool(row.fast_track),
        repeated=bool(row.repeated),
        extended=bool(row.extended),
        due_at=row.due_at,
        labels=told(text),
    )


def personal_of(row: IncomingRow, masked: str) -> dict[str, Any]:
    """What goes to the sealed record of the applicant only, beside the text as masked."""
    personal = {}
    if row.author_url:
        personal["applicant_profile"] = row.author_url
    if row.text != masked:
        personal["original_text"] = row.text
    return personal


def _url(row: IncomingRow, public: str | None, system: str) -> str:
    """The address of the publication; in ПОС that of the message, when it is one at all."""
    given = row.post_url.strip()
    if system == System.POS and given.startswith("https://") and " " not in given:
        return given if len(given) <= 500 else ""
    return (public or "")[:500]


def _channel(system: str, network: str) -> str:
    return POS if system == System.POS else CHANNELS.get(network, OTHER)


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
