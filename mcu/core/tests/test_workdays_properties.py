"""What the working calendar promises for every start, value, unit, shift and zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mcu.core.workdays import Shift, Unit, WorkCalendar

CALENDAR = WorkCalendar(ZoneInfo("Europe/Moscow"))
ZONES = (
    "Europe/Kaliningrad",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Yekaterinburg",
    "Asia/Omsk",
    "Asia/Krasnoyarsk",
    "Asia/Irkutsk",
    "Asia/Yakutsk",
    "Asia/Vladivostok",
    "Asia/Magadan",
    "Asia/Kamchatka",
)
BY_ZONE = {name: WorkCalendar(ZoneInfo(name)) for name in ZONES}

moments = st.datetimes(
    datetime(2016, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2032, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
values = st.integers(0, 120)
units = st.sampled_from(Unit)
day_units = st.sampled_from([Unit.CALENDAR_DAYS, Unit.WORKING_DAYS])
shifts = st.sampled_from(Shift)


@given(moments, moments, values, units, shifts)
def test_a_later_start_is_never_due_earlier(
    a: datetime, b: datetime, value: int, unit: Unit, shift: Shift
) -> None:
    first, last = sorted((a, b))
    assert CALENDAR.add(first, value, unit, shift).due <= CALENDAR.add(last, value, unit, shift).due


@given(moments, st.timedeltas(timedelta(), timedelta(days=3)), values, units, shifts)
def test_a_slightly_later_start_is_never_due_earlier(
    a: datetime, gap: timedelta, value: int, unit: Unit, shift: Shift
) -> None:
    due = CALENDAR.add(a, value, unit, shift).due
    assert due <= CALENDAR.add(a + gap, value, unit, shift).due


@given(moments, values, values, units, shifts)
def test_a_longer_term_is_never_due_earlier(
    start: datetime, a: int, b: int, unit: Unit, shift: Shift
) -> None:
    dues = [CALENDAR.add(start, value, unit, shift).due for value in sorted((a, b))]
    assert dues == sorted(dues)


@given(moments, values, units, shifts)
def test_nothing_is_due_before_it_began(
    start: datetime, value: int, unit: Unit, shift: Shift
) -> None:
    count = CALENDAR.add(start, value, unit, shift)
    assert count.start == start
    assert count.start <= count.effective_start <= count.due


@given(moments, values, day_units, st.sampled_from([Shift.PREVIOUS, Shift.NEXT]))
def test_a_shifted_term_in_days_is_never_due_on_a_day_off(
    start: datetime, value: int, unit: Unit, shift: Shift
) -> None:
    count = CALENDAR.add(start, value, unit, shift)
    assert CALENDAR.is_working(count.due.date())
    assert (count.shifted_from is None) == (count.due == count.raw_due)


@given(moments, values)
def test_working_seconds_up_to_the_due_moment_are_the_term(start: datetime, value: int) -> None:
    count = CALENDAR.add(start, value, Unit.WORKING_HOURS)
    seconds = CALENDAR.working_seconds_between(count.effective_start, count.due)
    assert seconds == value * 3600
    assert CALENDAR.working_seconds_between(count.start, count.effective_start) == 0
    assert CALENDAR.working_seconds_between(count.due, count.effective_start) == -seconds


@given(moments, values)
def test_a_term_in_working_hours_begins_inside_working_time(start: datetime, value: int) -> None:
    begins = CALENDAR.add(start, value, Unit.WORKING_HOURS).effective_start
    assert any(a <= begins < b for a, b in CALENDAR.intervals(begins.date()))


@given(moments, st.integers(1, 60))
def test_working_days_are_as_many_as_asked(start: datetime, value: int) -> None:
    count = CALENDAR.add(start, value, Unit.WORKING_DAYS)
    first, last = count.start.date(), count.due.date()
    inside = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    assert sum(CALENDAR.is_working(d) for d in inside) == value


@given(
    st.datetimes(datetime(2021, 1, 2), datetime(2030, 1, 1)),  # noqa: DTZ001
    values,
    units,
    shifts,
)
@settings(max_examples=50)
def test_equal_local_times_get_equal_answers_in_every_russian_zone(
    local: datetime, value: int, unit: Unit, shift: Shift
) -> None:
    answers = set()
    for name, calendar in BY_ZONE.items():
        count = calendar.add(local.replace(tzinfo=ZoneInfo(name)), value, unit, shift)
        answers.add(
            (
                count.effective_start.replace(tzinfo=None),
                count.due.replace(tzinfo=None),
                count.raw_due.replace(tzinfo=None),
                count.skipped_days,
            )
        )
    assert len(answers) == 1


@given(moments, st.sampled_from(ZONES), st.integers(0, 3000))
def test_clock_hours_are_elapsed_hours_in_every_zone(
    start: datetime, name: str, value: int
) -> None:
    count = BY_ZONE[name].add(start, value, Unit.CLOCK_HOURS)
    assert count.due.astimezone(UTC) - start == timedelta(hours=value)
    assert count.due.utcoffset() == count.due.astimezone(UTC).astimezone(ZoneInfo(name)).utcoffset()
