"""Periods, numbers, how an indicator stands, whether a need grows, rows of a table."""

import contextlib
from datetime import date, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.analytics.rules.summary import span_of
from mcu.core.errors import RuleViolation
from mcu.planning.rules import cadence as periods
from mcu.planning.rules import numbers
from mcu.planning.rules.cadence import Cadence
from mcu.planning.rules.standing import HIGH, WIDE, Direction, Standing, concluded
from mcu.planning.rules.table import Known, Reader, Refused, Said
from mcu.planning.rules.trend import FALLS, GROWS, LITTLE, SAME, Need, Years, judged

M, Q, Y = Cadence.MONTH, Cadence.QUARTER, Cadence.YEAR
DAYS = st.dates(date(2006, 1, 1), date(2098, 12, 31))


@pytest.mark.parametrize(
    ("cadence", "said", "since"),
    [
        (M, "2026-03", date(2026, 3, 1)),
        (M, "03.2026", date(2026, 3, 1)),
        (M, "Март 2026 г.", date(2026, 3, 1)),
        (M, datetime(2026, 3, 1), date(2026, 3, 1)),  # noqa: DTZ001 -- as a spreadsheet gives it
        (Q, date(2026, 5, 9), date(2026, 4, 1)),
        (Q, "2026-Q4", date(2026, 10, 1)),
        (Q, "III квартал 2026 г.", date(2026, 7, 1)),
        (Q, "1 кв. 2026", date(2026, 1, 1)),
        (Y, 2026, date(2026, 1, 1)),
        (Y, 2026.0, date(2026, 1, 1)),
        (Y, "2026 год", date(2026, 1, 1)),
        (Y, "31.12.2026", date(2026, 1, 1)),
    ],
)
def test_a_period_is_read_as_people_write_it(cadence, said, since):
    assert periods.read(cadence, said) == since


@pytest.mark.parametrize(
    ("cadence", "said", "words"),
    [
        (M, "2026", "вводится за месяц, а указан год"),
        (Y, "2026-Q1", "вводится за год, а указан квартал"),
        (M, "2026-13", "не понятен период"),
        (M, "мартобря 2026", "не понятен период"),
        (Y, "", "не понятен период"),
        (M, "32.01.2026", "не понятен период"),
        (Y, "1026", "за пределами"),
        (Q, 20.5, "не понятен период"),
    ],
)
def test_what_is_no_period_is_refused_in_words(cadence, said, words):
    with pytest.raises(ValueError, match=words):
        periods.read(cadence, said)


@given(st.sampled_from(Cadence), DAYS)
def test_what_is_written_is_read_back_and_every_day_lies_in_its_period(cadence, day):
    since = periods.first_day(cadence, day)
    assert since <= day <= span_of(periods.LENGTHS[cadence], since).until
    for said in (periods.written(cadence, since), periods.words(cadence, since)):
        assert periods.read(cadence, said) == since
    assert periods.shifted(periods.before(cadence, since), cadence.months) == since
    assert periods.finished(cadence, day) == periods.before(cadence, since)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("12,5", "12.5"), ("1 234 567", "1234567"), ("−3", "-3"), ("40 %", "40"), (7, "7"),
        (0.1 + 0.2, "0.3"), ("-0", "0"), (1e-05, "0"), (1200, "1200"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_people_write_it(said, value):
    assert numbers.read(said) == D(value)


@pytest.mark.parametrize(
    "said", ["", "много", "1,2,3", True, "1e5", float("nan"), "9" * 20, float("inf")]
)
def test_what_is_no_number_is_refused(said):
    with pytest.raises(ValueError, match=r"не число|слишком велико"):
        numbers.read(said)


@given(st.decimals(-(10**9), 10**9, places=4))
def test_a_shown_number_is_read_back(value):
    assert numbers.read(numbers.shown(value)) == value


@given(st.text(max_size=12))
def test_no_text_breaks_the_readers(said):
    for read in (numbers.read, lambda text: periods.read(M, text)):
        with contextlib.suppress(ValueError):
            assert read(said) is not None


def row(points, **given):
    values = {"cadence": Q, "direction": Direction.LESS, "on": date(2026, 8, 1), "unit": "%"}
    return Standing("Износ", points=points, **values | given)


def test_an_indicator_is_compared_with_the_former_period_and_with_a_year_ago():
    points = {
        date(2025, 4, 1): D(60),
        date(2026, 1, 1): D(48),
        date(2026, 4, 1): D(50),
        date(2026, 10, 1): D(1),
    }
    found = row(points, target=D(45))
    assert (found.value, found.when) == (
        "50 %",
        "2 квартал 2026",
    )  # what comes later is not known yet
    assert (found.former.was, found.former.by, found.former.better) == (48, 2, False)
    assert (found.year_ago.by, found.year_ago.better, found.year_ago.words) == (
        -10,
        True,
        "−10 п. п.",
    )
    assert (found.reached, found.verdict) == (False, "не достигнута")
    assert row(points, target=D(50)).reached is True
    assert row(points, direction=Direction.NEITHER, target=D(1)).reached is None
    assert row(points, direction=Direction.NEITHER).former.better is None
    assert not found.is_waited_for
    assert row(points, on=date(2026, 11, 1), direction=Direction.MORE, target=D(1)).reached is True


def test_without_values_nothing_is_compared_and_the_indicator_waits():
    for points in ({}, {date(2027, 1, 1): D(1)}):
        empty = row(points, target=D(1))
        assert (empty.last, empty.former, empty.year_ago, empty.reached, empty.line) == (
            None,
            None,
            None,
            None,
            [],
        )
        assert (empty.is_waited_for, empty.when) == (True, "не внесено")
    assert not row({}, known=True).is_waited_for
    one = row({date(2026, 1, 1): D(5)})
    assert (one.former, one.bars, one.line) == (None, "▅", [])


@given(
    st.dictionaries(
        DAYS.map(lambda day: periods.first_day(Q, day)), st.integers(-99, 99), max_size=20
    )
)
def test_the_drawing_stays_inside_and_says_as_many_values_as_there_are(points):
    found = row(points, on=date(2099, 1, 1))
    assert len(found.bars) == min(12, len(points))
    assert len(found.line) == (len(found.bars) if len(points) > 1 else 0)
    assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in found.line)


def test_missed_targets_are_told_first_then_what_went_worse_then_what_waits():
    missed = row({date(2026, 4, 1): D(50)}, target=D(45))
    worse = row({date(2025, 4, 1): D(40), date(2026, 4, 1): D(50)})
    assert concluded([worse, missed, row({})]) == [
        "Износ: 50 %, цель 45 % не достигнута.",
        "Износ: за год +10 п. п., хуже.",
        "Ждут ввода: Износ.",
    ]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (3, 4, LITTLE),
        (100, 110, SAME),
        (100, 140, GROWS),
        (140, 100, FALLS),
        (0, 10, GROWS),
        (0, 0, LITTLE),
    ],
)
def test_a_need_grows_only_beyond_chance(before, now, words):
    assert judged(before, now) == words
    assert Need("Ямы", "pit", {}, before, now).sign == {GROWS: "▲", FALLS: "▼"}.get(words, "")


def test_the_year_that_runs_is_compared_with_the_same_days_a_year_before():
    running = Years(2024, 2026, date(2026, 11, 22))
    assert (running.now.until, running.before.until) == (date(2026, 11, 22), date(2025, 11, 22))
    assert running.words == "2024–2026 (по 22.11.2026)"
    over = Years(2025, 2025, date(2026, 11, 22))
    assert (over.now.until, over.before.since, over.words) == (
        date(2025, 12, 31),
        date(2024, 1, 1),
        "2025",
    )


def reader():
    catalogue = [
        Known(1, "Отремонтировано дорог", Y, True, True, "Дорожная служба"),
        Known(2, "Аварии", M, False, True, "Водоканал"),
        Known(3, "Школы", Y, False, False, "Отдел школ"),
    ]
    return Reader(catalogue, ["Луговое"], date(2026, 11, 22))


HEAD = ["Показатель", "Единица", "Населённый пункт", "Период", "Значение"]


def test_rows_of_a_table_are_taken_or_refused_with_the_reason():
    rows = [
        ["Показатели территории"], HEAD,
        ["отремонтировано  дорог", "км", "луговое", 2025, "3,5"],
        ["Отремонтировано дорог", "км", "", "2025", 12],
        ["Аварии", "шт", "", "2026-10", ""],  # not filled in
        ["Аварии", "шт", "Луговое", "2026-10", "4"],
        ["Аварии", "шт", "", "2026-12", "4"],
        ["Аварии", "шт", "", "2026", "4"],
        ["Аварии", "шт", "", "2026-10", "много"],
        ["Школы", "", "", "2025", "4"],
        ["Больницы", "", "", "2025", "4"],
        ["Отремонтировано дорог", "км", "Кукуево", "2025", "4"],
        ["Отремонтировано дорог", "км", "Весь муниципалитет", "2025", "13"],
    ]  # fmt: skip
    found = list(reader().read(enumerate(rows, 1)))
    taken = [one for one in found if isinstance(one, Said)]
    assert [(one.key, one.value) for one in taken] == [
        ((1, "Луговое", date(2025, 1, 1)), D("3.5")), ((1, "", date(2025, 1, 1)), D(12))
    ]  # fmt: skip
    refused = {one.line: one.reason for one in found if isinstance(one, Refused)}
    assert refused == {
        6: "показатель вносят по муниципалитету в целом, без населённого пункта",
        7: "период ещё не начался",
        8: "показатель вводится за месяц, а указан год; пишите так: 2026-03",
        9: "«много» — не число; пишите, например, 12,5",
        10: "показатель вносит Отдел школ",
        11: "показателя «Больницы» нет в справочнике",
        12: "населённого пункта «Кукуево» нет в справочнике мест",
        13: "то же самое уже было в строке 4",
    }


@pytest.mark.parametrize("rows", [[], [["Имя", "Телефон"]], [["а"]] * 30])
def test_a_table_without_the_columns_is_refused_whole(rows):
    with pytest.raises(RuleViolation, match="Скачайте шаблон"):
        list(reader().read(enumerate(rows, 1)))


@given(st.lists(st.lists(st.text(max_size=8) | st.integers() | st.none(), max_size=6), max_size=6))
def test_whatever_stands_in_a_table_is_taken_or_refused(rows):
    for one in reader().read(enumerate([HEAD, *rows], 1)):
        assert isinstance(one, Said) or one.reason


@pytest.mark.parametrize(
    ("was", "now", "words"),
    [
        (40, 50, "+10 (+25 %)"),
        (50, 40, "−10 (−20 %)"),
        (0, 5, "+5"),
        (1000, 1001, "+1"),
        (5, 5, "без изменений"),
    ],
)
def test_a_change_is_said_with_its_share_where_it_has_one(was, now, words):
    points = {date(2025, 4, 1): D(was), date(2026, 4, 1): D(now)}
    assert row(points, unit="км").year_ago.words == words
