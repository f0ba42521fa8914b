"""Periods of forms and the table of states; no database."""

from datetime import date, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.rules.summary import Period
from mcu.core.workdays import DayKind, DayOverride, Shift, WorkCalendar
from mcu.org.rules.roles import Actor, DutyView, Role
from mcu.reports.rules import periods
from mcu.reports.rules.figures import Head, Section, Table, as_data, read, shown
from mcu.reports.rules.life import FROZEN, MOVES, Act, Roles, State, not_now, not_yours, open_to
from mcu.reports.rules.periods import Every, Term
from mcu.reports.rules.standard import standard

ROLES = Roles(Role.POS, Role.HEAD_OF_CENTRE)
DAYS = st.dates(date(2006, 1, 1), date(2098, 12, 31))


def actor(role, key=1):
    return Actor(key, "Кто-то", 1, (DutyView(role, None, None, frozenset(), ""),))


@given(st.sampled_from(list(Every)), DAYS)
def test_every_day_belongs_to_one_whole_period_and_the_former_ends_the_day_before(every, day):
    period = periods.holding(every, day)
    assert period.since <= day <= period.until
    assert periods.fits(every, period)
    before = periods.former(every, period)
    assert (period.since - before.until).days == 1
    assert periods.fits(every, before)
    assert periods.last(every, day) == before


@given(st.sampled_from(list(Every)), DAYS, st.integers(0, 400))
def test_what_is_due_has_no_gaps_and_nothing_that_still_runs(every, since, more):
    today = date.fromordinal(since.toordinal() + more)
    found = list(periods.finished(every, since, today))
    assert all(one.since >= since and one.until < today for one in found)
    assert all((b.since - a.until).days == 1 for a, b in pairwise(found))
    whole = periods.last(every, today)
    assert (whole in found) == (whole.since >= since)


@pytest.mark.parametrize(
    ("every", "day", "said"),
    [
        ("week", date(2026, 11, 22), "неделя 16.11.2026 – 22.11.2026"),
        ("month", date(2026, 2, 3), "февраль 2026 года"),
        ("quarter", date(2026, 9, 30), "III квартал 2026 года"),
        ("half_year", date(2026, 7, 1), "II полугодие 2026 года"),
        ("year", date(2026, 1, 1), "2026 год"),
    ],
)
def test_a_period_is_called_as_people_call_it(every, day, said):
    assert periods.named(every, periods.holding(every, day)) == said


def test_a_due_day_leaves_a_day_off_as_the_form_says_and_never_for_the_period_itself():
    """Every day of a month after every month of three years, against the words of the rule."""
    own = [
        DayOverride(date(2025, 9, 9), DayKind.OFF),
        DayOverride(date(2025, 6, 7), DayKind.WORKING),
    ]
    calendar = WorkCalendar(ZoneInfo("Asia/Irkutsk"), overrides=own)
    seen = set()
    for month in range(36):
        period = periods.holding("month", date(2024 + month // 12, month % 12 + 1, 1))
        for day, shift in product(range(1, 61), Shift):
            raw = period.until + timedelta(days=day)
            due = periods.due(period, Term(day, shift), calendar)
            assert due.on == _moved(raw, shift, period, calendar)
            assert due.moved_from == (raw if due.on != raw else None)
            seen.add((shift, due.on < raw, due.on > raw))
    assert {(Shift.PREVIOUS, True, False), (Shift.PREVIOUS, False, True)} <= seen
    assert {found[1:] for found in seen if found[0] is Shift.NONE} == {(False, False)}


@pytest.mark.parametrize(
    ("until", "day", "shift", "due"),
    [
        (date(2025, 10, 31), 1, "previous", date(2025, 11, 1)),  # a working Saturday
        (date(2025, 10, 31), 2, "previous", date(2025, 11, 1)),
        (date(2025, 10, 31), 2, "next", date(2025, 11, 5)),
        (date(2025, 12, 31), 5, "previous", date(2026, 1, 12)),  # no working day before it
        (date(2025, 12, 31), 5, "none", date(2026, 1, 5)),
    ],
)
def test_a_working_saturday_and_the_new_year_are_those_of_the_calendar(until, day, shift, due):
    period = periods.holding("month", until)
    assert periods.due(period, Term(day, shift), WorkCalendar(ZoneInfo("Europe/Moscow"))).on == due


def _moved(raw, shift, period, calendar):
    if shift is Shift.NONE or calendar.is_working(raw):
        return raw
    before = raw
    while shift is Shift.PREVIOUS and before > period.until:
        if calendar.is_working(before):
            return before
        before -= timedelta(days=1)
    while not calendar.is_working(raw):
        raw += timedelta(days=1)
    return raw


def test_days_that_are_no_period_are_called_by_their_dates():
    odd = Period(date(2026, 1, 3), date(2026, 2, 9))
    assert not periods.fits("month", odd)
    assert periods.named("month", odd) == "03.01.2026 – 09.02.2026"


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
def test_an_act_is_open_only_from_its_states_and_to_its_role(act, state):
    fits = state in MOVES[act].before
    assert bool(not_now(act, state, actor(Role.POS))) is not fits
    signer = MOVES[act].signer
    assert bool(not_yours(act, ROLES, actor(Role.POS))) is signer
    assert not not_yours(act, ROLES, actor(Role.HEAD_OF_CENTRE))
    assert not_yours(act, ROLES, actor(Role.INCIDENT))


def test_nothing_that_is_signed_goes_back_and_nobody_signs_their_own_words():
    for act, move in MOVES.items():
        if move.before & FROZEN:
            assert move.after in {None, State.SENT}, act
    head = actor(Role.HEAD_OF_CENTRE, 7)
    assert Act.SIGN in open_to("ready", ROLES, head)
    assert Act.SIGN not in open_to("ready", ROLES, head, {7})
    assert "другой человек" in not_now(Act.SIGN, "ready", head, {7})


def test_figures_are_read_as_they_were_kept_and_shown_in_words():
    heads = (Head("Что"), Head("Доля", "percent"), Head("День", "date"), Head("N", "whole"))
    table = Table("Т", heads, (("Ямы", 0.256, "2026-11-03", 1234), ("Нет", None, "", 0)), "a=1")
    section = Section("x", "Раздел", (table,), ("Сказано.",), ("Так.",))
    assert read(as_data([section])) == [section]
    assert [text for text, _ in table.shown[0]] == ["Ямы", "25,6\xa0%", "03.11.2026", "1\xa0234"]
    assert [text for text, _ in table.shown[1]] == ["Нет", "—", "—", "0"]
    assert shown(3.0, "number") == "3"


def test_the_forms_of_the_acts_name_their_clause_and_two_different_people():
    for one in standard().values():
        assert one.clause
        assert one.preparer != one.signer
        assert one.preparer in Role.values
        assert one.every in Every.values
