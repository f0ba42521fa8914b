"""Everything the page of a task shows."""

from dataclasses import dataclass
from datetime import date, datetime

from mcu.cases.rules.terms import ClockView, clock
from mcu.core.models import JournalEntry
from mcu.core.workdays import Unit
from mcu.org.models import Body, Person
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor
from mcu.tasks.models import CheckItem, Comment, Evidence, Extension, Task, WorkLink
from mcu.tasks.queries.access import parts_of
from mcu.tasks.rules.terms import Given, reason
from mcu.tasks.rules.workflow import Move, Part, Verb, available


@dataclass(frozen=True, slots=True)
class TaskCard:
    """One task with what hangs on it; a constant number of queries."""

    task: Task
    parts: frozenset[Part]
    moves: list[Move]
    clock: ClockView
    why: list[str]
    items: list[CheckItem]
    evidence: list[Evidence]
    extensions: list[Extension]
    comments: list[Comment]
    links: list[WorkLink]
    helpers: list[Person]
    helping_bodies: list[Body]

    @property
    def can(self) -> frozenset[str]:
        return frozenset(str(move.verb) for move in self.moves)

    @property
    def asked(self) -> Extension | None:
        """The extension that waits for a decision."""
        return next((e for e in self.extensions if e.approved is None), None)

    @property
    def extended(self) -> int:
        """How often the term was moved."""
        return sum(1 for extension in self.extensions if extension.approved)

    @property
    def items_done(self) -> int:
        return sum(1 for item in self.items if item.done_at)


def card(task: Task, actor: Actor, now: datetime) -> TaskCard:
    """Gather the page of a task already found for this actor."""
    found, extensions = parts_of(task, actor), list(task.extensions.all())
    asked = any(extension.approved is None for extension in extensions)
    moves = [m for m in available(task.state, found) if fits(m.verb, task, asked=asked)]
    return TaskCard(
        task=task,
        parts=found,
        moves=moves,
        clock=clock_of(task, now),
        why=why(task, now),
        items=list(task.items.all()),
        evidence=list(task.evidence.select_related("link").prefetch_related("files")),
        extensions=extensions,
        comments=list(task.comments.all()),
        links=list(task.links.all()),
        helpers=list(task.helpers.all()),
        helping_bodies=list(task.helping_bodies.all()),
    )


def fits(verb: Verb, task: Task, *, asked: bool) -> bool:
    """Whether the act makes sense for this task beside state and part."""
    if verb in {Verb.EXTEND, Verb.REFUSE}:
        return asked
    if verb == Verb.ASK_EXTENSION:
        return not asked
    if verb == Verb.CONCLUDE:
        return task.of_kind.concludes
    return not (verb == Verb.REPORT and task.of_kind.concludes)


def clock_of(task: Task, now: datetime) -> ClockView:
    """The clock of the doer stops when it is reported done; a cancelled task has none."""
    if task.state == "cancelled":
        return clock(None, None, now)
    return clock(task.due_at, task.done_at, now, start=task.set_at)


def why(task: Task, now: datetime) -> list[str]:
    calendar = calendar_for(task.municipality)
    given = Given(task.value, Unit(task.unit) if task.unit else None)
    return reason(given, task.set_at, task.setter_name, task.due_at, calendar, now)


def timeline(task: Task) -> list[JournalEntry]:
    entries = JournalEntry.objects.filter(object_type="tasks.task", object_id=task.pk)
    return list(entries.order_by("-pk")[:100])


def today_of(task: Task, now: datetime) -> date:
    return now.astimezone(calendar_for(task.municipality).tz).date()
