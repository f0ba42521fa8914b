"""The frame of every act on a task: part, state, lock, one transaction, one journal entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.org.rules.roles import Actor
from mcu.tasks.models import Task
from mcu.tasks.queries.access import parts_of
from mcu.tasks.rules.workflow import Part, Verb, check

TRACKED = ("state", "body_id", "block_id", "executor_id", "due_at", "conclusion")


@dataclass(slots=True)
class Step:
    """What an action works with: the locked task, the moment, and what to add to the journal."""

    task: Task
    by: Actor
    now: datetime
    extra: dict[str, Any] = field(default_factory=dict)


@contextmanager
def step(
    verb: Verb,
    task: Task,
    *,
    by: Actor,
    now: datetime | None = None,
    parts: frozenset[Part] | None = None,
    code: str = "",
) -> Iterator[Step]:
    """Lock the task, check part and state, let the action work, then save and journal.

    `parts` are given by whoever comes another way than by a duty: the link of a contractor.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        rows = Task.objects.select_related("municipality").select_for_update(of=("self",))
        locked = rows.get(pk=task.pk)
        move = check(verb, locked.state, parts_of(locked, by) if parts is None else parts)
        before = _tracked(locked)
        work = Step(locked, by, moment)
        yield work
        if move.target:
            locked.state = move.target
        locked.save()
        old, new = journal.changes(before, _tracked(locked))
        journal.write(
            f"task.{code or verb.replace('-', '_')}",
            by=by,
            municipality_id=locked.municipality_id,
            of=locked,
            before=old,
            after=new | work.extra,
            at=moment,
        )
    task.refresh_from_db()


def _tracked(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in TRACKED}
