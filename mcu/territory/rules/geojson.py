"""GeoJSON read one feature after another, so that a file may be larger than the memory; pure."""

import json
from collections.abc import Iterator
from typing import IO, Any

CHUNK = 1 << 16
MOST_OF_ONE = 32 * 2**20
GEOMETRIES = frozenset(
    {
        "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
        "GeometryCollection",
    }
)  # fmt: skip
DEGREES = ("crs84", "4326")
UTF8 = "Файл не в кодировке UTF-8. Сохраните его как GeoJSON в UTF-8."
SYSTEM = "Слой в другой системе координат ({name}). Сохраните его в градусах: WGS 84, EPSG:4326."
OTHERS = {
    "Topology": "Это TopoJSON. Сохраните слой как GeoJSON.",
    "elements": "Это ответ Overpass. Сохраните его как GeoJSON.",
}


class BadGeoJson(ValueError):
    """The file is no GeoJSON, or breaks off; the sentence says where."""


class _Broken(ValueError):
    """What is wrong at the place that was come to."""


def _constant(name: str) -> Any:
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_constant=_constant)


class _Window:
    """What is read of a text and not yet taken; values are taken from it one after another."""

    def __init__(self, file: IO[str]) -> None:
        self.file, self.text, self.at = file, "", 0

    def more(self) -> bool:
        """Half as much again at least, so that a long value is begun anew only a few times."""
        left = self.text[self.at :]
        if len(left) > MOST_OF_ONE:
            raise _Broken("один объект больше 32 МБ: файл испорчен или это не GeoJSON.")
        piece = self.file.read(max(CHUNK, len(left)))
        self.text, self.at = left + piece, 0
        return bool(piece)

    def next(self) -> str:
        """The next sign that is no blank, left where it is; empty at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in " \t\r\n\x1e\ufeff":
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def take(self, sign: str) -> bool:
        """Whether this sign was next; then it is taken."""
        if self.next() != sign:
            return False
        self.at += 1
        return True

    def value(self) -> Any:
        """One whole value; a number that ends with the window may go on behind it."""
        self.next()
        while True:
            try:
                found, end = DECODER.raw_decode(self.text, self.at)
            except RecursionError as deep:
                raise _Broken("слишком много вложенных скобок.") from deep
            except ValueError as broken:
                if self.more():
                    continue
                raise _Broken("файл обрывается или испорчен.") from broken
            # «1.» and «1e-» are a whole number and what its rest begins with.
            if (
                not self.text[end : end + 3].strip(".eE+-")
                and end + 3 > len(self.text)
                and self.more()
            ):
                continue
            self.at = end
            return found


def features(file: IO[str]) -> Iterator[Any]:
    """Every feature of a collection, of a single one or of one a line; whatever else stands among them
    is given as it is. BadGeoJson with a sentence when there is no sense in it."""
    window = _Window(file)
    count = 0
    try:
        while window.next():
            for found in _of_one(window):
                count += 1
                yield found
    except UnicodeDecodeError as wrong:
        raise BadGeoJson(UTF8) from wrong
    except _Broken as broken:
        where = f"После объекта {count} читать дальше нельзя" if count else "Это не GeoJSON"
        raise BadGeoJson(f"{where}: {broken}") from broken


def _of_one(window: _Window) -> Iterator[Any]:
    if window.take("["):
        yield from _listed(window)
        return
    if not window.take("{"):
        raise _Broken("здесь должна быть фигурная скобка.")
    said: dict[str, Any] = {}
    while not window.take("}"):
        name = window.value()
        if not isinstance(name, str) or not window.take(":"):
            raise _Broken("файл испорчен.")
        if name == "features" and window.take("["):
            yield from _listed(window)
        else:
            said[name] = window.value()
            _check(name, said[name])
        if not window.take(",") and window.next() != "}":
            raise _Broken("файл обрывается или испорчен.")
    yield from _single(said)


def _listed(window: _Window) -> Iterator[Any]:
    while not window.take("]"):
        yield window.value()
        if not window.take(",") and window.next() != "]":
            raise _Broken("файл обрывается или испорчен.")


def _check(name: str, value: Any) -> None:
    if name in OTHERS or (name == "type" and value == "Topology"):
        raise BadGeoJson(OTHERS.get(name) or OTHERS["Topology"])
    if name == "crs" and value is not None:
        told = json.dumps(value, ensure_ascii=False).lower()
        if not any(known in told for known in DEGREES):
            raise BadGeoJson(SYSTEM.format(name=_system(value)))


def _system(value: Any) -> str:
    properties = value.get("properties") if isinstance(value, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else ""
    return str(name or "неизвестной")[:60]


def _single(said: dict[str, Any]) -> Iterator[Any]:
    kind = said.get("type")
    if kind == "Feature":
        yield said
    elif isinstance(kind, str) and kind in GEOMETRIES:
        yield {"type": "Feature", "geometry": said, "properties": {}}
    elif not (kind is None or kind == "FeatureCollection"):
        raise _Broken(f"вид «{str(kind)[:40]}» в GeoJSON не бывает.")
