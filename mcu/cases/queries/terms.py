"""The clocks of a case as they are shown: how each stands, and why."""

from dataclasses import dataclass
from datetime import datetime

from mcu.cases.models import Case, Term
from mcu.cases.queries.knowledge import about, norm_view, norms_of, picked
from mcu.cases.rules.terms import (
    Choice,
    ClockView,
    Extension,
    Life,
    Pause,
    TermKind,
    clock,
    explain,
    explain_set,
    moved,
    paused,
)
from mcu.core.workdays import WorkCalendar
from mcu.org.queries import calendar_for


@dataclass(frozen=True, slots=True)
class TermView:
    """A clock with its reason in words; `choice` says why this norm and not another."""

    term: Term
    clock: ClockView
    why: list[str]
    choice: Choice | None = None


def life_of(term: Term) -> Life:
    """Its pauses and extensions, in order; read at once where they were prefetched."""
    return Life(
        tuple(Pause(p.since, p.until, p.reason) for p in term.pauses.all()),
        tuple(Extension(e.at, e.due_before, e.due_after, e.reason) for e in term.extensions.all()),
    )


def term_views(case: Case, now: datetime) -> list[TermView]:
    """Every clock that was not cancelled."""
    usual = calendar_for(case.municipality)
    rows = case.terms.filter(cancelled_at__isnull=True).select_related(
        "norm", "body", "control_mark"
    )
    return [
        _view(term, _calendar(case, term, usual), now)
        for term in rows.prefetch_related("pauses", "extensions")
    ]


def clocks_of(case: Case, now: datetime) -> list[TermView]:
    """The same, each with the choice of its norm; two queries more."""
    rows, asked = norms_of(case.municipality_id), about(case)
    on = case.received_at.astimezone(calendar_for(case.municipality).tz).date()
    return [
        TermView(
            view.term,
            view.clock,
            view.why,
            picked(rows, TermKind(view.term.kind), asked, on)[0] if view.term.norm_id else None,
        )
        for view in term_views(case, now)
    ]


def _calendar(case: Case, term: Term, usual: WorkCalendar) -> WorkCalendar:
    """By whose hours the term runs: of the body where it has hours of its own."""
    own = term.body is not None and term.body.hours_start is not None
    return calendar_for(case.municipality, term.body) if own else usual


def _view(term: Term, calendar: WorkCalendar, now: datetime) -> TermView:
    shown = clock(term.due_at, term.met_at, now, start=term.started_at)
    if term.paused_at and not term.met_at:
        shown = paused(term.paused_at, now)
    life = life_of(term)
    if term.norm is None:
        due = term.due_at.astimezone(calendar.tz)
        return TermView(term, shown, explain_set(due, life, now=now, met_at=term.met_at))
    norm = norm_view(term.norm)
    counted = moved(norm, term.started_at, calendar, life)
    return TermView(term, shown, explain(norm, counted, now=now, met_at=term.met_at))
