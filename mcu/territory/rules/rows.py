"""What one row of a table or one feature says of an object, or why it cannot be taken; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mcu.territory.rules.geometry import BadGeometry, Point, middle, place

MOST_FACTS, LONGEST_FACT = 20, 200
LONGEST = {"number": 80, "title": 200, "address": 300}
LABELS = {
    "number": "номер",
    "title": "название",
    "address": "адрес",
    "lat": "широта",
    "lon": "долгота",
}
NAMES: dict[str, tuple[str, ...]] = {
    "number": (
        "номер", "инвентарный номер", "инв. номер", "инв номер", "№", "id", "number", "ref", "код",
        "fid", "gid", "@id",
    ),
    "title": ("название", "наименование", "имя объекта", "name", "title", "name:ru", "объект"),
    "address": ("адрес", "местоположение", "address", "addr", "расположение"),
    "lat": ("широта", "lat", "latitude", "y", "широта (wgs84)"),
    "lon": ("долгота", "lon", "lng", "long", "longitude", "x", "долгота (wgs84)"),
    "point": ("координаты", "coordinates", "coords", "wkt", "geometry", "геометрия", "точка", "wkt_geom"),
}  # fmt: skip
FAR = 3.0
SWAPPED = "Широта и долгота перепутаны местами: точка далеко от муниципалитета."
_WKT = re.compile(r"point\s*z?\s*\(\s*(\S+)\s+(\S+?)(?:\s+\S+)?\s*\)", re.I)
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,20})?")


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """An object as a file tells it; `facts` are the columns that mean nothing to the program."""

    line: int
    number: str
    title: str
    address: str
    lat: float
    lon: float
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[Any, ...]:
        """By its number; without one by its title and where it stands, to a metre."""
        return key_of(self.number, self.title, self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    line: int
    words: str
    reason: str


class Columns(NamedTuple):
    """Which column of the file is what; empty where there is none."""

    number: str = ""
    title: str = ""
    address: str = ""
    lat: str = ""
    lon: str = ""
    point: str = ""


def key_of(number: str, title: str, lat: float, lon: float) -> tuple[Any, ...]:
    return ("n", number) if number else ("p", title.lower(), round(lat, 5), round(lon, 5))


def columns_of(names: Iterable[str]) -> Columns:
    """By the names that files of the field give them, the usual ones first."""
    known = {plain(name): name for name in reversed(list(names))}
    return Columns(
        **{
            what: next((known[each] for each in usual if each in known), "")
            for what, usual in NAMES.items()
        }
    )


def of_feature(line: int, found: Any, columns: Columns) -> ObjectRow | RejectedRow:
    if not isinstance(found, dict) or found.get("type") != "Feature":
        return RejectedRow(line, clean(found)[:120], "Это не объект GeoJSON (Feature).")
    properties = found.get("properties")
    said = properties if isinstance(properties, dict) else {}
    texts = {clean(name): clean(value) for name, value in said.items() if _is_plain(value)}
    if not texts.get(columns.number) and isinstance(found.get("id"), (int, str)):
        texts = {**texts, (columns := columns._replace(number="@id")).number: clean(found["id"])}
    try:
        point = middle(found.get("geometry"))
    except BadGeometry as wrong:
        return RejectedRow(line, _short(texts), str(wrong))
    return _row(line, texts, point, columns)


def of_cells(
    line: int, names: Sequence[str], cells: Sequence[Any], columns: Columns
) -> ObjectRow | RejectedRow:
    texts = {name: clean(cell) for name, cell in zip(names, cells, strict=False) if name}
    try:
        point = _told(texts, columns)
    except BadGeometry as wrong:
        return RejectedRow(line, _short(texts), str(wrong))
    return _row(line, texts, point, columns)


def point_in(text: str) -> Point:
    """«54.41, 46.22» as a person copies it out of a map; BadGeometry when it is none."""
    lat, lon = _pair(clean(text))
    return place(_number(lat), _number(lon))


def swapped(row: ObjectRow, home: Point | None) -> bool:
    """Whether it would stand in the municipality if latitude and longitude changed places."""
    if home is None:
        return False
    return _far((row.lat, row.lon), home) > FAR > 3 * _far((row.lon, row.lat), home)


def plain(name: str) -> str:
    return " ".join(name.lower().replace("ё", "е").replace("\ufeff", "").replace("_", " ").split())


def clean(value: Any) -> str:
    """One line without what a database refuses."""
    text = "" if value is None else str(value)
    return " ".join(text.replace("\x00", "").encode("utf-8", "replace").decode().split())


def _row(
    line: int, texts: Mapping[str, str], point: Point, columns: Columns
) -> ObjectRow | RejectedRow:
    said = {name: texts.get(getattr(columns, name), "") for name in LONGEST}
    for name, most in LONGEST.items():
        if len(said[name]) > most:
            return RejectedRow(line, _short(texts), f"{LABELS[name].capitalize()} длиннее {most} знаков.")  # fmt: skip
    if not said["number"] and not said["title"]:
        return RejectedRow(line, _short(texts), "Нет ни номера, ни названия: объект не узнать.")
    rest = [(name, value) for name, value in texts.items() if value and name not in columns]
    facts = {name[:60]: value[:LONGEST_FACT] for name, value in rest[:MOST_FACTS]}
    return ObjectRow(line, **said, lat=point[0], lon=point[1], facts=facts)


def _told(texts: Mapping[str, str], columns: Columns) -> Point:
    lat, lon = texts.get(columns.lat, ""), texts.get(columns.lon, "")
    if not lat and not lon and (whole := texts.get(columns.point, "")):
        lat, lon = _pair(whole)
    if not lat or not lon:
        raise BadGeometry("Нет координат: нужны широта и долгота.")
    return place(_number(lat), _number(lon))


def _pair(text: str) -> tuple[str, str]:
    """«54.4, 46.2» or POINT (46.2 54.4)."""
    if found := _WKT.fullmatch(text.strip()):
        return found[2], found[1]
    lat, _, lon = text.replace(";", " ").replace(", ", " ").strip("[]() ").partition(" ")
    return (lat, lon.strip()) if lon else (text.partition(",")[0], text.partition(",")[2].strip())


def _number(text: str) -> Any:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else text


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float, bool)) and value not in ("", None)


def _short(texts: Mapping[str, str]) -> str:
    return " · ".join(value for value in texts.values() if value)[:120]


def _far(one: Point, other: Point) -> float:
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))
