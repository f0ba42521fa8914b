"""What of tasks there is to tell, and to whom: set, handed in, decided, near, late."""

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from django.urls import reverse

from mcu.cases.rules.ladder import FARTHEST, near_at
from mcu.core.models import JournalEntry
from mcu.desk.rules.notices import Staff, to_place
from mcu.org.rules.notices import Kind, Telling
from mcu.org.rules.roles import Role
from mcu.tasks.models import Task
from mcu.tasks.rules.workflow import IN_HAND

TYPE = "tasks.task"
# Whom an act concerns: who does the task, or who decides about it.
TO_DOER = frozenset(
    {
        "task.set",
        "task.reassign",
        "task.return",
        "task.reopen",
        "task.cancel",
        "task.extend",
        "task.refuse",
    }
)
TO_JUDGE = frozenset({"task.report", "task.conclude", "task.ask_extension", "task.link_report"})
ACTS: dict[str, Kind] = {
    **dict.fromkeys(sorted(TO_DOER), Kind.TASK),
    **dict.fromkeys(sorted(TO_JUDGE), Kind.TASK_DECIDE),
}
WORDS = {
    "task.set": "Вам поставлена задача",
    "task.reassign": "Вам перепоручена задача",
    "task.return": "Задачу вернули",
    "task.reopen": "Задача снова открыта",
    "task.cancel": "Задачу отменили",
    "task.extend": "Срок задачи продлён",
    "task.refuse": "В продлении срока задачи отказано",
    "task.report": "Задача ждёт приёмки",
    "task.conclude": "Дано правовое заключение",
    "task.ask_extension": "Просят продлить срок задачи",
    "task.link_report": "Пришёл отчёт подрядчика, проверьте его",
}


def of_task_entries(entries: Iterable[JournalEntry], staff: Staff, tz: tzinfo) -> Iterator[Telling]:
    """What these acts on tasks tell; nobody is told of what they did themselves."""
    entries = [entry for entry in entries if entry.object_type == TYPE]
    tasks = Task.objects.in_bulk({entry.object_id for entry in entries})
    for entry in entries:
        task = tasks.get(entry.object_id)
        if task is None:
            continue
        people = _doers(task, staff) if entry.action in TO_DOER else _judges(task, staff)
        yield _telling(
            ACTS[entry.action], task, people - {entry.actor_id or 0}, WORDS[entry.action],
            str(entry.sequence), tz,
        )  # fmt: skip


def of_task_terms(
    municipality_id: int, since: datetime, now: datetime, staff: Staff, tz: tzinfo
) -> Iterator[Telling]:
    """Tasks whose term came near or ran out between the two moments; who decides hears of the late."""
    waiting = Task.objects.filter(
        municipality_id=municipality_id, state__in=sorted(IN_HAND), due_at__gt=since,
        due_at__lte=now + FARTHEST,
    )  # fmt: skip
    for task in waiting.iterator(chunk_size=1000):
        moment = f"{task.pk}:{task.due_at:%Y%m%d%H%M}"
        if task.due_at <= now:
            people = _doers(task, staff) | _judges(task, staff)
            yield _telling(Kind.TASK_TERM, task, people, "Срок задачи истёк", f"late {moment}", tz)
        elif since < near_at(task.set_at, task.due_at) <= now:
            yield _telling(
                Kind.TASK_TERM,
                task,
                _doers(task, staff),
                "Скоро истечёт срок задачи",
                f"near {moment}",
                tz,
            )


def _doers(task: Task, staff: Staff) -> frozenset[int]:
    if task.executor_id:
        return frozenset({task.executor_id})
    return to_place(task.body_id, task.block_id, staff, Role.EXECUTOR, Role.APPROVER)


def _judges(task: Task, staff: Staff) -> frozenset[int]:
    return frozenset({task.setter_id}) if task.setter_id else staff.holders(Role.HEAD_OF_CENTRE)


def _telling(
    kind: Kind, task: Task, people: frozenset[int], words: str, moment: str, tz: tzinfo
) -> Telling:
    """The title of a task stays in the program: a letter says its number, kind and term."""
    due = task.due_at.astimezone(tz)
    return Telling(
        kind=kind,
        people=people,
        title=f"{words}: № {task.pk} · {task.of_kind.title} · срок {due:%d.%m %H:%M}",
        moment=moment,
        url=reverse("tasks:card", args=[task.pk]),
        object_type=TYPE,
        object_id=task.pk,
    )
