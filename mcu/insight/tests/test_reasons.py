"""Growth by parts, seasons, weak sides: rules without a database."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.insight.rules.growth import cut, summed, told
from mcu.insight.rules.seasons import Profile, by_classifier, coming, profile, systemic
from mcu.insight.rules.weak import Counted, weak_sides

COUNTS = st.dictionaries(st.sampled_from([f"тема {n}" for n in range(30)]), st.integers(0, 50))


@given(COUNTS, COUNTS)
def test_the_parts_of_every_cut_add_up_to_the_change(before, now):
    found = cut("topic", before, now, shown=5)
    assert found.change == sum(now.values()) - sum(before.values())
    assert sum(part.now for part in found.parts) == sum(now.values())
    assert len(found.parts) <= 6
    assert all(0 <= part.width <= 100 for part in found.parts)


def test_the_change_is_told_with_what_added_most_and_what_went_the_other_way():
    parts = cut("topic", {"Снег": 10, "Пыль": 30}, {"Снег": 50, "Пыль": 20})
    lines = told(40, 70, [parts])
    assert (
        lines[0] == "Поступило 70\N{NO-BREAK SPACE}сообщений, в периоде сравнения 40: +30 (+75 %)."
    )
    assert lines[1:] == ["Темы: Снег +40.", "В другую сторону: Пыль −10."]
    assert told(0, 0, [cut("topic", {}, {})])[0].endswith("0: столько же.")
    assert summed([("а", 1), ("а", 2)]) == {"а": 3}


def year(peak: int, days: int, low: int = 2, high: int = 12) -> np.ndarray:
    """Every year of whole weeks thirty days around the day `peak` are higher."""
    away = (np.arange(days) - peak + 182) % 364 - 182
    return np.where(np.abs(away) <= 15, high, low).astype(float)


def test_the_peak_of_former_years_is_told_three_weeks_ahead_and_only_then():
    first, days = date(2024, 1, 1), 1000
    today = first + timedelta(days=days - 1)
    inside = (days - 1) % 364
    for ahead, found in ((10, True), (30, False), (-3, False)):
        told_peak = coming(year(inside + ahead + 15, days), first, today)
        assert (told_peak is not None) is found, ahead
        if told_peak:
            assert 3 <= (told_peak.starts - today).days <= 14
            assert (told_peak.years, told_peak.times > 2) == (2, True)
    assert coming(year(inside + 20, 300), first, first + timedelta(days=299)) is None
    assert coming(year(inside + 25, days, 0, 0), first, today) is None


def test_the_year_of_a_topic_is_even_at_a_hundred_and_unknown_where_nothing_was():
    first = date(2025, 1, 1)
    counts = np.array([6.0 if (first + timedelta(days=n)).month == 1 else 1.0 for n in range(365)])
    found = profile(counts, first)
    assert (found.peak, found.months[1]) == (1, pytest.approx(70, abs=3))
    assert found.heat(1) == 4
    assert found.heat(2) == 0
    assert profile(counts[:40], first).months[11] is None


def test_without_a_year_of_messages_the_season_of_the_classifier_is_told_at_its_beginning():
    day = date(2026, 11, 22)
    assert by_classifier(["winter"], day).starts == date(2026, 12, 1)
    assert by_classifier(["winter"], date(2026, 11, 1)) is None
    assert by_classifier(["autumn", "winter"], day) is None
    assert by_classifier(["spring"], date(2026, 2, 20)).starts == date(2026, 3, 1)
    assert by_classifier([], day) is None


def test_a_topic_of_the_whole_year_is_systemic():
    assert systemic(11, 0.1).startswith("системная")
    assert systemic(3, 0.5) == "сезонная или разовая"


def test_a_month_of_few_is_not_told_outside():
    year = Profile([100, 200, 20, None, *[None] * 8], 30)  # ten a month: 10, 20 and 2 messages
    assert year.without_few(5).months[:4] == [100, 200, None, None]


def test_of_half_a_year_nothing_is_said_of_the_whole():
    assert "года истории ещё нет" in systemic(6, 0.1, seen=7)
    assert systemic(2, 0.1, seen=7) == "сезонная или разовая"


def test_a_body_clearly_worse_than_all_is_weak_and_one_of_few_cases_is_not():
    rows = [
        Counted(1, "overdue", 30, 60), Counted(2, "overdue", 10, 100), Counted(3, "overdue", 9, 9),
        Counted(4, "rated", 2, 4),
    ]  # fmt: skip
    (found,) = weak_sides(rows)
    assert (found.body, found.figure) == (1, "50 % (30 из 60), в среднем по органам 29 %")
    assert "просроченные" in found.advice
