"""When somebody may stand in for somebody else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.org.rules.substitutions import Absence, Stage, refusal, stage

TODAY = date(2026, 7, 1)
NAMES = {1: "Орлова М. И.", 2: "Гусев Р. И.", 3: "Сом П. П."}
A, B, C = 1, 2, 3


def away(absent, substitute, since=1, until=10, duty=None) -> Absence:
    return Absence(absent, substitute, duty, date(2026, 7, since), date(2026, 7, until))


def refused(new, *others, today=TODAY) -> str:
    return refusal(new, others, NAMES, today)


def test_somebody_there_may_stand_in():
    assert refused(away(A, B)) == ""


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (away(A, A), "сам себя"),
        (Absence(A, B, None, date(2026, 7, 5), date(2026, 7, 4)), "раньше первого"),
        (Absence(A, B, None, date(2026, 6, 1), date(2026, 6, 30)), "уже прошли"),
        (Absence(A, B, None, TODAY, TODAY + timedelta(days=1200)), "трёх лет"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(new, said):
    assert said in refused(new)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (away(B, A), "круг"),
        (away(B, C), "отсутствует 01.07.2026 – 10.07.2026"),
        (away(C, A), "замещает другого сотрудника (Сом П. П.)"),
        (away(A, C), "уже назначено: Сом П. П."),
        (away(A, C, duty=7), "уже назначено"),
    ],
)
def test_overlapping_and_circular_ones_are_refused_in_words(other, said):
    assert said in refused(away(A, B), other)


@pytest.mark.parametrize("other", [away(B, A), away(B, C), away(C, A), away(A, C)])
def test_other_days_do_not_disturb(other):
    assert refused(away(A, B, 11, 20), other) == ""


def test_another_duty_may_have_another_substitute():
    assert refused(away(A, B, duty=1), away(A, C, duty=2)) == ""
    assert "уже назначено" in refused(away(A, B, duty=1), away(A, C, duty=1))


def test_one_substitute_may_stand_in_for_two():
    assert refused(away(A, B), away(C, B)) == ""


PAIRS = st.tuples(
    st.sampled_from([A, B, C]), st.sampled_from([A, B, C]), st.integers(1, 28), st.integers(0, 9),
    st.sampled_from([None, 1, 2]),
)  # fmt: skip


@given(st.lists(PAIRS, max_size=12))
def test_whoever_stands_in_is_there_and_nothing_is_held_twice(asked):
    """Whatever is asked in whatever order, what was let through is sound on every day."""
    kept: list[Absence] = []
    for absent, substitute, first, longer, duty in asked:
        since = date(2026, 7, first)
        new = Absence(absent, substitute, duty, since, since + timedelta(days=longer))
        if not refusal(new, kept, NAMES, TODAY):
            kept.append(new)
    for day in (TODAY + timedelta(days=n) for n in range(40)):
        today = [a for a in kept if a.since <= day <= a.until]
        assert not {a.absent_id for a in today} & {a.substitute_id for a in today}
        held = [(a.absent_id, a.duty_id) for a in today]
        assert len(held) == len(set(held))


@pytest.mark.parametrize(
    ("today", "ended", "begun", "expected"),
    [
        (30, None, False, Stage.PLANNED),
        (32, None, True, Stage.RUNNING),
        (32, None, False, Stage.RUNNING),
        (45, None, True, Stage.ENDED),
        (45, 42, True, Stage.ENDED),
        (35, 34, True, Stage.RETURNED),
        (30, 29, False, Stage.CANCELLED),
    ],
)
def test_the_stage_of_a_substitution(today, ended, begun, expected):
    def day(number):
        return date(2026, 6, 1) + timedelta(days=number - 1)

    ended_on = day(ended) if ended else None
    assert stage(day(31), day(40), day(today), ended_on=ended_on, begun=begun) == expected
