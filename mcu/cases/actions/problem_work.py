"""The work on a problem: what it is, who does it, by when, how far it came, what proves it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from mcu.cases.actions.problem import clean_words
from mcu.cases.actions.route import assign
from mcu.cases.models import Case, Problem, ProblemFile, Topic
from mcu.cases.queries import cases_for
from mcu.cases.queries.problem import belongs_problem, current
from mcu.cases.rules.problem import OVER, ProblemState, check_step
from mcu.cases.rules.workflow import FINISHED
from mcu.core import journal
from mcu.core.attachments import admit
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Block, Body, Person
from mcu.org.rules.roles import Actor, Permission

WORK = Permission.PROBLEM_WORK
MOST_FILES = 50
AT_ONCE = 200
DESCRIBED = (
    "title",
    "topic_id",
    "settlement",
    "street",
    "house",
    "landmark",
    "latitude",
    "longitude",
)
LONGEST = {"settlement": 120, "street": 200, "house": 40}
PLANNED = ("plan", "plan_until")
CHARGED = ("block_id", "body_id", "executor_id")
STEPPED = ("state", "done", "done_on", "proof", "reason")


@dataclass(frozen=True, slots=True)
class Description:
    """What a problem is and where; a point is known as a whole or not at all."""

    title: str
    topic: Topic | None = None
    settlement: str = ""
    street: str = ""
    house: str = ""
    landmark: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(slots=True)
class Charged:
    """What came of charging the cases of a problem as well."""

    done: int = 0
    left: int = 0
    refusals: tuple[str, ...] = ()


def describe(
    *, problem: Problem, to: Description, by: Actor, now: datetime | None = None
) -> Problem:
    """Name it, say its topic and its place."""
    title = clean_words(to.title, 200)
    if not title:
        raise RuleViolation("Назовите проблему: что случилось и где.")
    _check_point(to.latitude, to.longitude)
    if to.topic and to.topic.municipality_id != problem.municipality_id:
        raise RuleViolation("Выбрано из другого муниципалитета.")
    with _work("problem.change", problem, DESCRIBED, by, now) as locked:
        locked.title, locked.topic = title, to.topic
        # A street may be called after somebody: only a landmark is in people's own words.
        for name in ("settlement", "street", "house"):
            setattr(locked, name, getattr(to, name).replace("\x00", "").strip()[: LONGEST[name]])
        locked.landmark = clean_words(to.landmark, 200)
        locked.latitude, locked.longitude = to.latitude, to.longitude
    return problem


def plan(
    *, problem: Problem, text: str, until: date, by: Actor, now: datetime | None = None
) -> Problem:
    """What will be done and by which day; a person names the day."""
    text = clean_words(text, 5000)
    if not text:
        raise RuleViolation("Впишите план: что, кто и в каком порядке сделает.")
    if until < timezone.localdate(now):
        raise RuleViolation("День плана уже прошёл. Назовите день не раньше сегодняшнего.")
    with _work("problem.plan", problem, (*PLANNED, "state"), by, now) as locked:
        _not_over(locked)
        locked.plan, locked.plan_until = text, until
        if locked.state == ProblemState.OPEN:
            locked.state = ProblemState.PLANNED
    return problem


def charge(
    *,
    problem: Problem,
    by: Actor,
    body: Body | None = None,
    block: Block | None = None,
    executor: Person | None = None,
    with_cases: bool = False,
    now: datetime | None = None,
) -> Charged:
    """One problem, one executor: charge the problem and, when asked to, its open messages."""
    block = block or (body.block if body else None)
    if body is None and block is None:
        raise RuleViolation("Выберите орган или блок, которому назначается проблема.")
    for given in (body, block, executor):
        if given is not None and given.municipality_id != problem.municipality_id:
            raise RuleViolation("Выбрано из другого муниципалитета.")
    with _work("problem.charge", problem, CHARGED, by, now, assigned=str(body or block)) as locked:
        _not_over(locked)
        locked.body, locked.block, locked.executor = body, block, executor
    return _charge_cases(problem, by, now) if with_cases else Charged()


def move(
    *,
    problem: Problem,
    to: str,
    by: Actor,
    done: str = "",
    done_on: date | None = None,
    reason: str = "",
    proof: str = "",
    now: datetime | None = None,
) -> Problem:
    """One step of its life; what has to be said for it is said by the table of the steps."""
    if done_on and done_on > timezone.localdate(now):
        raise RuleViolation("День работ ещё не наступил. Проверьте дату.")
    with _work("problem.state", problem, STEPPED, by, now) as locked:
        locked.done = clean_words(done, 5000) or locked.done
        locked.done_on = done_on or locked.done_on
        locked.proof = clean_words(proof, 500) or locked.proof
        check_step(
            locked.state, to, plan=locked.plan, plan_until=locked.plan_until, done=locked.done,
            done_on=locked.done_on, reason=reason, proof=locked.proof, files=locked.files.count(),
        )  # fmt: skip
        locked.reason = clean_words(reason, 500)
        locked.state = to
        locked.closed_at = (now or timezone.now()) if to in OVER else None
    return problem


def attach_proof(
    *, problem: Problem, name: str, chunks: Iterable[bytes], by: Actor, now: datetime | None = None
) -> ProblemFile:
    """A photo or an act that shows the work; what may not be given out is refused in words."""
    require(by, WORK, belongs_problem(problem))
    if problem.files.count() >= MOST_FILES:
        raise RuleViolation(f"К проблеме уже приложено {MOST_FILES} файлов: больше нельзя.")
    stored = admit(name, chunks)
    with _work("problem.attach", problem, (), by, now) as locked:
        return ProblemFile.objects.create(
            problem=locked, key=stored.key, name=stored.name, size=stored.size,
            at=now or timezone.now(), author_name=by.name,
        )  # fmt: skip


def cases_to_charge(
    problem: Problem,
    by: Actor,
    *,
    body: Body | None,
    block: Block | None,
    executor: Person | None,
) -> QuerySet[Case]:
    """Open messages of the problem that are not charged to these yet; those the actor sees."""
    block = block or (body.block if body else None)
    cases = cases_for(by).filter(pk__in=current(problem).values("case"))
    cases = cases.exclude(state__in=sorted(FINISHED)).order_by("pk")
    same = {"body": body, "block": block, "executor": executor}
    return cases.exclude(**same).select_related("body", "block", "executor")


def _charge_cases(problem: Problem, by: Actor, now: datetime | None) -> Charged:
    """Each by the ordinary act, with its own right and journal entry; what is refused is told."""
    found = Charged()
    body, block, executor = problem.body, problem.block, problem.executor
    found_cases = cases_to_charge(problem, by, body=body, block=block, executor=executor)
    waiting = list(found_cases[: AT_ONCE + 1])
    for case in waiting[:AT_ONCE]:
        try:
            assign(
                case=case, body=problem.body, block=problem.block, executor=problem.executor,
                reason=f"проблема № {problem.number}", by=by, now=now,
            )  # fmt: skip
            found.done += 1
        except RuleViolation as refusal:
            found.refusals = (*found.refusals, f"{case}: {refusal.sentence}")
    found.left = len(waiting) - AT_ONCE if len(waiting) > AT_ONCE else 0
    return found


@contextmanager
def _work(
    action: str,
    problem: Problem,
    names: tuple[str, ...],
    by: Actor,
    now: datetime | None,
    **told: Any,
) -> Iterator[Problem]:
    """The frame of every act: lock, right, let the act work, save, one journal entry."""
    with transaction.atomic():
        locked = Problem.objects.select_for_update().get(pk=problem.pk)
        require(by, WORK, belongs_problem(locked))
        before = {name: getattr(locked, name) for name in names}
        yield locked
        locked.save()
        old, new = journal.changes(before, {name: getattr(locked, name) for name in names})
        journal.write(
            action,
            by=by,
            municipality_id=locked.municipality_id,
            of=locked,
            before=old,
            after=new | told,
            at=now,
        )
    problem.refresh_from_db()


def _not_over(problem: Problem) -> None:
    if problem.state in OVER:
        label = problem.get_state_display().lower()
        raise RuleViolation(f"{problem} {label}: сначала откройте её снова.")


def _check_point(latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None):
        raise RuleViolation("Укажите обе координаты, широту и долготу, или ни одной.")
    if not (abs(latitude or 0) <= 90 and abs(longitude or 0) <= 180):
        raise RuleViolation("Широта бывает от −90 до 90, долгота от −180 до 180.")
