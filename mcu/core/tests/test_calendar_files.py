"""Production calendars as files: both formats, and everything that is no such file."""

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.core.workdays import DayKind
from mcu.core.workdays.files import MOST_BYTES, read_year

XML = """<?xml version="1.0" encoding="UTF-8"?>
<calendar year="2026" lang="ru">
  <holidays><holiday id="1" title="Новогодние каникулы"/></holidays>
  <days>
    <day d="01.01" t="1" h="1"/><day d="01.02" t="1" h="1"/>
    <day d="01.09" t="1" f="01.03"/><day d="04.30" t="2"/><day d="06.06" t="3"/>
  </days>
</calendar>"""
JSON = {"year": 2026, "dayoff": ["0101", "0102", 109], "predayoff": ["0430"], "workday": ["0606"]}


def test_xmlcalendar_is_read_with_its_names_transfers_and_working_saturdays() -> None:
    year = read_year(XML.encode())
    assert year.kind(date(2026, 1, 1)) is DayKind.OFF
    assert year.title(date(2026, 1, 1)) == "Новогодние каникулы"
    assert year.title(date(2026, 1, 9)) == "Выходной, перенесён с 03.01"
    assert year.kind(date(2026, 4, 30)) is DayKind.SHORT
    assert year.kind(date(2026, 6, 6)) is DayKind.WORKING
    assert year.kind(date(2026, 6, 7)) is DayKind.OFF
    assert year.kind(date(2026, 6, 8)) is DayKind.WORKING
    assert len(year.all_days()) == 365


def test_isdayoff_says_the_same() -> None:
    xml, isdayoff = read_year(XML.encode()), read_year(json.dumps(JSON).encode())
    assert [xml.kind(day) for day in xml.all_days()] == [
        isdayoff.kind(day) for day in isdayoff.all_days()
    ]


BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<calendar year="2026"><days><day d="01.01" t="1"/></days></calendar>"""
OUTSIDE = """<?xml version="1.0"?><!DOCTYPE c SYSTEM "file:///etc/passwd"><calendar year="2026"/>"""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "пуст"),
        ("   ", "пуст"),
        ("PK\x03\x04", "Формат файла не узнан"),
        ("x" * (MOST_BYTES + 1), "больше"),
        (BOMB, "DOCTYPE или сущности"),
        (OUTSIDE, "DOCTYPE или сущности"),
        (XML[:200], "XML не читается"),
        ("<html/>", "нет элементов"),
        (XML.replace("2026", "26"), "Год «26»"),
        (XML.replace("2026", "1999"), "рассчитан на"),
        (XML.replace('d="01.01"', 'd="13.45"'), "День «1345»"),
        (XML.replace('d="01.01"', 'd="завтра"'), "не читается"),
        (XML.replace('t="2"', 't="9"'), "неизвестный вид"),
        (XML.replace('d="01.02"', 'd="01.01"'), "дважды"),
        ("{", "JSON не читается"),
        ("[" * 100_000, "Формат файла не узнан"),
        ('{"year": 2026}', "нет списка dayoff"),
        ('{"year": 2026, "dayoff": "0101"}', "списком дней"),
        ('{"year": 2026, "dayoff": [null]}', "списком дней"),
        ('{"year": 2026, "dayoff": ["0230"]}', "День «0230»"),
        (json.dumps({"year": 2026, "dayoff": [], "workday": []}), None),
        (
            json.dumps(
                {
                    "year": 2026,
                    "dayoff": [f"{m:02d}{d:02d}" for m in range(1, 8) for d in range(1, 29)],
                }
            ),
            "Так не бывает",
        ),
    ],
)
def test_what_is_no_calendar_is_refused_in_words(content: str, words: str | None) -> None:
    if words is None:
        assert read_year(content.encode()).year == 2026
        return
    with pytest.raises(RuleViolation, match=words):
        read_year(content.encode())


def test_deep_nesting_is_refused_not_followed() -> None:
    with pytest.raises(RuleViolation):
        read_year(b'{"year": 2026, "dayoff": ' + b"[" * 400_000)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_or_refused(content: bytes) -> None:
    with suppress(RuleViolation):
        assert 200 <= sum(day.weekday() < 5 for day in read_year(content).all_days()) <= 300
