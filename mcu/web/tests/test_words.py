from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.web import words

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
FORMS = "день|дня|дней"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "0 дней"), (1, "1 день"), (2, "2 дня"), (4, "4 дня"), (5, "5 дней"), (11, "11 дней"),
        (12, "12 дней"), (21, "21 день"), (22, "22 дня"), (111, "111 дней"), (1001, "1 001 день"),
    ],
)  # fmt: skip
def test_the_word_agrees_with_the_number(number, expected):
    assert words.plural(number, FORMS).replace(words.SPACE, " ") == expected


def test_tenths_stand_behind_a_comma_and_a_minus_is_a_minus():
    told = [words.tenths(92.34), words.tenths(-0.42), words.tenths(1, signed=True)]
    assert told == ["92,3", "−0,4", "+1,0"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 20), "сегодня"),
        (date(2026, 11, 19), "вчера"),
        (date(2026, 11, 21), "завтра"),
        (date(2026, 11, 13), "пт 13.11"),
        (date(2025, 12, 31), "31.12.2025"),
    ],
)
def test_a_day_is_named_as_people_say_it(day, expected):
    assert words.day(day, NOW.date()).replace(words.SPACE, " ") == expected


def test_a_moment_is_a_day_and_a_time():
    assert words.moment(NOW, NOW) == f"сегодня{words.SPACE}09:30"


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, "меньше минуты"), (38, "38 мин"), (60, "1 ч"), (310, "5 ч 10 мин"),
        (1500, "25 ч"), (2880, "2 дня"), (8640, "6 дней"),
    ],
)  # fmt: skip
def test_a_duration_is_short(minutes, expected):
    assert words.duration(timedelta(minutes=minutes)).replace(words.SPACE, " ") == expected


def test_sizes():
    assert [words.size(n).replace(words.SPACE, " ") for n in (9, 2048, 1_310_720)] == [
        "9 Б",
        "2 КБ",
        "1,2 МБ",
    ]


def test_a_long_text_is_cut_and_says_so():
    assert words.shorten("яма", 3) == "яма"
    assert words.shorten("яма у", 4) == "яма…"
    assert words.shorten("и\u0306од", 3) == "йод", "an accent apart is not a sign of its own"


def test_forms_of_the_words_are_marked():
    marked = words.highlight("Ямы на дорогах, яма у школы", ["яму", "дорога"])
    assert marked == "<mark>Ямы</mark> на <mark>дорогах</mark>, <mark>яма</mark> у школы"


@given(st.text(max_size=200), st.lists(st.text(max_size=12), max_size=5))
def test_marking_never_lets_markup_through(text, sought):
    bare = words.highlight(text, sought).replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare
