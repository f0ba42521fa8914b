"""Cells into values: every spelling that exports use, and a sentence for the rest."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.intake.rules.values import duration, flag, integer, moment, name, text

URAL = ZoneInfo("Asia/Yekaterinburg")
AT = datetime(2026, 3, 6, 17, 5, 9, tzinfo=URAL)
DAY = datetime(2026, 3, 6, tzinfo=URAL)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-03-06 17:05:09", AT),
        ("2026-03-06T17:05:09", AT),
        ("2026-03-06T12:05:09Z", AT),
        ("2026-03-06 12:05:09+00:00", AT),
        ("'2026-03-06 17:05:09 ", AT),
        ("2026-03-06", DAY),
        ("06.03.2026 17:05:09", AT),
        ("6.3.2026, 17:05:09", AT),
        ("06.03.26 17:05:09.500", AT),
        ("06.03.2026\xa017:05", AT.replace(second=0)),
        ("06.03.2026", DAY),
        (46087.711909722, AT),
        ("46087,711909722", AT),
        (46087, DAY),
        (AT.replace(tzinfo=None), AT),
        (AT.astimezone(UTC), AT),
        (date(2026, 3, 6), DAY),
        ("", None),
        ("'", None),
        (" — ", None),
        (None, None),
    ],
)
def test_it_reads_a_moment(cell: object, expected: datetime | None) -> None:
    found = moment(cell, URAL)
    assert found == expected
    assert found is None or found.utcoffset() == timedelta(hours=5)


@pytest.mark.parametrize(
    "cell",
    [
        "32.13.2025",
        "2026-02-30",
        "вчера",
        "2026-03-06 25:00:00",
        "06/03/2026",
        5,
        -1,
        1e300,
        "12",
        "01.01.0001",
        "31.12.2999",
        True,
        float("nan"),
        "2026-W10-5",
        "٣.٣.2026x",
        [1],
    ],
)
def test_it_says_which_moment_it_cannot_read(cell: object) -> None:
    with pytest.raises(ValueError, match="„"):
        moment(cell, URAL)


def test_a_long_bad_value_is_shortened_in_the_sentence() -> None:
    with pytest.raises(ValueError, match="…“") as problem:
        moment("какой-то\nтекст " * 50, URAL)
    assert len(str(problem.value)) < 100


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)))  # noqa: DTZ001 (bounds are naive)
def test_a_moment_survives_each_way_of_writing_it(naive: datetime) -> None:
    wall = naive.replace(microsecond=0, fold=0)
    expected = wall.replace(tzinfo=UTC)
    assert moment(str(wall), UTC) == expected
    assert moment(f"{wall:%d.%m.%Y %H:%M:%S}", UTC) == expected
    serial = (wall - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001
    assert moment(serial, UTC) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("13:19:42", timedelta(hours=13, minutes=19, seconds=42)),
        ("110:22:16.396", timedelta(hours=110, minutes=22, seconds=16, milliseconds=396)),
        ("'00:56:00", timedelta(minutes=56)),
        ("1:05", timedelta(hours=1, minutes=5)),
        ("4 days, 14:22:16.396000", timedelta(4, 14 * 3600 + 22 * 60 + 16, 396_000)),
        ("4 дня 01:00:00", timedelta(days=4, hours=1)),
        ("0,5", timedelta(hours=12)),
        (0.25, timedelta(hours=6)),
        (2, timedelta(days=2)),
        (timedelta(minutes=3), timedelta(minutes=3)),
        (time(1, 2, 3), timedelta(hours=1, minutes=2, seconds=3)),
        ("", None),
        (None, None),
        ("'", None),
    ],
)
def test_it_reads_a_duration(cell: object, expected: timedelta | None) -> None:
    assert duration(cell) == expected


@pytest.mark.parametrize(
    "cell", ["скоро", "-1:00:00", -0.5, "1:2:3", 1e300, float("nan"), True, "9" * 30]
)
def test_it_says_which_duration_it_cannot_read(cell: object) -> None:
    with pytest.raises(ValueError, match="длительность"):
        duration(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("'Здравствуйте!", "Здравствуйте!"),
        ("'", ""),
        ("' ", ""),
        ("''", "'"),
        (" два\r\nряда\rи\nещё ", "два\nряда\nи\nещё"),
        ("нули\x00и\x07звонки\ud800", "нулиизвонки"),
        ("👨‍👩‍👧 семья", "👨‍👩‍👧 семья"),
        ("а\xa0б", "а б"),
        ("=1+1", "=1+1"),
        (1000001.0, "1000001"),
        (12, "12"),
        (0.5, "0.5"),
        (True, "Да"),
        (None, ""),
        (date(2026, 3, 6), "2026-03-06"),
    ],
)
def test_it_cleans_a_text(cell: object, expected: str) -> None:
    assert text(cell) == expected


@given(st.text() | st.floats() | st.integers() | st.none() | st.booleans())
def test_a_text_can_always_be_stored_and_is_stable(cell: object) -> None:
    cleaned = text(cell)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode() == cleaned
    assert name(cleaned) == " ".join(cleaned.removeprefix("'").split())


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Да", True),
        ("нет", False),
        ("'ДА", True),
        (1, True),
        ("0", False),
        (True, True),
        ("", None),
        (None, None),
        ("'", None),
        ("—", None),
        ("истина", True),
    ],
)
def test_it_reads_a_flag(cell: object, expected: bool | None) -> None:
    assert flag(cell) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (21601.0, 21601),
        ("21 601", 21601),
        ("21\xa0601,00", 21601),
        ("'7", 7),
        (-3, -3),
        ("", None),
        ("-", None),
        (None, None),
        ("+5", 5),
    ],
)
def test_it_reads_a_whole_number(cell: object, expected: int | None) -> None:
    assert integer(cell) == expected


@pytest.mark.parametrize("cell", ["много", "1,5", 1.5, float("inf"), "9" * 40, "1e5"])
def test_it_says_which_number_it_cannot_read(cell: object) -> None:
    with pytest.raises(ValueError, match="число не читается"):
        integer(cell)


@pytest.mark.parametrize("cell", ["может быть", 2, "да нет"])
def test_it_says_which_flag_it_cannot_read(cell: object) -> None:
    with pytest.raises(ValueError, match="не читается"):
        flag(cell)  # type: ignore[arg-type]


@given(st.text() | st.floats() | st.integers() | st.binary() | st.none())
def test_no_cell_does_anything_but_read_or_raise_a_sentence(cell: object) -> None:
    for reader in (lambda each: moment(each, UTC), duration, flag, integer):
        try:
            reader(cell)
        except ValueError as problem:
            assert "„" in str(problem)  # noqa: PT017 (both ways are right)
