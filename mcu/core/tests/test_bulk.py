"""The text format of COPY: every kind of value, and what must not break a line."""

from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.bulk import as_text


class Colour(StrEnum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "\\N"),
        ("яма", "яма"),
        (Colour.RED, "red"),
        (True, "t"),
        (False, "f"),
        (7, "7"),
        (0.5, "0.5"),
        (date(2026, 3, 6), "2026-03-06"),
        (datetime(2026, 3, 6, 17, tzinfo=UTC), "2026-03-06T17:00:00+00:00"),
        (b"\x00\xff", "\\\\x00ff"),
        (["а", 1], '["а", 1]'),
        ({"а": "б\n"}, '{"а": "б\\\\n"}'),
    ],
)
def test_a_value_as_the_database_takes_it(value, written):
    assert as_text(value) == written


def test_what_has_no_form_is_an_error_of_the_program():
    with pytest.raises(TypeError, match="timedelta"):
        as_text(timedelta(1))


@given(st.text())
def test_no_text_breaks_out_of_its_column(text):
    written = as_text(text)
    assert not {"\t", "\n", "\r", "\x00"} & set(written)


@pytest.mark.parametrize("text", ["\\N", "\\.", "a\tb", "a\nb\r\\", "\\\\x41", ""])
def test_the_database_reads_back_what_was_written(db, text):
    moment = datetime(2026, 3, 6, 17, tzinfo=timezone(timedelta(hours=8)))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE written (t text, m timestamptz) ON COMMIT DROP")
        with cursor.copy("COPY written FROM STDIN") as copy:
            copy.write(f"{as_text(text)}\t{as_text(moment)}\n")
        cursor.execute("SELECT t, m FROM written")
        assert cursor.fetchone() == (text, moment)
