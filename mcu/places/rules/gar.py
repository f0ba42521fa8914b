"""Extracts of АС «ГАР» (ФИАС): address objects, houses and the hierarchy, read as a stream.

The files hold one element for each record and no text: `<OBJECT OBJECTID="…" NAME="Мира" TYPENAME="ул" …/>`.
Only what is in force is taken; a former name of an object stands beside its present one as such a record too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from lxml import etree

from mcu.places.rules.rows import HouseRow, PlaceRow

SETTLEMENT, AREA, STREET = (5, 6), 7, 8
"""Levels of ГАР: a town or another settlement, a planned area (СНТ, микрорайон), a street."""
TYPES: dict[str, str] = {
    "г": "город", "с": "село", "д": "деревня", "п": "посёлок", "рп": "рабочий посёлок",
    "пгт": "посёлок городского типа", "х": "хутор", "ст-ца": "станица", "аул": "аул", "ст": "станция",
    "рзд": "разъезд", "ул": "улица", "пер": "переулок", "пр-кт": "проспект", "пр-д": "проезд",
    "проезд": "проезд", "пл": "площадь", "б-р": "бульвар", "наб": "набережная", "ш": "шоссе",
    "туп": "тупик", "спуск": "спуск", "тракт": "тракт", "ал": "аллея", "аллея": "аллея",
    "мкр": "микрорайон", "кв-л": "квартал", "снт": "СНТ", "днт": "СНТ", "тер. снт": "СНТ",
    "гск": "ГСК", "тер. гск": "ГСК", "тер": "территория", "лн": "линия", "линия": "линия",
}  # fmt: skip
ADDED = {"1": "к", "2": "с", "3": "соор", "4": "литера"}
"""Kinds of the second and the third number of a house: корпус, строение, сооружение, литера."""


class BadGar(Exception):
    """The file is no XML of ГАР, or is broken."""


class Link(NamedTuple):
    child: int
    parent: int


@dataclass(slots=True)
class AddressObject:
    """A settlement or a street, with what it was called before."""

    number: int
    level: int
    type: str
    name: str
    old: list[str] = field(default_factory=list)


class GarHouse(NamedTuple):
    number: int
    said: str


def read_links(file: IO[bytes], oktmo: str = "") -> Iterator[Link]:
    """Who stands in whom, of one municipality when its ОКТМО is told."""
    for record in _records(file, "ITEM"):
        if record.get("ISACTIVE", "1") != "1":
            continue
        if oktmo and not record.get("OKTMO", "").startswith(oktmo):
            continue
        yield Link(_key(record, "OBJECTID"), _key(record, "PARENTOBJID"))


def read_objects(file: IO[bytes], wanted: Mapping[int, int] | None) -> dict[int, AddressObject]:
    """Objects in force, those of the hierarchy only when it is told; names before become `old`."""
    found: dict[int, AddressObject] = {}
    before: dict[int, list[str]] = {}
    for record in _records(file, "OBJECT"):
        number, level = _key(record, "OBJECTID"), _key(record, "LEVEL")
        if (wanted is not None and number not in wanted) or level not in (*SETTLEMENT, AREA, STREET):  # fmt: skip
            continue
        name = " ".join(record.get("NAME", "").split())
        if record.get("ISACTUAL") == "1" and record.get("ISACTIVE") == "1":
            found[number] = AddressObject(number, level, _type(record), name)
        elif name:
            before.setdefault(number, []).append(name)
    for number, names in before.items():
        if number in found:
            found[number].old = [n for n in dict.fromkeys(names) if n != found[number].name]
    return found


def read_houses(file: IO[bytes], wanted: Mapping[int, int]) -> Iterator[GarHouse]:
    """Houses in force that stand in the hierarchy."""
    for record in _records(file, "HOUSE"):
        number = _key(record, "OBJECTID")
        in_force = record.get("ISACTUAL") == "1" and record.get("ISACTIVE") == "1"
        if in_force and number in wanted and record.get("HOUSENUM"):
            yield GarHouse(number, _house(record))


def assemble(
    objects: Mapping[int, AddressObject], parents: Mapping[int, int], found: Iterable[GarHouse]
) -> Iterator[PlaceRow | HouseRow]:
    """Settlements first, then what stands in them, then houses of streets."""
    settlements = [each for each in objects.values() if each.level in SETTLEMENT]
    for each in settlements:
        yield _row(each, "settlement", "")
    for each in objects.values():
        if each.level in (AREA, STREET):
            where = _settlement(each.number, objects, parents)
            if where is not None:
                yield _row(each, "street", where.name)
    for house in found:
        street = objects.get(parents.get(house.number, 0))
        if street is not None and street.level in (AREA, STREET):
            yield HouseRow(0, str(street.number), house.said, external=str(house.number))


def _row(each: AddressObject, kind: str, settlement: str) -> PlaceRow:
    return PlaceRow(
        0,
        kind,
        each.type,
        each.name,
        settlement,
        given={"old": each.old},
        external=str(each.number),
    )


def _settlement(
    number: int, objects: Mapping[int, AddressObject], parents: Mapping[int, int]
) -> AddressObject | None:
    for _ in range(10):  # a hierarchy is shallow; a circle in a broken file ends here
        number = parents.get(number, 0)
        found = objects.get(number)
        if found is not None and found.level in SETTLEMENT:
            return found
    return None


def _type(record: Mapping[str, str]) -> str:
    told = record.get("TYPENAME", "").strip()
    return TYPES.get(told.lower().rstrip("."), told)


def _house(record: Mapping[str, str]) -> str:
    """«14А», «14к2с1»: as an address is written."""
    parts = [record["HOUSENUM"].strip().upper()]
    for number, kind in (("ADDNUM1", "ADDTYPE1"), ("ADDNUM2", "ADDTYPE2")):
        if record.get(number):
            parts.append(ADDED.get(record.get(kind, ""), "к") + record[number].strip())
    return "".join(parts)


def _key(record: Mapping[str, str], name: str) -> int:
    told = record.get(name, "")
    if not (told.isascii() and told.isdecimal() and len(told) < 19):
        raise BadGar(f"У записи нет номера {name}.")
    return int(told)


def _records(file: IO[bytes], tag: str) -> Iterator[Mapping[str, str]]:
    """One record after another, each forgotten when it was read."""
    try:
        events = etree.iterparse(
            file, tag=tag, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in events:
            yield dict(element.attrib)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as broken:
        raise BadGar("Файл повреждён или это не выгрузка ГАР.") from broken
