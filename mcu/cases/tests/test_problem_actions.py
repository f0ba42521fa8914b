"""Problems with a database: who belongs where and its undoing, the work, everyone answered once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mcu.cases.actions import problem_guess, problem_work
from mcu.cases.actions.problem import join, leave, open_problem, split, undo, unite
from mcu.cases.actions.route import assign
from mcu.cases.models import (
    Case,
    Problem,
    ProblemAct,
    ProblemCase,
    ProblemGuess,
    Unlike,
)
from mcu.cases.queries.effect import measure, weekly
from mcu.cases.queries.problem import problems_for
from mcu.cases.queries.problem_likes import likes_of
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.models import JournalEntry
from mcu.core.tests.pictures import photo
from mcu.org.rules.roles import program

PLACE = {"settlement": "Заречный", "street": "Полевая", "house": "14"}


def pothole(town, text="На Полевой глубокая яма, пробил колесо", **given) -> Case:
    case = town.case(text, **(PLACE | given))
    Case.objects.filter(pk=case.pk).update(topic=town.topic)
    case.refresh_from_db()
    return case


def opened(town, cases, **given) -> Problem:
    return open_problem(municipality=town.place, cases=cases, by=town.actor(), **given).problem


def belonging() -> dict[int, int | None]:
    """Where every case is now, with the state and the size of each problem that is there."""
    where = dict(ProblemCase.objects.filter(left_at__isnull=True).values_list("case", "problem"))
    states = Problem.objects.exclude(state="void").values_list("pk", "state", "size")
    return {**where, **{f"p{pk}": (state, size) for pk, state, size in states}}


# ---- who belongs where ---------------------------------------------------------------------------


def test_a_problem_is_named_and_placed_by_its_messages(town):
    found = opened(town, [pothole(town), pothole(town), pothole(town, house="20")])
    assert (found.number, found.title) == (1, "Ямы на дорогах: Полевая, 14")
    assert (found.topic, found.house, found.size, found.state) == (town.topic, "14", 3, "open")
    entry = JournalEntry.objects.get(action="problem.open")
    assert entry.after["messages"].replace("\xa0", " ") == "3 сообщения"


def test_a_title_names_no_resident(town):
    found = opened(town, [pothole(town)], title="Яма, звонить Ковригиной Зое 8 900 111-22-33")
    assert "Ковригин" not in found.title


@pytest.mark.parametrize("kind", ["open", "join", "leave", "split", "unite"])
def test_each_act_is_undone_to_exactly_what_was(town, kind):
    cases = [pothole(town) for _ in range(5)]
    by = town.actor()
    first, second = opened(town, cases[:3]), opened(town, cases[3:4])
    before = belonging()
    acts = {
        "open": lambda: open_problem(municipality=town.place, cases=cases[2:], by=by),
        "join": lambda: join(problem=first, cases=cases[2:], by=by),
        "leave": lambda: leave(problem=first, cases=cases[:2], by=by),
        "split": lambda: split(problem=first, cases=cases[:1], by=by),
        "unite": lambda: unite(problem=first, into=second, by=by),
    }
    act = acts[kind]()
    assert belonging() != before
    undo(act=act, by=by)
    assert belonging() == before
    with pytest.raises(RuleViolation, match="уже отменено"):
        undo(act=act, by=by)
    assert JournalEntry.objects.filter(action="problem.undo").count() == 1


def test_what_happened_later_stands_against_undoing(town):
    cases = [pothole(town) for _ in range(3)]
    act = open_problem(municipality=town.place, cases=cases[:2], by=town.actor())
    join(problem=act.problem, cases=cases[2:], by=town.actor())
    before = belonging()
    with pytest.raises(RuleViolation, match="другие сообщения"):
        undo(act=act, by=town.actor())
    assert belonging() == before


def test_a_case_is_in_one_problem_and_its_history_stays(town):
    case = pothole(town)
    first, second = opened(town, [case, pothole(town)]), opened(town, [pothole(town)])
    join(problem=second, cases=[case], by=town.actor())
    links = list(ProblemCase.objects.filter(case=case).order_by("pk"))
    assert [link.problem for link in links] == [first, second]
    assert links[0].left_at
    assert links[0].left_by_name
    assert not links[1].left_at


def test_clocks_and_authors_of_the_cases_are_not_touched(town):
    case = pothole(town)
    due, state = case.due_at, case.state
    opened(town, [case])
    case.refresh_from_db()
    assert (case.due_at, case.state, case.merged_into) == (due, state, None)


def test_a_problem_that_is_over_takes_no_more(town):
    found = opened(town, [pothole(town)])
    problem_work.move(problem=found, to="dismissed", reason="Не подтвердилось", by=town.actor())
    with pytest.raises(RuleViolation, match="Откройте её снова"):
        join(problem=found, cases=[pothole(town)], by=town.actor())


def test_splitting_everything_or_nothing_is_refused(town):
    cases = [pothole(town), pothole(town)]
    found = opened(town, cases)
    with pytest.raises(RuleViolation, match="выделять нечего"):
        split(problem=found, cases=cases, by=town.actor())
    with pytest.raises(RuleViolation, match="Отметьте сообщения этой проблемы"):
        split(problem=found, cases=[pothole(town)], by=town.actor())


def test_foreign_cases_never_get_in(town, elsewhere):
    with pytest.raises(RuleViolation, match="Ничего не отмечено"):
        opened(town, [pothole(elsewhere)])
    found = opened(town, [pothole(town)])
    with pytest.raises(AccessDenied):
        join(problem=found, cases=[pothole(town)], by=elsewhere.actor())
    auditor, case = town.actor("auditor"), pothole(town)
    with pytest.raises(AccessDenied):
        open_problem(municipality=town.place, cases=[case], by=auditor)


def test_a_problem_is_seen_by_whom_it_is_charged_to_and_by_whoever_sees_a_message(town):
    case = pothole(town)
    found = opened(town, [case])
    assert found not in problems_for(town.actor("executor"))
    assign(case=case, body=town.roads, by=town.actor())
    assert found in problems_for(town.actor("executor"))
    leave(problem=found, cases=[case], by=town.actor())
    assert found not in problems_for(town.actor("executor"))
    problem_work.charge(problem=found, body=town.roads, by=town.actor())
    assert found in problems_for(town.actor("executor"))


# ---- the work ------------------------------------------------------------------------------------


def test_one_problem_one_executor_charges_its_open_messages_by_the_ordinary_act(town):
    cases = [pothole(town) for _ in range(3)]
    found = opened(town, cases)
    told = problem_work.charge(
        problem=found, body=town.roads, executor=town.executor, with_cases=True, by=town.actor()
    )
    assert (told.done, told.left, told.refusals) == (3, 0, ())
    for case in cases:
        case.refresh_from_db()
        assert case.executor == town.executor
        assert case.assignments.get().reason == "проблема № 1"
    again = problem_work.charge(
        problem=found, body=town.roads, executor=town.executor, with_cases=True, by=town.actor()
    )
    assert again.done == 0


def test_a_problem_goes_from_plan_to_proof(town):
    found, by = opened(town, [pothole(town)]), town.actor()
    today = timezone.localdate()
    problem_work.plan(problem=found, text="Засыпать", until=today, by=by)
    assert found.state == "planned"
    problem_work.move(problem=found, to="in_work", by=by)
    with pytest.raises(RuleViolation, match="что сделано"):
        problem_work.move(problem=found, to="done", by=by)
    problem_work.move(problem=found, to="done", done="Засыпали", done_on=today, by=by)
    with pytest.raises(RuleViolation, match="как проверено"):
        problem_work.move(problem=found, to="checked", by=by)
    problem_work.attach_proof(problem=found, name="фото.jpg", chunks=[photo()], by=by)
    problem_work.move(problem=found, to="checked", by=by)
    found.refresh_from_db()
    assert (found.state, bool(found.closed_at)) == ("checked", True)


def test_a_plan_in_the_past_and_half_a_point_are_refused(town):
    found, by = opened(town, [pothole(town)]), town.actor()
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(RuleViolation, match="уже прошёл"):
        problem_work.plan(problem=found, text="Засыпать", until=yesterday, by=by)
    with pytest.raises(RuleViolation, match="обе координаты"):
        problem_work.describe(
            problem=found, to=problem_work.Description("Яма", latitude=57.1), by=by
        )
    with pytest.raises(RuleViolation, match="Широта"):
        problem_work.describe(
            problem=found, to=problem_work.Description("Яма", latitude=157.1, longitude=1), by=by
        )


def test_a_street_called_after_somebody_stays_a_street(town):
    found, by = opened(town, [pothole(town)]), town.actor()
    to = problem_work.Description("Яма", settlement="Тихоозёрск", street="Ивана Петрова")
    problem_work.describe(problem=found, to=to, by=by)
    assert (found.settlement, found.street) == ("Тихоозёрск", "Ивана Петрова")


# ---- what looks like it --------------------------------------------------------------------------


def test_a_new_message_finds_the_problem_and_the_like_ones_with_reasons(town):
    first, second = pothole(town), pothole(town, house="16")
    found = opened(town, [first])
    new = pothole(town, "Опять яма на Полевой у 14 дома, колесо погнул")
    likes = likes_of(town.actor(), new)
    assert [like.problem for like in likes.problems] == [found]
    assert likes.problems[0].through == first.number
    assert "тот же дом" in likes.problems[0].like.because
    assert [like.case for like in likes.cases] == [second]


def test_what_a_person_refused_is_not_suggested_again(town):
    first, other = pothole(town), pothole(town)
    found, new, by = opened(town, [first]), pothole(town), town.actor()
    problem_guess.refuse_likeness(case=new, problem=found, by=by)
    problem_guess.refuse_likeness(case=new, other=other, by=by)
    problem_guess.refuse_likeness(case=other, other=new, by=by)
    likes = likes_of(by, new)
    assert likes.problems == []
    assert likes.cases == []
    assert Unlike.objects.count() == 2


def test_suggestions_cost_the_same_however_many_messages(town):
    def cost() -> int:
        new = pothole(town)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            likes_of(town.actor(), new)
        return len(queries)

    opened(town, [pothole(town)])
    pothole(town)
    first = cost()
    opened(town, [pothole(town) for _ in range(4)])
    for _ in range(6):
        pothole(town)
    assert cost() == first


def test_groups_are_made_accepted_and_refused_for_good(town):
    alike = [pothole(town) for _ in range(3)]
    lights = [pothole(town, "Фонарь не горит", street="Лесная", house="2") for _ in range(2)]
    assert problem_guess.find_groups(place=town.place) == 2
    kept = set(ProblemGuess.objects.values_list("pk", flat=True))
    assert problem_guess.find_groups(place=town.place) == 2
    assert set(ProblemGuess.objects.values_list("pk", flat=True)) == kept
    big, small = ProblemGuess.objects.order_by("leader__pk")
    act = problem_guess.accept_guess(guess=big, cases=alike[:2], by=town.actor())
    assert act.problem.size == 2
    problem_guess.refuse_guess(guess=small, by=town.actor())
    assert problem_guess.find_groups(place=town.place) == 0
    with pytest.raises(RuleViolation, match="уже решили"):
        problem_guess.refuse_guess(guess=small, by=town.actor())
    assert set(small.cases.all()) == set(lights)


# ---- everyone answered ---------------------------------------------------------------------------


def flow_of(town, street: str, weeks: list[int], day) -> None:
    """So many messages in each week around the day, the first week being the earliest."""
    start = timezone.localtime().replace(hour=9) - timedelta(weeks=len(weeks))
    for week, count in enumerate(weeks):
        for number in range(count):
            case = pothole(town, street=street, received_at=timezone.now() - timedelta(minutes=1))
            moment = start + timedelta(weeks=week, days=number % 6, minutes=number)
            Case.objects.filter(pk=case.pk).update(received_at=moment)


def test_the_effect_is_counted_by_week_beside_the_same_topic_elsewhere(town):
    day = timezone.localdate() - timedelta(weeks=4)
    flow_of(town, "Полевая", [5, 6, 5, 6, 1, 0, 1, 0], day)
    flow_of(town, "Садовая", [4, 4, 4, 4, 4, 4, 4, 4], day)
    here = {"street": "Полевая"}
    found = measure(
        municipality_id=town.place.pk, topic=town.topic, here=Q(**here), day=day, now=timezone.now()
    )
    assert found.place.before == (5, 6, 5, 6)
    assert found.place.after == (1, 0, 1, 0)
    assert found.control.before == found.control.after == (4, 4, 4, 4)
    assert found.found.known
    assert found.said.startswith("Сообщений стало меньше на 8")
    assert len(found.weeks) == 8


def test_before_a_week_has_passed_nothing_is_said(town):
    assert measure(
        municipality_id=town.place.pk, topic=town.topic, here=Q(), now=timezone.now(),
        day=timezone.localdate(),
    ) is None  # fmt: skip


def test_weeks_begin_at_local_midnight_and_empty_ones_are_zero(town):
    pothole(town)
    since = timezone.localdate() - timedelta(days=13)
    assert weekly(Case.objects.all(), since, 3) == [0, 1, 0]


def test_the_program_itself_may_lead_problems(town):
    act = open_problem(municipality=town.place, cases=[pothole(town)], by=program(town.place.pk))
    assert isinstance(act, ProblemAct)
