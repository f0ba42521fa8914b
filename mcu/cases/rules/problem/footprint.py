"""The footprint of a message: by what it is found again among a million, made of its masked text."""

from dataclasses import dataclass

from mcu.cases.rules.problem.likeness import plain_place
from mcu.text import sketch
from mcu.text.marks import signs
from mcu.text.mask import PLACEHOLDER
from mcu.text.search import fold
from mcu.text.similar import LOOKED_AT, bag_of_words
from mcu.text.typos import LONGEST


@dataclass(frozen=True, slots=True)
class Print:
    """Words and signs are compared; the keys are looked up. None: nothing to look up by."""

    words: frozenset[str]
    signs: frozenset[str]
    digest: int | None
    bands: tuple[int | None, ...]
    street: int | None
    landmark: int | None


def print_of(
    municipality_id: int, text: str, settlement: str = "", street: str = "", landmark: str = ""
) -> Print:
    """The footprint; the same texts of two municipalities have no key in common."""
    salt, text = str(municipality_id), text[:LOOKED_AT]
    plain = fold(PLACEHOLDER.sub(" ", text))
    place = settlement or street or landmark
    words = words_of(f"{text} {settlement} {street} {landmark}") if place else _short(plain)
    return Print(
        words=words,
        signs=signs(text),
        digest=sketch.digest_of_words(plain, salt),
        bands=sketch.bands(words, salt),
        street=_place_key(salt, "street", street),
        landmark=_place_key(salt, "landmark", landmark),
    )


def words_of(text: str) -> frozenset[str]:
    return _short(fold(PLACEHOLDER.sub(" ", text[:LOOKED_AT])))


def _short(plain: str) -> frozenset[str]:
    return frozenset([word for word in bag_of_words(plain) if len(word) <= LONGEST])


def _place_key(salt: str, kind: str, name: str) -> int | None:
    plain = plain_place(name)
    return sketch.key(f"{salt}|{kind}|{plain}") if plain else None
