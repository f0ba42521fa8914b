"""House numbers: «д. 14 "А"», «15, корп. 2», «33 дробь 1», «9-31», «дома 5 и 7», and whether a street has them."""

import re
from functools import lru_cache
from typing import NamedTuple

_UNIT = (
    r"(?!\s?(?:лет|год|г\.|руб|р\.|тыс|млн|час|ч\b|мин|сут|дн|день|недел|месяц|мес\b|человек|чел|раз\b|км\b|километ|м\b|метр|кв\.?\s?м|"
    r"%|процент|градус|шт|январ|феврал|март|апрел|мая|июн|июл|август|сентябр|октябр|ноябр|декабр|числ|этаж(?!\s?№?\s?\d)|подъезд(?!\s?№?\s?\d)|сот|литр|"
    r"домов|семей|двор|детей|машин|голов|столб|фонар|ям\b|окн|маршрут|автобус|балл|школ|корпус[аов]{1,2}\b|вольт))"
)
_LETTER = r"(?:-?[а-яё](?![а-яё\d])|\s?лит(?:ер[аы]?)?\.?\s?[\"«]?[а-яё](?![а-яё])[\"»]?|\s?[\"«'“][а-яё][\"»'”]|\s(?-i:[АБВГДЕЖЗК](?![а-яёА-ЯЁ]|\.?\s?\d))(?!\s[а-яё])|\s(?-i:[абвгд])(?=\s*(?:[,.;:!?)]|$|кв|\d)))"
_PART = r"(?:\s*,?\s*(?:корп(?:ус)?|стр(?:оение)?|к|с)\b\.?\s*\d{1,2}(?!\d|-?[йя]\b)|(?:к|с)\d{1,2}(?!\d)|\s?(?:/|дробь)\s?\d{1,3}[а-я]?(?![а-яё\d]))"
_ONE = rf"\d{{1,4}}(?!\d){_LETTER}?{_PART}{{0,2}}"
_WORD = r"(?:(?:домовладени\w|дом\w{0,3}|зд(?:ание|ания|\.)|д|участ\w{1,3}|уч|бокс\w?|гараж\w?)(?![а-яё])\.?\s*)"
_FLAT = (
    r"(?:[\s,.;]*\(?\s?(?:(?:подъезд|под|этаж|эт|п)\.?\s?\d{1,2}[\s,.]*)?(?:кв(?:артир[аеуы]|-ра)?|ком(?:н(?:ат[аеуы])?)?|оф(?:ис)?)\.?\s?№?\s?\d{1,4}(?![\d])"
    r"(?!\s?(?:м\b|кв|метр))\s?\)?)"
)
_BESIDE = r"(?:,?\s(?:у|возле|около|напротив|рядом\sс|в\sрайоне|во\sдворе|перед|за|в)\s(?=дом|зд))?"
_AFTER = re.compile(
    rf"{_BESIDE}[\s,.:№\"»(–—-]{{0,4}}(?P<word>{_WORD})?(?:№|номер)?\s*(?P<one>{_ONE})(?![.:]\d|\s?-\s?\d+\.\d|(?!кв)\w){_UNIT}"
    rf"(?P<more>(?:\s?(?:,|и|,\s?и)\s?{_WORD}?№?{_ONE}(?![.:]\d|(?!кв)\w){_UNIT}(?!\s?\w+(?:ов|ей)\b))*)"
    rf"(?:(?P<dash>\s?[-–—]\s?)(?P<last>\d{{1,4}})(?!\d|\w|[.,:]\d){_UNIT})?(?P<flat>{_FLAT})?",
    re.I,
)
_BEFORE = re.compile(
    rf"(?<![а-яё])(?:(?P<word>дом\w{{0,3}}|д\.|№)\s*№?\s*(?P<one>{_ONE})(?P<more>(?:\s?(?:,|и|или)\s?№?\s?{_ONE})*)"
    rf"(?:\s?[-–]\s?(?P<last>\d{{1,4}}))?(?P<flat>{_FLAT})?|(?P<ord>\d{{1,4}}[а-яё]?(?:(?:-?(?:го|й|ом|м|му|ый))?\sи\s\d{{1,4}}[а-яё]?)?)(?:-?(?:го|й|ом|м|му|ый|ым))?\s(?:дом(?:а|у|е|ом|ами)?)|"
    rf"(?:с|от)\s(?P<since>\d{{1,4}}[а-яё]?)(?:-?(?:го|й))?\s(?:по|до)\s(?P<till>\d{{1,4}}[а-яё]?)(?:-?(?:го|й|ый))?\sдома?)(?![а-яё\d])"
    rf"[\s,]*$",
    re.I,
)
_ORDINAL = re.compile(r"\d{1,4}(?:[а-яё](?![а-яё]))?", re.I)
_NUMBERS = re.compile(_ONE, re.I)
_FLATS_AFTER = re.compile(_FLAT, re.I)
_INSIDE = re.compile(
    r",?\s(?:в|у|возле|около|напротив|за|рядом с)\s(?P<one>\d{1,4}[а-яё]?)(?:-?(?:го|й|ом|м|му|ым))?\s(?:доме|дома|домом|дому)(?![а-яё])",
    re.I,
)
_ALONE = re.compile(
    rf"(?<![а-яё])(?:(?:дом(?:а|е|у|ов|ом|ах|ам|ами)?|д\.)\s?№?\s?(?P<after>{_ONE}(?:\s?(?:,|и|-)\s?{_ONE})*)(?!\d|[.:]\d){_UNIT}|"
    rf"(?<![\d.,])(?P<before>\d{{1,3}}[а-яё]?(?:(?:-?(?:го|й|ом|м|му|ый))?,?\s(?:и\s)?\d{{1,3}}[а-яё]?)*)(?:-?(?:го|й|ом|м|му|ый|ых|ым))?\sдом(?:а|е|у|ом|ах|ам)?(?![а-яё]))"
    rf"(?P<flat>{_FLAT})?",
    re.I,
)
_SPAN = re.compile(
    rf",?\s(?:от|с)\s(?:дома\s)?№?(?P<one>{_ONE})\s(?:до|по)\s(?:дома\s)?№?(?P<last>{_ONE})(?:-?(?:го|й))?(?:\sдома)?(?![а-яё\d])",
    re.I,
)
_SAID = re.compile(
    r",?\s(?P<word>дом\w?\s)?(?P<tens>двадцать|тридцать|сорок|пятьдесят|шестьдесят|семьдесят|восемьдесят|девяносто)?\s?(?P<one>[а-яё]{3,12})?"
    r"(?P<end>\s?[,.;:!?)]|$)?",
    re.I,
)
_UNITS = [
    "один",
    "два",
    "три",
    "четыре",
    "пять",
    "шесть",
    "семь",
    "восемь",
    "девять",
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
_TENS = [
    "двадцать",
    "тридцать",
    "сорок",
    "пятьдесят",
    "шестьдесят",
    "семьдесят",
    "восемьдесят",
    "девяносто",
]
_REACH = 48


class Houses(NamedTuple):
    """What was read: the numbers, whether a flat was told, and where the words of it begin and end."""

    numbers: tuple[str, ...]
    apartment: bool
    start: int
    end: int
    word: bool = False


def after(text: str, at: int, street_houses: str = "") -> Houses | None:
    """The houses that follow a street's name ending at `at`."""
    found = _AFTER.match(text, at)
    span = _SPAN.match(text, at) if found is None else None
    if span:
        return Houses(
            (_one(span["one"]), _one(span["last"])), False, span.start("one"), span.end(), True
        )
    if found is None:
        inside = _INSIDE.match(text, at)
        if inside:
            return Houses((_one(inside["one"]),), False, inside.start("one"), inside.end(), True)
        return _in_words(text, at)
    numbers = [_one(each) for each in _NUMBERS.findall(found["one"] + (found["more"] or ""))]
    flat, last = found["flat"] is not None, found["last"]
    if last and is_run(found["word"] or "", numbers[-1], last, street_houses):
        numbers[-1] += f"-{last}"
    elif last:
        flat = True
    end = found.end()
    return Houses(tuple(numbers), flat, found.start("word") if found["word"] else found.start("one"), end, bool(found["word"]))  # fmt: skip


def before(text: str, at: int) -> Houses | None:
    """The houses told just before a street: «дома 5 и 7 на», «у 20 дома»."""
    left = max(0, at - _REACH)
    found = _BEFORE.search(text[left:at])
    if found is None:
        return None
    start = left + found.start()
    if found["since"]:
        return Houses((_one(found["since"]), _one(found["till"])), False, start, at, True)
    if found["ord"]:
        told = tuple(_one(each) for each in _ORDINAL.findall(found["ord"]))
        return Houses(told, False, start, at, True)
    numbers = [_one(each) for each in _NUMBERS.findall(found["one"] + (found["more"] or ""))]
    if found["last"]:
        numbers[-1] += f"-{found['last']}"
    return Houses(tuple(numbers), found["flat"] is not None, start, at, True)


def _in_words(text: str, at: int) -> Houses | None:
    """«дом семь», «у Парковой, двадцать пять.»: without the word only where the phrase ends."""
    found = _SAID.match(text, at)
    if found is None or (not found["word"] and found["end"] is None):
        return None
    tens, one = (found["tens"] or "").lower(), (found["one"] or "").lower()
    if (one and one not in _UNITS) or not (tens or one):
        return None
    number = (_TENS.index(tens) + 2) * 10 if tens else 0
    number += _UNITS.index(one) + 1 if one else 0
    return Houses((str(number),), False, at, found.end("one") if one else found.end("tens"), True)


def alone(text: str) -> list[Houses]:
    """Houses told without a street beside them: «дом 12», «в 5-м доме», «домов 5, 7»."""
    found = []
    for each in _ALONE.finditer(text):
        said = each["after"] or each["before"]
        numbers = tuple(_one(one) for one in _NUMBERS.findall(said))
        found.append(Houses(numbers, each["flat"] is not None, each.start(), each.end(), True))
    return found


def flat_after(text: str, at: int) -> int:
    """Where a flat that follows ends; `at` when none does."""
    found = _FLATS_AFTER.match(text, at)
    return found.end() if found else at


def is_run(word: str, first: str, last: str, street_houses: str) -> bool:
    """«дома 7-11» and «Лесная 4-6» are houses side by side, «Мичурина 9-101» is a flat."""
    if word.lower().startswith(("дома", "домам", "домах", "домов")):
        return True
    number = _leading(first)
    return number is not None and int(last) - number == 2 and has(street_houses, last)


def has(listed: str, house: str) -> bool:
    """Whether a street has such a house; yes where its houses are not listed."""
    if not listed:
        return True
    ranges, exact = _listed(listed)
    if house in exact:
        return True
    for part in house.split("-"):
        number = _leading(part)
        if number is None or not any(number in each for each in ranges):
            return number in {_leading(each) for each in exact} if exact else False
    return True


@lru_cache(maxsize=4096)
def _listed(text: str) -> tuple[tuple[range, ...], frozenset[str]]:
    """Two ranges are the odd and the even side; one alone holds all numbers."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    found = [re.fullmatch(r"(\d+)-(\d+)", part) for part in parts]
    ends = [(int(each[1]), int(each[2])) for each in found if each]
    step = 2 if len(ends) > 1 else 1
    ranges = tuple(range(first, last + 1, step) for first, last in ends)
    return ranges, frozenset(part for part, each in zip(parts, found, strict=True) if not each)


def _leading(house: str) -> int | None:
    digits = re.match(r"\d+", house)
    return int(digits[0]) if digits else None


def _one(text: str) -> str:
    """As the norm writes it: «14А», «14/2», «14к2», «14с1»."""
    low = re.sub(r"[\s\"«»'“”.,]", "", text.lower())
    low = (
        re.sub(r"лит(?:ер[аы]?)?", "", low)
        .replace("дробь", "/")
        .replace("корпус", "к")
        .replace("корп", "к")
    )
    low = low.replace("строение", "с").replace("стр", "с")
    found = re.fullmatch(r"(\d+)-?([а-яё]?)((?:[кс/]\d+[а-я]?){0,2})", low)
    return f"{found[1]}{found[2].upper()}{found[3]}" if found else low
