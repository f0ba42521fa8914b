"""Nobody's personal data in the answer."""

import re
from collections.abc import Iterator
from functools import cache

from mcu.cases.rules.checks.draft import COMMENTS, Check, Draft, Finding
from mcu.cases.rules.checks.lexicon import choices
from mcu.cases.rules.checks.names import first_names
from mcu.cases.rules.words import Channel, Regime
from mcu.text.personal import Kind as Private
from mcu.text.personal import Span, find
from mcu.text.reading import READ_AT_MOST, grammar, low

Place = tuple[int, int, str]

_DOCUMENTS = (Private.DOCUMENT, Private.CARD, Private.BIRTH)
_OFFICE_AFTER = re.compile(
    r"^[\s,:;—–-]{0,4}(?:\(\d{3,5}\)|тел|доб|\+7 ?\(|8 ?\(|из (?:отдел|управлен|комит|служб|админ)|"
    r"отдел|управлен|инженер|инспектор|мастер|кабинет|каб\.|[a-z])",
    re.I,
)
_OFFICE_LINE = re.compile(
    r"(?:глава|заместител|начальник|директор|председател|руководител|заведующ|исполнитель|исп\.|"
    r"управляющ|секретар|инспектор|мастер|специалист|и\. ?о\.)",
    re.I,
)
# «В Старой Рогозинке», «на Матросова»: what stands behind is a place, whatever it looks like.
_PLACE_BEFORE = re.compile(
    r"(?<!\w)(?:в|во|на|из|ул\.?|улиц\w+|переул\w+|деревн\w+|сел[аоеу]|с\.|д\.|пос\.?|посел\w+|станиц\w+|"
    r"хутор\w*)\s$"
)
_UNIT = r"(?:\s(?:участка|отдела|управления|смены|группы|бригады|службы|станции|школы|сада))?"
_NEAR = 40  # characters between two finds that are one
_STOP = re.compile(r"[.!?]\s|\n")
_MOBILE = re.compile(r"^(?:\+?7|8)?[\s(-]*9\d\d")
_NUMBER_OF = re.compile(r"(?:№|заявк\w*|норм\w*|закон\w*|постановлени\w*)\s?$", re.I)
_OWN = re.compile(
    r"(?<!\w)(?:ваш\w* (?:долг|задолженност)\w*|за вами числится|у вас (?:долг|задолженност)\w*|"
    r"ваш\w* (?:лицев\w+ сч\w+|пенси\w+|диагноз\w*|адрес\w*:? (?:ул\. ?)?[а-я]+,? \d+, кв)|"
    r"лицев\w+ счет\w* (?:№ ?)?\d+)[^.!?\n]{0,60}?(?=[.,!?;\n]|$)"
)
_FLAT = re.compile(
    r"(?<!\w)(?:кв\.?|квартир[аеуы])\s?№?\s?\d+|"
    r"(?<!\w)(?:из|в|над|под)\s\d{1,3}(?:-[а-я]{1,2})?\sквартир[ыеуой]{1,2}(?!\w)"
)
_NEIGHBOUR = re.compile(
    r"(?<!\w)(?:сосед\w*|жил(?:ец|ьц)\w*|собственни\w+|владел\w+|хозя\w+|граждан(?:ин|к)\w+|"
    r"квартирант\w*|должник\w*|нарушител\w+)\s(?:сверху\s|снизу\s)?"
    r"(?P<name>[А-ЯЁ][а-яё]+(?:\s[А-ЯЁ](?:[а-яё]+|\.))*)"
)


class Personal(Check):
    """Нет личного: ни автора на виду у всех, ни соседей где бы то ни было.

    В комментарии — фамилии с именем автора, квартиры, телефона, долга; везде — имени, квартиры, телефона,
    паспорта, здоровья и долгов других людей. Имя в приветствии, должностные лица, улица и дом — не тайна.
    """

    code = "personal"
    title = "Личные данные"
    mend = (
        "Уберите их: «сведения о соседке сообщить не вправе»; о своём спросите в личных сообщениях."
    )
    costs = 3.5
    good = (
        Draft(
            "Регина Артуровна, здравствуйте! Мастер участка Лыков завтра осмотрит дом Юности, 2."
        ),
        Draft("Дорогу в Старой Рогозинке пройдут грейдером до 31 мая.", channel=Channel.PHONE),
        Draft(
            "Сведения о соседке сообщить не вправе.", channel=Channel.LETTER, regime=Regime.APPEAL
        ),
    )
    bad = (
        Draft("Светлана Николаевна Нефёдова, Юности, 9, кв. 41, плитку переложат завтра."),
        Draft("Этажом выше живёт сосед Иванов, он состоит на учёте.", channel=Channel.LETTER,
              author="Петрова Анна Ивановна"),
    )  # fmt: skip

    def find(self, draft: Draft) -> Iterator[Finding]:
        for start, end, why in _joined(draft.text, sorted(_places(draft))):
            yield self.at(start, end, why)


def _joined(text: str, places: list[Place]) -> Iterator[Place]:
    """Neighbours are one: a name with the flat and the telephone behind it."""
    start, end, why = -1, -1, ""
    for first, last, said in places:
        if why and first <= end + _NEAR and not _STOP.search(text[end:first]):
            end = max(end, last)
            continue
        if why:
            yield start, end, why
        start, end, why = first, last, said
    if why:
        yield start, end, why


def _places(draft: Draft) -> Iterator[Place]:
    text = draft.text[:READ_AT_MOST]
    public = draft.channel in COMMENTS
    mine = frozenset(low(draft.author).split())
    for span in find(text):
        why = _why(text, span, mine, public=public)
        if why:
            yield span.start, span.end, why
    yield from _told_of_others(draft.low, text)
    for pattern in (_OWN, _FLAT) if public else ():
        for found in pattern.finditer(draft.low):
            yield *found.span(), "Это увидят все."


def _why(text: str, span: Span, mine: frozenset[str], *, public: bool) -> str:
    """Why the find must not be in the answer; empty when it may."""
    if span.kind in _DOCUMENTS and not _NUMBER_OF.search(text[: span.start]):
        return "Номер документа, счёта или дата рождения."
    if span.kind == Private.NAME and _somebody(text, span, mine, public=public):
        return "Назван человек, а не должность."
    if span.kind == Private.ADDRESS and span.hidden >= 0 and (public or not mine):
        return "Названа квартира."
    if span.kind == Private.PHONE and public and _MOBILE.match(text[span.start : span.end]):
        return "Личный телефон."
    return ""


def _told_of_others(plain: str, text: str) -> Iterator[Place]:
    for found in _NEIGHBOUR.finditer(text):
        tags = grammar(low(found["name"].split()[0]))
        if any(tag in tags for tag in ("Surn", "Name", "Patr")):
            yield *found.span("name"), "Назван сосед."
    for found in _secrets().finditer(plain):
        yield *found.span(), "Здоровье, долги и привычки других людей."


def _somebody(text: str, span: Span, mine: frozenset[str], *, public: bool) -> bool:
    """A private person named more fully than a greeting does."""
    words = [low(word) for word in re.findall(r"[А-ЯЁа-яё]{2,}", text[span.start : span.end])]
    begins = not text[: span.start].strip() and text[span.end : span.end + 1] in {",", "!"}
    if span.weak or (begins and len(words) == 1) or not any(map(_surname, words)):
        return False
    if _PLACE_BEFORE.search(low(text[max(0, span.start - 20) : span.start])):
        return False
    return not _official(text, span) and (public or mine.isdisjoint(words))


def _surname(word: str) -> bool:
    tags = grammar(word)
    if word in first_names() or "Patr" in tags:
        return False
    return "Name" not in tags or "Surn" in tags


def _official(text: str, span: Span) -> bool:
    before, after = text[max(0, span.start - 60) : span.start], text[span.end : span.end + 40]
    line = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return bool(
        _OFFICE_AFTER.match(after)
        or _office_before().search(low(before))
        or _OFFICE_LINE.match(line.strip())
    )


@cache
def _office_before() -> re.Pattern[str]:
    posts = choices("official")
    return re.compile(rf"(?:\(\d{{3,5}}\)[\s\d-]+\d|{posts}){_UNIT}[\s:,.«(—–-]{{0,3}}$")


@cache
def _secrets() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{choices('others')})(?!\w)[^.!?\n]{{0,60}}?(?<!\w)(?:{choices('secrets')})(?!\w)"
    )
