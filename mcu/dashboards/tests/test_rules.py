"""What is usual, and what a figure says beside it."""

from datetime import date, datetime, timedelta

import pytest

from mcu.dashboards.rules.screens import is_shown, may_join
from mcu.dashboards.rules.wall import Contentment, Tile, Usual, come_by, standing_usual

DAY, NOW = date(2026, 11, 20), datetime(2026, 11, 20, 12, 30)  # noqa: DTZ001 -- a local clock
USUAL = Usual(10, 6, 14)


@pytest.mark.parametrize(
    ("count", "good", "sign", "tone"),
    [(14, -1, "", ""), (15, -1, "▲", "late"), (15, 1, "▲", "ok"), (5, -1, "▼", "ok"), (15, 0, "▲", "soon")],
)  # fmt: skip
def test_only_what_is_beyond_most_such_days_gets_a_sign(count, good, sign, tone):
    tile = Tile("open", "в работе", count, USUAL, good)
    assert (tile.sign, tile.tone, tile.change) == (sign, tone, count - 10)


def test_a_day_that_is_not_over_is_not_below_its_usual():
    assert Tile("solved", "решено", 2, USUAL, 1, whole_day=True).sign == ""
    assert Tile("solved", "решено", 2, None, 1).sign == ""


def test_three_more_than_usual_in_the_early_morning_are_no_sign():
    assert Tile("came", "поступило", 3, Usual(0, 0, 2), 0).sign == ""
    assert Tile("came", "поступило", 4, Usual(0, 0, 2), 0).sign == "▲"


def test_usual_of_a_weekday_is_the_middle_of_the_same_weekdays_before():
    before = {DAY - timedelta(days=7 * week): 10 * week for week in (1, 2, 3)}
    before |= {DAY - timedelta(days=1): 900, DAY: 900}
    assert standing_usual(before, DAY) == Usual(20.0, 10, 30)
    assert standing_usual({DAY - timedelta(days=7): 5}, DAY) is None


def test_by_noon_has_come_what_came_by_noon_before():
    assert come_by({9: 60, 12: 20, 20: 20}, NOW) == pytest.approx(0.7)
    assert come_by({}, NOW) == pytest.approx(12.5 / 24)


def test_a_share_of_few_marks_is_not_told():
    assert not Contentment(9, 80.0).enough
    assert Contentment(10, 80.0).enough


def test_a_link_joins_one_screen_and_a_screen_taken_back_shows_nothing():
    later = NOW + timedelta(hours=1)
    assert may_join(later, None, None, NOW)
    assert not any([may_join(later, NOW, None, NOW), may_join(later, None, NOW, NOW), may_join(NOW, None, None, later)])  # fmt: skip
    assert is_shown(later, NOW, None, NOW)
    assert not any([is_shown(later, None, None, NOW), is_shown(later, NOW, NOW, NOW), is_shown(NOW, NOW, None, later)])  # fmt: skip
