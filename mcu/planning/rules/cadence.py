"""How often an indicator is entered: its periods by their first days, as people write and read them."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices

from mcu.analytics.rules.summary import FIRST_YEAR, LAST_YEAR, MONTHS, span_of


class Cadence(TextChoices):
    MONTH = "month", "месяц"
    QUARTER = "quarter", "квартал"
    YEAR = "year", "год"

    @property
    def months(self) -> int:
        return LENGTHS[self]


LENGTHS = {Cadence.MONTH: 1, Cadence.QUARTER: 3, Cadence.YEAR: 12}
EXAMPLES = {Cadence.MONTH: "2026-03", Cadence.QUARTER: "2026-Q1", Cadence.YEAR: "2026"}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_YEAR = re.compile(r"(\d{4})(?: ?г(?:од)?\.?)?")
_QUARTER = re.compile(
    r"(\d{4})[- ]?q([1-4])|([1-4]|i{1,3}|iv)[- ]?кв(?:артал)?\.? ?(\d{4})(?: ?г(?:од)?\.?)?"
)
_MONTH = re.compile(r"(\d{4})-(\d{1,2})|(\d{1,2})\.(\d{4})|([а-я]+) (\d{4})(?: ?г(?:од)?\.?)?")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})|(\d{1,2})\.(\d{1,2})\.(\d{4})")  # fmt: skip


def first_day(cadence: str, day: date) -> date:
    """The first day of the period the day lies in."""
    return span_of(Cadence(cadence).months, day).since


def shifted(day: date, months: int) -> date:
    """The first day of the month so many months on, or back."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


def before(cadence: str, since: date) -> date:
    """The former period."""
    return shifted(since, -Cadence(cadence).months)


def finished(cadence: str, today: date) -> date:
    """The last period that is over."""
    return before(cadence, first_day(cadence, today))


def recent(cadence: str, today: date, count: int) -> Iterator[date]:
    """The period that runs and those before it, the newest first."""
    since = first_day(cadence, today)
    for _ in range(count):
        yield since
        since = before(cadence, since)


def words(cadence: str, since: date) -> str:
    """«март 2026», «1 квартал 2026», «2026 год»."""
    if cadence == Cadence.YEAR:
        return f"{since:%Y} год"
    if cadence == Cadence.QUARTER:
        return f"{(since.month + 2) // 3} квартал {since:%Y}"
    return f"{MONTHS[since.month - 1]} {since:%Y}"


def written(cadence: str, since: date) -> str:
    """As it stands in addresses and files: 2026-03, 2026-Q1, 2026."""
    if cadence == Cadence.YEAR:
        return f"{since:%Y}"
    return (
        f"{since:%Y}-Q{(since.month + 2) // 3}" if cadence == Cadence.QUARTER else f"{since:%Y-%m}"
    )


def read(cadence: str, said: Any) -> date:
    """The first day of the period somebody wrote; ValueError in words for anything else.

    A whole day stands for the period it lies in: spreadsheets make days of months by themselves.
    """
    found = _said(said)
    if found is None:
        example = EXAMPLES[Cadence(cadence)]
        raise ValueError(f"не понятен период «{str(said)[:30]}», пишите так: {example}")
    kind, day = found
    if kind and kind != cadence:
        wanted = Cadence(cadence)
        raise ValueError(
            f"показатель вводится за {wanted.label}, а указан {kind.label}; пишите так: {EXAMPLES[wanted]}"
        )
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"год {day.year} — за пределами {FIRST_YEAR}–{LAST_YEAR}")
    return first_day(cadence, day)


def _said(said: Any) -> tuple[Cadence | None, date] | None:
    """What was written, and its first day; a day has no kind."""
    if isinstance(said, datetime):
        return None, said.date()
    if isinstance(said, date):
        return None, said
    if isinstance(said, float) and said.is_integer():
        said = int(said)
    text = " ".join(str(said).lower().replace("ё", "е").split())
    try:
        return _parsed(text)
    except ValueError:  # a month of 13, a day of 32
        return None


def _parsed(text: str) -> tuple[Cadence | None, date] | None:
    if found := _DAY.fullmatch(text):
        year, month, day = (int(found[n] or found[m]) for n, m in ((1, 6), (2, 5), (3, 4)))
        return None, date(year, month, day)
    if found := _YEAR.fullmatch(text):
        return Cadence.YEAR, date(int(found[1]), 1, 1)
    if found := _QUARTER.fullmatch(text):
        quarter = found[2] or found[3]
        number = ROMAN.get(quarter) or int(quarter)
        return Cadence.QUARTER, date(int(found[1] or found[4]), number * 3 - 2, 1)
    if found := _MONTH.fullmatch(text):
        return Cadence.MONTH, _month(found)
    return None


def _month(found: re.Match[str]) -> date:
    if name := found[5]:
        return date(int(found[6]), MONTHS.index(name) + 1, 1)
    return date(int(found[1] or found[4]), int(found[2] or found[3]), 1)
