"""Problems with access built in: the list, the page, who belongs where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mcu.cases.models import Case, Problem, ProblemAct, ProblemAnswer, ProblemCase, ProblemGuess
from mcu.cases.queries.access import NOTHING, cases_for
from mcu.cases.rules.feed import NO_TOPIC, NOBODY
from mcu.cases.rules.problem import (
    JOINABLE,
    OVER,
    Change,
    Moved,
    ProblemState,
    Turned,
    World,
    contradiction,
)
from mcu.cases.rules.problem.listing import AGE_DAYS, Age, Order, Plan, ProblemFilter, Which
from mcu.cases.rules.problem.membership import NOT_THERE
from mcu.cases.rules.workflow import FINISHED
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import Actor, Belongs, Permission

PAGE = 50
ACTS_SHOWN = 10
NOT_LIVE = sorted({*OVER, ProblemState.DONE})


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """One page of the list; `total` is exact."""

    rows: list[Problem]
    page: int
    total: int

    @property
    def more(self) -> bool:
        return self.page * PAGE < self.total


def problems_for(actor: Actor, permission: Permission = Permission.SEE) -> QuerySet[Problem]:
    """The problems of the municipality that the actor sees, or has another permission over.

    One sees a problem that is charged to oneself, and one that holds a case one sees.
    """
    problems = Problem.objects.filter(municipality_id=actor.municipality_id)
    return problems.exclude(state=ProblemState.VOID).filter(_within(actor, permission))


def problem_for(actor: Actor, pk: int) -> Problem:
    """The problem when it is visible to the actor, else Http404."""
    known = problems_for(actor).select_related("topic__parent", "block", "body", "executor")
    found = known.select_related("municipality", "joined_into").filter(pk=pk).first()
    if found is None:
        raise Http404("Такой проблемы нет или она не в вашем ведении.")
    return found


def belongs_problem(problem: Problem) -> Belongs:
    """Whose the problem is, for the rules."""
    return Belongs(
        municipality_id=problem.municipality_id,
        body_id=problem.body_id,
        block_id=problem.block_id,
        executor_id=problem.executor_id,
    )


def _within(actor: Actor, permission: Permission) -> Q:
    reach = actor.reach(permission)
    if reach.everywhere:
        return Q()
    if not reach:
        return NOTHING
    ours = Q(body_id__in=reach.bodies) | Q(block_id__in=reach.blocks)
    found = ours | Q(executor_id=actor.person_id)
    if permission != Permission.SEE:
        return found
    links = ProblemCase.objects.filter(problem=OuterRef("pk"), left_at__isnull=True)
    return found | Q(Exists(links.filter(case__in=cases_for(actor).values("pk"))))


# ---- the list ------------------------------------------------------------------------------------


def problem_page(actor: Actor, chosen: ProblemFilter, page: int, now: datetime) -> ProblemPage:
    """Fifty problems with everything a row shows; two queries."""
    found = matching_problems(actor, chosen, now)
    start = (max(page, 1) - 1) * PAGE
    rows = found.select_related("topic", "block", "body", "executor")
    shown = list(with_open(rows).order_by(*_order(chosen.sort))[start : start + PAGE])
    return ProblemPage(shown, max(page, 1), found.count())


def matching_problems(actor: Actor, chosen: ProblemFilter, now: datetime) -> QuerySet[Problem]:
    """Every visible problem that fits the filter, unordered."""
    conditions = (
        _state(chosen.state), _topic(chosen.topic), _age(chosen.age, now), _size(chosen.size),
        _plan(chosen.plan, now), _whose(chosen), _place(chosen.place), _words(chosen.q),
    )  # fmt: skip
    return problems_for(actor).filter(*conditions)


def with_open(problems: QuerySet[Problem]) -> QuerySet[Problem]:
    """`open_count`: how many of the messages still wait for their end."""
    waiting = Q(links__left_at__isnull=True) & ~Q(links__case__state__in=sorted(FINISHED))
    return problems.annotate(open_count=Count("links__case", filter=waiting))


def board(actor: Actor, chosen: ProblemFilter, now: datetime, limit: int) -> list[Problem]:
    """The problems of the board, the largest first; of all states that have a column."""
    rows = matching_problems(actor, chosen, now).select_related("topic", "body", "executor")
    return list(rows.order_by("-size", "-pk")[:limit])


def _state(state: str) -> Q:
    if state in ProblemState.values:
        return Q(state=state)
    if state == Which.ALL:
        return Q()
    if state == Which.SETTLED:
        return Q(state__in=[ProblemState.DONE, ProblemState.CHECKED])
    return ~Q(state__in=NOT_LIVE)


def _topic(topic: str) -> Q:
    if topic == NO_TOPIC:
        return Q(topic__isnull=True)
    return Q(topic__code=topic) | Q(topic__parent__code=topic) if topic else Q()


def _age(age: str, now: datetime) -> Q:
    if not age:
        return Q()
    least, most = AGE_DAYS[Age(age)]
    condition = Q(opened_at__lte=now - timedelta(days=least))
    return condition & Q(opened_at__gt=now - timedelta(days=most)) if most else condition


def _size(size: str) -> Q:
    if not size:
        return Q()
    return Q(size__lte=1) if size == "1" else Q(size__gte=int(size))


def _plan(plan: str, now: datetime) -> Q:
    today, live = timezone.localdate(now), ~Q(state__in=NOT_LIVE)
    conditions = {
        Plan.NONE: Q(plan_until__isnull=True),
        Plan.OVERDUE: Q(plan_until__lt=today) & live,
        Plan.AHEAD: Q(plan_until__gte=today),
    }
    return conditions[Plan(plan)] if plan else Q()


def _whose(chosen: ProblemFilter) -> Q:
    condition = Q()
    for name in ("block", "body"):
        if key := getattr(chosen, name):
            condition &= Q(**{f"{name}_id": None if key == NOBODY else key})
    return condition


def _place(words: str) -> Q:
    condition = Q()
    for word in words.replace(",", " ").split():
        parts = ("settlement", "street", "house", "landmark")
        condition &= Q(*(Q(**{f"{name}__icontains": word}) for name in parts), _connector=Q.OR)
    return condition


def _words(q: str) -> Q:
    """A number finds its problem; words are looked for in the title, the plan and the place."""
    number = q.strip().removeprefix("№").strip()
    if number.isdecimal() and len(number) < 10:
        return Q(number=int(number)) | Q(title__icontains=number)
    condition = Q()
    for word in q.split()[:12]:
        names = ("title", "plan", "street", "settlement", "landmark")
        condition &= Q(*(Q(**{f"{name}__icontains": word}) for name in names), _connector=Q.OR)
    return condition


def _order(sort: str) -> list[OrderBy | str]:
    orders: dict[Order, list[OrderBy | str]] = {
        Order.BIG: ["-size", "-opened_at", "-pk"],
        Order.NEW: ["-opened_at", "-pk"],
        Order.OLD: ["opened_at", "pk"],
        Order.PLAN: [F("plan_until").asc(nulls_last=True), "-size", "-pk"],
        Order.LAST: [F("last_message_at").desc(nulls_last=True), "-pk"],
    }
    return orders[Order(sort)]


# ---- who belongs where ---------------------------------------------------------------------------


def current(problem: Problem) -> QuerySet[ProblemCase]:
    """The links in force."""
    return problem.links.filter(left_at__isnull=True)


def messages_of(actor: Actor, problem: Problem, limit: int) -> list[ProblemCase]:
    """The messages of the problem that the actor sees, the newest first."""
    links = current(problem).filter(case__in=cases_for(actor).values("pk"))
    links = links.select_related("case__topic", "case__body", "case__block", "case__executor")
    return list(links.order_by("-case__received_at", "-pk")[:limit])


def link_of(case: Case) -> ProblemCase | None:
    """The problem the case belongs to now."""
    links = ProblemCase.objects.filter(case=case, left_at__isnull=True)
    return links.select_related("problem__body", "problem__block", "problem__executor").first()


def links_before(case: Case) -> list[ProblemCase]:
    """Problems the case was in once, the latest first."""
    links = ProblemCase.objects.filter(case=case, left_at__isnull=False)
    return list(links.select_related("problem").order_by("-left_at")[:5])


def joinable_for(actor: Actor, number: int) -> Problem | None:
    """The problem of that number, when messages may still be added to it."""
    return problems_for(actor).filter(number=number, state__in=sorted(JOINABLE)).first()


def world_of(cases: Iterable[int], problems: Iterable[int]) -> World:
    """Where these cases are and who is in these problems; two queries."""
    cases, asked = set(cases), set(problems)
    links = ProblemCase.objects.filter(left_at__isnull=True)
    pairs = links.filter(Q(case__in=cases) | Q(problem__in=asked)).values_list("case", "problem")
    where: dict[int, int | None] = dict.fromkeys(cases)
    where |= dict(pairs)
    keys = asked | {place for place in where.values() if place is not None}
    rows = Problem.objects.filter(pk__in=keys).values_list("pk", "state")
    states = {pk: _there(state) for pk, state in rows}
    return World(where, {pk: state for pk, state in states.items() if state != NOT_THERE})


def _there(state: str) -> str:
    return NOT_THERE if state == ProblemState.VOID else state


def change_of(act: ProblemAct) -> Change:
    """What the act did, as the rules want it."""
    return Change(
        tuple(Moved(*each) for each in act.moved), tuple(Turned(*each) for each in act.turned)
    )


def touched(change: Change) -> set[int]:
    """Every problem the change names."""
    places = {key for each in change.moved for key in (each.source, each.target)}
    return {each.problem for each in change.turned} | {key for key in places if key is not None}


def undoable(problem: Problem) -> list[tuple[ProblemAct, str]]:
    """The latest acts and why each can no longer be undone; empty where it can. Three queries."""
    acts = list(problem.acts.filter(undone_at__isnull=True)[:ACTS_SHOWN])
    changes = [change_of(act) for act in acts]
    cases = {each.case for change in changes for each in change.moved}
    world = world_of(cases, {key for change in changes for key in touched(change)})
    return [(act, contradiction(world, change)) for act, change in zip(acts, changes, strict=True)]


def act_for(actor: Actor, pk: int) -> ProblemAct:
    """An act on a problem that is visible to the actor, else Http404; of a problem that is no more
    there as well, when the actor leads problems everywhere."""
    acts = ProblemAct.objects.select_related("problem")
    found = acts.filter(pk=pk, problem__municipality_id=actor.municipality_id).first()
    if found is None:
        raise Http404("Такого действия нет.")
    problem_for(actor, found.problem_id)
    return found


def guesses_for(actor: Actor, limit: int) -> list[ProblemGuess]:
    """Groups that wait for a person, every message of which the actor sees; the surest first."""
    guesses = ProblemGuess.objects.filter(municipality_id=actor.municipality_id, decision="")
    hidden = Case.objects.exclude(pk__in=cases_for(actor).values("pk"))
    if not actor.sees_all:
        guesses = guesses.exclude(cases__in=hidden)
    rows = guesses.order_by("-score", "-pk").select_related("leader__topic")
    return list(rows.prefetch_related("cases__topic", "cases__body")[:limit])


def guess_for(actor: Actor, pk: int) -> ProblemGuess:
    """A group that waits, visible to the actor as a whole, else Http404."""
    found = ProblemGuess.objects.filter(pk=pk, municipality_id=actor.municipality_id).first()
    if found is None:
        raise Http404("Такой группы нет: возможно, о ней уже решили.")
    seen = cases_for(actor).filter(pk__in=found.cases.values("pk")).count()
    if seen != found.cases.count():
        raise Http404("Такой группы нет или она не в вашем ведении.")
    return found


def problem_history(problem: Problem) -> list[JournalEntry]:
    """What happened to the problem, the newest first."""
    entries = JournalEntry.objects.filter(object_type="cases.problem", object_id=problem.pk)
    return list(entries.order_by("-pk")[:60])


def answering_for(actor: Actor, pk: int) -> ProblemAnswer:
    """One answer to everyone of a visible problem, else Http404."""
    rows = ProblemAnswer.objects.select_related("problem")
    return get_object_or_404(rows, pk=pk, problem__in=problems_for(actor))


def cases_of(problem: Problem) -> QuerySet[Case]:
    """The cases that belong to the problem now."""
    return Case.objects.filter(pk__in=current(problem).values("case"))
