"""What whoever holds a code may see of their message."""

from dataclasses import dataclass, replace
from datetime import datetime

from mcu.cases.models import Answer, Case, Problem, Term, Utterance
from mcu.cases.queries.terms import term_views
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State
from mcu.core.models import JournalEntry
from mcu.portal.models import Submission
from mcu.portal.queries.codes import code_digest
from mcu.portal.queries.town import Town
from mcu.portal.rules.plain import Event, history, state_words, step_of

ANSWERS_SHOWN = (Answer.State.PUBLISHED,)
ENTRIES = 300


@dataclass(frozen=True, slots=True)
class TermWords:
    """When the answer is due and why, in plain words."""

    due: datetime
    because: str
    late: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """The message as its author sees it; a constant number of queries."""

    case: Case
    words: str
    step: int
    term: TermWords | None
    events: list[Event]
    answers: list[Answer]
    said: list[Utterance]
    problem: Problem | None
    may_add: bool
    may_rate: bool


def submission_at(town: Town, code: str) -> Submission | None:
    """What this code opens; None when it opens nothing."""
    rows = Submission.objects.filter(municipality=town.place, code=code_digest(town.place.pk, code))
    return rows.select_related("case__municipality", "case__topic", "case__body").first()


def followed(case: Case, now: datetime) -> Followed:
    links = case.problem_links.filter(left_at__isnull=True).select_related("problem")
    link = links.first()
    answers = list(case.answers.filter(state__in=ANSWERS_SHOWN))
    return Followed(
        case=case,
        words=state_words(case.state, case.outcome),
        step=step_of(case.state),
        term=term_of(case, now),
        events=events_of(case),
        answers=answers,
        said=list(Utterance.objects.filter(conversation__case=case, ours=False)),
        problem=link.problem if link else None,
        may_add=case.is_open,
        may_rate=case.state in {State.CHECK, State.CLOSED},
    )


def first_term(case: Case, now: datetime) -> TermWords | None:
    """The same of a case that has just been registered: nothing has moved its clock yet; one query."""
    terms = Term.objects.filter(case=case, kind=TermKind.ANSWER).select_related("norm")
    term = terms.first()
    return _words(term, now) if term and case.is_open else None


def term_of(case: Case, now: datetime) -> TermWords | None:
    """The clock of the answer while it runs."""
    views = [view for view in term_views(case, now) if view.term.kind == TermKind.ANSWER]
    open_one = next((view for view in views if view.term.met_at is None), None)
    if open_one is None or not case.is_open:
        return None
    return _words(open_one.term, now)


def _words(term: Term, now: datetime) -> TermWords:
    norm = term.norm
    if norm is None:
        return TermWords(term.due_at, "срок назначен отдельно", term.due_at < now, _stands(term))
    words = term_words(norm.title, norm.source, term.due_at, now, verified=norm.verified)
    return replace(words, stands=_stands(term))


def term_words(
    title: str, source: str, due: datetime, now: datetime, *, verified: bool
) -> TermWords:
    """A term by a norm, as a resident is told of it."""
    doubt = "" if verified else " (не проверено)"
    return TermWords(due, f"{title}; {source}{doubt}", due < now, stands=False)


def _stands(term: Term) -> bool:
    return term.paused_at is not None


def events_of(case: Case) -> list[Event]:
    """What happened to it, as far as it is told outside."""
    rows = JournalEntry.objects.filter(object_type="cases.case", object_id=case.pk).order_by("pk")
    return history(rows.values_list("at", "action")[:ENTRIES])
