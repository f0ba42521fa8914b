"""What features say of borders: the outline of the municipality, its settlements, its districts; pure."""

from collections.abc import Collection, Iterable
from typing import Any

from mcu.territory.rules.geometry import BadGeometry, box, polygons
from mcu.territory.rules.rows import RejectedRow, clean, plain
from mcu.territory.rules.where import Kind, Outline

NAMES = ("название", "наименование", "name", "name:ru", "title", "имя")
MOST_AREAS = 2000
MOST_POINTS = 600_000
MUCH = "В файле слишком подробные границы: больше 600 000 точек. Упростите их и загрузите снова."


def areas_of(
    found: Iterable[Any], kind: str, whole: str, known: Collection[str] = ()
) -> tuple[list[Outline], list[RejectedRow]]:
    """Areas of a file; all of an outline are one under the name of the municipality, `whole`.

    `known` are settlements of the gazetteer: «село Гора» of a file is «Гора» there.
    """
    taken: list[Outline] = []
    rejected: list[RejectedRow] = []
    points = 0
    for line, each in enumerate(found, 1):
        try:
            area = _area(each, "" if kind == Kind.OUTLINE else "name", known)
        except BadGeometry as wrong:
            rejected.append(RejectedRow(line, _name(each)[:120], str(wrong)))
            continue
        points += sum(len(ring) for polygon in area.polygons for ring in polygon)
        if points > MOST_POINTS or len(taken) >= MOST_AREAS:
            raise BadGeometry(MUCH)
        taken.append(area)
    if kind == Kind.OUTLINE and taken:
        every = [polygon for area in taken for polygon in area.polygons]
        taken = [Outline(whole, every, box(every))]
    return taken, rejected


def as_known(name: str, known: Collection[str]) -> str:
    """The name as the gazetteer has it, else as it is."""
    by_name = {plain(each): each for each in known}
    words = plain(name).split()
    for start in range(len(words)):
        if (rest := " ".join(words[start:])) in by_name:
            return by_name[rest]
    return name


def _area(found: Any, needs: str, known: Collection[str]) -> Outline:
    if not isinstance(found, dict) or found.get("type") != "Feature":
        raise BadGeometry("Это не объект GeoJSON (Feature).")
    name = _name(found)
    if needs and not name:
        raise BadGeometry("Нет названия: нужно свойство «название» (name).")
    if len(name) > 120:
        raise BadGeometry("Название длиннее 120 знаков.")
    shapes = polygons(found.get("geometry"))
    return Outline(as_known(name, known), shapes, box(shapes))


def _name(found: Any) -> str:
    said = found.get("properties") if isinstance(found, dict) else None
    if not isinstance(said, dict):
        return ""
    by_name = {plain(clean(name)): clean(value) for name, value in said.items()}
    return next((by_name[each] for each in NAMES if by_name.get(each)), "")
