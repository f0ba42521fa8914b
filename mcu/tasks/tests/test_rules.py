"""Rules of tasks, without a database: who may what when, terms, repeats, samples."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.core.workdays import Unit, WorkCalendar
from mcu.org.rules.roles import Actor, DutyView, Role
from mcu.tasks.rules.kinds import KINDS
from mcu.tasks.rules.parts import Standing, Whose, parts
from mcu.tasks.rules.recurrence import Every, OffDay, Pattern, occurrences, words
from mcu.tasks.rules.sampling import allocate, sample
from mcu.tasks.rules.terms import Given, due, reason
from mcu.tasks.rules.workflow import (
    FINISHED,
    IN_HAND,
    MOVES,
    OPEN,
    Part,
    State,
    Verb,
    available,
    check,
)

MOSCOW = ZoneInfo("Europe/Moscow")
CALENDAR = WorkCalendar(MOSCOW)


def test_every_verb_is_allowed_exactly_where_the_table_says():
    every_part = [frozenset(some) for n in range(4) for some in combinations(Part, n)]
    for verb, move in MOVES.items():
        for state in State:
            for have in every_part:
                allowed = state in move.sources and bool(move.parts & have)
                assert (move in available(state, have)) == allowed
                if allowed:
                    assert check(verb, state, have) is move
                    continue
                wrong = RuleViolation if move.parts & have else AccessDenied
                with pytest.raises(wrong) as refusal:
                    check(verb, state, have)
                assert move.label in refusal.value.sentence


def test_every_state_can_be_reached_and_left():
    reached = {State.SET} | {move.target for move in MOVES.values() if move.target}
    assert reached == set(State)
    for state in State:
        assert any(m.target not in {None, state} for m in MOVES.values() if state in m.sources)
    assert set(State) == OPEN | FINISHED
    assert IN_HAND < OPEN
    assert set(MOVES) == set(Verb)


WHOSE = Whose(1, setter_id=1, executor_id=2, body_id=10, block_id=20, helpers=frozenset({3}), bodies=frozenset({11}))  # fmt: skip


def actor(person: int, role: Role | None = None, place: int = 1, **where) -> Actor:
    return Actor(person, "Кто-то", place, (DutyView(role, **where),) if role else ())


@pytest.mark.parametrize(
    ("who", "found"),
    [
        (actor(1), {Part.JUDGE, Part.READER}),
        (actor(2), {Part.DOER, Part.READER}),
        (actor(3), {Part.DOER, Part.READER}),
        (actor(4), set()),
        (actor(4, Role.EXECUTOR, body_id=10), {Part.DOER, Part.READER}),
        (actor(4, Role.EXECUTOR, body_id=11), {Part.DOER, Part.READER}),
        (actor(4, Role.EXECUTOR, body_id=12), set()),
        (actor(4, Role.BLOCK_HEAD, block_id=20), set(Part)),
        (actor(4, Role.BLOCK_HEAD, block_id=21), set()),
        (actor(4, Role.AUDITOR), {Part.READER}),
        (actor(4, Role.CURATOR), {Part.JUDGE, Part.READER}),
        (actor(4, Role.HEAD_OF_CENTRE), set(Part)),
        (actor(4, Role.HEAD_OF_CENTRE, place=2), set()),
        (actor(2, place=2), set()),
    ],
)
def test_what_somebody_is_to_a_task(who, found):
    assert parts(WHOSE, who, Standing(frozenset({who.person_id}))) == found


def test_a_substitute_stands_where_the_absent_stood_and_for_one_duty_only_in_its_body():
    assert Part.DOER in parts(WHOSE, actor(9), Standing(frozenset({9, 2})))
    assert Part.DOER in parts(WHOSE, actor(9), Standing(frozenset({9}), frozenset({(2, 10)})))
    assert not parts(WHOSE, actor(9), Standing(frozenset({9}), frozenset({(2, 99)})))


@pytest.mark.parametrize(
    ("given", "until"),
    [
        (Given(3, Unit.CLOCK_HOURS), datetime(2026, 11, 20, 19, 0, tzinfo=MOSCOW)),
        (Given(3, Unit.WORKING_HOURS), datetime(2026, 11, 23, 10, 0, tzinfo=MOSCOW)),
        (Given(3, Unit.CALENDAR_DAYS), datetime(2026, 11, 23, 18, 0, tzinfo=MOSCOW)),
        (Given(3, Unit.WORKING_DAYS), datetime(2026, 11, 25, 18, 0, tzinfo=MOSCOW)),
        (Given(until=date(2026, 11, 24)), datetime(2026, 11, 24, 18, 0, tzinfo=MOSCOW)),
        (
            Given(until=date(2026, 11, 22)),
            datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=MOSCOW),
        ),
    ],
)
def test_a_term_in_each_unit_and_a_day_by_the_same_engine(given, until):
    friday = datetime(2026, 11, 20, 16, 0, tzinfo=MOSCOW)
    assert due(given, friday, CALENDAR) == until
    said = " ".join(reason(given, friday, "Орлова М. И.", until, CALENDAR, friday))
    assert f"{until:%d.%m.%Y}" in said
    assert "Орлова М. И." in said


def test_today_said_after_work_is_the_end_of_the_day():
    evening = datetime(2026, 11, 20, 20, 0, tzinfo=MOSCOW)
    today = Given(until=evening.date())
    assert due(today, evening, CALENDAR) == evening.replace(
        hour=23, minute=59, second=59, microsecond=999_999
    )


@pytest.mark.parametrize("given", [Given(), Given(5), Given(2000, Unit.WORKING_DAYS), Given(until=date(2026, 1, 1))])  # fmt: skip
def test_a_term_that_is_none_is_refused_in_words(given):
    with pytest.raises(RuleViolation):
        due(given, datetime(2026, 11, 20, 16, 0, tzinfo=MOSCOW), CALENDAR)


def days(pattern: Pattern, since: date, until: date) -> list[str]:
    return [f"{day:%d.%m}" for day in occurrences(pattern, since, until, CALENDAR.is_working)]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (Pattern(Every.DAY), ["02.11", "03.11", "05.11", "06.11", "09.11"]),
        (Pattern(Every.WEEK, 1), ["02.11", "09.11"]),
        (Pattern(Every.WEEK, 3), ["05.11"]),  # the 4th is a holiday
        (Pattern(Every.WEEK, 3, OffDay.PREVIOUS), ["03.11"]),
        (Pattern(Every.WEEK, 3, OffDay.SKIP), []),
        (Pattern(Every.MONTH, 7), ["09.11"]),  # a Saturday
        (Pattern(Every.MONTH, 3, by_work=True), ["05.11"]),
        (Pattern(Every.QUARTER, 5), []),
    ],
)
def test_on_which_days_a_repeated_task_is_set(pattern, found):
    assert days(pattern, date(2026, 11, 2), date(2026, 11, 9)) == found
    assert words(pattern).startswith("кажд")


def test_the_end_of_a_month_and_of_a_quarter():
    assert days(Pattern(Every.MONTH, 31, OffDay.PREVIOUS), date(2026, 2, 1), date(2026, 4, 30)) == ["27.02", "31.03", "30.04"]  # fmt: skip
    assert days(Pattern(Every.QUARTER, 10), date(2026, 4, 1), date(2026, 10, 31)) == ["10.04", "10.07", "12.10"]  # fmt: skip


@given(
    pattern=st.builds(
        Pattern,
        st.sampled_from(Every.values),
        st.integers(1, 31),
        st.sampled_from(OffDay.values),
        st.booleans(),
    ),
    since=st.dates(date(2024, 1, 1), date(2026, 6, 1)),
    cut=st.integers(0, 200),
)
def test_going_through_the_days_in_two_parts_gives_the_same_as_at_once(pattern, since, cut):
    until, middle = since + timedelta(days=200), since + timedelta(days=cut)
    whole = list(occurrences(pattern, since, until, CALENDAR.is_working))
    first = list(occurrences(pattern, since, middle, CALENDAR.is_working))
    rest = list(occurrences(pattern, middle + timedelta(days=1), until, CALENDAR.is_working))
    assert first + rest == whole
    assert len(set(whole)) == len(whole)
    assert all(CALENDAR.is_working(day) for day in whole)


strata = st.dictionaries(
    st.integers(1, 20), st.lists(st.integers(1, 10_000), min_size=1, max_size=40, unique=True), max_size=8
)  # fmt: skip


@given(population=strata, size=st.integers(1, 60), seed=st.text(max_size=8))
def test_a_sample_is_of_the_population_of_the_right_size_and_repeatable(population, size, seed):
    found = sample(population, size, seed)
    total = sum(map(len, population.values()))
    assert sum(map(len, found.values())) == min(total, max(size, len(population)))
    for name, keys in found.items():
        assert set(keys) <= set(population[name])
        assert len(set(keys)) == len(keys) >= 1
    assert set(found) == set(population)
    shuffled = {name: list(reversed(keys)) for name, keys in reversed(population.items())}
    assert sample(shuffled, size, seed) == found


def test_a_sample_follows_the_shares_and_gives_everyone_the_same_chance():
    assert allocate({1: 90, 2: 9, 3: 1}, 10) == {1: 8, 2: 1, 3: 1}
    drawn = Counter(key for seed in range(2000) for key in sample({1: range(10)}, 3, str(seed))[1])
    assert all(480 < drawn[key] < 720 for key in range(10))


def test_every_kind_says_where_it_comes_from():
    assert all(kind.clause and kind.about and kind.value > 0 for kind in KINDS.values())
    assert [kind.code for kind in KINDS.values() if kind.concludes] == ["legal"]
