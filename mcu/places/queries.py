"""Places of the gazetteer, found with access built in; the gazetteer compiled for reading texts."""

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from mcu.core.once import once
from mcu.org.rules.roles import Actor
from mcu.places.models import GazetteerVersion, KnownHouse, KnownPlace, PlacesImport
from mcu.text.personal.known import KnownNames
from mcu.text.places import Entry, Gazetteer


def places(
    actor: Actor, words: str = "", kind: str = "", settlement: str = "", gap: str = ""
) -> QuerySet[KnownPlace]:
    """Those of the municipality, narrowed; `gap` asks for what lacks coordinates."""
    found = KnownPlace.objects.filter(municipality_id=actor.municipality_id)
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(type__icontains=word) | Q(settlement__icontains=word)
            | Q(address__icontains=word) | Q(old__icontains=word) | Q(synonyms__icontains=word)
        )  # fmt: skip
    if kind:
        found = found.filter(kind=kind)
    if settlement:
        found = found.filter(Q(settlement=settlement) | Q(kind="settlement", name=settlement))
    if gap == "point":
        found = found.filter(lat=None)
    listed = found.annotate(listed=Count("known_houses"))
    return listed.order_by("settlement", "kind", "name", "pk")


def place_for(actor: Actor, pk: int) -> KnownPlace:
    rows = KnownPlace.objects.filter(municipality_id=actor.municipality_id, pk=pk)
    found = rows.annotate(listed=Count("known_houses")).first()
    if found is None:
        raise Http404("Такого места нет.")
    return found


def settlements(actor: Actor) -> list[str]:
    """Names for the filter."""
    rows = KnownPlace.objects.filter(municipality_id=actor.municipality_id, kind="settlement")
    return list(rows.order_by("name").values_list("name", flat=True).distinct())


def import_for(actor: Actor, pk: int) -> PlacesImport:
    found = PlacesImport.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такой загрузки нет.")
    return found


def imports(actor: Actor) -> list[PlacesImport]:
    """The last ones."""
    return list(PlacesImport.objects.filter(municipality_id=actor.municipality_id)[:10])


def landmark_addresses(
    municipality_id: int, names: Collection[str]
) -> dict[str, list[tuple[str, str, str]]]:
    """Settlement, street and house where the landmarks of these names stand, as far as it is known."""
    rows = KnownPlace.objects.filter(municipality_id=municipality_id, kind="landmark")
    known = rows.filter(name__in=names).exclude(address="").order_by("pk")
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, settlement, address in known.values_list("name", "settlement", "address"):
        street, _, house = address.rpartition(",")
        found[name].append((settlement, street.strip(), house.strip()))
    return found


def gazetteer_for(municipality_id: int) -> Gazetteer:
    """Compiled once for a version; one small query while nothing changed."""
    return _gazetteer(municipality_id, _version(municipality_id))


def known_names(municipality_id: int) -> KnownNames:
    """Settlements that masking must not take for people; one small query while nothing changed."""
    return _known_names(municipality_id, _version(municipality_id))


def long_names(municipality_id: int) -> tuple[str, ...]:
    """Settlements of several words, by all their names."""
    rows = KnownPlace.objects.filter(municipality_id=municipality_id, kind="settlement")
    named = rows.order_by("pk").values_list("name", "old", "synonyms")
    every = (each for name, old, also in named for each in (name, *old, *also))
    return tuple(dict.fromkeys(each for each in every if " " in each.strip()))


@lru_cache(maxsize=8)
def _known_names(municipality_id: int, version: int) -> KnownNames:
    return KnownNames(long_names(municipality_id))


@once
def _version(municipality_id: int) -> int:
    versions = GazetteerVersion.objects.filter(municipality_id=municipality_id)
    return versions.values_list("number", flat=True).first() or 0


@lru_cache(maxsize=8)
def _gazetteer(municipality_id: int, version: int) -> Gazetteer:
    rows = KnownPlace.objects.filter(municipality_id=municipality_id).order_by("pk")
    houses = _houses(municipality_id)
    return Gazetteer(_entry(row, houses.get(row.pk, {})) for row in rows)


def _houses(municipality_id: int) -> dict[int, dict[str, tuple[float, float] | None]]:
    found: dict[int, dict[str, tuple[float, float] | None]] = defaultdict(dict)
    rows = KnownHouse.objects.filter(place__municipality_id=municipality_id)
    for place, number, lat, lon in rows.values_list("place_id", "number", "lat", "lon"):
        found[place][number] = None if lat is None or lon is None else (lat, lon)
    return found


def _entry(row: KnownPlace, houses: dict[str, tuple[float, float] | None]) -> Entry:
    listed = ";".join(part for part in (row.houses, *houses) if part)
    points = {number: point for number, point in houses.items() if point}
    return Entry(
        row.kind, row.type, row.name, row.settlement, tuple(row.old), tuple(row.synonyms),
        row.address, listed, row.lat, row.lon, points or None,
    )  # fmt: skip
