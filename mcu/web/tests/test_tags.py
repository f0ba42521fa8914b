"""The tags of every template."""

import pytest
from django.test import RequestFactory

from mcu.web.templatetags.mcu import SIGNS, clock, query_with


@pytest.mark.parametrize("level", sorted(SIGNS))
def test_a_clock_is_never_a_colour_alone(level):
    assert f'aria-hidden="true">{SIGNS[level]}</span> 2 дня' in clock(level, "2 дня")


def test_a_clock_in_time_says_so_to_the_ear():
    assert clock("ok", "2 дня", "до ответа") == (
        '<span class="clock ok"><span class="sr">до срока </span>'
        '<span aria-hidden="true">✓</span> 2 дня<small>до ответа</small></span>'
    )


def test_nothing_in_a_clock_is_markup():
    assert "<b>" not in clock("late", "<b>", "<b>")


@pytest.mark.parametrize(
    ("query", "changed", "expected"),
    [
        ("", {}, "?"),
        ("", {"status": "all"}, "?status=all"),
        ("q=%D1%8F&page=3&open=7", {"status": "all"}, "?q=%D1%8F&status=all"),
        ("channel=vk&channel=ok&status=open", {"status": None}, "?channel=vk&channel=ok"),
        ("a=1&b=2", {"a": 3}, "?b=2&a=3"),
        ("page=3", {"page": 4}, "?page=4"),
    ],
)
def test_a_query_is_changed_from_its_first_page(query, changed, expected):
    request = RequestFactory().get(f"/?{query}")
    assert query_with({"request": request}, **changed) == expected
