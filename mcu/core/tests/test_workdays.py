"""The working calendar against the dates of the law and the production calendar."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays
import pytest

from mcu.core.errors import RuleViolation
from mcu.core.workdays import (
    DayKind,
    DayOverride,
    OutOfCalendar,
    Shift,
    Unit,
    Wait,
    WorkCalendar,
    WorkingTime,
)

MOSCOW = ZoneInfo("Europe/Moscow")
CALENDAR = WorkCalendar(MOSCOW)


def day(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC).date()


def at(text: str, tz: ZoneInfo = MOSCOW) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=tz)


def due_day(start: str, value: int, unit: Unit, shift: Shift) -> date:
    return CALENDAR.add(at(f"{start} 10:00"), value, unit, shift).due.date()


CALENDAR_DAYS = [
    ("05.12.2025", 30, "04.01.2026", "30.12.2025", "12.01.2026"),
    ("12.12.2025", 30, "11.01.2026", "30.12.2025", "12.01.2026"),
    ("30.01.2026", 30, "01.03.2026", "27.02.2026", "02.03.2026"),
    ("01.04.2026", 30, "01.05.2026", "30.04.2026", "04.05.2026"),
    ("09.04.2026", 30, "09.05.2026", "08.05.2026", "12.05.2026"),
    ("13.05.2026", 30, "12.06.2026", "11.06.2026", "15.06.2026"),
    ("05.10.2026", 30, "04.11.2026", "03.11.2026", "05.11.2026"),
    ("02.10.2025", 30, "01.11.2025", "01.11.2025", "01.11.2025"),
    ("28.03.2024", 30, "27.04.2024", "27.04.2024", "27.04.2024"),
    ("21.01.2027", 30, "20.02.2027", "20.02.2027", "20.02.2027"),
    ("01.12.2026", 30, "31.12.2026", "30.12.2026", "11.01.2027"),
    ("30.12.2026", 3, "02.01.2027", "30.12.2026", "11.01.2027"),
    ("04.05.2026", 7, "11.05.2026", "08.05.2026", "12.05.2026"),
]


@pytest.mark.parametrize(("start", "value", "raw", "previous", "following"), CALENDAR_DAYS)
def test_calendar_days_fall_on_the_dates_of_the_reference_table(
    start: str, value: int, raw: str, previous: str, following: str
) -> None:
    unit = Unit.CALENDAR_DAYS
    assert due_day(start, value, unit, Shift.NONE) == day(raw)
    assert due_day(start, value, unit, Shift.PREVIOUS) == day(previous)
    assert due_day(start, value, unit, Shift.NEXT) == day(following)


@pytest.mark.parametrize(
    ("start", "value", "due"),
    [
        ("29.12.2025", 7, "19.01.2026"),
        ("29.04.2026", 7, "12.05.2026"),
        ("26.04.2024", 2, "02.05.2024"),
        ("31.10.2025", 1, "01.11.2025"),
    ],
)
@pytest.mark.parametrize("shift", Shift)
def test_working_days_pass_over_days_off_and_count_working_saturdays(
    start: str, value: int, due: str, shift: Shift
) -> None:
    assert due_day(start, value, Unit.WORKING_DAYS, shift) == day(due)


@pytest.mark.parametrize(
    ("start", "value", "due"),
    [
        ("06.03.2026 17:00", 4, "10.03.2026 12:00"),
        ("30.04.2026 16:00", 8, "04.05.2026 17:00"),
        ("30.12.2025 17:30", 9, "13.01.2026 09:30"),
        ("11.06.2026 15:30", 2, "15.06.2026 09:30"),
        ("31.10.2025 17:00", 4, "01.11.2025 12:00"),
    ],
)
def test_working_hours_run_only_inside_working_time(start: str, value: int, due: str) -> None:
    assert CALENDAR.add(at(start), value, Unit.WORKING_HOURS).due == at(due)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2024, ["22.02", "07.03", "08.05", "11.06", "02.11"]),
        (2025, ["07.03", "30.04", "11.06", "01.11"]),
        (2026, ["30.04", "08.05", "11.06", "03.11"]),
    ],
)
def test_short_days_are_those_of_the_production_calendar(year: int, expected: list[str]) -> None:
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    short = [d for d in every if d.year == year and CALENDAR.day_kind(d) is DayKind.SHORT]
    assert [f"{d:%d.%m}" for d in short] == expected


@pytest.mark.parametrize("year", range(2005, 2028))
def test_days_off_agree_with_the_library_for_every_published_year(year: int) -> None:
    library = holidays.country_holidays("RU", years=year)
    every = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    differing = [d for d in every if CALENDAR.is_working(d) != library.is_working_day(d)]
    assert differing == []


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("20.11.2026", DayKind.WORKING, ""),
        ("21.11.2026", DayKind.OFF, "Выходной"),
        ("12.06.2026", DayKind.OFF, "День России"),
        ("09.05.2026", DayKind.OFF, "День Победы"),
        ("11.05.2026", DayKind.OFF, "День Победы (выходной)"),
        ("31.12.2026", DayKind.OFF, "Выходной (перенесено с 04.01.2026)"),
        ("03.11.2026", DayKind.SHORT, "Предпраздничный день"),
        ("27.04.2024", DayKind.WORKING, "Рабочий день (выходной перенесён на 29.04.2024)"),
        ("01.11.2025", DayKind.SHORT, "Рабочий день (выходной перенесён на 03.11.2025)"),
    ],
)
def test_every_day_says_what_it_is(text: str, kind: DayKind, title: str) -> None:
    assert CALENDAR.day_kind(day(text)) is kind
    assert CALENDAR.title(day(text)) == title


def test_a_year_without_published_transfers_is_answered_but_not_known() -> None:
    assert CALENDAR.is_known(2026)
    assert 2026 in CALENDAR.known_years
    assert not CALENDAR.is_known(2090)
    assert not CALENDAR.is_known(1990)
    assert CALENDAR.title(day("09.05.2090")) == "День Победы"


def test_in_an_unpublished_year_a_holiday_on_a_weekend_gives_the_next_working_day_off() -> None:
    holiday = day("04.11.2090")
    assert holiday.weekday() == 5
    assert CALENDAR.title(day("06.11.2090")) == "День народного единства (выходной)"
    assert CALENDAR.is_working(day("07.11.2090"))


def test_a_person_may_confirm_a_year() -> None:
    calendar = WorkCalendar(MOSCOW, confirmed_years=[2090])
    assert calendar.is_known(2090)
    assert 2090 in calendar.known_years
    assert not calendar.is_known(2091)


def test_a_term_in_days_is_due_at_the_end_of_work() -> None:
    ordinary = CALENDAR.add(at("01.12.2025 10:00"), 3, Unit.CALENDAR_DAYS)
    eve = CALENDAR.add(at("01.04.2026 10:00"), 30, Unit.CALENDAR_DAYS)
    assert ordinary.due == at("04.12.2025 18:00")
    assert ordinary.short_days == ()
    assert eve.due == at("30.04.2026 17:00")
    assert eve.short_days == (day("30.04.2026"),)


def test_a_term_that_stays_on_a_day_off_is_due_at_its_last_second() -> None:
    count = CALENDAR.add(at("05.12.2025 10:00"), 30, Unit.CALENDAR_DAYS, Shift.NONE)
    assert count.due == datetime(2026, 1, 4, 23, 59, 59, tzinfo=MOSCOW)
    assert count.shifted_from is None


def test_a_shift_backwards_names_the_days_passed_over() -> None:
    count = CALENDAR.add(at("05.12.2025 10:00"), 30, Unit.CALENDAR_DAYS, Shift.PREVIOUS)
    assert count.raw_due == datetime(2026, 1, 4, 23, 59, 59, tzinfo=MOSCOW)
    assert count.shifted_from == day("04.01.2026")
    assert [off.day for off in count.skipped_days] == [
        day(d) for d in ("31.12.2025", "01.01.2026", "02.01.2026", "03.01.2026", "04.01.2026")
    ]
    assert [off.holiday for off in count.skipped_days] == [False, True, True, True, True]


def test_a_shift_forwards_names_the_days_passed_over() -> None:
    count = CALENDAR.add(at("13.05.2026 10:00"), 30, Unit.CALENDAR_DAYS, Shift.NEXT)
    assert [off.day for off in count.skipped_days] == [
        day(d) for d in ("12.06.2026", "13.06.2026", "14.06.2026")
    ]


def test_a_term_collapsed_to_its_first_day_is_not_due_before_it_began() -> None:
    morning = CALENDAR.add(at("30.12.2026 10:00"), 3, Unit.CALENDAR_DAYS)
    evening = CALENDAR.add(at("30.12.2026 20:00"), 3, Unit.CALENDAR_DAYS)
    assert morning.due == at("30.12.2026 18:00")
    assert evening.due == datetime(2026, 12, 30, 23, 59, 59, tzinfo=MOSCOW)


def test_a_term_without_a_working_day_inside_goes_to_the_next_one() -> None:
    count = CALENDAR.add(at("01.01.2027 10:00"), 3, Unit.CALENDAR_DAYS, Shift.PREVIOUS)
    assert count.due == at("11.01.2027 18:00")
    assert count.shifted_from == day("04.01.2027")


def test_a_start_in_the_last_second_of_a_day_is_met_by_itself() -> None:
    start = datetime(2026, 11, 20, 23, 59, 59, 500_000, tzinfo=MOSCOW)
    assert CALENDAR.add(start, 0, Unit.CALENDAR_DAYS).due == start


def test_the_first_day_is_the_local_one() -> None:
    late_in_utc = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)
    for name, due in (("Europe/Moscow", "18.11.2026"), ("Europe/London", "17.11.2026")):
        calendar = WorkCalendar(ZoneInfo(name))
        assert calendar.add(late_in_utc, 1, Unit.CALENDAR_DAYS).due.date() == day(due)


@pytest.mark.parametrize(
    ("start", "begins", "wait"),
    [
        ("20.11.2026 10:00", "20.11.2026 10:00", None),
        ("20.11.2026 09:00", "20.11.2026 09:00", None),
        ("20.11.2026 07:30", "20.11.2026 09:00", Wait.BEFORE_WORK),
        ("20.11.2026 13:00", "20.11.2026 14:00", Wait.LUNCH),
        ("20.11.2026 13:40", "20.11.2026 14:00", Wait.LUNCH),
        ("20.11.2026 18:00", "23.11.2026 09:00", Wait.AFTER_WORK),
        ("03.11.2026 17:10", "05.11.2026 09:00", Wait.AFTER_WORK),
        ("21.11.2026 12:00", "23.11.2026 09:00", Wait.DAY_OFF),
    ],
)
def test_working_hours_wait_for_work_to_begin(start: str, begins: str, wait: Wait | None) -> None:
    count = CALENDAR.add(at(start), 1, Unit.WORKING_HOURS)
    assert count.effective_start == at(begins)
    assert count.due == at(begins) + timedelta(hours=1)
    assert count.wait is wait


def test_working_hours_that_fill_the_day_end_with_it() -> None:
    assert CALENDAR.add(at("20.11.2026 09:00"), 8, Unit.WORKING_HOURS).due == at("20.11.2026 18:00")
    assert CALENDAR.add(at("20.11.2026 09:00"), 4, Unit.WORKING_HOURS).due == at("20.11.2026 13:00")


def test_working_hours_name_the_days_off_and_short_days_they_met() -> None:
    count = CALENDAR.add(at("11.06.2026 15:30"), 2, Unit.WORKING_HOURS)
    assert [(off.day.day, off.holiday) for off in count.skipped_days] == [
        (12, True),
        (13, False),
        (14, False),
    ]
    assert count.short_days == (day("11.06.2026"),)


def test_working_days_name_the_days_off_inside() -> None:
    count = CALENDAR.add(at("29.04.2026 10:00"), 7, Unit.WORKING_DAYS)
    assert [off.day.day for off in count.skipped_days] == [1, 2, 3, 9, 10, 11]


def test_clock_hours_run_day_and_night() -> None:
    count = CALENDAR.add(at("06.03.2026 18:40"), 24, Unit.CLOCK_HOURS)
    assert count.due == at("07.03.2026 18:40")
    assert count.skipped_days == ()
    assert count.effective_start == count.start


def test_zero_is_answered() -> None:
    start = at("21.11.2026 12:00")
    assert CALENDAR.add(start, 0, Unit.CLOCK_HOURS).due == start
    assert CALENDAR.add(start, 0, Unit.WORKING_HOURS).due == at("23.11.2026 09:00")
    assert CALENDAR.add(start, 0, Unit.WORKING_DAYS, Shift.NEXT).due == at("23.11.2026 18:00")


def test_own_working_time_is_kept() -> None:
    hours = WorkingTime(time(8), time(17), time(12), time(12, 45), time(15, 30))
    calendar = WorkCalendar(MOSCOW, hours)
    assert calendar.add(at("20.11.2026 11:30"), 1, Unit.WORKING_HOURS).due == at("20.11.2026 13:15")
    assert calendar.add(at("01.04.2026 10:00"), 30, Unit.CALENDAR_DAYS).due == at(
        "30.04.2026 15:30"
    )


def test_a_day_without_lunch_runs_through() -> None:
    calendar = WorkCalendar(MOSCOW, WorkingTime(lunch_start=None, lunch_end=None))
    assert calendar.add(at("20.11.2026 12:00"), 3, Unit.WORKING_HOURS).due == at("20.11.2026 15:00")


def test_a_short_day_may_end_before_lunch() -> None:
    calendar = WorkCalendar(MOSCOW, WorkingTime(short_end=time(12)))
    assert calendar.intervals(day("03.11.2026")) == (
        (at("03.11.2026 09:00"), at("03.11.2026 12:00")),
    )


@pytest.mark.parametrize(
    "hours",
    [
        {"start": time(18), "end": time(9)},
        {"short_end": time(19)},
        {"short_end": time(9)},
        {"lunch_end": None},
        {"lunch_start": time(14), "lunch_end": time(13)},
        {"lunch_start": time(8)},
    ],
)
def test_it_refuses_working_time_that_contradicts_itself(hours: dict[str, time]) -> None:
    with pytest.raises(RuleViolation, match="Рабочее время"):
        WorkingTime(**hours)


def test_intervals_are_the_parts_of_a_working_day() -> None:
    assert CALENDAR.intervals(day("20.11.2026")) == (
        (at("20.11.2026 09:00"), at("20.11.2026 13:00")),
        (at("20.11.2026 14:00"), at("20.11.2026 18:00")),
    )
    assert CALENDAR.intervals(day("21.11.2026")) == ()


def test_overrides_replace_the_federal_day() -> None:
    calendar = WorkCalendar(
        MOSCOW,
        overrides=[
            DayOverride(day("18.02.2026"), DayKind.OFF, "Праздник Белой реки"),
            DayOverride(day("17.02.2026"), DayKind.SHORT, "Канун праздника"),
            DayOverride(day("21.02.2026"), DayKind.WORKING, "Отработка"),
            DayOverride(day("19.02.2026"), DayKind.OFF),
        ],
    )
    assert calendar.title(day("18.02.2026")) == "Праздник Белой реки"
    assert calendar.title(day("19.02.2026")) == "Выходной"
    assert calendar.day_kind(day("17.02.2026")) is DayKind.SHORT
    assert calendar.is_working(day("21.02.2026"))
    count = calendar.add(at("17.02.2026 16:00"), 2, Unit.WORKING_HOURS)
    assert count.due == at("20.02.2026 10:00")
    assert [off.holiday for off in count.skipped_days] == [True, False]
    assert calendar.add(at("17.02.2026 16:00"), 2, Unit.WORKING_DAYS).due == at("21.02.2026 18:00")


def test_of_two_overrides_of_one_day_the_later_wins() -> None:
    which = day("18.02.2026")
    pair = [DayOverride(which, DayKind.OFF), DayOverride(which, DayKind.SHORT)]
    assert WorkCalendar(MOSCOW, overrides=pair).day_kind(which) is DayKind.SHORT


def test_plain_strings_of_a_database_row_are_understood() -> None:
    calendar = WorkCalendar(MOSCOW, overrides=[DayOverride(day("18.02.2026"), "off", "Праздник")])  # type: ignore[arg-type]
    assert calendar.day_kind(day("18.02.2026")) is DayKind.OFF
    plain = CALENDAR.add(at("05.12.2025 10:00"), 30, "calendar_days", "next")  # type: ignore[arg-type]
    assert plain.due == at("12.01.2026 18:00")


def test_it_refuses_a_naive_start_and_a_negative_value() -> None:
    naive = at("20.11.2026 10:00").replace(tzinfo=None)
    for unit in Unit:
        with pytest.raises(ValueError, match="time zone"):
            CALENDAR.add(naive, 1, unit)
        with pytest.raises(ValueError, match="negative"):
            CALENDAR.add(at("20.11.2026 10:00"), -1, unit)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("start", ["01.01.1900 00:00", "31.12.9999 23:00"])
def test_it_refuses_a_date_beyond_the_calendar(unit: Unit, start: str) -> None:
    with pytest.raises(OutOfCalendar, match="2005–2099"):
        CALENDAR.add(at(start), 1, unit)


@pytest.mark.parametrize("unit", Unit)
def test_it_refuses_a_term_that_ends_beyond_the_calendar(unit: Unit) -> None:
    with pytest.raises(OutOfCalendar):
        CALENDAR.add(at("20.11.2026 10:00"), 10_000_000, unit)


@pytest.mark.parametrize("unit", Unit)
def test_a_long_term_is_counted_beyond_the_years_at_hand(unit: Unit) -> None:
    calendar = WorkCalendar(MOSCOW)
    value = 3650 if unit in {Unit.CALENDAR_DAYS, Unit.WORKING_DAYS} else 20_000
    assert calendar.add(at("20.11.2026 10:00"), value, unit).due.year > 2028
    assert calendar.add(at("20.11.2008 10:00"), 1, unit).due.year == 2008


def test_a_calendar_where_nobody_ever_works_gives_up() -> None:
    first = day("01.01.2005")
    never = [DayOverride(first + timedelta(days=n), DayKind.OFF) for n in range(34_700)]
    calendar = WorkCalendar(MOSCOW, overrides=never)
    for unit in (Unit.WORKING_HOURS, Unit.WORKING_DAYS, Unit.CALENDAR_DAYS):
        with pytest.raises(OutOfCalendar):
            calendar.add(at("20.11.2026 10:00"), 1, unit)


def test_clock_hours_know_daylight_saving_where_a_zone_has_it() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    calendar = WorkCalendar(berlin)
    for start in ("28.03.2026 12:00", "24.10.2026 12:00", "25.10.2026 00:30"):
        count = calendar.add(at(start, berlin), 24, Unit.CLOCK_HOURS)
        assert count.due.astimezone(UTC) - count.start.astimezone(UTC) == timedelta(hours=24)
    twice = calendar.add(at("25.10.2026 00:30", berlin), 3, Unit.CLOCK_HOURS).due
    assert (twice.hour, twice.fold) == (2, 1)


def test_zone_changes_of_the_past_are_known() -> None:
    before, after = at("25.10.2014 12:00"), at("26.10.2014 12:00")
    count = CALENDAR.add(before, 24, Unit.CLOCK_HOURS)
    assert count.due == after - timedelta(hours=1)
