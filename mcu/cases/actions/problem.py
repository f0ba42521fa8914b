"""Who belongs to which problem: open, join, leave, split, unite, and the undoing of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from mcu.cases.models import Case, Problem, ProblemAct, ProblemCase
from mcu.cases.queries import cases_for
from mcu.cases.queries.problem import belongs_problem, change_of, current, touched, world_of
from mcu.cases.rules.problem import (
    JOINABLE,
    ActKind,
    Change,
    ProblemState,
    contradiction,
    joining,
    leaving,
    opening,
    uniting,
)
from mcu.cases.rules.problem.membership import NOT_THERE
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.text.mask import mask
from mcu.web.words import plural

LOCK = 4021
MOST = 2_000
TITLE = 200
LISTED = 50
LEAD = Permission.PROBLEM_LEAD


@dataclass(frozen=True, slots=True)
class Why:
    """Why cases were joined: words, and how alike each was when the program suggested it."""

    reason: str = ""
    scores: Mapping[int, float] | None = None

    def score(self, case: int) -> float | None:
        return (self.scores or {}).get(case)


BY_HAND = Why()


@transaction.atomic
def open_problem(
    *,
    municipality: Municipality,
    cases: Iterable[Case],
    by: Actor,
    title: str = "",
    why: Why = BY_HAND,
    now: datetime | None = None,
) -> ProblemAct:
    """A new problem of these cases; what it is called and where it is comes from them."""
    require(by, LEAD)
    moment = now or timezone.now()
    _alone(municipality.pk)
    chosen = _visible(by, cases)
    problem = _new(municipality, chosen, title, by, moment)
    require(by, LEAD, belongs_problem(problem))
    change = opening(_world(chosen, [problem.pk]), [case.pk for case in chosen], problem.pk)
    return _perform(ActKind.OPEN, problem, change, by, moment, why)


@transaction.atomic
def join(
    *,
    problem: Problem,
    cases: Iterable[Case],
    by: Actor,
    why: Why = BY_HAND,
    now: datetime | None = None,
) -> ProblemAct:
    """These cases belong to the problem; those of another problem leave it."""
    require(by, LEAD, belongs_problem(problem))
    _alone(problem.municipality_id)
    problem.refresh_from_db(fields=["state"])
    if problem.state not in JOINABLE:
        label = problem.get_state_display().lower()
        raise RuleViolation(f"{problem} {label}: присоединять к ней уже нельзя. Откройте её снова.")
    chosen = _visible(by, cases)
    change = joining(_world(chosen, [problem.pk]), [case.pk for case in chosen], problem.pk)
    if not change.moved:
        raise RuleViolation("Эти сообщения уже в этой проблеме.")
    return _perform(ActKind.JOIN, problem, change, by, now or timezone.now(), why)


@transaction.atomic
def leave(
    *,
    problem: Problem,
    cases: Iterable[Case],
    by: Actor,
    reason: str = "",
    now: datetime | None = None,
) -> ProblemAct:
    """These cases were of something else."""
    require(by, LEAD, belongs_problem(problem))
    _alone(problem.municipality_id)
    chosen = _visible(by, cases)
    change = leaving(_world(chosen, [problem.pk]), [case.pk for case in chosen], problem.pk)
    if not change.moved:
        raise RuleViolation("Этих сообщений в проблеме уже нет. Обновите страницу.")
    return _perform(ActKind.LEAVE, problem, change, by, now or timezone.now(), Why(reason))


@transaction.atomic
def split(
    *,
    problem: Problem,
    cases: Iterable[Case],
    by: Actor,
    title: str = "",
    now: datetime | None = None,
) -> ProblemAct:
    """Some of the cases are a problem of their own, charged to the same body."""
    require(by, LEAD, belongs_problem(problem))
    moment = now or timezone.now()
    _alone(problem.municipality_id)
    chosen = _visible(by, cases)
    world = _world(chosen, [problem.pk])
    ours = [case for case in chosen if world.where.get(case.pk) == problem.pk]
    if not ours:
        raise RuleViolation("Отметьте сообщения этой проблемы, из которых сделать новую.")
    if len(ours) == len(world.of(problem.pk)):
        raise RuleViolation("Отмечены все сообщения: выделять нечего. Оставьте хотя бы одно.")
    new = _new(problem.municipality, ours, title, by, moment)
    Problem.objects.filter(pk=new.pk).update(
        block=problem.block_id, body=problem.body_id, executor=problem.executor_id
    )
    change = opening(world, [case.pk for case in ours], new.pk)
    return _perform(ActKind.SPLIT, new, change, by, moment, Why(f"из проблемы № {problem.number}"))


@transaction.atomic
def unite(*, problem: Problem, into: Problem, by: Actor, now: datetime | None = None) -> ProblemAct:
    """Two problems are one: everything of the first goes into the second."""
    for each in (problem, into):
        require(by, LEAD, belongs_problem(each))
        each.refresh_from_db(fields=["state"])
    _alone(problem.municipality_id)
    if problem.municipality_id != into.municipality_id or problem.pk == into.pk:
        raise RuleViolation("Выберите другую проблему этого муниципалитета.")
    for each in (problem, into):
        if each.state not in JOINABLE:
            label = each.get_state_display().lower()
            raise RuleViolation(
                f"{each} {label}: объединять можно только проблемы, которые ещё ведут."
            )
    world = world_of([], [problem.pk, into.pk])
    change = uniting(world, problem.pk, into.pk)
    why = Why(f"проблема № {problem.number} объединена с этой")
    act = _perform(ActKind.UNITE, problem, change, by, now or timezone.now(), why, into=into)
    Problem.objects.filter(pk=problem.pk).update(joined_into=into)
    return act


@transaction.atomic
def undo(*, act: ProblemAct, by: Actor, now: datetime | None = None) -> ProblemAct:
    """Everything the act moved goes back, unless something later stands against it."""
    problem = act.problem
    require(by, LEAD, belongs_problem(problem))
    moment = now or timezone.now()
    _alone(problem.municipality_id)
    act = ProblemAct.objects.select_for_update().get(pk=act.pk)
    if act.undone_at:
        raise RuleViolation("Это действие уже отменено. Обновите страницу.")
    change = change_of(act)
    stands = contradiction(world_of([each.case for each in change.moved], touched(change)), change)
    if stands:
        raise RuleViolation(stands)
    _settle(change.opposite, by, moment, Why(f"отмена: {act.get_kind_display()}"))
    act.undone_at, act.undone_by_name = moment, by.name
    act.save(update_fields=["undone_at", "undone_by_name"])
    journal.write(
        "problem.undo",
        by=by,
        municipality_id=problem.municipality_id,
        of=problem,
        after={"undone": act.get_kind_display(), "cases": len(change.moved)},
        at=moment,
    )
    return act


def title_of(cases: Sequence[Case]) -> str:
    """«Ямы на дорогах: Полевая, 14» out of what most of the cases say."""
    topic = _most(case.topic.name if case.topic else "" for case in cases)
    place = _most(", ".join(p for p in (case.street, case.house) if p) for case in cases)
    place = place or _most(clean_words(case.landmark, TITLE) or case.settlement for case in cases)
    return ": ".join(part for part in (topic or "Проблема", place) if part)[:TITLE]


def clean_words(text: str, limit: int) -> str:
    """Our own words about a problem: no resident is named in them."""
    return mask(text.replace("\x00", "").strip(), phones=False)[:limit]


def _new(
    municipality: Municipality, cases: Sequence[Case], title: str, by: Actor, now: datetime
) -> Problem:
    last = Problem.objects.filter(municipality=municipality).aggregate(last=Max("number"))["last"]
    common = {
        name: _common(cases, name)
        for name in ("topic_id", "settlement", "street", "house", "block_id", "body_id")
    }
    return Problem.objects.create(
        municipality=municipality,
        number=(last or 0) + 1,
        title=clean_words(title, TITLE) or title_of(cases),
        landmark=clean_words(_common(cases, "landmark") or "", TITLE),
        opened_at=now,
        opened_by_name=by.name,
        **{name: value if value is not None or name.endswith("_id") else "" for name, value in common.items()},
    )  # fmt: skip


def _common(cases: Sequence[Case], name: str):  # type: ignore[no-untyped-def]
    """What most of the cases say, when at least half of them say it."""
    values = [getattr(case, name) for case in cases if getattr(case, name)]
    best = max(values, key=values.count) if values else None
    return best if best is not None and 2 * values.count(best) >= len(cases) else None


def _most(values: Iterable[str]) -> str:
    known = [value for value in values if value]
    return max(known, key=known.count) if known else ""


def _visible(by: Actor, cases: Iterable[Case]) -> list[Case]:
    """Those of the cases that the actor sees; a problem is made of no others."""
    keys = {case.pk for case in cases}
    if len(keys) > MOST:
        raise RuleViolation(f"За один раз — не больше {MOST} сообщений. Отметьте меньше.")
    chosen = list(cases_for(by).filter(pk__in=keys).select_related("topic").order_by("pk"))
    if not chosen:
        raise RuleViolation("Ничего не отмечено. Отметьте сообщения в списке.")
    return chosen


def _world(cases: Sequence[Case], problems: Iterable[int]):  # type: ignore[no-untyped-def]
    return world_of([case.pk for case in cases], problems)


def _alone(municipality_id: int) -> None:
    """Who belongs where is changed by one at a time in a municipality, to the end of the act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, municipality_id])


def _perform(
    kind: ActKind,
    problem: Problem,
    change: Change,
    by: Actor,
    now: datetime,
    why: Why,
    into: Problem | None = None,
) -> ProblemAct:
    """Move, turn, remember how to undo it, one journal entry."""
    _settle(change, by, now, why)
    act = ProblemAct.objects.create(
        problem=problem,
        kind=kind,
        at=now,
        by_name=by.name,
        moved=[[each.case, each.source, each.target] for each in change.moved],
        turned=[[each.problem, each.before, each.after] for each in change.turned],
    )
    problem.refresh_from_db()
    journal.write(
        f"problem.{kind}",
        by=by,
        municipality_id=problem.municipality_id,
        of=problem,
        after={
            "messages": plural(len(change.moved), "сообщение|сообщения|сообщений"),
            "numbers": _numbers(change),
            **({"into": into.number} if into else {}),
            **({"reason": why.reason} if why.reason else {}),
        },
        at=now,
    )
    return act


def _numbers(change: Change) -> list[str]:
    keys = [each.case for each in change.moved][:LISTED]
    return list(Case.objects.filter(pk__in=keys).order_by("pk").values_list("number", flat=True))


def _settle(change: Change, by: Actor, now: datetime, why: Why) -> None:
    """The links and the states as the change says; sizes counted anew."""
    left = {each.case for each in change.moved if each.source is not None}
    open_links = ProblemCase.objects.filter(case__in=left, left_at__isnull=True)
    open_links.update(left_at=now, left_by_name=by.name)
    ProblemCase.objects.bulk_create(
        ProblemCase(
            problem_id=each.target,
            case_id=each.case,
            joined_at=now,
            joined_by_name=by.name,
            reason=clean_words(why.reason, 500),
            score=why.score(each.case),
        )
        for each in change.moved
        if each.target is not None
    )
    for turned in change.turned:
        _turn(turned.problem, turned.after, now)
    for problem in Problem.objects.filter(pk__in=touched(change)):
        _recount(problem)


def _turn(problem: int, after: str, now: datetime) -> None:
    over = after in (NOT_THERE, ProblemState.JOINED)
    values = {"state": after or ProblemState.VOID, "closed_at": now if over else None}
    if after != ProblemState.JOINED:
        values["joined_into"] = None
    Problem.objects.filter(pk=problem).update(**values)


def _recount(problem: Problem) -> None:
    cases = Case.objects.filter(pk__in=current(problem).values("case"))
    problem.size = cases.count()
    problem.last_message_at = cases.aggregate(last=Max("received_at"))["last"]
    problem.save(update_fields=["size", "last_message_at"])
