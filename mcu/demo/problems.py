"""Problems of the invented town: what its messages speak of most, led by real actions."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from mcu.cases.actions import problem_work as work
from mcu.cases.actions.problem import join, open_problem
from mcu.cases.actions.problem_guess import find_groups
from mcu.cases.models import Case, Problem, Topic
from mcu.cases.queries.effect import Measured, measure
from mcu.cases.rules.workflow import State
from mcu.org.models import Municipality, Person
from mcu.org.queries import actor_for
from mcu.org.rules.roles import Actor

LEADS = "incident"
ON_STREETS = 3
BEHIND = timedelta(hours=3)  # a person needs a while to see that it is one thing
PLANS = (
    "Обследовать место, заказать материалы, выполнить работы силами учреждения, показать результат жителям.",
    "Бригада выезжает в ближайший рабочий день; до окончания работ — ежедневный осмотр.",
    "Включить в график работ месяца, ответственный сообщает о каждом сдвиге.",
)
DONE = "Работы выполнены, место осмотрено вместе с жителями."


def lead_problems(place: Municipality, until: datetime) -> None:
    """One problem that was solved and can be measured, a few that are being worked, and groups
    that wait for a person."""
    by = actor_for(Person.objects.get(municipality=place, login=LEADS))
    taken: set[int] = set()
    if solved := _solved(place, by, until):
        taken.add(solved.topic_id or 0)
    for number, (topic, street) in enumerate(_on_streets(place, taken)):
        _led(place, by, _cases(place).filter(topic=topic, street=street), number, until)
    find_groups(place=place, now=until)


def _cases(place: Municipality) -> QuerySet[Case]:
    cases = Case.objects.filter(municipality=place).exclude(state=State.MERGED)
    return cases.select_related("topic", "body", "block").order_by("received_at", "pk")


def _on_streets(place: Municipality, taken: set[int]) -> list[tuple[int, str]]:
    """The streets with most messages on one topic."""
    named = _cases(place).exclude(street="").exclude(topic__in=taken).exclude(topic=None)
    counts = Counter(named.values_list("topic", "street"))
    return [pair for pair, count in counts.most_common(ON_STREETS) if count > 1]


def _led(
    place: Municipality, by: Actor, found: QuerySet[Case], number: int, until: datetime
) -> Problem:
    """Opened when the second message came, the rest joined as they came; each is a step further."""
    cases = list(found)
    problem = _open(place, by, cases, until)
    if number == ON_STREETS - 1:
        return problem
    then = min(problem.opened_at + timedelta(hours=20), until)
    # The first of them has outlived its plan: the list shows what that looks like.
    day = then.date() + timedelta(days=6) if number == 0 else until.date() + timedelta(days=12)
    last = cases[-1]
    if last.body or last.block:
        work.charge(problem=problem, body=last.body, block=last.block, by=by, now=then)
    work.plan(problem=problem, text=PLANS[number], until=max(day, then.date()), by=by, now=then)
    if number == 0:
        work.move(problem=problem, to="in_work", by=by, now=min(then + timedelta(hours=5), until))
    return problem


def _open(place: Municipality, by: Actor, cases: list[Case], until: datetime) -> Problem:
    seen = min(cases[1].received_at + BEHIND, until)
    problem = open_problem(municipality=place, cases=cases[:2], by=by, now=seen).problem
    for case in cases[2:]:
        join(problem=problem, cases=[case], by=by, now=min(case.received_at + BEHIND, until))
    problem.refresh_from_db()
    return problem


def _solved(place: Municipality, by: Actor, until: datetime) -> Problem | None:
    """The trouble whose flow fell most surely, worked on the day after which it fell."""
    tried = [
        (found, topic, name)
        for topic, name in _in_settlements(place)
        for found in _measured(place, topic, name, until)
    ]
    known = [each for each in tried if each[0].found.enough and each[0].found.ratio < 1]
    if not known:
        return None
    best, topic, name = min(known, key=lambda each: each[0].found.high)
    early = _cases(place).filter(topic=topic, settlement=name, received_at__date__lt=best.day)
    cases = list(early.filter(received_at__date__gte=best.day - timedelta(weeks=8)))
    if len(cases) < 2:
        return None
    problem = _open(place, by, cases, until)
    return _finish(problem, by, name, best.day, cases[-1])


def _finish(problem: Problem, by: Actor, settlement: str, day: date, last: Case) -> Problem:
    moment = last.received_at + timedelta(hours=6)
    where = work.Description(
        f"{problem.topic}: {settlement}", topic=problem.topic, settlement=settlement
    )
    work.describe(problem=problem, to=where, by=by, now=moment)
    if last.body or last.block:
        work.charge(problem=problem, body=last.body, block=last.block, by=by, now=moment)
    after = moment + timedelta(days=max((day - moment.date()).days, 0) + 1)
    work.plan(problem=problem, text=PLANS[0], until=max(day, moment.date()), by=by, now=moment)
    work.move(problem=problem, to="in_work", by=by, now=moment)
    work.move(problem=problem, to="done", done=DONE, done_on=day, by=by, now=after)
    proof = "Осмотр с жителями, замечаний нет"
    work.move(problem=problem, to="checked", proof=proof, by=by, now=after + timedelta(days=2))
    return problem


def _in_settlements(place: Municipality) -> list[tuple[Topic, str]]:
    """Settlements with most messages on one topic."""
    rows = _cases(place).exclude(settlement="").exclude(topic=None).order_by()
    counts = rows.values("topic", "settlement").annotate(n=Count("pk")).order_by("-n")[:8]
    topics = Topic.objects.in_bulk([row["topic"] for row in counts])
    return [(topics[row["topic"]], row["settlement"]) for row in counts]


def _measured(place: Municipality, topic: Topic, name: str, until: datetime) -> Iterator[Measured]:
    """What would be measured had the work been done on each of these days."""
    for weeks in range(5, 15):
        day = until.date() - timedelta(weeks=weeks)
        here = Q(settlement=name)
        found = measure(municipality_id=place.pk, topic=topic, here=here, day=day, now=until)
        if found:
            yield found
