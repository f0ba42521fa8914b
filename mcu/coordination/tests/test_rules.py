"""Progress of a road map, its states, addresses inside the program; without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.coordination.rules.grounds import inside
from mcu.coordination.rules.progress import Point, progress
from mcu.coordination.rules.states import (
    CAUSE_STEPS,
    DECISION_STEPS,
    CauseState,
    DecisionState,
    MapState,
    approvable,
    endable,
    whys,
)
from mcu.core.errors import RuleViolation
from mcu.core.steps import taken

TODAY = date(2026, 11, 21)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def test_the_share_in_time_is_of_points_whose_day_has_come_or_that_are_done():
    points = [
        Point(ago(10), ago(10), ago(12)),
        Point(ago(10), ago(2), ago(3)),
        Point(ago(5), ago(5)),
        Point(ago(-9), ago(-9), ago(0)),
        Point(ago(-9), ago(-9)),
        Point(ago(30), ago(30), cancelled=True),
    ]
    found = progress(points, TODAY)
    assert (found.total, found.done, found.in_time, found.asked, found.overdue) == (6, 3, 2, 5, 1)
    assert (found.share, found.timely) == (50, 40)


def test_stopping_what_is_late_makes_nothing_better():
    late = Point(ago(5), ago(5))
    stopped = Point(ago(5), ago(5), cancelled=True)
    assert progress([late], TODAY).timely == progress([stopped], TODAY).timely == 0
    assert progress([stopped], TODAY).overdue == 0  # nobody is waited for any more


def test_a_moved_day_saves_from_being_overdue_but_not_from_being_late():
    moved = Point(ago(3), ago(-3))
    assert not moved.overdue(TODAY)
    assert progress([moved], TODAY).timely == 0
    assert Point(ago(3), ago(-3), TODAY).in_time is False


def test_without_points_nothing_is_claimed():
    assert (progress([], TODAY).share, progress([], TODAY).timely) == (None, None)
    assert progress([Point(ago(-1), ago(-1))], TODAY).timely is None


days = st.integers(-400, 400).map(ago)
some = st.builds(Point, days, days, st.none() | days, st.booleans())


@given(st.lists(some, max_size=30))
def test_counts_never_contradict_one_another(points):
    found = progress(points, TODAY)
    assert found.in_time <= found.done <= found.total <= len(points)
    assert found.in_time <= found.asked <= found.total
    assert found.done + found.overdue <= found.total


@pytest.mark.parametrize(
    ("steps", "states"), [(CAUSE_STEPS, CauseState), (DECISION_STEPS, DecisionState)]
)
def test_each_step_is_made_only_from_its_states_and_with_words(steps, states):
    for name, each in steps.items():
        for state in states:
            if state in each.sources:
                assert taken(steps, name, state, "так").target == each.target
            else:
                with pytest.raises(RuleViolation):
                    taken(steps, name, state, "так")
        with pytest.raises(RuleViolation, match=each.asks):
            taken(steps, name, next(iter(each.sources)), "  ")
    assert {each.target for each in steps.values()} == set(states)


@pytest.mark.parametrize("state", MapState)
def test_a_road_map_is_approved_from_a_draft_and_ended_once_under_way(state):
    refused = state != MapState.DRAFT
    assert _refuses(lambda: approvable(state, [TODAY], TODAY)) is refused
    assert _refuses(lambda: endable(state, 0, stops=False)) is (state != MapState.APPROVED)


def test_a_road_map_without_points_or_with_a_past_day_is_not_approved():
    assert _refuses(lambda: approvable(MapState.DRAFT, [], TODAY))
    assert _refuses(lambda: approvable(MapState.DRAFT, [ago(1)], TODAY))
    assert _refuses(lambda: endable(MapState.APPROVED, 1, stops=False))
    assert not _refuses(lambda: endable(MapState.APPROVED, 1, stops=True))


def test_five_whys_are_lines_and_a_sixth_is_refused():
    assert whys("яма\r\n\n основание размыто \x00") == ["яма", "основание размыто"]
    assert _refuses(lambda: whys("почему\n" * 6))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/cases/?topic=roads", "/cases/?topic=roads"),
        (" http://mcu.example/summary/?since=2026-01-01#x ", "/summary/?since=2026-01-01"),
        ("https://mcu.example/", "/"),
    ],
)
def test_an_address_copied_from_the_browser_is_kept_without_its_host(given, kept):
    assert inside(given, "mcu.example") == kept


@pytest.mark.parametrize(
    "given",
    ["", "cases", "javascript:alert(1)", "//evil.example/a", "https://evil.example/cases/", "/\\evil",
     "https://mcu.example@evil.example/", "https://mcu.example//evil.example", "http://[", "/a\nb",
     "data:text/html,x", "/" + "a" * 1000],
)  # fmt: skip
def test_an_address_outside_is_refused(given):
    assert _refuses(lambda: inside(given, "mcu.example"))


@given(st.text())
def test_whatever_is_pasted_stays_inside_or_is_refused(text):
    try:
        kept = inside(text, "mcu.example")
    except RuleViolation:
        return
    assert kept.startswith("/")
    assert not kept.startswith("//")


def _refuses(act) -> bool:
    try:
        act()
    except RuleViolation:
        return True
    return False
