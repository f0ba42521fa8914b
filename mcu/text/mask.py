"""Hides what points at a person: the finds of `mcu.text.personal` give way to words in brackets.

Weak finds go too: the masked text feeds the search index, lists, exports and training sets, while
the text itself stays sealed with the case. Of an address only the flat is hidden: the street and
the house are where something has to be mended; `depersonalised` takes the whole address away.
"""

import re
from collections.abc import Iterator

from mcu.text.personal import Kind, Span, find
from mcu.text.personal.known import NONE, KnownNames

PHONE = "[телефон]"
EMAIL = "[почта]"
PROFILE = "[профиль]"
NUMBER = "[номер]"
FLAT = "[квартира]"
NAME = "[имя]"
BIRTH = "[дата рождения]"
ADDRESS = "[адрес]"
PLACEHOLDER = re.compile(r"\[(?:телефон|почта|профиль|номер|квартира|имя|дата рождения|адрес)\]")
VERSION = 4
"""The rules, counted: raised when they hide more or less, so that stored texts are gone over again."""
PIECE = 20_000
"""Characters looked through at once: a longer text goes piece by piece, parted between words."""

_INSTEAD = {
    Kind.NAME: NAME,
    Kind.PHONE: PHONE,
    Kind.EMAIL: EMAIL,
    Kind.LINK: PROFILE,
    Kind.DOCUMENT: NUMBER,
    Kind.CARD: NUMBER,
    Kind.BIRTH: BIRTH,
    Kind.ADDRESS: FLAT,
}
_ANY_FLAT = "кв. 1"
_ROUNDS = 6  # hiding one name may show another beside it; each round only makes the text poorer


def mask(text: str, *, phones: bool = True, known: KnownNames = NONE) -> str:
    """The text with everything that points at a person replaced by «[телефон]», «[имя]» and so on.

    Without `phones` numbers stay: in the answer of a service they are its own. What the gazetteer of
    the municipality has (`known`) is a place and stays.
    """
    kept = frozenset() if phones else frozenset({Kind.PHONE, Kind.DOCUMENT, Kind.CARD})
    return "".join([_hide(piece, kept=kept, whole=False, known=known) for piece in _pieces(text)])


def depersonalised(text: str) -> str:
    """The same for those who only count: dwellings go with their street and house.

    A text that is masked already may still name the house before «[квартира]»: it goes as well.
    """
    text = text.replace(FLAT, _ANY_FLAT)
    pieces = _pieces(text)
    return "".join([_hide(piece, kept=frozenset(), whole=True, known=NONE) for piece in pieces])


def _pieces(text: str) -> Iterator[str]:
    while len(text) > PIECE:
        cut = max(text.rfind("\n", 0, PIECE), text.rfind(" ", PIECE // 2, PIECE)) + 1 or PIECE
        yield text[:cut]
        text = text[cut:]
    yield text


def _hide(text: str, *, kept: frozenset[Kind], whole: bool, known: KnownNames) -> str:
    for _ in range(_ROUNDS):
        pieces, done = [], 0
        for span in find(text):
            start = _begin(span, whole)
            if start < span.end and not _stays(span, text, kept, known):
                pieces += [text[done:start], _instead(span, text, whole)]
                done = span.end
        if not pieces:
            return text
        text = "".join([*pieces, text[done:]])
    return text


def _stays(span: Span, text: str, kept: frozenset[Kind], known: KnownNames) -> bool:
    if span.kind in kept:
        return True
    return span.kind == Kind.NAME and known.holds(text[span.start : span.end])


def _begin(span: Span, whole: bool) -> int:
    """Where the hidden part begins: of an address at its flat, at its end when there is none."""
    if span.kind != Kind.ADDRESS or whole:
        return span.start
    return span.hidden if span.hidden >= 0 else span.end


def _instead(span: Span, text: str, whole: bool) -> str:
    """The word in brackets; a mention is one person, though its number and its name are two finds."""
    if span.kind == Kind.LINK and text[span.start] == "[":
        return ""
    if span.reason == "путь к комментарию":
        return ""
    return ADDRESS if whole and span.kind == Kind.ADDRESS else _INSTEAD[span.kind]
