"""The words of a count and the state of a clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.terms import (
    ClockState,
    Moved,
    NormView,
    Soon,
    StartMoment,
    TermKind,
    clock,
    count,
    explain,
    moved,
)
from mcu.core.workdays import Shift, Unit, WorkCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
CALENDAR = WorkCalendar(MOSCOW)
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=MOSCOW)

ANSWER = NormView(
    code="answer",
    title="Ответ",
    kind=TermKind.ANSWER,
    unit=Unit.CALENDAR_DAYS,
    value=30,
    start=StartMoment.REGISTERED,
    source="порядок, п. 1",
    verified=True,
)
HOURS = replace(
    ANSWER,
    code="block",
    title="Сведения от блока",
    kind=TermKind.BLOCK_INFO,
    unit=Unit.WORKING_HOURS,
    value=2,
    start=StartMoment.RECEIVED,
)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=MOSCOW)


def told(norm: NormView, start: str, *, now: datetime = NOW) -> list[str]:
    sentences = explain(norm, moved(norm, at(start), CALENDAR), now=now)
    return [plain(sentence) for sentence in sentences]


def plain(text: str) -> str:
    """With ordinary spaces instead of those that do not break."""
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_shift_backwards_is_told_from_the_norm_to_the_state() -> None:
    assert told(ANSWER, "05.12.2025 10:00", now=at("29.12.2025 18:00")) == [
        "норма: Ответ — 30 календарных дней; основание: порядок, п. 1",
        "зарегистрировано в пт 05.12.2025 10:00; этот день не в счёт, срок идёт со следующего дня",
        "срок перенесён с вс 04.01.2026 на предшествующий рабочий день 30.12.2025",
        "правило переноса — настройка нормы (не проверено)",
        "пропущены 1 выходной и 4 праздничных дня (Новогодние каникулы)",
        "срок: до вт 30.12.2025 18:00",
        "● осталось 24 ч",
    ]


def test_a_shift_forwards_is_told() -> None:
    norm = replace(ANSWER, shift=Shift.NEXT)
    assert "срок перенесён с пт 12.06.2026 на следующий рабочий день 15.06.2026" in told(
        norm, "13.05.2026 10:00"
    )


def test_a_term_without_working_days_says_why_it_went_forwards() -> None:
    norm = replace(ANSWER, value=3)
    assert (
        "срок перенесён с пн 04.01.2027 на следующий рабочий день 11.01.2027: "
        "внутри срока рабочих дней нет"
    ) in told(norm, "01.01.2027 10:00")


def test_working_hours_after_work_are_told() -> None:
    assert told(HOURS, "11.06.2026 18:40", now=at("15.06.2026 12:20")) == [
        "норма: Сведения от блока — 2 рабочих часа; основание: порядок, п. 1",
        "получено в чт 11.06.2026 18:40, после работы → отсчёт с пн 15.06.2026 09:00",
        "пропущены 2 выходных и 1 праздничный день (День России)",
        "короткий день: чт 11.06.2026",
        "срок: до пн 15.06.2026 11:00",
        "▲ просрочен 1 ч 20 мин",
    ]


@pytest.mark.parametrize(
    ("start", "sentence"),
    [
        ("20.11.2026 10:00", "получено в пт 20.11.2026 10:00, отсчёт сразу"),
        (
            "24.11.2026 08:00",
            "получено во вт 24.11.2026 08:00, до начала работы → отсчёт со вт 24.11.2026 09:00",
        ),
        (
            "25.11.2026 13:30",
            "получено в ср 25.11.2026 13:30, в обед → отсчёт со ср 25.11.2026 14:00",
        ),
        (
            "21.11.2026 13:30",
            "получено в сб 21.11.2026 13:30, в нерабочий день → отсчёт с пн 23.11.2026 09:00",
        ),
    ],
)
def test_the_start_of_working_hours_is_told(start: str, sentence: str) -> None:
    assert told(HOURS, start)[1] == sentence


@pytest.mark.parametrize(
    ("start", "verb"),
    [
        (StartMoment.RECEIVED, "получено"),
        (StartMoment.REGISTERED, "зарегистрировано"),
        (StartMoment.REQUESTED, "запрошено"),
        (StartMoment.INTERIM, "промежуточный ответ дан"),
    ],
)
def test_the_event_that_starts_the_clock_is_named(start: StartMoment, verb: str) -> None:
    norm = replace(HOURS, start=start, unit=Unit.CLOCK_HOURS)
    assert told(norm, "20.11.2026 10:00")[1] == f"{verb} в пт 20.11.2026 10:00, отсчёт сразу"


@pytest.mark.parametrize(
    ("value", "start", "sentence"),
    [
        (1, "02.11.2026 10:00", None),
        (2, "02.11.2026 10:00", "пропущен 1 праздничный день (День народного единства)"),
        (1, "20.11.2026 10:00", "пропущены 2 выходных"),
        (10, "13.11.2026 10:00", "пропущены 4 выходных"),
        (15, "13.11.2026 10:00", "пропущено 6 выходных"),
        (
            1,
            "30.12.2026 10:00",
            "пропущены 3 выходных и 8 праздничных дней (Новогодние каникулы, Рождество Христово)",
        ),
    ],
)
def test_days_off_passed_over_agree_with_their_number(
    value: int, start: str, sentence: str | None
) -> None:
    norm = replace(ANSWER, unit=Unit.WORKING_DAYS, value=value)
    said = [line for line in told(norm, start) if line.startswith("пропущен")]
    assert said == ([sentence] if sentence else [])


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1, Unit.CLOCK_HOURS, "1 час"),
        (24, Unit.CLOCK_HOURS, "24 часа"),
        (48, Unit.CLOCK_HOURS, "48 часов"),
        (1, Unit.WORKING_HOURS, "1 рабочий час"),
        (4, Unit.WORKING_HOURS, "4 рабочих часа"),
        (9, Unit.WORKING_HOURS, "9 рабочих часов"),
        (21, Unit.CALENDAR_DAYS, "21 календарный день"),
        (3, Unit.CALENDAR_DAYS, "3 календарных дня"),
        (11, Unit.CALENDAR_DAYS, "11 календарных дней"),
        (1, Unit.WORKING_DAYS, "1 рабочий день"),
        (2, Unit.WORKING_DAYS, "2 рабочих дня"),
        (7, "working_days", "7 рабочих дней"),
    ],
)
def test_the_amount_of_a_norm_agrees_with_its_number(value: int, unit: Unit, words: str) -> None:
    norm = replace(ANSWER, value=value, unit=unit)
    assert told(norm, "09.11.2026 10:00")[0] == (
        f"норма: Ответ — {words}; основание: порядок, п. 1"
    )


def test_a_norm_nobody_verified_says_so() -> None:
    assert told(replace(ANSWER, verified=False), "09.11.2026 10:00")[0].endswith(
        "основание: порядок, п. 1 (не проверено)"
    )


def test_short_days_are_named() -> None:
    assert "короткий день: чт 30.04.2026" in told(ANSWER, "01.04.2026 10:00")
    long = replace(HOURS, value=60)
    assert "короткие дни: чт 30.04.2026, пт 08.05.2026" in told(long, "30.04.2026 10:00")


def test_a_term_that_is_met_says_so_last() -> None:
    counted = count(HOURS, at("20.11.2026 10:00"), CALENDAR)
    met = explain(HOURS, Moved(counted, counted.due), now=NOW, met_at=at("20.11.2026 11:00"))
    assert met[-1] == "✓ выполнен в срок"


def test_a_far_term_says_how_much_is_left() -> None:
    assert told(ANSWER, "20.11.2026 10:00")[-1] == "✓ осталось 28 дней"


HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("left", "state", "sign", "words"),
    [
        (-80 * MINUTE, ClockState.LATE, "▲", "просрочен 1 ч 20 мин"),
        (-timedelta(days=3), ClockState.LATE, "▲", "просрочен 3 дня"),
        (-timedelta(microseconds=1), ClockState.LATE, "▲", "просрочен меньше минуты"),
        (timedelta(), ClockState.SOON, "●", "осталось меньше минуты"),
        (38 * MINUTE, ClockState.SOON, "●", "осталось 38 мин"),
        (119 * MINUTE, ClockState.SOON, "●", "осталось 1 ч 59 мин"),
        (2 * HOUR, ClockState.OK, "✓", "2 ч"),
        (310 * MINUTE, ClockState.OK, "✓", "5 ч 10 мин"),
        (timedelta(days=6), ClockState.OK, "✓", "6 дней"),
    ],
)
def test_an_open_clock_has_a_state_a_sign_and_words(
    left: timedelta, state: ClockState, sign: str, words: str
) -> None:
    view = clock(NOW + left, None, NOW)
    assert (view.state, view.sign, plain(view.words)) == (state, sign, words)


@pytest.mark.parametrize(
    ("late", "state", "sign", "words"),
    [
        (-HOUR, ClockState.MET, "✓", "выполнен в срок"),
        (timedelta(), ClockState.MET, "✓", "выполнен в срок"),
        (timedelta(seconds=1), ClockState.MET_LATE, "▲", "выполнен, опоздание меньше минуты"),
        (80 * MINUTE, ClockState.MET_LATE, "▲", "выполнен, опоздание 1 ч 20 мин"),
    ],
)
def test_a_met_clock_says_whether_it_was_in_time(
    late: timedelta, state: ClockState, sign: str, words: str
) -> None:
    view = clock(NOW, NOW + late, NOW + timedelta(days=9))
    assert (view.state, view.sign, plain(view.words)) == (state, sign, words)


def test_without_a_term_there_is_nothing_to_be_late_for() -> None:
    view = clock(None, None, NOW)
    assert (view.state, view.sign, plain(view.words)) == (ClockState.NONE, "—", "срока нет")


def test_a_fifth_of_a_long_term_is_near() -> None:
    start = NOW - timedelta(days=25)
    assert clock(NOW + timedelta(days=5), None, NOW, start=start).state == ClockState.SOON
    assert clock(NOW + timedelta(days=5), None, NOW).state == ClockState.OK
    assert clock(NOW + timedelta(days=7), None, NOW, start=start).state == ClockState.OK


def test_what_is_near_is_a_setting() -> None:
    soon = Soon(share=0.5, floor=MINUTE)
    assert clock(NOW + HOUR, None, NOW, soon=soon).state == ClockState.OK
    assert clock(NOW + HOUR, None, NOW, start=NOW - 3 * HOUR, soon=soon).state == ClockState.SOON


def test_what_is_left_agrees_with_its_number() -> None:
    soon = Soon(floor=timedelta(days=40))
    views = [clock(NOW + timedelta(days=n), None, NOW, soon=soon) for n in (1, 2, 11, 21, 31)]
    assert [plain(view.words) for view in views] == [
        "осталось 24 ч",
        "осталось 2 дня",
        "осталось 11 дней",
        "остался 21 день",
        "остался 31 день",
    ]


moments = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments, st.none() | moments, moments)
def test_every_clock_has_a_sign_and_a_word(
    due: datetime, met_at: datetime | None, now: datetime
) -> None:
    view = clock(due, met_at, now)
    assert view.sign
    assert view.words
    assert (view.state == ClockState.LATE) == (met_at is None and now > due)
    assert (view.state == ClockState.MET_LATE) == (met_at is not None and met_at > due)


@given(
    moments,
    moments,
    st.integers(1, 90),
    st.sampled_from(Unit),
    st.sampled_from(Shift),
    st.sampled_from(StartMoment),
)
def test_every_count_can_be_explained(
    start: datetime, now: datetime, value: int, unit: Unit, shift: Shift, event: StartMoment
) -> None:
    norm = replace(ANSWER, value=value, unit=unit, shift=shift, start=event)
    counted = count(norm, start, CALENDAR)
    sentences = explain(norm, Moved(counted, counted.due), now=now)
    assert all(sentence.strip() for sentence in sentences)
    assert any(sentence.startswith("срок перенесён") for sentence in sentences) == (
        counted.shifted_from is not None
    )
