"""Times named in a text: «до 5 июня», «завтра», «к 19:00», «в течение часа», «по вторникам»."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mcu.text.reading import low

MONTHS = (
    *("январ", "феврал", "март", "апрел", "ма", "июн"),
    *("июл", "август", "сентябр", "октябр", "ноябр", "декабр"),
)
WEEKDAYS = ("понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресен")
_MONTH = r"(?P<month>январ[яеь]|феврал[яеь]|марта?е?|апрел[яеь]|ма[яйе]|июн[яеь]|июл[яеь]|августа?е?|сентябр[яеь]|октябр[яеь]|ноябр[яеь]|декабр[яеь])"
_WEEKDAY = (
    r"(?:понедельник\w*|вторник\w*|сред[уыеа]\w{0,2}|четверг\w*|пятниц\w+|суббот\w+|воскресень\w+)"
)
_YEAR = r"(?:\s+(?P<year>20\d\d)(?:\s*(?:г\.|год\w*))?)?"
_DAY_MONTH = re.compile(
    rf"(?<![\d.,№])(?:(?P<first>\d{{1,2}})(?:\s*[-–—]\s*|\s+и\s+|\s+по\s+|,\s))?(?P<day>\d{{1,2}})(?:-?го)?\s+{_MONTH}(?!\w){_YEAR}"
)
_DOTTED = re.compile(
    r"(?<![\d.,№])(?P<day>\d{1,2})\.(?P<month>\d{2})(?:\.(?P<year>20\d\d|\d\d))?(?!\.?\d)(?!\s*(?:км|м|млн|руб|%))"
)
_IN_MONTH = re.compile(
    rf"(?<!\d\s)(?<!\w)(?P<how>в|к|до|на|по|с|конц[еау]|начал[еау]|середин[еуы]|весь)\s+(?:конц[еау]\s|начал[еау]\s|середин[еуы]\s)?{_MONTH}(?!\w)(?:\s+—\s+[а-я]+)?{_YEAR}"
)
_YEAR_ALONE = re.compile(
    r"(?<!\w)(?:в|на|до|к|с|конца|концу|квартал\w*|весной|летом|осенью|зимой)\s+(?P<year>20\d\d)(?:\s*(?:[-–—]\s*(?P<till>20\d\d)\s*)?(?:г\.|г\b|год\w*))?(?!\d)"
)
_SOON = re.compile(
    rf"""(?<!\w)(?:(?<!на\s)сегодня|завтра(?!к)|послезавтра|завтрашн\w+
    |(?:этим|завтра)\s(?:утром|вечером)|к\s(?:вечеру|утру|обеду|ночи|полудню|полуночи)|до\s(?:вечера|утра|обеда|полуночи|ночи)|ночью|вечером
    |(?:в|во|на|до|к|ко|с)\s(?:эт\w+\s|следующ\w+\s|ближайш\w+\s|перв\w+\s|текущ\w+\s)?{_WEEKDAY}
    |(?:в|до\sконца|к\sконцу|на)\s(?:эт\w+\s|следующ\w+\s|текущ\w+\s)?(?:недел[еиюя]|выходн\w+|месяц\w?|год[ауе]?|квартал\w?|дня|суток|смены|сезона|лета|осени|зимы|весны)
    |к\s(?:весне|лету|осени|зиме|новому\sгоду)|(?:этой|следующей|будущей|ближайшей|грядущей)\s(?:весной|зимой|осенью|ночью)|(?:этим|следующим|будущим)\sлетом
    |в\sтечение\s(?:(?:\d+|одного|двух|трех|четырех|пяти|шести|семи|десяти|получаса|полутора|нескольких|рабочего|ближайш\w+|эт\w+)[\s-]){{0,3}}(?:час\w*|минут\w*|дн\w+|сут\w+|недел\w+|месяц\w*|год\w*)
    |через\s(?:(?:\d+|одну?|дв[ае]|две|три|четыре|пять|шесть|семь|десять|пол|несколько|полтора|пару)[\s-]?)?(?:час\w*|минут\w*|дн\w+|ден\w*|сут\w+|недел\w+|месяц\w*|год\w*|полчаса)
    |не\sпозднее(?:,)?\s(?:чем\s)?(?:через\s)?[\w\d]+|за\s(?:двое|трое|один|два|три|\d+)\s(?:сут\w+|дн\w+|час\w*|недел\w+)
    |(?:к|до|после|с|около|в)\s\d{{1,2}}[:.]\d\d|(?:к|до)\s(?:\d{{1,2}}|шести|семи|восьми|девяти|десяти|пяти|четырем|трем|двум|часу|половине)\s(?:час\w*|утра|вечера|дня|ночи)
    |в\s(?:\d{{1,2}}|половине\s\w+)\s(?:час\w*|утра|вечера|дня|ночи)
    |(?:в|к)\s(?:январ|феврал|март|апрел|май|июн|июл|август|сентябр|октябр|ноябр|декабр)ь?ск\w+
    |ежедневно|еженедельно|ежемесячно|кажд\w+\s(?:день|дня|недел\w+|месяц\w*|утро|вечер|час\w*|сред\w|{_WEEKDAY})|по\s(?:понедельник|вторник|сред|четверг|пятниц|суббот|воскресень)\w+|раз\sв\s\w+|в\sтот\sже\sдень|в\sночь\sна|квартал\w*|прямо\sсейчас
    |(?:iv|iii|ii|i|[1-4]|перв\w+|втор\w+|треть\w+|четверт\w+)(?:-?[момй]+)?\sквартал\w*)(?!\w)""",
    re.VERBOSE,
)
# A day without a year is more often ahead than behind.
_AHEAD, _BEHIND = timedelta(days=245), timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time where it stands. `last` is its last day when the calendar knows it."""

    start: int
    end: int
    last: date | None
    exists: bool = True

    def past(self, today: date) -> bool:
        return self.exists and self.last is not None and self.last < today


def moments(text: str, today: date) -> list[Moment]:
    """Every time named in the text, in the order of their places."""
    plain = low(text)
    found: list[Moment] = []
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(plain):
            if plain[: match.start()].endswith(("от ", "от\xa0")):
                continue  # the date of a paper
            if not any(m.start < match.end() and match.start() < m.end for m in found):
                found += read(match, today)
    return sorted(found, key=lambda moment: moment.start)


def _day_month(found: re.Match[str], today: date) -> Iterator[Moment]:
    yield _moment(found, int(found["day"]), _month(found["month"]), found["year"], today)


def _dotted(found: re.Match[str], today: date) -> Iterator[Moment]:
    if 1 <= int(found["month"]) <= 12 and 1 <= int(found["day"]) <= 31:
        yield _moment(found, int(found["day"]), int(found["month"]), found["year"], today)


def _in_month(found: re.Match[str], today: date) -> Iterator[Moment]:
    month = _month(found["month"])
    year = _nearest(1, month, found["year"], today)
    yield Moment(*found.span(), date(year, month, calendar.monthrange(year, month)[1]))


def _year(found: re.Match[str], today: date) -> Iterator[Moment]:
    yield Moment(*found.span(), date(int(found["till"] or found["year"]), 12, 31))


def _soon(found: re.Match[str], today: date) -> Iterator[Moment]:
    yield Moment(*found.span(), None)


_PATTERNS = (
    (_DAY_MONTH, _day_month),
    (_DOTTED, _dotted),
    (_IN_MONTH, _in_month),
    (_YEAR_ALONE, _year),
    (_SOON, _soon),
)


def _moment(found: re.Match[str], day: int, month: int, year: str | None, today: date) -> Moment:
    which = _nearest(min(day, 28), month, year, today)
    if not 1 <= day <= calendar.monthrange(which, month)[1]:
        return Moment(*found.span(), None, exists=False)
    return Moment(*found.span(), date(which, month, day))


def _nearest(day: int, month: int, year: str | None, today: date) -> int:
    """The year said, else the one that brings the day nearest to today."""
    if year:
        return int(year) if len(year) == 4 else 2000 + int(year)
    near = date(today.year, month, day)
    if near - today > _AHEAD:
        return today.year - 1
    return today.year + 1 if today - near > _BEHIND else today.year


def _month(word: str) -> int:
    return next(
        number
        for number, stem in enumerate(MONTHS, 1)
        if word.startswith(stem) and _fits(word, stem)
    )


def _fits(word: str, stem: str) -> bool:
    """«мая» is May, «марта» is not."""
    return stem != "ма" or (len(word) == 3 and word[2] in "яйе")
