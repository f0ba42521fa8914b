"""A later export speaks of cases that are here: what it may change, and what stays ours.

The file is right about dates, outcome and answers of its own system. Work done here stays: a
state changed by hand, a confirmed topic, an assignment are overwritten only when the file
says the case is closed.
"""

from collections.abc import Sequence
from datetime import datetime

from mcu.cases.models import Answer, Assignment, Case, Term
from mcu.cases.rules.workflow import BEFORE_WORK, FINISHED, State
from mcu.core import bulk
from mcu.intake.actions.storing import ANSWER_COLUMNS, IMPORTED, Ready, answer_rows, prepare
from mcu.intake.queries import Reference
from mcu.intake.reader import Entry
from mcu.intake.rules.differences import plain_words
from mcu.intake.rules.digest import Digested

COLUMNS = (
    "state", "outcome", "closed_at", "first_answer_at", "topic_id", "kind", "body_id", "block_id",
    "source_step", "close_reason", "tags", "audience", "due_at", "due_kind",
)  # fmt: skip


def update_cases(pairs: Sequence[tuple[int, Entry]], reference: Reference) -> None:
    """Bring the cases up to what the file says, in a few statements for all of them."""
    if not pairs:
        return
    locked = Case.objects.select_for_update(no_key=True).order_by("pk")
    cases = locked.in_bulk([case_id for case_id, _ in pairs])
    worked = _worked_here(cases)
    ready = [
        prepare(case_id, entry, cases[case_id].system, reference)
        for case_id, entry in pairs
        if case_id in cases
    ]
    nearest = _meet_terms(ready)
    bulk.update(
        Case,
        ("id",),
        COLUMNS,
        [_values(cases[one.case_id], one, one.case_id in worked, nearest) for one in ready],
    )
    _add_answers(ready)


def _worked_here(cases: dict[int, Case]) -> set[int]:
    """Cases somebody here was charged with."""
    by_people = Assignment.objects.filter(case_id__in=cases).exclude(by_name=IMPORTED)
    return set(by_people.values_list("case_id", flat=True))


def _values(
    case: Case, one: Ready, worked: bool, open_terms: dict[int, tuple[datetime, str]]
) -> tuple[object, ...]:
    said = one.said
    state = _state(case, said, worked)
    topic_id = case.topic_id if worked or one.topic is None else one.topic.pk
    body_id = case.body_id if worked or one.body is None else one.body.pk
    due_at, due_kind = (None, "") if state in FINISHED else open_terms.get(case.pk, (None, ""))
    return (
        case.pk, state, said.outcome or case.outcome, said.closed_at or case.closed_at,
        _earliest(case.first_answer_at, said.first_answer_at), topic_id, said.kind or case.kind,
        body_id, case.block_id if worked or one.block_id is None else one.block_id,
        said.step, said.close_reason, said.tags, said.audience, due_at, due_kind,
    )  # fmt: skip


def _state(case: Case, said: Digested, worked: bool) -> str:
    if case.state == State.MERGED or (said.closed_at is None and case.state in FINISHED):
        return case.state
    if said.closed_at is not None:
        return said.state
    return case.state if worked or case.state not in BEFORE_WORK else said.state


def _earliest(ours: datetime | None, theirs: datetime | None) -> datetime | None:
    return min(filter(None, (ours, theirs)), default=None)


def _meet_terms(ready: Sequence[Ready]) -> dict[int, tuple[datetime, str]]:
    """Stop the open clocks that the file shows as met; the nearest one left of each case."""
    said = {(one.case_id, clock.kind): clock.met_at for one in ready for clock in one.clocks}
    rows = Term.objects.filter(
        case_id__in=[one.case_id for one in ready], met_at__isnull=True, cancelled_at__isnull=True
    ).order_by("-due_at")
    met: list[tuple[object, ...]] = []
    nearest: dict[int, tuple[datetime, str]] = {}
    for pk, case_id, kind, due_at in rows.values_list("pk", "case_id", "kind", "due_at"):
        moment = said.get((case_id, kind))
        if moment is None:
            nearest[case_id] = (due_at, kind)
        else:
            met.append((pk, moment))
    bulk.update(Term, ("id",), ("met_at",), met)
    return nearest


def _is_new(row: tuple[object, ...], texts: set[tuple[str, ...]]) -> bool:
    """Not the words we have, however the other system writes its commas."""
    return tuple(plain_words(str(row[2]))) not in texts


def _add_answers(ready: Sequence[Ready]) -> None:
    had: dict[int, list[tuple[int, str]]] = {}
    answers = Answer.objects.filter(case_id__in=[one.case_id for one in ready])
    for case_id, number, text in answers.values_list("case_id", "number", "text"):
        had.setdefault(case_id, []).append((number, text))
    rows: list[tuple[object, ...]] = []
    for one in ready:
        known = had.get(one.case_id, [])
        texts = {tuple(plain_words(text)) for _, text in known}
        first = max((number for number, _ in known), default=0) + 1
        fresh = [row for row in answer_rows(one.case_id, one.said, first) if _is_new(row, texts)]
        rows += [(row[0], number, *row[2:]) for number, row in enumerate(fresh, start=first)]
    bulk.insert(Answer, ANSWER_COLUMNS, rows)
