"""Days off of the Russian Federation for one year, as the Government moved them.

Holidays and transfers come from the `holidays` package. It has no shortened days, and for a year
whose transfers are not published yet it does not move a holiday off a weekend; both are added here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

FIRST_YEAR = 2005
LAST_YEAR = 2099

DAY = timedelta(days=1)
SUBSTITUTED = re.compile(r"перенесено с (\d\d\.\d\d\.\d{4})")
OBSERVED = "(выходной)"


@dataclass(frozen=True, slots=True)
class RussianYear:
    """`holidays` are public holidays, `moved` other days off, `working` weekends made working.

    Each maps a date to its Russian title. `published` is False while the Government has not yet
    moved the days off of this year, so that days off may still change.
    """

    holidays: dict[date, str]
    moved: dict[date, str]
    working: dict[date, str]
    short: frozenset[date]
    published: bool


@cache
def russian_year(year: int) -> RussianYear:
    """Days off, working weekends and shortened days of a year from FIRST_YEAR to LAST_YEAR."""
    named = dict(holidays.country_holidays("RU", years=year, language="ru").items())
    public = {day: title for day, title in named.items() if not _is_moved(title)}
    moved = {day: title for day, title in named.items() if _is_moved(title)}
    transfers = dict(_transfers(moved))
    if not transfers:
        moved |= _moved_by_law(public)
    working = {
        source: f"Рабочий день (выходной перенесён на {target:%d.%m.%Y})"
        for source, target in transfers.items()
        if source.weekday() >= 5 and source not in public
    }
    short = frozenset(_short_days(year, public, moved, working, transfers))
    return RussianYear(public, moved, working, short, published=bool(transfers))


@cache
def last_published_year() -> int:
    """The last year whose transfers are known.

    1–8 January always contain a weekend, and the Government must move its two days (ТК ст. 112),
    so since 2013 a year without a single transfer is a year not yet decided.
    """
    year = 2013
    while year < LAST_YEAR and russian_year(year + 1).published:
        year += 1
    return year


def _is_moved(title: str) -> bool:
    return SUBSTITUTED.search(title) is not None or title.endswith(OBSERVED)


def _transfers(moved: dict[date, str]) -> Iterator[tuple[date, date]]:
    """Pairs (the day that was off, the day off given for it)."""
    for target, title in moved.items():
        if found := SUBSTITUTED.search(title):
            yield _parse(found[1]), target


def _parse(text: str) -> date:
    return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 - only its date is used


def _moved_by_law(public: dict[date, str]) -> dict[date, str]:
    """ТК ст. 112 ч. 2: a holiday on a weekend gives the next working day off, New Year apart."""
    moved: dict[date, str] = {}
    for holiday, title in public.items():
        if holiday.weekday() < 5 or (holiday.month == 1 and holiday.day <= 8):
            continue
        target = holiday
        while target.weekday() >= 5 or target in public or target in moved:
            target += DAY
        moved[target] = f"{title} {OBSERVED}"
    return moved


def _short_days(
    year: int,
    public: dict[date, str],
    moved: dict[date, str],
    working: dict[date, str],
    transfers: dict[date, date],
) -> Iterator[date]:
    """ТК ст. 95: the working day right before a public holiday is an hour shorter.

    A weekend made working is as long as the day it was exchanged for: 01.11.2025 replaces
    03.11.2025, the eve of 4 November, and is short; 27.04.2024 replaces 29.04.2024 and is not.
    """
    eves = {holiday - DAY for holiday in (*public, date(year + 1, 1, 1))}
    for eve in eves:
        if eve.year == year and eve.weekday() < 5 and eve not in public and eve not in moved:
            yield eve
    yield from (day for day in working if day in eves or transfers[day] in eves)
