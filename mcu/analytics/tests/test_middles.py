"""Medians told from how often each value occurs are the medians of the values."""

from statistics import median, quantiles

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.rules.facts import MARKS
from mcu.analytics.rules.measures import BY_CODE
from mcu.analytics.rules.middles import Spread, axis, middles
from mcu.analytics.rules.slices import Kept

MEDIAN, P90 = BY_CODE["close_median"], BY_CODE["close_p90"]
A_CASE = st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([1, 2]), st.integers(0, 5000))


@given(st.lists(A_CASE, min_size=2, max_size=30))
def test_a_middle_of_every_cell_and_total_is_that_of_its_values(cases):
    rows = axis(np.array([case[0] for case in cases], dtype=object))
    columns = axis(np.array([case[1] for case in cases], dtype=np.uint8))
    values = np.array([case[2] for case in cases])
    spread = Spread(rows, columns, values, np.ones(len(cases), dtype=int))
    for r, c, all_rows, all_columns, found in middles(spread, {5, 9}, Kept(), Kept()):
        here = [
            value for row, column, value in cases
            if (all_rows or row == r[0]) and (all_columns or column == c[0])
        ]  # fmt: skip
        assert found.whole == len(here)
        assert abs(MEDIAN.between(*found.ends[5], found.whole) * MEDIAN.per - median(here)) < 1e-6
        if len(here) > 1:
            ninth = quantiles(here, n=10, method="inclusive")[8]
            assert abs(P90.between(*found.ends[9], found.whole) * P90.per - ninth) < 1e-6


def test_what_is_not_shown_by_itself_is_one_row_with_a_middle_of_its_own():
    column = axis(np.array(["a", "b", "c", "c"], dtype=object))
    spread = Spread(column, None, np.array([1, 2, 4, 8]), np.array([1, 1, 1, 1]))
    found = {
        (r, all_rows): middle.ends[5]
        for r, _, all_rows, _, middle in middles(spread, {5}, Kept(("a",), missing=False), Kept())
    }
    assert found[("a", False), False] == (1, 1)
    assert found[(None, True), False] == (4, 4)
    assert found[(None, False), True] == (2, 4)


def test_marks_fit_into_the_number_the_mart_keeps():
    assert len(MARKS) <= 32
