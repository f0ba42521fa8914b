"""How a poll stands, what votes say, how a table of polls is read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.polls.rules.poll import State, shares, state_of
from mcu.polls.rules.table import PollRow, Rejected, find_header, read_polls

DAY = date(2026, 6, 10)
HEAD = ("Номер", "Вид", "Название", "Начало", "Окончание", "Вариант", "Голосов", "Участников")


def read(*rows):
    numbered = list(enumerate((HEAD, *rows), 1))
    return list(read_polls(numbered, find_header(numbered)))


@pytest.mark.parametrize(
    ("starts", "ends", "counted", "used", "expected"),
    [
        (1, 5, False, False, State.AHEAD),
        (0, 0, False, False, State.OPEN),
        (-5, 0, True, False, State.OPEN),
        (-5, -1, False, False, State.COUNTING),
        (-5, -1, True, False, State.KNOWN),
        (-5, -1, True, True, State.USED),
    ],
)
def test_the_state_follows_from_the_days_and_what_is_recorded(
    starts, ends, counted, used, expected
):
    days = [DAY + timedelta(days=number) for number in (starts, ends)]
    assert state_of(*days, counted=counted, used=used, today=DAY) is expected


@given(st.lists(st.integers(0, 2**31 - 1), max_size=50))
def test_shares_are_of_all_votes_and_the_most_voted_lead(votes):
    found = shares([(str(index), number) for index, number in enumerate(votes)])
    assert [each.leads for each in found] == [sum(votes) > 0 and n == max(votes) for n in votes]
    if sum(votes):
        assert sum(each.share for each in found) == pytest.approx(1)
    else:
        assert {each.share for each in found} <= {None}


def test_lines_of_one_number_are_one_poll():
    [poll] = read(
        ("77", "голосование", "Фонтан", "01.06.2026", "2026-06-30 00:00:00", "Сквер", 260.0, "412"),
        ("77", "голосование", "Фонтан", "01.06.2026", "30.06.2026", "Площадь", "1 152", ""),
    )
    assert isinstance(poll, PollRow)
    assert (poll.starts, poll.ends, poll.people) == (date(2026, 6, 1), date(2026, 6, 30), 412)
    assert poll.options == [("Сквер", 260), ("Площадь", 1152)]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("", "опрос", "Ф", "01.06.2026", "02.06.2026"), "«номер»"),
        (("1", "опрос", "", "01.06.2026", "02.06.2026"), "«название»"),
        (("1", "парад", "Ф", "01.06.2026", "02.06.2026"), "неизвестен"),
        (("1", "опрос", "Ф", "32.06.2026", "02.06.2026"), "не дата"),
        (("1", "опрос", "Ф", "03.06.2026", "02.06.2026"), "раньше начала"),
        (("1", "опрос", "Ф" * 301, "01.06.2026", "02.06.2026"), "Слишком длинно"),
        (("1", "опрос", "Ф", "01.06.2026", "02.06.2026", "А", "-5"), "не число голосов"),
        (("1", "опрос", "Ф", "01.06.2026", "02.06.2026", "А", "٣"), "не число голосов"),
        (("1", "опрос", "Ф", "01.06.2026", "02.06.2026", "А", "9" * 12), "не число голосов"),
        (("1", "опрос", "Ф", "01.06.2026", "02.06.2026", "А" * 501), "Слишком длинно"),
    ],
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_told_of(row, why):
    [rejected] = read(row)
    assert isinstance(rejected, Rejected)
    assert why in rejected.reason


def test_an_option_written_twice_rejects_its_poll_and_no_other():
    row = ("1", "опрос", "Ф", "01.06.2026", "02.06.2026", "А", 1)
    found = read(row, row, ("2", *row[1:]))
    assert [type(each) for each in found] == [Rejected, PollRow]


def test_a_file_without_titles_is_refused_in_words():
    with pytest.raises(RuleViolation, match="«номер», «название»"):
        find_header([(1, ("а", "б"))])


@given(
    st.lists(st.lists(st.text(max_size=12) | st.floats() | st.integers(), max_size=9), max_size=6)
)
def test_no_cell_breaks_the_reading(rows):
    assert len(read(*rows)) <= len(rows)
