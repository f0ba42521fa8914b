"""The effect of work: worked examples, honest sentences, and what always holds."""

from math import exp, log, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.effect import Flow, effect, said, season_note, windows

STEADY = Flow((20, 20, 20, 20), (20, 20, 20, 20))


def test_the_worked_example_by_hand():
    found = effect(Flow((10, 12, 8, 10), (2, 3, 2, 3)), STEADY)
    ratio = (10.5 / 40.5) / (80.5 / 80.5)
    error = sqrt(1 / 10.5 + 1 / 40.5 + 2 / 80.5)
    assert found.ratio == pytest.approx(ratio)
    assert found.low == pytest.approx(exp(log(ratio) - 1.959964 * error))
    assert found.high == pytest.approx(exp(log(ratio) + 1.959964 * error))
    assert (found.change, found.interval) == (-74, (-88, -45))
    assert found.known
    assert (
        said(found)
        == "Сообщений стало меньше на 74 % с поправкой на контроль (с вероятностью 95 % от −88 % до −45 %)."
    )


def test_what_fell_everywhere_is_no_effect_of_the_work():
    found = effect(Flow((20, 20, 20, 20), (10, 10, 10, 10)), Flow((40,) * 4, (20,) * 4))
    assert found.ratio == pytest.approx(1, abs=0.05)
    assert not found.known
    assert "в пределах случайного" in said(found)


def test_what_grew_is_said_to_have_grown():
    assert "больше на" in said(effect(Flow((2, 3, 2, 3), (20, 22, 18, 21)), STEADY))


@pytest.mark.parametrize(
    ("place", "control", "word"),
    [
        (Flow((5,) * 3, (1,) * 3), STEADY, "меньше 4 полных недель"),
        (Flow((1, 1, 1, 1), (0, 1, 0, 0)), STEADY, "по этому месту меньше 10"),
        (Flow((9, 9, 9, 9), (1, 1, 1, 1)), Flow((1, 0, 0, 0), (0, 1, 0, 0)), "для сравнения"),
        (Flow((), ()), Flow((), ()), "полных недель"),
    ],
)
def test_few_numbers_say_nothing_and_it_is_said(place, control, word):
    found = effect(place, control)
    assert not found.enough
    assert not found.known
    assert said(found).startswith("Мало данных: ")
    assert word in said(found)


def test_weeks_that_scatter_widen_the_interval():
    even = effect(Flow((10, 10, 10, 10), (5, 5, 5, 5)), STEADY)
    bunched = effect(Flow((40, 0, 0, 0), (20, 0, 0, 0)), STEADY)
    assert bunched.ratio == pytest.approx(even.ratio)
    assert bunched.high / bunched.low > even.high / even.low


WEEKS = st.lists(st.integers(0, 500), min_size=1, max_size=12).map(tuple)


@given(WEEKS, WEEKS, WEEKS, WEEKS)
def test_the_interval_always_holds_the_estimate(a, b, c, d):
    found = effect(Flow(a, b), Flow(c, d))
    assert 0 < found.low <= found.ratio <= found.high
    assert said(found)


@given(WEEKS, WEEKS)
def test_a_place_beside_itself_has_no_effect(before, after):
    assert effect(Flow(before, after), Flow(before, after)).ratio == pytest.approx(1)


def test_the_season_is_named_where_it_changed():
    assert "сменился" in season_note(["winter"], [2, 3, 4])
    assert "один и тот же" in season_note(["winter"], [1, 2])
    assert "контролем" in season_note([], [1, 6])


@pytest.mark.parametrize(("passed", "weeks"), [(-3, 0), (0, 0), (5, 5), (80, 8)])
def test_windows_are_as_long_as_time_has_passed_within_a_limit(passed, weeks):
    assert windows(passed) == weeks
