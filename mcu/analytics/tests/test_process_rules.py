"""Where time goes between states, and what is proposed."""

from mcu.analytics.rules.process import ADVICE, Stay, by_state, proposals
from mcu.cases.rules.workflow import FINISHED, State


def stays(state, hours, body="", start=0):
    return [Stay(start + n, state, value, body) for n, value in enumerate(hours)]


def test_the_states_stand_in_the_order_of_a_life_with_their_share_of_the_time():
    found = by_state([*stays("approval", [30, 10]), *stays("new", [1, 3, 6])])
    assert [(row.state, row.count, row.median) for row in found] == [
        ("new", 3, 3),
        ("approval", 2, 20),
    ]
    assert round(found[1].share, 2) == 0.8
    assert by_state([]) == []


def test_two_stays_of_one_case_are_one_case():
    row = by_state([Stay(1, "rework", 2.0), Stay(1, "rework", 4.0)])[0]
    assert (row.count, row.median, row.keys) == (1, 3.0, (1,))


def test_a_body_that_keeps_cases_much_longer_than_usual_is_named_with_advice():
    usual = stays("approval", [8] * 20, "Дороги")
    slow = stays("approval", [40] * 6, "Водоканал", start=100)
    found = proposals([*usual, *slow], "body")
    assert [(each.where, each.state, each.count) for each in found] == [
        ("Водоканал", "approval", 6)
    ]
    assert "40 ч против обычных 8 ч" in found[0].title
    assert found[0].advice == ADVICE[State.APPROVAL]
    assert found[0].keys[0] == 100


def test_few_cases_short_stays_and_ends_say_nothing():
    usual = stays("approval", [8] * 20, "Дороги")
    assert proposals([*usual, *stays("approval", [400] * 4, "Мосты", 100)], "body") == []
    quick = stays("new", [0.1] * 20, "Дороги")
    assert proposals([*quick, *stays("new", [3.9] * 9, "Мосты", 100)], "body") == []
    assert not set(ADVICE) & FINISHED
