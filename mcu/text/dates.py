"""Days that a Russian text names: «до 15 июня», «в течение 10 дней», «в III квартале».

What is relative is counted from the day the text was said. Only days from then on are found: a
text that speaks of the past promises nothing. Every pattern is bounded, so that any text is read
in time linear in its length.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LATEST = timedelta(days=3653)  # nobody promises for more than ten years

AddWorking = Callable[[date, int], date]
"""The day that many working days after a day."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A piece of a text and the last day it allows."""

    start: int
    end: int
    due: date


@dataclass(frozen=True, slots=True)
class Said:
    """When the text was said and how working days are counted."""

    on: date
    working: AddWorking


Resolve = Callable[[re.Match[str], Said], date | None]

# «ма» comes after «мар»: of stems that fit the first counts.
MONTHS = ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
SEASON_ENDS = {"зим": 2, "весн": 5, "лет": 8, "осен": 11}
WEEKDAYS = ("пон", "вто", "сре", "чет", "пят", "суб", "вос")
ORDINALS = {"перв": 1, "втор": 2, "трет": 3, "четв": 4}
NUMBERS = {
    "одн": 1, "двухнедел": 14, "двух": 2, "две": 2, "два": 2, "трех": 3, "три": 3, "четыр": 4,
    "пятнадцат": 15, "пят": 5, "шест": 6, "семь": 7, "семи": 7, "восьм": 8, "восем": 8,
    "девят": 9, "десят": 10, "двадцат": 20, "тридцат": 30,
}  # fmt: skip

_MONTH = (
    r"(?:январ[яеьюё]|феврал[яеью]|март[ае]?|марту|апрел[яеью]|ма[яеюй]|июн[яеью]|июл[яеью]|"
    r"август[ае]?|августу|сентябр[яеью]|октябр[яеью]|ноябр[яеью]|декабр[яеью])(?!\w)"
)
_YEAR = (
    r"(?:\s{1,3}(?P<year>20\d\d)(?!\d)(?:\s?г(?:од[аеу]?|\.)?(?!\w))?"
    r"|\s{1,3}(?P<which>этого|текущего|следующего|будущего)\s{1,3}года)?"
)
_BY = r"(?:не\s{1,3}позднее|не\s{1,3}позже|до|ко?|по)"
_WHICH = r"(?P<which>эт\w{1,3}|текущ\w{2,3}|нынешн\w{2,3}|следующ\w{2,3}|будущ\w{2,3})"
_AMOUNT = (
    r"(?P<amount>\d{1,3}(?:\s?[-–—]\s?\d{1,3})?(?:-?\w{1,2})?|" + "|".join(NUMBERS) + r")\w{0,6}"
)


def by_weekdays(day: date, count: int) -> date:
    """Working days where no calendar is at hand: Monday to Friday."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def find_dates(text: str, on: date, working: AddWorking = by_weekdays) -> list[Dated]:
    """The days named in the text, in its order; of pieces that overlap the longest."""
    said, plain = Said(on, working), text.replace("ё", "е").replace("Ё", "Е")
    found = sorted(_found(plain, said), key=lambda each: (each.start - each.end, each.start))
    kept: list[Dated] = []
    for each in found:
        if all(each.end <= other.start or other.end <= each.start for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _found(text: str, said: Said) -> Iterator[Dated]:
    for pattern, resolve in PATTERNS:
        for match in pattern.finditer(text):
            try:
                due = resolve(match, said)
            except (ValueError, OverflowError):  # 31 июня
                continue
            if due is not None and said.on <= due <= said.on + LATEST:
                yield Dated(match.start(), match.end(), due)


def _day_of_month(match: re.Match[str], said: Said) -> date:
    month, day = _month(match["month"]), int(match["day"])
    year = _year(match, said)
    if year:
        return date(year, month, day)
    this = date(said.on.year, month, day) if (month, day) != (2, 29) else None
    if this and this >= said.on:
        return this
    return next(
        date(year, month, day)
        for year in range(said.on.year + (this is not None), said.on.year + 9)
        if day <= monthrange(year, month)[1]
    )


def _numeric(match: re.Match[str], said: Said) -> date | None:
    day, month, year = int(match["day"]), int(match["month"]), match["year"]
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    if not match["by"]:
        return None  # «п. 3.5» is no day
    this = date(said.on.year, month, day)
    return this if this >= said.on else this.replace(year=said.on.year + 1)


def _within_month(match: re.Match[str], said: Said) -> date:
    """«до конца мая», «в середине мая», «до мая», «к маю», «в мае»."""
    month, year = _month(match["month"]), _year(match, said)
    how = match["how"].lower()
    day = _day_by(how, monthrange(year or said.on.year, month)[1])
    if year is None:
        year = said.on.year + (date(said.on.year, month, max(day, 1)) < said.on)
        day = _day_by(how, monthrange(year, month)[1])
    return date(year, month, 1) + timedelta(days=day - 1)


def _day_by(how: str, last: int) -> int:
    """Which day of its month a word means; 0 is the last day of the month before."""
    if how.startswith(("до начала", "до", "не поз")) and "конц" not in how and "серед" not in how:
        return 0
    if how in {"к", "ко"}:
        return 1
    if "начал" in how:
        return 10
    return 15 if "серед" in how or "перв" in how else last


def _quarter(match: re.Match[str], said: Said) -> date:
    number = _quarter_number(match["quarter"].upper().replace("І", "I"))
    year = _year(match, said)
    if year is None:
        year = said.on.year + (_quarter_end(said.on.year, number) < said.on)
    if match["how"].lower() in {"до", "до начала", "к началу"}:
        return _quarter_end(year, number - 1) if number > 1 else date(year - 1, 12, 31)
    return _quarter_end(year, number)


def _quarter_number(word: str) -> int:
    roman = {"I": 1, "II": 2, "III": 3, "IV": 4}
    return roman.get(word) or ORDINALS.get(word[:4].lower()) or int(word[0])


def _end_of(match: re.Match[str], said: Said) -> date:
    """«до конца недели», «в следующем месяце», «на этой неделе»."""
    later = bool(match["which"]) and match["which"].lower().startswith(("следующ", "будущ"))
    return _period_end(match["period"].lower(), said.on, int(later))


def _period_end(period: str, day: date, later: int) -> date:
    if period.startswith("нед"):
        return day + timedelta(days=6 - day.weekday() + 7 * later)
    if period.startswith("мес"):
        return _month_end(day.year, day.month + later)
    if period.startswith("кв"):
        return _month_end(day.year, (day.month + 2) // 3 * 3 + 3 * later)
    if period.startswith("полуг"):
        return _month_end(day.year, (6 if day.month <= 6 else 12) + 6 * later)
    if period.startswith("год"):
        return date(day.year + later, 12, 31)
    return day + timedelta(days=later)


def _whole_year(match: re.Match[str], _: Said) -> date:
    year = int(match["year"])
    return date(year - (match["how"].lower() == "до"), 12, 31)


def _season(match: re.Match[str], said: Said) -> date:
    """The season that is or comes next; «до лета» and «к лету» end before it begins."""
    last = next(
        month for stem, month in SEASON_ENDS.items() if match["season"].lower()[: len(stem)] == stem
    )
    if (match["how"] or "").lower() in {"до", "к", "ко"}:
        last = (last - 4) % 12 + 1
    given = match["year"]
    year = int(given) if given else said.on.year
    end = _month_end(year + (bool(given) and last == 2), last)
    if given:
        return end
    end = end if end >= said.on else _month_end(said.on.year + 1, last)
    later = (match["which"] or "").lower().startswith(("следующ", "будущ"))
    return _month_end(end.year + (later and end.year == said.on.year), end.month)


def _span(match: re.Match[str], said: Said) -> date:
    """«в течение 10 рабочих дней», «через две недели», «в трехдневный срок»."""
    amount, unit = _amount(match["amount"]), match["unit"].lower()
    if unit.startswith("час"):
        return said.on + timedelta(days=-(-amount // 24))
    if unit.startswith("мес"):
        return _months_later(said.on, amount)
    if unit.startswith(("год", "лет")):
        return _months_later(said.on, 12 * amount)
    if unit.startswith("полуг"):
        return _months_later(said.on, 6)
    if unit.startswith("нед"):
        return said.on + timedelta(days=7 * amount)
    if (match["kind"] or "").lower().startswith("рабоч"):
        return said.working(said.on, amount)
    return said.on + timedelta(days=amount)


def _weekday(match: re.Match[str], said: Said) -> date:
    """The next such day after the day of speaking."""
    wanted = WEEKDAYS.index(match["weekday"].lower()[:3])
    return said.on + timedelta(days=(wanted - said.on.weekday() - 1) % 7 + 1)


def _near(match: re.Match[str], said: Said) -> date:
    days = {"сегодня": 0, "завтра": 1, "послезавтра": 2}
    return said.on + timedelta(days=days[match["near"].lower()])


def _amount(word: str | None) -> int:
    if not word:
        return 1
    if numbers := re.findall(r"\d+", word):
        return int(numbers[-1])
    return NUMBERS[word.lower()]


def _month(word: str) -> int:
    return 1 + next(i for i, stem in enumerate(MONTHS) if word.lower().startswith(stem))


def _year(match: re.Match[str], said: Said) -> int | None:
    if match["year"]:
        return int(match["year"])
    if match["which"]:
        return said.on.year + match["which"].lower().startswith(("след", "буд"))
    return None


def _month_end(year: int, month: int) -> date:
    """The last day of a month; months go on into the next years."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, monthrange(year, month)[1])


def _quarter_end(year: int, number: int) -> date:
    return _month_end(year, 3 * number)


def _months_later(day: date, months: int) -> date:
    end = _month_end(day.year, day.month + months)
    return end.replace(day=min(day.day, end.day))


def _pattern(text: str, resolve: Resolve) -> tuple[re.Pattern[str], Resolve]:
    return re.compile(rf"(?<![\w.,-]){text}", re.IGNORECASE), resolve


PATTERNS = (
    _pattern(
        rf"(?:{_BY}\s{{1,3}}|с\s{{1,3}}\d{{1,2}}\s{{1,3}}(?:по|до)\s{{1,3}}|\d{{1,2}}\s?[-–—]\s?)?"
        rf"(?P<day>\d{{1,2}})(?:-?(?:го|му|ое|е))?\s{{1,3}}(?P<month>{_MONTH}){_YEAR}",
        _day_of_month,
    ),
    _pattern(
        rf"(?P<by>{_BY}\s{{1,3}})?(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})"
        r"(?:\.(?P<year>20\d\d|\d\d))?(?!\d|\.\d)(?:\s?г(?:ода|\.)?(?!\w))?",
        _numeric,
    ),
    _pattern(
        r"(?P<how>до\s{1,3}конца|в\s{1,3}конце|к\s{1,3}концу|до\s{1,3}начала|в\s{1,3}начале|к\s{1,3}началу|"
        r"до\s{1,3}середины|в\s{1,3}середине|к\s{1,3}середине|в\s{1,3}перв\w{2}\s{1,3}половине|"
        r"во\s{1,3}втор\w{2}\s{1,3}половине|в\s{1,3}течение|на\s{1,3}протяжении|не\s{1,3}позднее|до|ко?|во?)"
        rf"\s{{1,3}}(?P<month>{_MONTH})(?!\s{{1,3}}прошл){_YEAR}",
        _within_month,
    ),
    _pattern(
        r"(?P<how>до\s{1,3}конца|в\s{1,3}конце|к\s{1,3}концу|до\s{1,3}начала|в\s{1,3}начале|к\s{1,3}началу|"
        r"в\s{1,3}течение|не\s{1,3}позднее|до|во?)\s{1,3}"
        r"(?P<quarter>[IІ]{1,3}V?|[1-4](?:-?[а-я]{1,3})?|(?:перв|втор|треть|четверт)[а-я]{1,3})"
        rf"\s{{1,3}}кв(?:артал[а-я]{{0,2}}|\.){_YEAR}",
        _quarter,
    ),
    _pattern(
        rf"(?:до\s{{1,3}}(?:конца|окончания|завершения)|к\s{{1,3}}концу|в\s{{1,3}}конце)\s{{1,3}}(?:{_WHICH}\s{{1,3}})?"
        r"(?P<period>дня|суток|недели|месяца|квартала|полугодия|года)(?!\w)",
        _end_of,
    ),
    _pattern(
        rf"(?:на|в)\s{{1,3}}{_WHICH}\s{{1,3}}(?P<period>неделе|месяце|квартале|полугодии|году)(?!\w)",
        _end_of,
    ),
    _pattern(
        r"(?P<how>до\s{1,3}конца|в\s{1,3}конце|в\s{1,3}течение|до|в)\s{1,3}(?P<year>20\d\d)\s?(?:год[ау]|г\.)",
        _whole_year,
    ),
    _pattern(
        rf"(?:(?P<how>до|ко?)\s{{1,3}}|до\s{{1,3}}конца\s{{1,3}}|в\s{{1,3}}конце\s{{1,3}})?(?:{_WHICH}\s{{1,3}})?"
        r"(?P<season>летом|зимой|весной|осенью|(?<=\s)(?:лета|зимы|весны|осени|лету|зиме|весне))(?!\w)"
        r"(?:\s{1,3}(?P<year>20\d\d)(?:\s?год[ау])?)?",
        _season,
    ),
    _pattern(
        r"(?:в\s{1,3}течение|через|в\s{1,3}срок\s{1,3}до|не\s{1,3}более(?:\s{1,3}чем\s{1,3}за)?|за)\s{1,3}"
        rf"(?:(?:ближайш|следующ)\w{{2,3}}\s{{1,3}})?(?:{_AMOUNT}\s{{1,3}})?"
        r"(?:(?P<kind>рабоч|календарн)\w{2,3}\s{1,3})?"
        r"(?P<unit>дн(?:я|ей)|день|сут(?:ок|ки)|недел[юиь]|месяц(?:а|ев)?|час(?:а|ов)?|год(?:а)?|лет|полугода)(?!\w)",
        _span,
    ),
    _pattern(
        rf"в\s{{1,3}}(?:{_AMOUNT}(?:\s?-\s?|\s{{0,2}}))?(?P<kind>рабоч\w{{2,3}}\s)?"
        r"(?P<unit>дневн|недельн|месячн|часов)(?:ый|ой)\s{1,3}срок",
        _span,
    ),
    _pattern(
        r"(?:до|не\s{1,3}позднее)\s{1,3}(?P<weekday>понедельника|вторника|среды|четверга|пятницы|субботы|воскресенья)(?!\w)",
        _weekday,
    ),
    _pattern(
        r"ко?\s{1,3}(?P<weekday>понедельнику|вторнику|среде|четвергу|пятнице|субботе|воскресенью)(?!\w)",
        _weekday,
    ),
    _pattern(
        r"во?\s{1,3}(?:ближайш\w{2,3}\s{1,3}|эт\w{1,2}\s{1,3})?"
        r"(?P<weekday>понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)(?!\w)",
        _weekday,
    ),
    _pattern(r"(?:до\s{1,3})?(?P<near>сегодня|завтра|послезавтра)(?!\w)", _near),
)
