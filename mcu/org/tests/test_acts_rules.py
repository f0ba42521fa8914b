"""Legal acts: force, editions, annexes."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.org.rules.acts import ActView, Standing, chain, forest, standing

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (date(2026, 11, 20), None, Standing.IN_FORCE),
        (date(2026, 11, 21), None, Standing.NOT_YET),
        (None, None, Standing.UNKNOWN),
        (None, date(2026, 11, 19), Standing.ENDED),
        (date(2020, 1, 1), date(2026, 11, 19), Standing.ENDED),
        (date(2020, 1, 1), date(2026, 11, 20), Standing.IN_FORCE),
    ],
)
def test_an_act_is_in_force_from_its_first_to_its_last_day(since, until, expected):
    assert standing(since, until, DAY) is expected


def test_an_act_that_amends_an_amended_act_belongs_to_the_first_one():
    acts = [
        ActView(3, date(2024, 3, 22), amends=2),
        ActView(2, date(2023, 8, 25), amends=1),
        ActView(1, date(2022, 6, 22)),
        ActView(9, date(2021, 1, 1)),
    ]
    assert [chain(acts, key) for key in (1, 2, 3)] == [[1, 2, 3]] * 3
    assert chain(acts, 9) == [9]


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(0, 9)),
            st.one_of(st.none(), st.integers(0, 9)),
            st.one_of(st.none(), st.dates()),
        ),
        min_size=1,
        max_size=10,
    )
)
def test_circles_and_dangling_pointers_end(rows):
    acts = [ActView(key, dated, amends, annex) for key, (amends, annex, dated) in enumerate(rows)]
    for act in acts:
        found = chain(acts, act.key)
        assert act.key in found
        assert len(found) == len(set(found))
    shown = [key for _, key in forest(acts)]
    assert sorted(shown) == [act.key for act in acts]


def test_annexes_stand_under_their_act():
    acts = [ActView(1), ActView(2), ActView(3, annex_to=1), ActView(4, annex_to=3)]
    assert forest(acts) == [(0, 1), (1, 3), (2, 4), (0, 2)]
