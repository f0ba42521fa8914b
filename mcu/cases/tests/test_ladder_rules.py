"""When each rung of the ladder is told, and which due moments fall between two moments."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.conditions import read
from mcu.cases.rules.ladder import DEFAULT, SHARE, Rung, When, Whom, check, due_between, moment
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Unit, WorkCalendar

MOSCOW = ZoneInfo("Europe/Moscow")
CALENDAR = WorkCalendar(MOSCOW)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%d.%m.%Y %H:%M").replace(tzinfo=MOSCOW)


def rung(when: str, value: int, unit: str, whom: str = Whom.EXECUTOR) -> Rung:
    return Rung("r", when, value, unit, whom)


@pytest.mark.parametrize(
    ("when", "value", "unit", "due", "told"),
    [
        (When.BEFORE, 2, Unit.CLOCK_HOURS, "23.11.2026 10:00", "23.11.2026 08:00"),
        (When.BEFORE, 2, Unit.WORKING_HOURS, "23.11.2026 10:00", "20.11.2026 17:00"),
        (When.BEFORE, 1, Unit.WORKING_DAYS, "23.11.2026 18:00", "20.11.2026 09:00"),
        (When.BEFORE, 1, Unit.CALENDAR_DAYS, "24.11.2026 18:00", "23.11.2026 09:00"),
        (When.BEFORE, 1, Unit.CALENDAR_DAYS, "23.11.2026 18:00", "22.11.2026 18:00"),
        (When.AFTER, 0, Unit.CLOCK_HOURS, "20.11.2026 18:00", "20.11.2026 18:00"),
        (When.AFTER, 1, Unit.WORKING_DAYS, "20.11.2026 18:00", "23.11.2026 18:00"),
        (When.AFTER, 2, Unit.WORKING_HOURS, "20.11.2026 17:00", "23.11.2026 10:00"),
    ],
)
def test_a_rung_is_told_so_much_before_or_after(
    when: str, value: int, unit: Unit, due: str, told: str
) -> None:
    assert moment(rung(when, value, unit), at(due), CALENDAR) == at(told)


rungs = st.builds(
    rung, st.sampled_from(When.values), st.integers(1, 40), st.sampled_from([str(u) for u in Unit])
)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1), timezones=st.just(MOSCOW))  # noqa: DTZ001


@given(rungs, moments, st.timedeltas(timedelta(minutes=1), timedelta(days=3)), moments)
def test_exactly_the_terms_between_two_looks_are_found(
    step: Rung, since: datetime, gap: timedelta, due: datetime
) -> None:
    low, high = due_between(step, since, since + gap, CALENDAR)
    told = since < moment(step, due, CALENDAR) <= since + gap
    assert (low < due <= high) == told


@given(rungs, moments, st.timedeltas(timedelta(), timedelta(days=3)))
def test_two_looks_in_a_row_find_together_what_one_finds(
    step: Rung, since: datetime, gap: timedelta
) -> None:
    first = due_between(step, since, since + gap, CALENDAR)
    second = due_between(step, since + gap, since + 2 * gap, CALENDAR)
    assert first[1] == second[0]
    assert (first[0], second[1]) == due_between(step, since, since + 2 * gap, CALENDAR)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (rung(When.AFTER, 20, SHARE), "только до срока"),
        (rung(When.BEFORE, 0, Unit.CLOCK_HOURS), "хотя бы за единицу"),
        (rung(When.AFTER, 61, Unit.WORKING_DAYS), "самое большее 60"),
        (rung("later", 1, Unit.CLOCK_HOURS), "выберите из списков"),
        (rung(When.AFTER, 1, Unit.CLOCK_HOURS, "mother"), "выберите из списков"),
    ],
)
def test_a_rung_without_sense_is_refused(wrong: Rung, words: str) -> None:
    with pytest.raises(RuleViolation, match=words):
        check(wrong)


def test_the_ladder_of_the_program_makes_sense() -> None:
    for each in DEFAULT:
        check(each)
    assert len({each.code for each in DEFAULT}) == len(DEFAULT)


def test_a_rung_names_bodies_and_blocks_and_never_a_person() -> None:
    condition = read({"all": [{"field": "executor", "op": "any", "value": ["x"]}]})
    with pytest.raises(RuleViolation, match="а не человека"):
        check(Rung("own", When.AFTER, 1, "working_days", Whom.HEAD, condition=condition))
