"""A table of places: which column is what, and what each row says or why it cannot be taken."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from mcu.core.errors import RuleViolation
from mcu.places.rules.rows import HouseRow, PlaceRow, RejectedRow

HEAD = 30
MOST_ROWS = 500_000
TITLES: dict[str, tuple[str, ...]] = {
    "kind": ("kind", "что это", "что"),
    "type": ("type", "вид", "тип"),
    "name": ("name", "название", "наименование"),
    "settlement": ("settlement", "населенный пункт", "населённый пункт", "нп"),
    "old": ("old", "прежние названия", "старые названия"),
    "synonyms": ("synonyms", "как еще говорят", "как ещё говорят", "синонимы"),
    "address": ("address", "адрес", "адрес ориентира"),
    "houses": ("houses", "дома"),
    "lat": ("lat", "широта"),
    "lon": ("lon", "долгота"),
    "street": ("street", "улица"),
}
BY_TITLE = {title: field for field, titles in TITLES.items() for title in titles}
KINDS: dict[str, str] = {
    "settlement": "settlement", "населенный пункт": "settlement", "нп": "settlement",
    "street": "street", "улица": "street", "landmark": "landmark", "ориентир": "landmark",
    "road": "road", "дорога": "road", "house": "house", "дом": "house",
}  # fmt: skip
LONGEST = {"type": 60, "name": 200, "settlement": 120, "address": 300, "houses": 20_000}
_HOUSES = re.compile(r"\d[\w/-]{0,39}(?:;\d[\w/-]{0,39})*")
_NEEDED = (
    "В файле нет столбца «название». Нужны заголовки: что это, вид, название, населённый пункт, "
    "прежние названия, как ещё говорят, адрес, дома, широта, долгота; обязательны «что это» и «название»."
)


class Header(NamedTuple):
    """Where each field stands; `line` is the row of the header, from 1."""

    line: int
    columns: Mapping[str, int]


def find_header(head: Sequence[tuple[int, Sequence[Any]]]) -> Header:
    """The row with most columns we know; RuleViolation without a name and a kind."""
    best = Header(0, {})
    for line, cells in head[:HEAD]:
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            field = BY_TITLE.get(_plain(cell))
            if field and field not in columns:
                columns[field] = index
        if len(columns) > len(best.columns):
            best = Header(line, columns)
    if not {"name", "kind"} <= best.columns.keys():
        raise RuleViolation(_NEEDED)
    return best


def read_rows(
    numbered: Iterable[tuple[int, Sequence[Any]]], header: Header
) -> Iterator[PlaceRow | HouseRow | RejectedRow]:
    """Every row below the header; RuleViolation when there are too many."""
    count = 0
    for line, cells in numbered:
        if line <= header.line:
            continue
        count += 1
        if count > MOST_ROWS:
            raise RuleViolation(f"В файле больше {MOST_ROWS} строк. Разделите его на части.")
        yield _read(line, cells, header)


def _read(line: int, cells: Sequence[Any], header: Header) -> PlaceRow | HouseRow | RejectedRow:
    texts = tuple(" ".join(str(cell).replace("\x00", "").split()) for cell in cells)
    said = {name: texts[at] if at < len(texts) else "" for name, at in header.columns.items()}
    kind = KINDS.get(_plain(said["kind"]), "")
    reason = _wrong(said, kind)
    if reason:
        return RejectedRow(line, texts, reason)
    if kind == "house":
        lat, lon = _number(said.get("lat", "")), _number(said.get("lon", ""))
        return HouseRow(line, said["street"], said["name"], said.get("settlement", ""), lat, lon)
    return _place(line, said, kind)


def _place(line: int, said: Mapping[str, str], kind: str) -> PlaceRow:
    given: dict[str, Any] = {}
    for name in ("old", "synonyms"):
        if name in said:
            given[name] = [word.strip() for word in said[name].split("|") if word.strip()]
    if "houses" in said:
        given["houses"] = said["houses"].replace(" ", "")
    if said.get("lat"):
        given["lat"], given["lon"] = _number(said["lat"]), _number(said["lon"])
    return PlaceRow(
        line, kind, said.get("type", ""), said["name"],
        "" if kind == "settlement" else said.get("settlement", ""), said.get("address", ""), given,
    )  # fmt: skip


def _wrong(said: Mapping[str, str], kind: str) -> str:
    """Why the row cannot be taken; empty when it can."""
    if not kind:
        return "Что это, непонятно. Напишите: населённый пункт, улица, ориентир, дорога или дом."
    if not said["name"]:
        return "Нет названия."
    if kind in ("street", "house") and not said.get("settlement"):
        return "Не сказано, в каком населённом пункте эта улица."
    if kind == "house" and not said.get("street"):
        return "Не сказано, на какой улице этот дом: нужен столбец «улица»."
    for name, most in LONGEST.items():
        if len(said.get(name, "")) > most:
            return f"«{said[name][:40]}…» длиннее {most} знаков."
    return _wrong_numbers(said)


def houses_fault(told: str) -> str:
    """What is wrong with a list of houses; empty when nothing is."""
    if told and not _HOUSES.fullmatch(told):
        return "Дома непонятны. Напишите так: 1-57;2-60 (нечётная и чётная стороны) или 1;3;5А."
    return ""


def _wrong_numbers(said: Mapping[str, str]) -> str:
    fault = houses_fault(said.get("houses", "").replace(" ", ""))
    if fault:
        return fault
    lat, lon = said.get("lat", ""), said.get("lon", "")
    if bool(lat) != bool(lon):
        return "Нужны обе координаты: широта и долгота."
    wide, long = _number(lat), _number(lon)
    if lat and (wide is None or long is None or abs(wide) > 90 or abs(long) > 180):
        return f"Координаты «{lat}, {lon}» непонятны. Напишите так: 54.4101 и 46.2210."
    return ""


def _number(text: str) -> float | None:
    if not re.fullmatch(r"-?\d{1,3}(?:[.,]\d{1,12})?", text):
        return None
    return float(text.replace(",", "."))


def _plain(cell: Any) -> str:
    return " ".join(str(cell).lower().replace("ё", "е").replace("\ufeff", "").split())
