"""The frame of every act on a case: right, state, lock, one transaction, one journal entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mcu.cases.models import Case, Term
from mcu.cases.queries.access import belongs
from mcu.cases.rules.workflow import FINISHED, MOVES, State, Verb, check
from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.rules.roles import ASKED, Actor, Belongs

MOST_TEXT = 20_000
TRACKED = (
    "state", "topic_id", "topic_confirmed", "kind", "block_id", "body_id", "executor_id",
    "outcome", "importance", "settlement", "street", "house", "postponed_until", "redirected_to",
    "merged_into_id", "close_reason", "closed_at", "first_answer_at", "due_at",
    "regime", "appeal_kind", "collective", "form", "category",
)  # fmt: skip


@dataclass(slots=True)
class Step:
    """What an action works with: the locked case, the moment, and what to add to the journal."""

    case: Case
    by: Actor
    now: datetime
    extra: dict[str, Any] = field(default_factory=dict)
    entry_before: dict[str, Any] = field(default_factory=dict)
    target: State | None = None  # where the case goes instead of where the move leads
    quiet: bool = False  # nothing new to tell: the same version goes on being written


@contextmanager
def step(verb: Verb, case: Case, *, by: Actor, now: datetime | None = None) -> Iterator[Step]:
    """Lock the case, check right and state, let the action work, then save and journal.

    The case given by the caller is brought up to date as well, so that a page may show it.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = allowed(verb, case, by)
        move = MOVES[verb]
        before = _tracked(locked)
        work = Step(locked, by, moment)
        yield work
        if target := work.target or move.target:
            locked.state = target
        if _is_charged(by, locked):
            locked.heard_at = moment
        refresh_due(locked)
        locked.save(update_fields=TRACKED_COLUMNS)
        old, new = journal.changes(before, _tracked(locked))
        if not (work.quiet and old == new):
            journal.write(
                f"case.{verb}",
                by=by,
                municipality_id=locked.municipality_id,
                of=locked,
                before=old | work.entry_before,
                after=new | work.extra,
                at=moment,
            )
    for name in TRACKED:
        setattr(case, name, getattr(locked, name))


def allowed(verb: Verb, case: Case, by: Actor) -> Case:
    """The case locked for this act, or the refusal: not ours, no right, not from this state."""
    locked = Case.objects.select_for_update().get(pk=case.pk)
    if not by.is_program and locked.municipality_id != by.municipality_id:
        raise AccessDenied("Это сообщение другого муниципалитета.")
    check(verb, locked.state, by, _whose(verb, locked, by))
    return locked


TRACKED_COLUMNS = [name.removesuffix("_id") for name in TRACKED] + ["due_kind", "heard_at"]


def filled(text: str, complaint: str, most: int = MOST_TEXT) -> str:
    """The text without what a database refuses; RuleViolation when it is empty or too long."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise RuleViolation(complaint)
    if len(text) > most:
        raise RuleViolation(f"Текст длиннее {most} знаков. Сократите его.")
    return text


def refresh_due(case: Case) -> None:
    """Repeat the nearest running term on the case; a finished case has none, nor one that waits."""
    nearest = None
    if case.state not in FINISHED:
        nearest = (
            open_terms_of(case).filter(paused_at__isnull=True).order_by(F("due_at"), "pk").first()
        )
    case.due_at = nearest.due_at if nearest else None
    case.due_kind = nearest.kind if nearest else ""


def open_terms_of(case: Case):  # type: ignore[no-untyped-def]
    """Terms of the case neither met nor cancelled."""
    return Term.objects.filter(case=case, met_at__isnull=True, cancelled_at__isnull=True)


def _is_charged(by: Actor, case: Case) -> bool:
    """Whether this is an act of the executor, of the body or of the block charged with the case."""
    if by.person_id and by.person_id == case.executor_id:
        return True
    if case.body_id:
        return any(case.body_id in duty.bodies for duty in by.duties)
    return bool(case.block_id) and any(case.block_id in duty.blocks for duty in by.duties)


def _whose(verb: Verb, case: Case, by: Actor) -> Belongs:
    """Whose the case is; who was asked about it is read only where it decides."""
    matters = MOVES[verb].permission in ASKED and not by.sees_all
    if not matters:
        return belongs(case)
    return belongs(case, case.info_requests.all(), case.answer_parts.all())


def _tracked(case: Case) -> dict[str, Any]:
    return {name: getattr(case, name) for name in TRACKED}
