"""Reference books of a municipality: their rows, their version, who keeps them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Max
from django.http import Http404

from mcu.cases.models import ClassifierVersion, Norm
from mcu.cases.queries.classifier import topics_of
from mcu.exchange.models import BookCard
from mcu.exchange.rules.books import BY_CODE, SHAPES, Row, Shape, edition, values
from mcu.org.models import Block, Body, CalendarDay, LegalAct
from mcu.places.models import KnownPlace


@dataclass(frozen=True, slots=True)
class Book:
    """One book as it is now. `version` is a number where versions are counted, else its edition."""

    shape: Shape
    card: BookCard
    rows: list[Row]
    edition: str
    version: str

    @property
    def owner(self) -> str:
        return self.card.owner or self.shape.keeper


def books_of(place: int) -> list[Book]:
    """Every book, in order; one query a book and two more."""
    cards = {card.code: card for card in BookCard.objects.filter(municipality_id=place)}
    number = _classifier(place)
    return [_book(shape, place, cards.get(shape.code), number) for shape in SHAPES]


def book_for(place: int, code: str) -> Book:
    """A book by its code, else Http404."""
    if code not in BY_CODE:
        raise Http404("Такого справочника нет. Список — на странице «Классификаторы и интерфейсы».")
    card = BookCard.objects.filter(municipality_id=place, code=code).first()
    return _book(BY_CODE[code], place, card, _classifier(place))


def _book(shape: Shape, place: int, card: BookCard | None, number: int) -> Book:
    rows = ROWS[shape.code](place)
    made = edition(rows)
    version = str(number) if shape.code == "topics" and number else made
    return Book(
        shape, card or BookCard(municipality_id=place, code=shape.code), rows, made, version
    )


def _classifier(place: int) -> int:
    versions = ClassifierVersion.objects.filter(municipality_id=place)
    return versions.aggregate(last=Max("number"))["last"] or 0


def _topics(place: int) -> list[Row]:
    return list(topics_of(place).values_list(
        "code", "name", "parent__code", "kind", "speed", "since_version", "aliases"
    ))  # fmt: skip


def _blocks(place: int) -> list[Row]:
    return list(Block.objects.filter(municipality=place).values_list("code", "name", "active"))


def _bodies(place: int) -> list[Row]:
    return list(Body.objects.filter(municipality=place).values_list(
        "code", "name", "short_name", "kind", "block__code", "parent__code", "active"
    ))  # fmt: skip


def _norms(place: int) -> list[Row]:
    return list(Norm.objects.filter(municipality=place).values_list(
        "code", "title", "kind", "unit", "value", "start", "regime", "channel", "topic", "source",
        "verified", "valid_from", "valid_to",
    ))  # fmt: skip


def _calendar(place: int) -> list[Row]:
    days = CalendarDay.objects.filter(municipality=place)
    return list(days.values_list("day", "kind", "title", "source", "verified"))


def _places(place: int) -> list[Row]:
    return list(KnownPlace.objects.filter(municipality=place).values_list(
        "kind", "type", "name", "settlement", "address", "houses", "lat", "lon", "external"
    ))  # fmt: skip


def _acts(place: int) -> list[Row]:
    return list(LegalAct.objects.filter(municipality=place, active=True).values_list(
        "code", "kind", "number", "date", "issuer", "title", "in_force", "valid_to"
    ))  # fmt: skip


ROWS: dict[str, Callable[[int], list[Row]]] = {
    "topics": _topics,
    "blocks": _blocks,
    "bodies": _bodies,
    "norms": _norms,
    "calendar": _calendar,
    "places": _places,
    "acts": _acts,
    "values": lambda _: values(),
}
