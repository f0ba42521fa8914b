"""Files of АС «ГАР»: a folder, an archive of a region or one after another out of it."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import IO

from mcu.core.errors import RuleViolation
from mcu.places.rules import (
    HouseRow,
    PlaceRow,
    assemble,
    read_houses,
    read_links,
    read_objects,
)

OBJECTS, HOUSES = re.compile(r"AS_ADDR_OBJ_\d", re.I), re.compile(r"AS_HOUSES_\d", re.I)
MUNICIPAL, ADMINISTRATIVE = re.compile(r"AS_MUN_HIERARCHY", re.I), re.compile(r"AS_ADM_HIERARCHY", re.I)  # fmt: skip
UNPACKED = 40 * 2**30  # a whole country is 30 GB; more is no extract


class Extract:
    """The files of one extract by what they hold; `with` closes what was opened."""

    def __init__(self, path: Path) -> None:
        self._closing = ExitStack()
        self._archive = None if path.is_dir() else zipfile.ZipFile(path)
        self._folder = path
        if self._archive is None:
            self.names = [str(each) for each in sorted(path.rglob("*")) if _is_xml(each.name)]
        else:
            self._closing.callback(self._archive.close)
            listed = self._archive.infolist()
            if sum(each.file_size for each in listed) > UNPACKED:
                raise RuleViolation("Архив распаковался бы больше чем в 40 ГБ. Возьмите выгрузку одного региона.")  # fmt: skip
            self.names = [each.filename for each in listed if _is_xml(each.filename)]

    def __enter__(self) -> "Extract":
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    def of(self, kind: re.Pattern[str]) -> list[str]:
        return [name for name in self.names if kind.search(Path(name).name)]

    def open(self, name: str) -> AbstractContextManager[IO[bytes]]:
        return open(name, "rb") if self._archive is None else self._archive.open(name)


def is_gar(path: Path) -> bool:
    """A folder, or an archive that holds address objects; a spreadsheet is an archive too."""
    if path.is_dir():
        return True
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(OBJECTS.search(Path(name).name) for name in archive.namelist())


def gar_rows(path: Path, oktmo: str = "") -> Iterator[PlaceRow | HouseRow]:
    """Places and houses of an extract, of one municipality when its ОКТМО is told."""
    with Extract(path) as extract:
        hierarchy = extract.of(MUNICIPAL) if oktmo else extract.of(MUNICIPAL) or extract.of(ADMINISTRATIVE)  # fmt: skip
        if not extract.of(OBJECTS) or not hierarchy:
            raise RuleViolation(
                "В выгрузке нет файлов AS_ADDR_OBJ и AS_MUN_HIERARCHY. Скачайте полную выгрузку региона в XML."
            )
        parents: dict[int, int] = {}
        for name in hierarchy:
            with extract.open(name) as file:
                parents.update(read_links(file, oktmo))
        if not parents:
            raise RuleViolation(
                f"По ОКТМО «{oktmo}» в выгрузке ничего нет. Проверьте код и регион."
            )
        objects = {}
        for name in extract.of(OBJECTS):
            with extract.open(name) as file:
                objects.update(read_objects(file, parents))
        yield from assemble(objects, parents, _houses(extract, parents))


def _houses(extract: Extract, parents: dict[int, int]):  # type: ignore[no-untyped-def]
    for name in extract.of(HOUSES):
        with extract.open(name) as file:
            yield from read_houses(file, parents)


def _is_xml(name: str) -> bool:
    return name.lower().endswith(".xml")
