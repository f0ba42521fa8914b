"""Which clocks start when a case is registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mcu.cases.rules.terms import NormView, TermKind, choose, count
from mcu.cases.rules.words import Regime
from mcu.core.workdays import WorkCalendar

MESSAGE_TERMS = (TermKind.FIRST_REACTION, TermKind.ANSWER)
# 59-ФЗ: registration (ст. 8 ч. 2), redirect (ст. 8 ч. 3), answer (ст. 12 ч. 1).
APPEAL_TERMS = (TermKind.REGISTER, TermKind.REDIRECT, TermKind.ANSWER)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice of norms depends on; both moments are aware."""

    regime: str
    system: str
    channel: str
    importance: str
    received_at: datetime
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    """A clock that starts: counted by `norm_code`, met already when `met_at` is given."""

    kind: TermKind
    norm: NormView
    started_at: datetime
    due_at: datetime
    met_at: datetime | None = None


def open_terms(
    facts: Facts, norms: Sequence[NormView], calendar: WorkCalendar
) -> tuple[Opened, ...]:
    """The clocks of a new case; a kind without a norm has no clock."""
    kinds = APPEAL_TERMS if facts.regime == Regime.APPEAL else MESSAGE_TERMS
    opened = (_open(kind, facts, norms, calendar) for kind in kinds)
    return tuple(term for term in opened if term)


def _open(
    kind: TermKind, facts: Facts, norms: Sequence[NormView], calendar: WorkCalendar
) -> Opened | None:
    norm = choose(
        norms,
        kind=kind,
        regime=facts.regime,
        channel=facts.channel,
        system=facts.system,
        importance=facts.importance,
        on=facts.received_at.astimezone(calendar.tz).date(),
    ).norm
    if norm is None:
        return None
    started = facts.registered_at if norm.start == "registered" else facts.received_at
    met = facts.registered_at if kind == TermKind.REGISTER else None
    return Opened(kind, norm, started, count(norm, started, calendar).due, met)
