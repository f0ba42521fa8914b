"""Which clocks start when a case is registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mcu.cases.rules.terms import About, NormView, StartMoment, TermKind, choose, count
from mcu.cases.rules.words import Regime
from mcu.core.workdays import WorkCalendar

MESSAGE_TERMS = (
    TermKind.FIRST_REACTION,
    TermKind.INTERIM,
    TermKind.REDIRECT,
    TermKind.ANSWER,
)
# 59-ФЗ: registration (ст. 8 ч. 2), redirect (ст. 8 ч. 3), answer (ст. 12 ч. 1).
APPEAL_TERMS = (TermKind.REGISTER, TermKind.REDIRECT, TermKind.ANSWER)
OPENING = tuple(dict.fromkeys((*MESSAGE_TERMS, *APPEAL_TERMS)))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the choice of norms depends on; both moments are aware."""

    about: About
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
    opened = (_open(kind, facts, norms, calendar) for kind in opening_kinds(facts.about.regime))
    return tuple(term for term in opened if term)


def opening_kinds(regime: str | None) -> tuple[TermKind, ...]:
    """The clocks that begin with the case itself."""
    return APPEAL_TERMS if regime == Regime.APPEAL else MESSAGE_TERMS


def opens(norm: NormView) -> bool:
    """Whether the clock of the norm begins with the case, not with what is done later."""
    return norm.start in {StartMoment.RECEIVED, StartMoment.REGISTERED}


def begins(norm: NormView, facts: Facts) -> datetime:
    """The moment a norm of a new case is counted from."""
    return facts.registered_at if norm.start == "registered" else facts.received_at


def _open(
    kind: TermKind, facts: Facts, norms: Sequence[NormView], calendar: WorkCalendar
) -> Opened | None:
    norm = choose(
        norms,
        kind=kind,
        about=facts.about,
        on=facts.received_at.astimezone(calendar.tz).date(),
    ).norm
    if norm is None or not opens(norm):
        return None
    started = begins(norm, facts)
    met = facts.registered_at if kind == TermKind.REGISTER else None
    return Opened(kind, norm, started, count(norm, started, calendar).due, met)
