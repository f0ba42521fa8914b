"""The list of tasks, its board, its numbers; a constant number of queries."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.utils import timezone

from mcu.org.rules.roles import Actor, Permission
from mcu.tasks.models import Extension, Task
from mcu.tasks.queries.access import named, of_places, set_by, standing, tasks_for
from mcu.tasks.rules.parts import Standing
from mcu.tasks.rules.words import Due, Sort, Status, TaskFilter, Whose
from mcu.tasks.rules.workflow import FINISHED, IN_HAND, State

PAGE = 50
COUNTED = 1000
COLUMN = 40
RELATED = ("body", "block", "executor", "setter")


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page of the list; `total` is exact up to COUNTED."""

    tasks: list[Task]
    page: int
    total: int
    more: bool

    @property
    def counted(self) -> int:
        return min(self.total, COUNTED)

    @property
    def total_words(self) -> str:
        return f"более {COUNTED}" if self.total > COUNTED else str(self.total)


@dataclass(frozen=True, slots=True)
class Column:
    """A state on the board with its tasks; `total` may be more than are shown."""

    state: State
    tasks: list[Task]
    total: int


def listed(actor: Actor, chosen: TaskFilter, page: int, now: datetime) -> TaskPage:
    """Fifty tasks with everything a row shows."""
    start = (max(page, 1) - 1) * PAGE
    found = matching(actor, chosen, now)
    ordered = found.select_related(*RELATED).order_by(*_order(chosen.sort))
    tasks = list(ordered[start : start + PAGE + 1])
    if len(tasks) <= PAGE and (tasks or start == 0):
        total = start + len(tasks)
    else:
        total = found.order_by()[: COUNTED + 1].count()
    return TaskPage(tasks[:PAGE], max(page, 1), total, len(tasks) > PAGE)


def board(actor: Actor, chosen: TaskFilter, now: datetime) -> list[Column]:
    """The same tasks by state, the most urgent first; two queries."""
    found = matching(actor, replace(chosen, status=Status.ALL), now)
    rows = dict(found.order_by().values_list("state").annotate(n=Count("pk")))
    # Each state gives so many at most, whatever the others have.
    keys = [
        pk
        for state in State
        if rows.get(state)
        for pk in found.filter(state=state)
        .order_by("due_at", "pk")
        .values_list("pk", flat=True)[:COLUMN]
    ]
    tasks = list(Task.objects.filter(pk__in=keys).select_related(*RELATED).order_by("due_at", "pk"))
    return [
        Column(state, [task for task in tasks if task.state == state], rows.get(state, 0))
        for state in State
    ]


def matching(actor: Actor, chosen: TaskFilter, now: datetime) -> QuerySet[Task]:
    """Every visible task that fits the filter: what bulk acts and exports work on."""
    stands = standing(actor)
    tasks = tasks_for(actor, stands).filter(
        _whose(chosen.whose, actor, stands),
        _status(chosen.status, actor, stands),
        _due(chosen.due, now),
    )
    if chosen.kind:
        tasks = tasks.filter(kind=chosen.kind)
    if chosen.body:
        tasks = tasks.filter(body_id=chosen.body)
    return _search(tasks, chosen.q)


def counts(actor: Actor, now: datetime) -> dict[str, int]:
    """The numbers of the day: mine overdue and due today, what waits for my decision; one query
    beside that of substitutions."""
    stands = standing(actor)
    mine = (named(stands) | _unnamed_of_ours(actor)) & Q(state__in=sorted(IN_HAND))
    end = _midnight(timezone.localdate(now) + timedelta(days=1))
    numbers = tasks_for(actor, stands).aggregate(
        late=Count("pk", filter=mine & Q(due_at__lt=now)),
        today=Count("pk", filter=mine & Q(due_at__gte=now, due_at__lt=end)),
        open=Count("pk", filter=mine),
        judge=Count("pk", filter=to_judge(actor, stands)),
    )
    return {name: int(value) for name, value in numbers.items()}


def pressing(actor: Actor, now: datetime, most: int = 6) -> list[Task]:
    """What of it comes first: mine by term, then what waits for my decision."""
    stands = standing(actor)
    end = _midnight(timezone.localdate(now) + timedelta(days=1))
    mine = (named(stands) | _unnamed_of_ours(actor)) & Q(state__in=sorted(IN_HAND), due_at__lt=end)
    found = tasks_for(actor, stands).filter(mine | to_judge(actor, stands))
    return list(found.select_related(*RELATED).order_by("due_at", "pk")[:most])


def to_judge(actor: Actor, stands: Standing) -> Q:
    """Done, or more time asked for, and it is the actor who decides."""
    asked = Extension.objects.filter(approved__isnull=True).values("task_id")
    mine = set_by(stands) | (Q(setter__isnull=True) & of_places(actor, Permission.TASK_ACCEPT))
    return mine & (Q(state=State.DONE) | (Q(pk__in=asked) & Q(state__in=sorted(IN_HAND))))


def _unnamed_of_ours(actor: Actor) -> Q:
    """Given to a body and taken by nobody yet: a concern of everybody there."""
    bodies = actor.reach(Permission.TASK_WORK).bodies
    return Q(executor__isnull=True, body_id__in=bodies) if bodies else Q(pk=0)


def _whose(whose: str, actor: Actor, stands: Standing) -> Q:
    if whose == Whose.MINE:
        return named(stands) | _unnamed_of_ours(actor)
    if whose == Whose.SET:
        return set_by(stands)
    if whose == Whose.BODY:
        return Q(body_id__in=actor.body_ids) | Q(block_id__in=actor.block_ids)
    return Q()


def _status(status: str, actor: Actor, stands: Standing) -> Q:
    if status in State.values:
        return Q(state=status)
    if status == Status.TO_JUDGE:
        return to_judge(actor, stands)
    conditions = {
        Status.OPEN: ~Q(state__in=sorted(FINISHED)),
        Status.TO_DO: Q(state__in=sorted(IN_HAND)),
        Status.FINISHED: Q(state__in=sorted(FINISHED)),
    }
    return Q(conditions.get(Status(status), Q()))


def _due(due: str, now: datetime) -> Q:
    if not due:
        return Q()
    end = _midnight(timezone.localdate(now) + timedelta(days=1))
    open_ones = Q(state__in=sorted(IN_HAND))
    return (
        open_ones
        & {
            Due.LATE: Q(due_at__lt=now),
            Due.TODAY: Q(due_at__gte=now, due_at__lt=end),
            Due.WEEK: Q(due_at__gte=now, due_at__lt=end + timedelta(days=6)),
        }[Due(due)]
    )


def _search(tasks: QuerySet[Task], words: str) -> QuerySet[Task]:
    words = words.strip()
    number = words.removeprefix("№").strip()
    if number.isdecimal() and len(number) < 19:
        return tasks.filter(Q(pk=int(number)) | Q(object_name__icontains=number))
    for word in words.split()[:8]:
        tasks = tasks.filter(
            Q(title__icontains=word) | Q(text__icontains=word) | Q(object_name__icontains=word)
        )
    return tasks


def _order(sort: str) -> list[OrderBy | str]:
    orders: dict[Sort, list[OrderBy | str]] = {
        Sort.DUE: ["due_at", "pk"],
        Sort.NEW: ["-set_at", "-pk"],
        Sort.WHOM: [F("body__name").asc(nulls_last=True), "executor__full_name", "due_at", "pk"],
    }
    return orders[Sort(sort)]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
