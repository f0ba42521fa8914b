"""Suggested places of a case, with their points on the map."""

from dataclasses import dataclass

from mcu.cases.models import Case, SaidPoint, Suggestion
from mcu.cases.rules.placing import PlaceGuess, PlaceWords, place_guesses, words_of
from mcu.places.queries import gazetteer_for
from mcu.text.places import Accuracy, Gazetteer, Point, find

OF = {
    Accuracy.HOUSE: "по дому",
    Accuracy.LANDMARK: "по ориентиру",
    Accuracy.STREET: "по улице",
    Accuracy.SETTLEMENT: "по населённому пункту",
}


@dataclass(frozen=True, slots=True)
class SuggestedPlace:
    """One suggestion as the card shows it."""

    row: Suggestion
    words: PlaceWords
    point: Point | None

    @property
    def point_of(self) -> str:
        return OF[self.point.of] if self.point else ""


def guessed_places(text: str, gazetteer: Gazetteer) -> list[PlaceGuess]:
    """What the text tells of its place."""
    return place_guesses(find(text, gazetteer))


@dataclass(frozen=True, slots=True)
class Stands:
    """Where a case is on the map, and by what it is known."""

    lat: float
    lon: float
    by: str


def stands(case: Case) -> Stands | None:
    """The point its author set, else that of its address in the gazetteer; None where neither is."""
    said = SaidPoint.objects.filter(pk=case.pk).first()
    if said:
        return Stands(said.lat, said.lon, "отметил автор")
    words = PlaceWords(case.settlement, case.street, case.house, case.landmark)
    found = point_of(gazetteer_for(case.municipality_id), words) if words.title else None
    return Stands(found.lat, found.lon, OF[found.of]) if found else None


def suggested_places(case: Case) -> list[SuggestedPlace]:
    """Those nobody has decided on, the likeliest first."""
    rows = list(case.suggestions.filter(about="place", decided_at__isnull=True)[:3])
    if not rows:
        return []
    gazetteer = gazetteer_for(case.municipality_id)
    told = [(row, words_of(row.value)) for row in rows]
    return [SuggestedPlace(row, words, point_of(gazetteer, words)) for row, words in told]


def point_of(gazetteer: Gazetteer, words: PlaceWords) -> Point | None:
    """Of the street and the house, else of the landmark, else of the settlement."""
    return gazetteer.locate(words.settlement, words.street, words.house, words.landmark)
