"""Periods, steps, figures, the address behind a number."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.rules.summary import (
    LONGEST,
    MEASURES,
    PRESETS,
    Figures,
    Period,
    change,
    duration,
    filters,
    query,
    read_period,
    read_span,
    step_name,
    steps,
    working_duration,
)
from mcu.cases.forms import FeedForm
from mcu.cases.rules.feed import FeedFilter
from mcu.core.errors import RuleViolation

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(2005, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("name", "since", "until"),
    [
        ("today", date(2026, 11, 20), TODAY),
        ("yesterday", date(2026, 11, 19), date(2026, 11, 19)),
        ("week", date(2026, 11, 14), TODAY),
        ("month", date(2026, 11, 1), TODAY),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("quarter", date(2026, 10, 1), TODAY),
        ("year", date(2026, 1, 1), TODAY),
        ("nonsense", date(2026, 11, 1), TODAY),
    ],
)
def test_a_preset_is_a_period(name, since, until):
    period = read_period(name, None, None, TODAY)
    assert (period.since, period.until) == (since, until)


@given(st.sampled_from(sorted(PRESETS)), DAYS)
def test_every_preset_of_every_day_is_in_order_and_not_ahead(name, today):
    period = read_period(name, None, None, today)
    assert period.since <= period.until <= today


def test_one_end_is_enough():
    assert read_period("", date(2026, 11, 3), None, TODAY).until == TODAY
    assert read_period("", None, date(2026, 11, 3), TODAY).days == 1
    assert read_period("", date(2027, 1, 5), None, TODAY).days == 1


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 11, 3), date(2026, 11, 2), "раньше, чем начинается"),
        (date(1999, 1, 1), date(1999, 1, 2), "в пределах"),
        (date(2099, 1, 1), date(2100, 1, 1), "в пределах"),
        (date(2020, 1, 1), date(2026, 1, 1), "не длиннее трёх лет"),
    ],
)
def test_it_refuses_a_period_that_makes_no_sense(since, until, said):
    with pytest.raises(RuleViolation, match=said):
        read_period("", since, until, TODAY)


@given(DAYS, st.integers(0, LONGEST - 1))
def test_the_steps_cover_the_period_once_and_in_order(since, length):
    period = Period(since, since + timedelta(days=length))
    found = steps(period)
    assert (found[0].since, found[-1].until) == (period.since, period.until)
    for step, following in pairwise(found):
        assert following.since == step.until + timedelta(days=1)
    assert len({step.label for step in found}) == len(found)


def test_long_periods_go_by_weeks_and_months():
    assert step_name(Period(date(2026, 1, 1), date(2026, 2, 1))) == "по дням"
    assert step_name(Period(date(2026, 1, 1), date(2026, 6, 1))) == "по неделям"
    assert step_name(Period(date(2024, 1, 1), date(2026, 6, 1))) == "по месяцам"


def test_the_period_before_is_as_long_and_ends_where_this_begins():
    before = Period(date(2026, 11, 1), TODAY).before
    assert (before.days, before.until) == (20, date(2026, 10, 31))


def test_figures_add_up():
    total = Figures(5, 4, 1, 2) + Figures(1, 0, 0, 1)
    assert total == Figures(6, 4, 1, 3)
    assert total.in_time == 0.75
    assert Figures(received=3).in_time is None


@pytest.mark.parametrize(
    ("closed", "missed", "tone"),
    [(10, 1, "ok"), (10, 2, "soon"), (100, 26, "late"), (0, 0, "")],
)
def test_the_tone_follows_the_share(closed, missed, tone):
    assert Figures(closed=closed, missed=missed).tone == tone


@pytest.mark.parametrize(("now", "before", "per_cent"), [(12, 10, 20), (5, 10, -50), (3, 0, None)])
def test_change_is_in_per_cent(now, before, per_cent):
    assert change(now, before) == per_cent


@pytest.mark.parametrize(
    ("seconds", "clock", "working"),
    [
        (None, "—", "—"),
        (0, "0 мин", "0 мин"),
        (59 * 60, "59 мин", "59 мин"),
        (3600, "1 ч", "1 ч"),
        (5 * 3600 + 720, "5 ч 12 мин", "5 ч 12 мин"),
        (26 * 3600, "1 сут 2 ч", "26 ч"),
        (48 * 3600, "2 сут", "48 ч"),
    ],
)
def test_durations_are_in_words(seconds, clock, working):
    assert (duration(seconds), working_duration(seconds)) == (clock, working)


def test_every_measure_has_a_list():
    assert set(filters(FeedFilter(), Period(TODAY, TODAY))) == set(MEASURES)


@given(
    st.builds(
        FeedFilter,
        status=st.sampled_from(["all", "open", "finished", "rework"]),
        due=st.sampled_from(["", "late", "missed"]),
        sort=st.sampled_from(["due", "new"]),
        channel=st.lists(st.sampled_from(["vk", "pos", "phone"]), unique=True).map(tuple),
        system=st.sampled_from(["", "incident"]),
        executor=st.sampled_from(["", "me"]),
        received_from=st.none() | DAYS,
        closed_to=st.none() | DAYS,
    )
)
def test_the_page_of_the_list_reads_the_address_as_it_was_meant(chosen):
    form = FeedForm(QueryDict(query(chosen)), topics=[], bodies=[], blocks=[])
    assert form.chosen == chosen


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2026", (2026, 1, 1), (2026, 12, 31)),
        ("2026-Q1", (2026, 1, 1), (2026, 3, 31)),
        ("2025-q4", (2025, 10, 1), (2025, 12, 31)),
        ("2024-02", (2024, 2, 1), (2024, 2, 29)),
        ("2026-01..2026-09", (2026, 1, 1), (2026, 9, 30)),
        ("2026-Q2..2026-Q3", (2026, 4, 1), (2026, 9, 30)),
        ("2026-03-05..2026-03-05", (2026, 3, 5), (2026, 3, 5)),
        ("", (2026, 1, 1), (2026, 11, 20)),
    ],
)
def test_a_span_of_the_command_line_is_a_year_a_quarter_a_month_or_days(text, since, until):
    found = read_span(text, TODAY)
    assert (found.since, found.until) == (date(*since), date(*until))


@pytest.mark.parametrize(
    "text",
    ["2026-Q0", "2026-Q5", "Q3", "2026-13", "2026-02-30", "вчера", "2026-1-1-1", "9" * 30, "-"],
)
def test_what_is_no_span_is_refused_with_examples(text):
    with pytest.raises(RuleViolation, match="2026-Q3"):
        read_span(text, TODAY)
