"""Addresses where somebody lives: a flat with its house and street, a house called a home.

A flat or a house is found first, then the street is read backwards from it, a bounded way.
"""

import re

from mcu.text.personal.spans import Kind, Sheet

_REACH = 75
_KIND = (
    r"(?:ул(?:иц[аеыу])?|пер(?:еул\w{0,4})?|пр(?:-?к?т)?|просп(?:ект\w?)?|проезд\w?|бульвар\w?|б-р|бул|пл(?:ощад[ьи])?|мкр(?:-?н)?|"
    r"микрорайон\w?|м-н|кв-л|квартал\w?|алле[яи]|наб(?:ережн\w+)?|шоссе|тупик\w?|тракт\w?|лини[яи]|снт|днт|сот|тсн|товариществ\w|"
    r"кооператив\w?|дер(?:евн[яе])?|сел[оае]|пос(?:[её]л\w{1,3})?|пгт|хутор\w?|станиц\w|аул\w?|общежити\w|общ|городок|"
    r"(?-i:[дспгхш](?=\.)(?!\.\s?р\.)))"
)
_STREETS = (
    # «Озёрная улица», «2-й Садовый пер.»
    re.compile(
        rf"(?<![\w-])(?:\d{{1,3}}-\w{{1,2}}\s)?[\w-]{{3,}}\s{_KIND}(?![\w-])\.?[,.\s]{{0,3}}$", re.I
    ),
    # «ул. Героя России Соломатина», «3 мкр», «мкр Северный»: the word of a street and what follows
    re.compile(rf"(?<![\w-]){_KIND}(?![\w-])\.?[^;:!?\n()]{{0,42}}[\w»\".][,.\s]{{0,3}}$", re.I),
    # «8 Марта», «40 лет Победы»
    re.compile(
        r"(?<![\w.,])\d{1,2}(?:-\w{1,2})?\s(?:лет\s)?[А-ЯЁа-яё]{3,}(?:\s[А-ЯЁ][а-яё]+)?[,.\s]{0,3}$"
    ),
    # «Розы Люксембург», «А. Невского»
    re.compile(r"(?<![\w-])(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][\w-]{2,}(?:\s[А-ЯЁ][\w-]{2,}){0,2}[,.\s]{0,3}$"),
    re.compile(r"(?<![\w-])[а-яё-]{4,}[,.\s]{0,3}$"),
)
_NUMBER = r"\d{1,3}(?:\s?[а-яА-Я](?![а-яА-Я]))?(?:\s?/\s?\d{1,3}[а-я]?)?"
_PART = r"(?:,?\s?(?:к|корп(?:ус)?|стр(?:оение)?|с|литер\w?|лит)\.?\s?(?:\d{1,2}|[«\"]?[а-яА-Я][»\"]?)(?!\w))?"
_STAIRS = r"(?:,?\s(?:\d{1,2}(?:-?й|-?ый)?\s(?:подъезд|этаж)|(?:подъезд|под|подъ|п|этаж|эт)\.?\s?№?\s?\d{1,2}))*"
_HOUSE = re.compile(
    rf"(?<![\w.])(?:д(?:ом\w?)?\.?\s?)?№?\s?{_NUMBER}{_PART}{_STAIRS}[\s,.;(—–-]{{0,3}}$", re.I
)
_FLAT_HINTS = ("кв", "ком", "уч.", "участ", "комн")
_FLAT = re.compile(
    r"(?:[кК](?<![^\W\d_][кК])(?:в|вартир[аеуы]|в-р[аеуы]|ом|омн|омнат[аеуы])|(?<!\w)уч(?:\.|асток|астка))\.?[\s:№-]{0,3}"
    r"(?:номер|ном\.)?\s?\d{1,4}(?!\d)(?:[а-гА-Г]\b)?(?:(?:\s?[,/-]\s?|\sи\s)\d{1,4}(?![\d.]))*"
    r"(?!\s?(?:м\b|кв|метр|квартир|градус|°|год|лет\b|руб|дн[яе]|недел|месяц|час|комнат|человек|чел\b|подъезд|сот))",
    re.I,
)
_ORDINAL_FLAT = re.compile(
    r"\d(?<!\d\d)\d{0,3}(?:-?[йяю]|-?[оеа][йюя])\s{1,2}(?:квартир|комнат)(?:[аеуы]|ой)\b", re.I
)
_BEHIND = re.compile(
    rf"(?:(?:,\s|\s)(?:в\s)?(?:доме?а?\s{_NUMBER},?\s)?(?:по|на)\s(?:{_KIND}\.?\s?)?|"
    rf",\s(?:д(?:ом)?\.?\s?{_NUMBER},\s)?{_KIND}\.?\s?)"
    rf"[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?(?:,?\s(?:д(?:ом)?\.?\s?)?{_NUMBER}(?!\d))?"
)
_BARE_HOUSE = re.compile(rf"(?<!\w)д(?:ом\w?)?\.?\s?{_NUMBER},?\s$")

_DASHED_HINT = re.compile(r"[-—–](?<=[\dа-я ][-—–])\s?\d")
_DASHED = re.compile(
    r"(?<![\w./№-])(?:д(?:ом)?\.?\s?)?(?P<house>\d{1,3}[а-яА-Я]?(?:/\d{1,2}[а-я]?)?)(?P<dash>-|\s[-—–]\s)(?P<flat>\d{1,4})"
    r"(?![\d.,:/]\d|\d|-|\w|\s?(?:руб|час|мин|дн|го\b|лет|год|градус|чел|шт|см\b|км\b|м\b|%|этаж|подъезд|"
    r"январ|феврал|март|апрел|ма[яй]|июн|июл|август|сентяб|октяб|нояб|декаб))"
)
_NOT_STREETS = re.compile(
    r"(?:дом(?:а|ов|ами|ах)?|подъезд\w*|маршрут\w*|рейс\w*|автобус\w*|школ\w*|садик\w*|номер\w*|лицев\w*|мо[йя]|около|примерно|через|"
    r"стро\w+|этаж\w*|врем\w*|часов|после|перед|сч[её]т\w*|заявк\w*|обращени\w*|договор\w*|статьи?\w*|пункт\w*|"
    r"участ\w*|закон\w*|протокол\w*|исх\w*|вх|дел[оау]|режим\w*|возраст\w*|групп\w*|класс\w*|телефон\w*|звон\w*|тел|сот|моб|"
    r"январ\w|феврал\w|март\w|апрел\w|мая|июн\w|июл\w|август\w|сентябр\w|октябр\w|ноябр\w|декабр\w|больше|менее|минут\w*|"
    r"числ\w+|ждать|ждали|жд[её]м|раз\w*|человек|осталось|нужно|сч[её]том|игр\w*|гост|снип|санпин|фз|ст|п|от|до|с|по|на|в|за|и)[,.\s]*$",
    re.I,
)

_HOME_HINTS = (
    *(
        "прожива",
        "живу",
        "живё",
        "живе",
        "живём",
        "прописан",
        "зарегистрир",
        "собственни",
        "мой дом",
        "дом мой",
    ),
    *(
        "его дом",
        "её дом",
        "ее дом",
        "мой забор",
        "моего дома",
        "моему дому",
        "адрес",
        "дом:",
        "дом —",
        "жительства",
    ),
    *("нашего дома", "наш дом", "домой", "ответ", "моём доме", "моем доме", "прописк"),
)
_HOUSES = re.compile(
    rf"(?<![\w.,№/-])(?:д(?:ом\w?)?\.?\s?)?\d{{1,3}}(?:\s?[а-яА-Я](?![а-яА-Я]))?(?:/\d{{1,3}}[а-я]?)?{_PART}"
    rf"(?![\w]|[.,:]\d|-\d|\s?(?:лет|год|руб|р\.|час|дн|человек|чел|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|подъезд|этаж|кв|м\b|км))",
    re.I,
)
_HOME_AFTER = re.compile(
    r"^\s?[,.(—–-]?\s?(?:я\s|мы\s|где\s|тут\s|там\s|здесь\s|это\s|и\sя\s)*(?:прожива\w+|жив[уёе]\w*|прописан\w?|зарегистрирован\w?|"
    r"собственни\w+|(?:мой|наш) (?:дом|забор|участок|двор)|(?:его|её|ее|их) дом|частный дом)",
    re.I,
)
_HOME_BEFORE = re.compile(
    r"(?:прожива[а-яё]+|жив(?:у|[её]т|[её]м|ут|ущ\w+)|прописан\w?|зарегистрирован\w{0,3}|прописк\w|жительства|собственни\w+ (?:жилого )?дома?|мой адрес|наш адрес|"
    r"адрес (?:мой|наш|заявителя|проживания|регистрации|прописки|для (?:ответа|писем|переписки|корреспонденции))|домашний адрес|(?:^|\n)\s?адрес|"
    r"дом мой|мой дом|(?:^|[.!?\n]\s?)дом\s?[:—]|моего дома|моему дому|мо[её]м доме|домой|"
    r"ответ\w*\s(?:прошу |мне |письмом |почтой |пожалуйста |дать |направить |прислать |выслать |шлите |сюда )*(?:по (?:почте )?адресу|на адрес|сюда)?)"
    r"[\s:—–,-]{0,3}(?:(?:постоянно|временно|одна|один|с \w+|давно|тут|здесь|всю жизнь|с \d{4} года?|по адресу|в частном доме|сейчас)[\s:,]{1,2}){0,3}"
    r"(?:в\s|на\s|по\s)?$",
    re.I,
)
_REVERSED = re.compile(
    rf"(?<!\w)(?:в\s)?дом\w?\s№?\s?{_NUMBER}\s(?:по|на)\s(?:{_KIND}\.?\s?)?[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ][а-яё]+)?"
)
_VILLAGE = re.compile(r"^(?:дер|д\.|с\.|п\.|село|пос|хутор|ст\.)", re.I)


def mark_flats(sheet: Sheet) -> None:
    """Flats, rooms and plots with the street and the house before or behind them."""
    if sheet.holds(_FLAT_HINTS):
        for flat in list(_FLAT.finditer(sheet.text)):
            _flat(sheet, flat)
        for found in _ORDINAL_FLAT.finditer(sheet.text):
            start = found.start()
            sheet.take(
                start, found.end(), Kind.ADDRESS, "квартира без дома", weak=True, hidden=start
            )
    if _DASHED_HINT.search(sheet.text):
        for dashed in list(_DASHED.finditer(sheet.text)):
            _dashed(sheet, dashed)


def _line_before(text: str, end: int) -> int:
    """Where the line of text[end] begins, but no further than the reach."""
    return max(0, end - _REACH, text.rfind("\n", 0, end) + 1, text.rfind(Sheet.GAP, 0, end) + 1)


def _street_start(text: str, left: int, end: int) -> int:
    """Where the street begins that ends at `end`; -1 when there is none."""
    before = text[left:end]
    stop = max(before.rfind(sign) for sign in ("! ", "? ", "; ", ": "))
    before = before[stop + 2 :] if stop >= 0 else before
    for pattern in _STREETS:
        found = pattern.search(before)
        if found and not _NOT_STREETS.match(found[0]):
            return end - len(before) + found.start()
    return -1


def _flat(sheet: Sheet, flat: re.Match[str]) -> None:
    start, end = flat.span()
    left = _line_before(sheet.text, start)
    house = _HOUSE.search(sheet.text[left:start])
    if house:
        at = left + house.start()
        street = _street_start(sheet.text, left, at)
        closing = sheet.text[end : end + 1] == ")" and "(" in house[0][-3:]
        begin = street if street >= 0 else at
        sheet.take(begin, end + closing, Kind.ADDRESS, "дом с квартирой", hidden=start)
    else:
        _flat_alone(sheet, start, end, left)


def _flat_alone(sheet: Sheet, start: int, end: int, left: int) -> None:
    """A flat whose house stands behind it, or nowhere."""
    behind = _BEHIND.match(sheet.text, end)
    bare = _BARE_HOUSE.search(sheet.text[left:start])
    whole = behind is not None and bool(bare or re.search(r"\d", behind[0]))
    plot = sheet.text[start] in "уУ"
    if whole and behind:
        begin = left + bare.start() if bare else start
        sheet.take(begin, behind.end(), Kind.ADDRESS, "квартира дома", hidden=start)
        return
    street = _street_start(sheet.text, left, start)
    marked = street >= 0 and re.match(rf"{_KIND}(?!\w)", sheet.text[street:], re.I)
    if marked:
        sheet.take(street, end, Kind.ADDRESS, "участок или комната", hidden=start)
    elif not plot:
        sheet.take(start, end, Kind.ADDRESS, "квартира без дома", weak=True, hidden=start)


def _dashed(sheet: Sheet, found: re.Match[str]) -> None:
    """«Мичурина 9-101»: the second number is a flat when the word before is a street's name."""
    left = _line_before(sheet.text, found.start())
    street = _street_start(sheet.text, left, found.start())
    if street < 0:
        return
    name = sheet.text[street : found.start()]
    marked = re.search(rf"(?<!\w){_KIND}(?!\w)", name, re.I)
    if not marked and not name[0].isupper() and " " not in found["dash"]:
        return
    last = name.rstrip(" ,.").rsplit(" ", 1)[-1]
    if _NOT_STREETS.fullmatch(last) or (not marked and _neighbours(found)):
        return
    start, dash = found.start("dash"), found.end()
    sheet.take(
        street, dash, Kind.ADDRESS, "дом и квартира через дефис", confidence=0.8, hidden=start
    )


def _neighbours(found: re.Match[str]) -> bool:
    """«Лесная 4-6» are houses side by side."""
    house = int(re.sub(r"\D.*", "", found["house"]))
    near = int(found["flat"]) - house == 2
    return found["dash"] == "-" and near and "/" not in found["house"]


def mark_homes(sheet: Sheet) -> None:
    """A house without a flat where the text says that somebody lives there."""
    if not sheet.holds(_HOME_HINTS) and not sheet.spans:
        return
    for found in list(_REVERSED.finditer(sheet.text)) if "дом" in sheet.low else ():
        _home(sheet, found.start(), found.end())
    for house in list(_HOUSES.finditer(sheet.text)):
        left = _line_before(sheet.text, house.start())
        street = _street_start(sheet.text, left, house.start())
        if street >= 0 and (
            sheet.text[street].isupper() or _marked(sheet.text[street : house.start()])
        ):
            _home(sheet, _after_home_word(sheet.text, street, house.start()), house.end())


def _marked(name: str) -> bool:
    return re.search(rf"(?<!\w){_KIND}(?!\w)", name, re.I) is not None


def _after_home_word(text: str, street: int, end: int) -> int:
    """The words «живу в», «адрес:» before a street are no part of it."""
    for step in range(end - 3, street, -1):
        if text[step - 1] == " " and _HOME_BEFORE.search(text[max(0, step - 60) : step]):
            return step
    return street


def _home(sheet: Sheet, start: int, end: int) -> None:
    before = sheet.text[max(0, start - 70) : start]
    village = _VILLAGE.match(sheet.text[start:end]) and before.endswith(
        (Sheet.GAP + ", ", Sheet.GAP + " ")
    )
    if _HOME_BEFORE.search(before) or _HOME_AFTER.match(sheet.text[end : end + 40]) or village:
        sheet.take(start, end, Kind.ADDRESS, "дом назван жильём", confidence=0.8)
