"""A term that stood or was extended: when it is due and what is said of it."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.terms import (
    Extension,
    Life,
    NormView,
    Pause,
    TermKind,
    count,
    explain,
    explain_set,
    extended_to,
    moved,
)
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Shift, Unit, WorkCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
CALENDAR = WorkCalendar(MOSCOW)
NORM = NormView(
    code="answer",
    title="Ответ",
    kind=TermKind.ANSWER,
    unit=Unit.CALENDAR_DAYS,
    value=30,
    source="порядок",
    shift=Shift.PREVIOUS,
)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=MOSCOW)


def norm(unit: Unit, value: int, shift: Shift = Shift.PREVIOUS) -> NormView:
    return replace(NORM, unit=unit, value=value, shift=shift)


@pytest.mark.parametrize(
    ("unit", "value", "due"),
    [
        # From Wed 11.11 09:00; stood from Thu 12.11 10:00 to Mon 16.11 15:00.
        (Unit.CALENDAR_DAYS, 10, "25.11.2026 18:00"),
        (Unit.WORKING_DAYS, 5, "20.11.2026 18:00"),
        (Unit.CLOCK_HOURS, 48, "17.11.2026 14:00"),
        (Unit.WORKING_HOURS, 16, "17.11.2026 13:00"),
    ],
)
def test_a_pause_moves_the_term_by_what_it_took_in_the_same_unit(
    unit: Unit, value: int, due: str
) -> None:
    pause = Pause(at("12.11.2026 10:00"), at("16.11.2026 15:00"))
    found = moved(norm(unit, value), at("11.11.2026 09:00"), CALENDAR, Life((pause,)))
    assert found.due == at(due)


def test_a_shift_off_a_day_off_is_made_after_the_pause_not_before() -> None:
    start, pause = at("05.10.2026 10:00"), Pause(at("06.10.2026 10:00"), at("07.10.2026 10:00"))
    without = moved(NORM, start, CALENDAR)
    paused = moved(NORM, start, CALENDAR, Life((pause,)))
    assert without.due.date() == date(2026, 11, 3)  # Wed 04.11 is a holiday
    assert paused.due.date() == date(2026, 11, 5)


def test_an_extension_sets_the_date_and_only_a_later_pause_moves_it() -> None:
    start = at("05.10.2026 10:00")
    before = Pause(at("06.10.2026 10:00"), at("08.10.2026 10:00"))
    extension = Extension(
        at("20.10.2026 12:00"), at("06.11.2026 18:00"), at("20.11.2026 18:00"), "сложный вопрос"
    )
    after = Pause(at("10.11.2026 10:00"), at("13.11.2026 10:00"))
    assert moved(NORM, start, CALENDAR, Life((before,), (extension,))).due == extension.due
    found = moved(NORM, start, CALENDAR, Life((before, after), (extension,)))
    assert found.due == at("23.11.2026 18:00")


@pytest.mark.parametrize(
    ("shift", "until", "due"),
    [
        (Shift.PREVIOUS, date(2026, 11, 20), "20.11.2026 18:00"),
        (Shift.PREVIOUS, date(2026, 11, 22), "20.11.2026 18:00"),
        (Shift.NEXT, date(2026, 11, 22), "23.11.2026 18:00"),
        (Shift.NONE, date(2026, 11, 22), "22.11.2026 23:59"),
    ],
)
def test_a_new_date_leaves_a_day_off_as_the_norm_says(shift: Shift, until: date, due: str) -> None:
    found = extended_to(norm(Unit.WORKING_HOURS, 8, shift), at("12.11.2026 12:30"), until, CALENDAR)
    assert found.replace(second=0) == at(due)


def test_a_new_date_must_be_later() -> None:
    with pytest.raises(RuleViolation, match="позже прежнего"):
        extended_to(NORM, at("12.11.2026 18:00"), date(2026, 11, 12), CALENDAR)
    with pytest.raises(RuleViolation, match="нерабочий день"):
        extended_to(NORM, at("13.11.2026 18:00"), date(2026, 11, 14), CALENDAR)


def test_the_reason_tells_the_pause_the_extension_and_the_doubt() -> None:
    pause = Pause(at("06.10.2026 10:00"), at("09.10.2026 10:00"), "уточнить дом")
    extension = Extension(
        at("20.10.2026 12:00"), at("06.11.2026 18:00"), at("20.11.2026 18:00"), "ждём смету"
    )
    term = moved(NORM, at("05.10.2026 10:00"), CALENDAR, Life((pause,), (extension,)))
    words = [
        w.replace("\N{NO-BREAK SPACE}", " ")
        for w in explain(NORM, term, now=at("19.11.2026 18:00"))
    ]
    assert words[0].endswith("(не проверено)")
    assert (
        "пауза 3 календарных дня: с вт 06.10.2026 10:00 по пт 09.10.2026 10:00 ждали автора (уточнить дом)"
        in words
    )
    assert "продлён с пт 06.11.2026 до пт 20.11.2026 18:00: ждём смету" in words
    assert words[-2:] == ["срок: до пт 20.11.2026 18:00", "● осталось 24 ч"]


def test_a_clock_that_stands_says_no_date() -> None:
    pause = Pause(at("06.10.2026 10:00"), None, "уточнить дом")
    words = explain(
        NORM,
        moved(NORM, at("05.10.2026 10:00"), CALENDAR, Life((pause,))),
        now=at("07.10.2026 10:00"),
    )
    assert words[-1].startswith("срок остановлен с вт 06.10.2026 10:00: ждём автора (уточнить дом)")


def test_a_date_set_by_a_person_says_so() -> None:
    words = explain_set(at("20.11.2026 18:00"), Life(), now=at("20.11.2026 19:00"), met_at=None)
    assert words[0] == "дата назначена человеком"
    assert words[-1].startswith("▲ просрочен")


moments = st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(MOSCOW))  # noqa: DTZ001
gaps = st.timedeltas(timedelta(), timedelta(days=20))
norms = st.builds(norm, st.sampled_from(Unit), st.integers(1, 60), st.sampled_from(Shift))


@given(norms, moments, gaps, gaps, gaps)
def test_a_longer_pause_is_never_due_earlier(
    by: NormView, start: datetime, wait: timedelta, a: timedelta, b: timedelta
) -> None:
    since = start + wait
    short, long = sorted((a, b))
    dues = [
        moved(
            by, start, CALENDAR, Life((Pause(since, since + gap),) if gap is not None else ())
        ).due
        for gap in (short, long)
    ]
    assert moved(by, start, CALENDAR).due <= dues[0] <= dues[1]


@given(moments, gaps, gaps, st.integers(1, 60))
def test_working_hours_left_at_a_pause_are_left_when_it_ends(
    start: datetime, wait: timedelta, gap: timedelta, value: int
) -> None:
    by, since = norm(Unit.WORKING_HOURS, value), start + wait
    due = count(by, start, CALENDAR).due
    if since > due:
        return
    found = moved(by, start, CALENDAR, Life((Pause(since, since + gap),))).due
    left = CALENDAR.working_seconds_between(since, due)
    assert CALENDAR.working_seconds_between(since + gap, found) == left


@given(norms, moments, gaps, gaps, gaps)
def test_two_pauses_are_as_long_as_both_in_any_unit_of_hours(
    by: NormView, start: datetime, wait: timedelta, a: timedelta, b: timedelta
) -> None:
    first = Pause(start + wait, start + wait + a)
    assert first.until is not None
    second = Pause(first.until + timedelta(days=1), first.until + timedelta(days=1) + b)
    life = Life((first, second))
    assert moved(by, start, CALENDAR, life).due >= moved(by, start, CALENDAR, Life((first,))).due
    if by.unit == Unit.CLOCK_HOURS:
        found = moved(by, start, CALENDAR, life)
        assert found.due - count(by, start, CALENDAR).due == a + b
