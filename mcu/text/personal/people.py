"""Names of private people: runs of capitalised words read as roles, with what stands around them.

An official named with the post, a street, a company, an animal and a person of history are left.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from mcu.text.personal.around import Around, Says, around, says
from mcu.text.personal.spans import Kind, Sheet
from mcu.text.personal.words import (
    GENITIVE,
    MAYBE_NAME,
    NAME,
    OTHER,
    PATRONYM,
    SURNAME,
    SURNAME_ENDING,
    famous,
    role,
)
from mcu.text.words import holds

_CAPITAL = re.compile(r"[А-ЯЁ][а-яё]+|[А-ЯЁ]{2,}")
_INITIALS_HINT = re.compile(r"\.(?<=[А-ЯЁ]\.)")
_PIECE = re.compile(
    r"[А-ЯЁ](?<![\w/][А-ЯЁ])(?:[а-яё]+(?:-[А-ЯЁа-яё][а-яё]+)*(?!\w)|[А-ЯЁ]+(?:-[А-ЯЁ]{2,})?(?!\w)|"
    r"(?P<initial>\.(?!\s?[а-яё]{1,3}\.)|(?=\s[А-ЯЁ]\.)))"
)

_FULL = re.compile(r"(?:[SUwnNg](?=[NnSUwg]P))?[NnSUwg]PP?(?:[SU](?!N))?")
_INITIALS = re.compile(r"[SUNnPwg]II?|II[SUNnPwg]|I[SUNPw]")
_PAIR = re.compile(r"[SUP][Nn]S?|[Nn][SU]|[Nn]NS?|SS|SU|US|wN|Nw|gN|Ng|UU|Sx(?!.)|nw(?!.)|wn(?!.)")
_UNSURE = frozenset({"UU", "Sx", "nw", "wn"})

_POST_AFTER = re.compile(
    r"^(?:\sиз\sадминистрации)?,\s(?:наш\w*\s|ваш\w*\s|уважаем\w+\s)?(?:глав|мэр|губернатор|депутат|министр|прокурор|"
    r"начальник|заместител|директор\w*\s(?:департамент|управлени|комитет))",
    re.I,
)
_HOUSE = re.compile(
    r"^,?\s?(?:\d{1,2}-[йяе]\s|(?:д\.?|дом\w?)?\s?\d{1,3}(?:[-/]\d{1,3})?[а-яА-Я]?"
    r"(?![\w./-]\d|\d|\w|\s?(?:лет|год|г\.|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек)))",
    re.I,
)
_LINE_END = re.compile(r"^\s?(?:[.!]?\s*(?:$|\n)|\s?/|[:—])")
_FOLLOWED = re.compile(
    rf"^[\s,:;(—–-]{{1,3}}(?:{Sheet.GAP}|[а-я]+\s(?:дво|тро)их|(?:кв|под)\.?\s?№?\d|"
    r"(?:ул\.\s?)?[А-ЯЁ][а-яё]{3,}(?:\s(?:ул|пер)\.?)?,?\s(?:д\.?\s?)?\d{1,3}(?!\d))"
)
_KIN_AFTER = re.compile(
    r"^(?:,\s(?:мать|отец|мама|житель|жительница|инвалид|пенсионер|соседк?а?|врач|учитель|водитель)|"
    r"-(?:апа|абый|эби)\b|\s(?:из|с)\s(?:квартир|кв\.|\d+-?\w*\s(?:кв|этаж|под)|того же дома|нашего (?:дома|подъезда)))",
    re.I,
)

_SURNAME_ENDS = (
    *(
        "ов",
        "ев",
        "ёв",
        "ин",
        "ын",
        "ова",
        "ева",
        "ёва",
        "ина",
        "ына",
        "ский",
        "ская",
        "цкий",
        "цкая",
    ),
    *(
        "ко",
        "ук",
        "юк",
        "ян",
        "дзе",
        "вили",
        "ых",
        "их",
        "ову",
        "еву",
        "ину",
        "овой",
        "евой",
        "иной",
    ),
)
_FATHER_HINTS = (
    "ович",
    "евич",
    "овна",
    "евна",
    "овне",
    "евне",
    "овны",
    "евны",
    "овну",
    "евну",
    "овной",
    "евной",
    "ична",
    "ичне",
    "ьич",
)
_SMALL = re.compile(r"[а-яё](?<![\w.-][а-яё])[а-яё]{1,19}(?![\w-])")
_SMALL_INITIALS = re.compile(
    r"(?<![\w.-])(?:(?P<after>[а-яё]{4,20})\s(?!г\.|д\.|с\.|п\.|т\.|р\.|к\.|о\.|ч\.|ш\.)[а-яё]\.(?:\s?[а-яё]\.)?|"
    r"(?:^|(?<=\n))[а-яё]\.\s?(?:[а-яё]\.\s?)?(?P<word>[а-яё]{4,20}))(?!\w)"
)
_SMALL_INITIALS_HINT = re.compile(r"\.(?<=\s[а-яё]\.)|^[а-яё]\.", re.M)
_CALLED = re.compile(r"зовут\s([а-яё]{2,20})(?![\w-])")
_LATIN = re.compile(r"(?:имя|name|фио|держател\w|получател\w)\W{1,3}([A-Z]{3,20}\s[A-Z]{3,20})\b")


class Piece(NamedTuple):
    """A capitalised word or an initial with its role."""

    start: int
    end: int
    word: str
    role: str


def mark_people(sheet: Sheet) -> None:
    """Every name that the rules see; one cheap look where there is none."""
    text = sheet.text
    if _INITIALS_HINT.search(text) or _has_names(text):
        for run in _runs(text):
            _read(sheet, run)
    if "имя" in text or "name" in text:
        for card in _LATIN.finditer(sheet.text):
            sheet.take(*card.span(1), Kind.NAME, "имя латиницей")
    _small(sheet)


def _has_names(text: str) -> bool:
    for word in _CAPITAL.findall(text):  # noqa: SIM110 — several times quicker than any()
        if role(word) in "NnSPU":
            return True
    return False


def _runs(text: str) -> Iterator[list[Piece]]:
    """Neighbouring capitalised words and initials, nothing but a space between them."""
    run: list[Piece] = []
    for found in _PIECE.finditer(text):
        start, end = found.span()
        if run and (start - run[-1].end > 2 or text[run[-1].end : start].strip(" ")):
            yield run
            run = []
        word = found[0]
        last = len(word) == 1 and bool(run) and run[-1].role in "SUI"
        both = len(word) == 2 and word.isupper() and bool(run) and run[-1].role in "SU"
        initial = last or both or found["initial"] is not None
        run.append(Piece(start, end, word, "I" if initial else role(word)))
    if run:
        yield run


def _read(sheet: Sheet, run: list[Piece]) -> None:
    """Names in a run from its beginning: whole ones first, then pairs, then single words."""
    letters, at = _letters(run), 0
    while at < len(run):
        at += _whole(sheet, run, letters, at) or _pair(sheet, run, letters, at) or 1


def _letters(run: list[Piece]) -> str:
    """The roles of a run; a greeting or a word of kinship is no part of the name behind it."""
    letters = [piece.role for piece in run]
    for number, piece in enumerate(run):
        said = 0 if piece.role == "I" else says(piece.word)
        follows = number < len(run) - 1
        if (said & _NO_NAMES and (follows or (said & Says.GREETING and len(run) == 1))) or (
            said & Says.POST and piece.role != SURNAME
        ):
            letters[number] = OTHER
        elif letters[number] == "w" and number and letters[number - 1] == PATRONYM:
            letters[number] = SURNAME if SURNAME_ENDING.fullmatch(piece.word.lower()) else "w"
    return "".join(letters)


_NO_NAMES = Says.GREETING | Says.ROLE | Says.PLACE | Says.COMPANY | Says.ANIMAL


def _whole(sheet: Sheet, run: list[Piece], letters: str, at: int) -> int:
    """«Фамилия Имя Отчество» in both orders, surname with initials."""
    found = _FULL.match(letters, at)
    if found:
        return _keep(sheet, run, found, "имя с отчеством")
    found = _INITIALS.match(letters, at)
    if found and _believable(sheet.text, run, found):
        return _keep(sheet, run, found, "фамилия с инициалами")
    return 0


def _believable(text: str, run: list[Piece], found: re.Match[str]) -> bool:
    """One initial makes a surname out of a common word only where a person may stand."""
    if found[0] not in ("wI", "Iw", "gI"):
        return True
    pieces = run[found.start() : found.end()]
    if any(SURNAME_ENDING.fullmatch(piece.word.lower()) for piece in pieces):
        return True
    near = around(text, pieces[0].start, pieces[-1].end)
    told = not near.begins and (found[0] == "Iw" or near.before[0].endswith(","))
    alone = len(run) == 2 and (near.begins or told)
    return alone or near.kin or near.told(Says.SELF) or bool(_FOLLOWED.match(near.after))


def _keep(sheet: Sheet, run: list[Piece], found: re.Match[str], why: str) -> int:
    pieces = run[found.start() : found.end()]
    start, end = pieces[0].start, pieces[-1].end
    near = around(sheet.text, start, end)
    if (
        near.told(Says.PLACE)
        and not near.official
        and len(pieces) == 3
        and pieces[-1].role == PATRONYM
    ):
        return 1  # «ул. Кедрова Мария Петровна»: the street took the first word
    if not _left_alone(near, pieces):
        bare = found[0] in ("NI", "nI")
        sheet.take(start, end, Kind.NAME, why, weak=bare, confidence=0.6 if bare else 0.95)
    return len(pieces)


def _pair(sheet: Sheet, run: list[Piece], letters: str, at: int) -> int:
    """A surname with a first name in either order; two rare words side by side; else one word."""
    found = _PAIR.match(letters, at)
    if not found:
        return _single(sheet, run, letters, at)
    pieces = run[found.start() : found.end()]
    near = around(sheet.text, pieces[0].start, pieces[-1].end)
    lone = len(run) == 2 and not near.before
    inside = len(run) == 2 and not near.begins and not near.told(Says.ALONG)
    sure = found[0] not in _UNSURE or lone or inside or near.kin or near.told(Says.SELF)
    if not sure and not _FOLLOWED.match(near.after):
        return _single(sheet, run, letters, at)
    if not _left_alone(near, pieces) and not _HOUSE.match(near.after):
        sheet.take(pieces[0].start, pieces[-1].end, Kind.NAME, "имя с фамилией", confidence=0.9)
    return len(pieces)


def _single(sheet: Sheet, run: list[Piece], letters: str, at: int) -> int:
    """A surname or a first name alone: only where its neighbourhood speaks of a person."""
    letter, piece = letters[at], run[at]
    if letter not in "NnSUw":
        return 1
    near = around(sheet.text, piece.start, piece.end)
    if _left_alone(near, [piece]) or _HOUSE.match(near.after):
        return 1
    alone = len(run) == 1 and near.begins and _LINE_END.match(near.after)
    told = near.kin or near.told(Says.SELF) or _KIN_AFTER.match(near.after)
    if letter == "w":
        by_role = near.told(Says.ROLE) and not near.before[0].endswith((",", "."))
        if (
            by_role
            or _called(near)
            or (near.told(Says.SELF) and SURNAME_ENDING.fullmatch(piece.word.lower()))
        ):
            sheet.take(piece.start, piece.end, Kind.NAME, "слово на месте фамилии", confidence=0.7)
    elif letter in "SU":
        plain = letter == SURNAME and not _street(near, piece)
        if told or alone or _FOLLOWED.match(near.after) or plain:
            sheet.take(piece.start, piece.end, Kind.NAME, "фамилия", confidence=0.7)
    elif (
        told
        or alone
        or _FOLLOWED.match(near.after)
        or (letter == NAME and not near.told(Says.ALONG))
    ):
        sheet.take(piece.start, piece.end, Kind.NAME, "имя без фамилии", confidence=0.5, weak=True)
    return 1


def _called(near: Around) -> bool:
    return bool(near.before) and near.before[0].lower().startswith("фамили")


def _street(near: Around, piece: Piece) -> bool:
    """A surname alone after a preposition is a street, when its case may be that of a street."""
    if near.told(Says.ALONG):
        return True
    return near.told(Says.WHERE) and GENITIVE.search(piece.word) is not None


def _left_alone(near: Around, pieces: list[Piece]) -> bool:
    """An official by the post, a street, a company, a title in quotes, an animal, history."""
    if near.quoted or near.told(Says.PLACE | Says.COMPANY | Says.ANIMAL) or near.official:
        return True
    if _POST_AFTER.match(near.after):
        return True
    given = (PATRONYM, NAME, MAYBE_NAME, "I")
    return any(famous(piece.word) for piece in pieces if piece.role not in given)


def _small(sheet: Sheet) -> None:
    """Names without capitals: by the dictionary, a surname and a first name side by side."""
    if _small_hint(sheet.text):
        words = list(_SMALL.finditer(sheet.text))
        for number, found in enumerate(words):
            _small_name(sheet, words[number : number + 3], found)
    if "зовут" in sheet.text:
        for found in _CALLED.finditer(sheet.text):
            if role(found[1]) in (NAME, MAYBE_NAME):
                sheet.take(*found.span(1), Kind.NAME, "имя строчными", confidence=0.6, weak=True)
    if _SMALL_INITIALS_HINT.search(sheet.text):
        for found in _SMALL_INITIALS.finditer(sheet.text):
            _small_initials(sheet, found)


def _small_hint(text: str) -> bool:
    """Whether a word that ends like a surname stands beside one that may be a first name."""
    if holds(text, _FATHER_HINTS):
        return True
    words = text.split()
    if len(words) > 1 and words[0].islower() and role(words[1].strip(".,")) == NAME:
        return True
    for number, word in enumerate(words):
        if _small_surname(word):
            for other in (words[number - 1] if number else "", *words[number + 1 : number + 2]):
                if other.islower() and role(other.strip(".,;:!?")) in (NAME, MAYBE_NAME):
                    return True
    return False


@lru_cache(maxsize=65_536)
def _small_surname(word: str) -> bool:
    """Whether it ends like one and begins with a small letter."""
    return word.endswith(_SURNAME_ENDS) and word[0].islower() and len(word) > 3


def _small_name(sheet: Sheet, words: list[re.Match[str]], first: re.Match[str]) -> None:
    """Three words from `first` on: the longest name that begins there."""
    if _small_role(first[0]) not in _BEGINS:
        return
    near = [
        word
        for word, last in zip(words, [first, *words], strict=False)
        if word.start() - last.end() <= 1 or word is first
    ]
    letters = "".join(_small_role(word[0]) for word in near)
    found = _SMALL_NAME.match(letters)
    if found is None and not first.start():
        found = _FIRST_NAME.match(letters)
    if found and not around(sheet.text, first.start(), first.end()).told(
        Says.PLACE | Says.ANIMAL | Says.POST
    ):
        sheet.take(
            first.start(), near[found.end() - 1].end(), Kind.NAME, "имя строчными", confidence=0.8
        )


_FIRST_NAME = re.compile(r"[wU]N")
_SMALL_NAME = re.compile(r"SNP|SnP|NPS?|nP|wNP|SN|NS")
_BEGINS = "SNnwU"  # the roles with which both begin


def _small_role(word: str) -> str:
    found = role(word)
    return found if found != SURNAME or word.endswith(_SURNAME_ENDS) or len(word) > 3 else OTHER


def _small_initials(sheet: Sheet, found: re.Match[str]) -> None:
    word = found["after"] or found["word"]
    two = found[0].count(".") == 2
    if (role(word) in (SURNAME, NAME) and SURNAME_ENDING.fullmatch(word)) or (
        two and role(word) in "wSU"
    ):
        sheet.take(*found.span(), Kind.NAME, "фамилия с инициалами строчными", confidence=0.8)
