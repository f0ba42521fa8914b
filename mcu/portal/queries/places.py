"""Addresses of the gazetteer: hints while somebody writes, and what a written address means."""

from mcu.cases.rules.placing import PlaceWords
from mcu.places.models import KnownPlace
from mcu.places.queries import gazetteer_for
from mcu.portal.rules.sending import LONGEST_ADDRESS, Place
from mcu.text.mask import mask
from mcu.text.places import find

HINTS = 8
Kind = KnownPlace.Kind


def hints(municipality_id: int, words: str) -> list[str]:
    """Streets, landmarks and settlements that begin so; a house that was written stays."""
    street, _, house = words.partition(",")
    wanted = street.replace("\x00", " ").split()[-3:]
    if not wanted or len("".join(wanted)) < 2:
        return []
    rows = KnownPlace.objects.filter(municipality_id=municipality_id).exclude(kind=Kind.ROAD)
    for word in wanted:
        rows = rows.filter(name__icontains=word) if not _is_type(word) else rows
    rows = rows.order_by("kind", "name", "settlement")[: HINTS * 3]
    found = sorted(rows, key=lambda row: (row.kind != Kind.STREET, row.name))[:HINTS]
    return [_hint(row, house.strip()[:40]) for row in found]


def read_address(municipality_id: int, address: str) -> tuple[Place, list[Place]]:
    """Where it is; and the places it may be when the words leave it open."""
    address = " ".join(address.replace("\x00", " ").split())[:LONGEST_ADDRESS]
    if not address:
        return Place(), []
    gazetteer = gazetteer_for(municipality_id)
    told = [each for each in find(address, gazetteer) if each.known]
    if not told:
        return Place(landmark=mask(address)[:200]), []
    first, house = told[0], ", ".join(told[0].house)[:40]
    choices = [
        Place(each.settlement, each.street, house, each.landmark) for each in first.candidates
    ]
    if choices:
        return Place(landmark=mask(address)[:200]), choices
    landmark = ", ".join(first.landmark)[:200]
    return Place(first.settlement, first.street, house, landmark), []


def chosen(place: Place, choices: list[Place], value: str) -> Place:
    """The one of the choices that was marked, else what was read."""
    return next((each for each in choices if value_of(each) == value), place)


def value_of(place: Place) -> str:
    return PlaceWords(place.settlement, place.street, place.house, place.landmark).value


def _is_type(word: str) -> bool:
    return word.strip(".").lower() in {
        "ул",
        "улица",
        "пер",
        "переулок",
        "пр",
        "проспект",
        "д",
        "дом",
    }


def _hint(row: KnownPlace, house: str) -> str:
    parts = [row.title, house if row.kind == Kind.STREET else "", row.settlement]
    return ", ".join(part for part in parts if part)
