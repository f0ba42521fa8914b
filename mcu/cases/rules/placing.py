"""Places read out of a text as suggestions for the card: one value for each, to be confirmed by a person."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mcu.text.places import Candidate, Place, Role

MOST = 3
_LONGEST = {"settlement": 120, "street": 200, "house": 40, "landmark": 200}
_PARTED = "|"


class PlaceWords(NamedTuple):
    """What a case keeps of a place."""

    settlement: str = ""
    street: str = ""
    house: str = ""
    landmark: str = ""

    @property
    def value(self) -> str:
        """As a suggestion keeps it."""
        return _PARTED.join(self)

    @property
    def title(self) -> str:
        parts = self.street, self.house, self.landmark, self.settlement
        return ", ".join(part for part in parts if part)


class PlaceGuess(NamedTuple):
    """One suggestion: where, how sure, and why."""

    words: PlaceWords
    confidence: float
    reason: str


def words_of(value: str) -> PlaceWords:
    """What a kept suggestion says."""
    parts = value.split(_PARTED)
    return PlaceWords(*parts[:4]) if len(parts) == 4 else PlaceWords()


def place_guesses(found: Iterable[Place]) -> list[PlaceGuess]:
    """Up to three: what the message is about before where its author lives; ends of routes not at all."""
    told = [place for place in found if place.role != Role.OTHER]
    told.sort(key=lambda place: place.role == Role.HOME)
    guesses = (guess for place in told for guess in _of(place))
    fitting = (guess for guess in guesses if guess.words.title and _fits(guess.words))
    return list({guess.words: guess for guess in fitting}.values())[:MOST]


def _of(place: Place) -> Iterator[PlaceGuess]:
    if not place.candidates:
        yield PlaceGuess(_words(place), place.confidence, place.reason)
    for candidate in place.candidates[:MOST]:
        yield PlaceGuess(_chosen(place, candidate), place.confidence, place.reason)


def _words(place: Place) -> PlaceWords:
    crossing = f"угол {', '.join(place.crossing)}" if place.crossing else ""
    road = f"{place.road}, {place.km} км" if place.km else place.road
    marks = ", ".join(part for part in (*place.landmark, crossing, road) if part)
    return PlaceWords(place.settlement, place.street, ", ".join(place.house), marks)


def _chosen(place: Place, candidate: Candidate) -> PlaceWords:
    marks = candidate.landmark or ", ".join(place.landmark)
    if candidate.landmark and candidate.address:
        marks = f"{candidate.landmark} ({candidate.address})"
    return PlaceWords(candidate.settlement, candidate.street, ", ".join(place.house), marks)


def _fits(words: PlaceWords) -> bool:
    """What is longer than a case can hold, or would be cut apart wrongly, is left to a person."""
    short = all(len(said) <= _LONGEST[name] for name, said in words._asdict().items())
    return short and len(words.value) <= 200 and not any(_PARTED in said for said in words)
