"""From a task that is set to one that is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.step import filled
from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.workdays import Unit
from mcu.org.actions import require
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Belongs, Permission
from mcu.tasks.actions.step import Step, step
from mcu.tasks.models import CheckItem, Recurrence, Task
from mcu.tasks.queries.objects import About
from mcu.tasks.rules.kinds import KINDS
from mcu.tasks.rules.terms import Given, due
from mcu.tasks.rules.words import Conclusion
from mcu.tasks.rules.workflow import Verb

NOTHING = About()
MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class What:
    """A task as a person asks for it; an empty term is that of the kind."""

    title: str
    kind: str = "order"
    text: str = ""
    body: Body | None = None
    block: Block | None = None
    executor: Person | None = None
    helpers: Sequence[Person] = ()
    helping_bodies: Sequence[Body] = ()
    value: int | None = None
    unit: str = ""
    until: date | None = None
    steps: Sequence[str] = ()
    important: bool = False


@transaction.atomic
def set_task(
    *,
    municipality: Municipality,
    what: What,
    by: Actor,
    about: About = NOTHING,
    now: datetime | None = None,
    occurrence: tuple[Recurrence, date] | None = None,
) -> Task:
    """A new task with its term and its points."""
    moment = now or timezone.now()
    if what.kind not in KINDS:
        raise RuleViolation("Такого вида задач нет. Выберите из списка.")
    if not (what.body or what.block or what.executor):
        raise RuleViolation("Выберите, кому поручить: человека, орган или блок.")
    may_charge(by, municipality, what)
    given, due_at = _term(what, municipality, moment)
    recurrence, day = occurrence or (None, None)
    task = Task.objects.create(
        municipality=municipality, kind=what.kind, important=what.important,
        title=filled(what.title, "Напишите, что сделать.", 300), text=what.text.replace("\x00", "").strip(),
        body=what.body, block=what.block or _block_of(what.body), executor=what.executor, setter_id=_setter(by, recurrence),
        setter_name=recurrence.setter_name if recurrence else by.name, set_at=moment,
        value=given.value, unit=given.unit or "", due_at=due_at,
        object_type=about.type, object_id=about.id, object_name=about.name[:300], object_url=about.url,
        recurrence=recurrence, occurrence=day,
    )  # fmt: skip
    task.helpers.set(what.helpers)
    task.helping_bodies.set(what.helping_bodies)
    _add_steps(task, what.steps or KINDS[what.kind].steps)
    journal.write(
        "task.set",
        by=by,
        municipality_id=municipality.pk,
        of=task,
        after={"kind": what.kind, "assigned": task.whom, "due_at": due_at, "about": about.name},
        at=moment,
    )
    return task


def take(*, task: Task, by: Actor, now: datetime | None = None) -> Task:
    """Somebody of those who may takes it; a task of a body gets its person by that."""
    with step(Verb.TAKE, task, by=by, now=now) as work:
        work.task.taken_at = work.now
        if work.task.executor_id is None:
            work.task.executor_id = by.person_id
    return task


def report(*, task: Task, by: Actor, result: str = "", now: datetime | None = None) -> Task:
    """Done, with words; where the kind asks for it with evidence."""
    with step(Verb.REPORT, task, by=by, now=now) as work:
        if task.of_kind.concludes:
            raise RuleViolation("По этому запросу нужно заключение: нажмите «Дать заключение».")
        _check_whole(work)
        work.task.result = filled(result, "Напишите коротко, что сделано.")
        _done(work)
    return task


def conclude(
    *,
    task: Task,
    by: Actor,
    conclusion: str,
    grounds: str,
    advice: str = "",
    now: datetime | None = None,
) -> Task:
    """What a lawyer says: whether it may be done, on what grounds, what to do."""
    with step(Verb.CONCLUDE, task, by=by, now=now) as work:
        if not task.of_kind.concludes:
            raise RuleViolation("Заключение дают на запрос правовой оценки, а это другая задача.")
        if conclusion not in Conclusion.values:
            raise RuleViolation("Выберите вывод: можно, можно с риском или нельзя.")
        work.task.conclusion = conclusion
        work.task.grounds = filled(grounds, "Назовите основания: какой закон или акт, что в нём.")
        work.task.result = advice.replace("\x00", "").strip()
        _done(work)
    return task


def accept(*, task: Task, by: Actor, now: datetime | None = None) -> Task:
    """The work is done; by somebody else than who did it."""
    with step(Verb.ACCEPT, task, by=by, now=now) as work:
        own = by.person_id is not None and work.task.done_by_id == by.person_id
        if own and work.task.setter_id != by.person_id:
            raise AccessDenied("Свою работу принимает другой: тот, кто поставил задачу.")
        _decided(work)
    return task


def send_back(*, task: Task, by: Actor, reason: str, now: datetime | None = None) -> Task:
    """Not done yet, and why not."""
    with step(Verb.RETURN, task, by=by, now=now) as work:
        _reopened(work, filled(reason, "Напишите, чего не хватает: без причины вернуть нельзя."))
    return task


def reopen(*, task: Task, by: Actor, reason: str, now: datetime | None = None) -> Task:
    """A finished task was not finished after all."""
    with step(Verb.REOPEN, task, by=by, now=now) as work:
        _reopened(work, filled(reason, "Напишите, почему задача снова открыта."))
    return task


def cancel(*, task: Task, by: Actor, reason: str, now: datetime | None = None) -> Task:
    """Not needed any more."""
    with step(Verb.CANCEL, task, by=by, now=now) as work:
        work.task.reason = filled(reason, "Напишите, почему задача больше не нужна.")
        work.extra["reason"] = work.task.reason[:300]
        _decided(work)
    return task


def reassign(
    *,
    task: Task,
    by: Actor,
    body: Body | None = None,
    executor: Person | None = None,
    now: datetime | None = None,
) -> Task:
    """Somebody else does it; the term stays."""
    if not (body or executor):
        raise RuleViolation("Выберите, кому перепоручить: человека или орган.")
    with step(Verb.REASSIGN, task, by=by, now=now) as work:
        work.task.body, work.task.executor = body, executor
        work.task.block = _block_of(body)
        work.task.taken_at = None
        work.extra["assigned"] = work.task.whom
    return task


def may_charge(by: Actor, municipality: Municipality, what: What) -> None:
    """Whoever sets tasks in a body or block charges those; a task to oneself needs the right only."""
    if by.is_program:
        return
    body, block = what.body, what.block
    place = Belongs(
        municipality.pk,
        body.pk if body else None,
        block.pk if block else body.block_id if body else None,
        what.executor.pk if what.executor else None,
    )
    require(by, Permission.TASK_SET)
    reach = by.reach(Permission.TASK_SET)
    if by.municipality_id != municipality.pk or not reach.covers(place, by.person_id, asked=False):
        raise AccessDenied(
            "Ставить задачи вы можете своему органу или блоку и себе. Выберите исполнителя из них "
            "или попросите руководителя МЦУ.",
            Permission.TASK_SET,
        )


def _term(what: What, place: Municipality, now: datetime) -> tuple[Given, datetime]:
    kind = KINDS[what.kind]
    if what.until:
        given = Given(until=what.until)
    elif what.value:
        given = Given(what.value, Unit(what.unit or kind.unit))
    else:
        given = Given(kind.value, kind.unit)
    return given, due(given, now, calendar_for(place))


def _block_of(body: Body | None) -> Block | None:
    """A task of a body is of its block as well: whoever leads the block sees it."""
    return body.block if body else None


def _setter(by: Actor, recurrence: Recurrence | None) -> int | None:
    return recurrence.setter_id if recurrence else by.person_id


def _add_steps(task: Task, steps: Sequence[str]) -> None:
    CheckItem.objects.bulk_create(
        CheckItem(task=task, text=text.strip()[:300], position=number)
        for number, text in enumerate(steps[:MOST_STEPS])
        if text.strip()
    )


def _check_whole(work: Step) -> None:
    left = work.task.items.filter(done_at__isnull=True).count()
    if left:
        raise RuleViolation(f"Не отмечено пунктов: {left}. Отметьте сделанное и повторите.")
    proofs = work.task.evidence.filter(state="accepted")
    if work.task.of_kind.proof and not proofs.exists():
        raise RuleViolation(
            "Сначала приложите подтверждение: файл, снимок, ссылку или слова о том, что сделано."
        )


def _done(work: Step) -> None:
    work.task.done_at = work.now
    work.task.done_by_id = work.by.person_id
    work.task.reason = ""


def _decided(work: Step) -> None:
    work.task.decided_at = work.now
    work.task.decided_by_name = work.by.name


def _reopened(work: Step, reason: str) -> None:
    work.task.reason = reason
    work.task.returns += 1
    work.task.done_at = work.task.done_by = None
    work.extra["reason"] = reason[:300]
    _decided(work)
