"""A text as words, and the names of a gazetteer found among them."""

import re
from dataclasses import dataclass, field

from mcu.text.places.forms import ORDINALS
from mcu.text.places.gazetteer import Gazetteer, Name, one_slip
from mcu.text.places.houses import Houses
from mcu.text.places.vocabulary import LANDMARK_TYPES, SETTLEMENT_TYPES, STREET_TYPES

# Of a text in small letters; the odd ones are what Unicode calls another form of ours.
_PLAIN = r"[а-яa-zıſ\u1c80-\u1c86]+|(\d+)(?:-?(?:го|й|я|ая|ый|ой|ую|ю|ом|му|м|х|ей|е)(?![а-я]))?|\S"
_TOKEN = re.compile(_PLAIN)
_JOINED_TOKEN = re.compile(
    r"(?:пр-(?:к?т|зд|д)|б-р|кв-л|м-н|мкр-н|ст-ца|пл-дь|ж/д|д/с)(?![а-я])|" + _PLAIN
)
_LATIN = re.compile(r"[a-z]")
_ALIKE = str.maketrans("aceopxykmthb", "асеорхукмтнв")
_LOUD = re.compile(r"[^\W\d_а-яёa-z]")
_JOINED = frozenset('.-–—«"“»”№')
_BEFORE_NAMES = frozenset((*STREET_TYPES, *SETTLEMENT_TYPES, *LANDMARK_TYPES, "на", "по", "в", "из", "у", "адрес"))  # fmt: skip
_FEWEST_LOUD = 5  # of seven letters
_LONGEST = 20_000
"""Characters looked through: a place is told at the beginning of the longest letter."""


class Sheet:
    """The words of a text, compared form, with where they stand."""

    __slots__ = ("ends", "loud", "lows", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text[:_LONGEST]
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.lows: list[str] = []
        low = _small(self.text)
        pattern = _JOINED_TOKEN if "-" in low or "/" in low else _TOKEN
        for found in pattern.finditer(low):
            start, end = found.span()
            self.starts.append(start)
            self.ends.append(end)
            self.lows.append(f"#{found[1]}" if found.lastindex else found[0])
        if _LATIN.search(low):
            self.lows = [each if each.isascii() else _alike(each) for each in self.lows]
        self.loud = _is_loud(self.text)

    def capital(self, at: int) -> bool:
        """A capital that says something: not in a text that shouts."""
        return at < len(self.starts) and not self.loud and self.text[self.starts[at]].isupper()

    def opens(self, at: int) -> bool:
        """Whether a sentence begins with this word."""
        while at > 0 and self.lows[at - 1] in '«"“(—-':
            at -= 1
        return at == 0 or self.lows[at - 1] in ".!?…:;" or "\n" in self.between(at - 1, at)

    def between(self, one: int, other: int) -> str:
        return self.text[self.ends[one] : self.starts[other]]

    def said(self, mention: "Mention") -> tuple[str, ...]:
        """The words of a name as they stand."""
        return tuple(self.lows[mention.first : mention.last])

    def low(self, at: int) -> str:
        return self.lows[at] if 0 <= at < len(self.lows) else ""


def _small(text: str) -> str:
    """Small letters with «е» for «ё»: every place stays where it was."""
    low = text.lower()
    if len(low) != len(text):  # the one letter that becomes two
        low = text.replace("İ", "I").lower()
    return low.replace("ё", "е")


def _alike(word: str) -> str:
    return word.translate(_ALIKE) if _LATIN.search(word) else word


def _is_loud(text: str) -> bool:
    beginning = text[:200]
    if len(_LOUD.findall(beginning)) < _FEWEST_LOUD:
        return False
    letters = [letter for letter in beginning if letter.isalpha()]
    return len(letters) > 6 and sum(map(str.isupper, letters)) * 10 > len(letters) * 6


@dataclass(slots=True)
class Mention:
    """Names found at words first…last, and what stands around them; places are made of these."""

    first: int
    last: int
    names: list[Name]
    typo: bool = False
    said: str = ""
    landmark_type: str = ""
    quoted: bool = False
    begin: int = 0
    end: int = 0
    head: int = 0
    tail: int = 0
    prep: str = ""
    houses: Houses | None = None
    kind: str = ""
    unknown: str = ""
    km: str = ""
    linked: bool = False
    backed: bool = False
    sure: float = 0.0
    why: list[str] = field(default_factory=list)


Verdict = tuple[list[Name], float, str]
"""The names that remain, how sure that is, and why."""
NO: Verdict = ([], 0.0, "")


def mentions(sheet: Sheet, gazetteer: Gazetteer) -> list[Mention]:
    """Every name in the text, the longest where several begin together."""
    found: list[Mention] = []
    at, lows, first, second = 0, sheet.lows, gazetteer.first, gazetteer.second
    while at < len(lows):
        low = lows[at]
        mention = None
        if low in second and at:
            mention = _abbreviated(sheet, at, second[low])
        if mention is None and (low in first or low in ORDINALS):
            mention = _longest(sheet, at, first.get(low) or first.get(ORDINALS.get(low, ""), []))
        if mention is None and len(low) > 4 and _tells(sheet, at):
            mention = _typo(sheet, at, gazetteer)
        if mention is None:
            at += 1
            continue
        while found and found[-1].last > mention.first:
            found.pop()
        found.append(mention)
        at = mention.last
    return found


def _tells(sheet: Sheet, at: int) -> bool:
    """Whether the neighbours say that a name may stand here: its kind, a house, a preposition, a capital."""
    lows = sheet.lows
    before = lows[at - 1] if at else ""
    after = lows[at + 1] if at + 1 < len(lows) else ""
    return (
        after[:1] in ("#", ",")
        or before in _BEFORE_NAMES
        or after in STREET_TYPES
        or (before == "." and at > 1 and sheet.low(at - 2) in _BEFORE_NAMES)
        or (sheet.capital(at) and not sheet.opens(at))
    )


def _typo(sheet: Sheet, at: int, gazetteer: Gazetteer) -> Mention | None:
    names = [
        name for known in gazetteer.resembling(sheet.low(at)) for name in gazetteer.first[known]
    ]
    found = _longest(sheet, at, names) if names else None
    if found:
        found.typo = True
    return found


def _longest(sheet: Sheet, at: int, names: list[Name]) -> Mention | None:
    best, ends = [], at
    for name in names:
        end = _match(sheet, at, name.words)
        if end > ends:
            best, ends = [name], end
        elif end == ends and end > at:
            best.append(name)
    return Mention(at, ends, best) if best else None


def _match(sheet: Sheet, at: int, words: tuple[frozenset[str], ...]) -> int:
    """Where the words of a name end; `at` when they are not there."""
    here = at + 1
    for forms in words[1:]:
        for _ in range(2):
            if sheet.low(here) in _JOINED and here + 1 < len(sheet.lows):
                here += 1
        low = sheet.low(here)
        if low == "номер":
            here += 1
            low = sheet.low(here)
        if low not in forms and not _mistyped(low, forms):
            return at
        here += 1
    return here


def _mistyped(low: str, forms: frozenset[str]) -> bool:
    return len(low) > 4 and any(form[0] == low[0] and one_slip(low, form) for form in forms)


def _abbreviated(sheet: Sheet, at: int, names: list[Name]) -> Mention | None:
    """«К. Маркса», «М.Луг», «Кр. Яр»: the first word cut to its beginning."""
    dot = sheet.low(at - 1) == "."
    short = at - 2 if dot else at - 1
    cut = sheet.low(short)
    if short < 0 or not cut.isalpha() or len(cut) > (4 if dot else 1):
        return None
    if not dot and (not sheet.capital(short) or cut in "вскоуиая"):
        return None
    fitting = [
        name
        for name in names
        if len(name.words) == 2
        and any(form[0] != "#" and form.startswith(cut) for form in name.words[0])
        and not any(form[0] == "#" for word in name.words for form in word)
    ]
    return Mention(short, at + 1, fitting) if fitting else None
