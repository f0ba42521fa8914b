"""Production calendars as files: xmlcalendar (XML) and isdayoff (JSON).

A file from outside is believed in nothing: its size, its nesting, its entities and its dates are
checked, and every refusal says in Russian what is wrong and what to do.
"""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from xml.parsers import expat

from mcu.core.errors import RuleViolation
from mcu.core.workdays.russia import FIRST_YEAR, LAST_YEAR
from mcu.core.workdays.values import DayKind

MOST_BYTES = 1_000_000
FORMATS = "Подходят calendar.xml с xmlcalendar и файл года isdayoff в JSON."
XML_KINDS = {"1": DayKind.OFF, "2": DayKind.SHORT, "3": DayKind.WORKING}


@dataclass(frozen=True, slots=True)
class FileDay:
    """What the file says of one day; `title` is empty where it gives no name."""

    kind: DayKind
    title: str = ""


@dataclass(frozen=True, slots=True)
class YearFile:
    """A whole year: what is not named is working from Monday to Friday and off at the weekend."""

    year: int
    source: str
    days: dict[date, FileDay]

    def kind(self, day: date) -> DayKind:
        found = self.days.get(day)
        if found:
            return found.kind
        return DayKind.OFF if day.weekday() >= 5 else DayKind.WORKING

    def title(self, day: date) -> str:
        return self.days[day].title if day in self.days else ""

    def all_days(self) -> list[date]:
        first, end = date(self.year, 1, 1), date(self.year + 1, 1, 1)
        return [first + timedelta(days=n) for n in range((end - first).days)]


def read_year(content: bytes) -> YearFile:
    """The year of a file in one of the two formats; RuleViolation for anything else."""
    if not content.strip():
        raise RuleViolation(f"Файл календаря пуст. {FORMATS}")
    if len(content) > MOST_BYTES:
        raise RuleViolation(
            f"Файл больше {MOST_BYTES // 1000} КБ: это не календарь года. {FORMATS}"
        )
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _xml(content)
    if start == b"{":
        return _json(content)
    raise RuleViolation(f"Формат файла не узнан. {FORMATS}")


def _xml(content: bytes) -> YearFile:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.element
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as wrong:
        raise RuleViolation(f"XML не читается: {wrong}. {FORMATS}") from wrong
    return reader.result()


class _Reader:
    """Collects the elements of xmlcalendar; entities and doctypes are refused, not resolved."""

    def __init__(self) -> None:
        self.year: int | None = None
        self.holidays: dict[str, str] = {}
        self.days: list[dict[str, str]] = []

    def doctype(self, *_: Any) -> None:
        raise RuleViolation("В файле объявлены DOCTYPE или сущности: такие файлы не принимаются.")

    def element(self, name: str, given: dict[str, str]) -> None:
        if name == "calendar":
            self.year = _year(given.get("year", ""))
        elif name == "holiday" and "id" in given:
            self.holidays[given["id"]] = given.get("title", "")[:200]
        elif name == "day":
            self.days.append(given)

    def result(self) -> YearFile:
        if self.year is None or not self.days:
            raise RuleViolation(f"В XML нет элементов calendar и day с годом и днями. {FORMATS}")
        days: dict[date, FileDay] = {}
        for given in self.days:
            day = _date(self.year, given.get("d", "").replace(".", ""))
            kind = XML_KINDS.get(given.get("t", ""))
            if kind is None:
                raise RuleViolation(
                    f"День {day:%d.%m}: неизвестный вид «{given.get('t', '')[:20]}»."
                )
            days[_once(days, day)] = FileDay(kind, _title(given, self.holidays))
        return _checked(YearFile(self.year, "файл xmlcalendar", days))


def _title(given: dict[str, str], holidays: dict[str, str]) -> str:
    if title := holidays.get(given.get("h", "")):
        return title
    moved = given.get("f", "")
    return f"Выходной, перенесён с {'.'.join(reversed(moved.split('.')))}"[:200] if moved else ""


def _json(content: bytes) -> YearFile:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as wrong:
        raise RuleViolation(f"JSON не читается: {str(wrong)[:200]}. {FORMATS}") from wrong
    if not isinstance(data, dict) or "dayoff" not in data:
        raise RuleViolation(f"В JSON нет списка dayoff. {FORMATS}")
    year = _year(str(data.get("year", "")))
    days: dict[date, FileDay] = {}
    for name, kind in (
        ("workday", DayKind.WORKING),
        ("predayoff", DayKind.SHORT),
        ("dayoff", DayKind.OFF),
        ("holiday", DayKind.OFF),
    ):
        for given in _list(data, name):
            days[_date(year, given)] = FileDay(kind)
    return _checked(YearFile(year, "файл isdayoff", days))


def _list(data: dict[str, Any], name: str) -> list[str]:
    found = data.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, str | int) for each in found):
        raise RuleViolation(f"В JSON поле {name} должно быть списком дней «ММДД».")
    return [f"{each:04d}" if isinstance(each, int) else each for each in found]


def _year(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and len(given) == 4):
        raise RuleViolation(f"Год «{given[:20]}» в файле не читается. {FORMATS}")
    year = int(given)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleViolation(
            f"Календарь рассчитан на {FIRST_YEAR}–{LAST_YEAR} годы, в файле {year}."
        )
    return year


def _date(year: int, given: str) -> date:
    try:
        if not (given.isascii() and given.isdecimal() and len(given) == 4):
            raise ValueError(given)
        return date(year, int(given[:2]), int(given[2:]))
    except ValueError as wrong:
        raise RuleViolation(
            f"День «{given[:20]}» в файле не читается: нужен месяц и день."
        ) from wrong


def _once(days: dict[date, FileDay], day: date) -> date:
    if day in days:
        raise RuleViolation(f"День {day:%d.%m} записан в файле дважды.")
    return day


def _checked(found: YearFile) -> YearFile:
    """A year has far more working days than days off, or it is not this country's year."""
    working = sum(found.kind(day) is not DayKind.OFF for day in found.all_days())
    if not 200 <= working <= 300:
        raise RuleViolation(
            f"По файлу в {found.year} году {working} рабочих дней. Так не бывает: проверьте файл."
        )
    return found
