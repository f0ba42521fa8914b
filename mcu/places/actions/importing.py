"""Places taken in from a file: a table or an extract of ГАР; shown first, then taken in whole."""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import RowPlan, open_table
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.places.actions.version import renew
from mcu.places.models import KnownHouse, KnownPlace, PlacesImport
from mcu.places.reader import gar_rows, is_gar
from mcu.places.rules import BadGar, HouseRow, PlaceRow, RejectedRow, find_header, read_rows

LIMIT = 200 * 2**20
BATCH = 2000
VALUES = ("old", "synonyms", "houses", "lat", "lon", "type", "name", "settlement", "external")
Rows = Iterable[PlaceRow | HouseRow | RejectedRow]
Plan = RowPlan[PlaceRow | HouseRow, RejectedRow]


def open_import(
    *, municipality: Municipality, name: str, chunks: Any, by: Actor, oktmo: str = ""
) -> PlacesImport:
    """Keep the file; RuleViolation at once for one that holds no places."""
    require(by, Permission.ORGANISATION)
    stored = files.store(chunks, limit=LIMIT, name=name)
    run = PlacesImport(
        municipality=municipality, file_key=stored.key, file_name=name[:255], oktmo=oktmo,
        by_id=by.person_id, made_at=timezone.now(),
    )  # fmt: skip
    try:
        next(iter(rows_of(files.path_of(stored.key), name, oktmo)), None)
    except RuleViolation:
        files.remove(stored.key)
        raise
    run.save()
    return run


def rows_of(path: Path, name: str, oktmo: str = "") -> Iterator[PlaceRow | HouseRow | RejectedRow]:
    """The rows of a file, one after another; RuleViolation when it cannot be read."""
    if is_gar(path):
        try:
            yield from gar_rows(path, oktmo)
        except (BadGar, zipfile.BadZipFile) as broken:
            raise RuleViolation(
                f"«{name}» не читается как выгрузка ГАР: {broken} Скачайте её заново."
            ) from broken
        return
    with closing(open_table(path, name)) as table:
        yield from read_rows(table.numbered(), find_header(table.head))


def plan_of(run: PlacesImport) -> Plan:
    """What taking it in would change now; nothing is written."""
    rows = rows_of(files.path_of(run.file_key), run.file_name, run.oktmo)
    return _Taking(run.municipality_id, write=False).take(rows)


@transaction.atomic
def take_import(*, run: PlacesImport, by: Actor, now: datetime | None = None) -> PlacesImport:
    """Everything the file says; the same file again changes nothing."""
    require(by, Permission.ORGANISATION)
    row = PlacesImport.objects.select_for_update().get(pk=run.pk)
    if row.done_at is not None:
        raise RuleViolation("Этот файл уже загружен. Чтобы загрузить снова, выберите его ещё раз.")
    rows = rows_of(files.path_of(row.file_key), row.file_name, row.oktmo)
    plan = take_rows(municipality=row.municipality, rows=rows, by=by)
    row.done_at = now or timezone.now()
    row.added, row.changed, row.same, row.rejected = plan.added, plan.changed, plan.same, plan.rejected  # fmt: skip
    row.rejects = [[each.line, each.reason, *each.cells] for each in plan.rejects]
    row.save()
    transaction.on_commit(lambda: files.remove(row.file_key))
    return row


@transaction.atomic
def take_rows(*, municipality: Municipality, rows: Rows, by: Actor) -> Plan:
    """Rows of any source, in one transaction with one journal entry."""
    require(by, Permission.ORGANISATION)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    plan = _Taking(municipality.pk, write=True).take(rows)
    if plan.added or plan.changed:
        renew(municipality.pk)
    journal.write(
        "place.import",
        by=by,
        municipality_id=municipality.pk,
        after={"new": plan.added, "updated": plan.changed, "rejected": plan.rejected},
    )
    return plan


def rejects_of(run: PlacesImport) -> list[list[Any]]:
    """Rejected rows as they were, the number and the reason in front, all equally wide."""
    widest = max((len(cells) for cells in run.rejects), default=2)
    return [[*cells, *[""] * (widest - len(cells))] for cells in run.rejects]


class _Taking:
    """What is known of a municipality, and the rows of a file laid over it."""

    def __init__(self, municipality_id: int, *, write: bool) -> None:
        self.municipality_id, self.write, self.plan = municipality_id, write, Plan()
        found = list(KnownPlace.objects.filter(municipality_id=municipality_id))
        self.by_key = {_key(place): place for place in found}
        self.by_external = {place.external: place for place in found if place.external}
        self.streets: dict[tuple[str, str], KnownPlace] = {}
        for place in found:
            self._remember(place)
        self.houses: dict[tuple[int | str, str], KnownHouse] | None = None
        self.new: list[KnownPlace] = []
        self.changed: list[KnownPlace] = []
        self.new_houses: list[KnownHouse] = []
        self.changed_houses: list[KnownHouse] = []

    def take(self, rows: Rows) -> Plan:
        for row in rows:
            if isinstance(row, RejectedRow):
                self.plan.refuse(row)
            elif isinstance(row, PlaceRow):
                self._place(row)
            else:
                self._house(row)
            if len(self.new) + len(self.changed) + len(self.new_houses) >= BATCH:
                self._flush()
        self._flush()
        return self.plan

    def _place(self, row: PlaceRow) -> None:
        place = self.by_external.get(row.external) if row.external else None
        place = place or self.by_key.get(row.key)
        if place is None:
            self._add(row)
            return
        before = {name: getattr(place, name) for name in VALUES}
        _lay_over(place, row)
        if row.external:
            self.by_external[row.external] = place
        if before == {name: getattr(place, name) for name in VALUES}:
            self.plan.count("same", row)
            return
        self.plan.count("changed", row)
        if place.pk and place not in self.changed:
            self.changed.append(place)
        self._remember(place)

    def _add(self, row: PlaceRow) -> None:
        origin = KnownPlace.Origin.GAR if row.external else KnownPlace.Origin.TABLE
        place = KnownPlace(
            municipality_id=self.municipality_id, kind=row.kind, type=row.type, name=row.name,
            settlement=row.settlement, address=row.address, origin=origin,
        )  # fmt: skip
        _lay_over(place, row)
        self.plan.count("added", row)
        self.new.append(place)
        self.by_key[row.key] = place
        if row.external:
            self.by_external[row.external] = place
        self._remember(place)

    def _remember(self, place: KnownPlace) -> None:
        if place.kind == KnownPlace.Kind.STREET:
            for title in (place.title, place.name):
                self.streets.setdefault((place.settlement.lower(), title.lower()), place)

    def _house(self, row: HouseRow) -> None:
        street = self.by_external.get(row.street)
        street = street or self.streets.get((row.settlement.lower(), row.street.lower()))
        if street is None:
            reason = f"Улицы «{row.street}» в «{row.settlement}» нет в справочнике. Добавьте её строкой выше."
            self.plan.refuse(
                RejectedRow(row.line, (row.settlement, row.street, row.number), reason)
            )
            return
        known = self._known_houses()
        house = known.get((_mark(street), row.number))
        if house is None:
            house = KnownHouse(place=street, number=row.number[:40], external=row.external)
            house.lat, house.lon = row.lat, row.lon
            known[(_mark(street), row.number)] = house
            self.new_houses.append(house)
            self.plan.count("added", row)
        elif row.lat is not None and (house.lat, house.lon) != (row.lat, row.lon):
            house.lat, house.lon = row.lat, row.lon
            if house.pk:
                self.changed_houses.append(house)
            self.plan.count("changed", row)
        else:
            self.plan.count("same", row)

    def _known_houses(self) -> dict[tuple[int | str, str], KnownHouse]:
        if self.houses is None:
            rows = KnownHouse.objects.filter(place__municipality_id=self.municipality_id)
            places = {place.pk: place for place in self.by_key.values() if place.pk}
            self.houses = {(_mark(places[row.place_id]), row.number): row for row in rows}
        return self.houses

    def _flush(self) -> None:
        if self.write:
            KnownPlace.objects.bulk_create(self.new, batch_size=BATCH)
            KnownPlace.objects.bulk_update(self.changed, VALUES, batch_size=500)
            KnownHouse.objects.bulk_create(self.new_houses, batch_size=BATCH)
            KnownHouse.objects.bulk_update(self.changed_houses, ("lat", "lon"), batch_size=500)
        self.new, self.changed, self.new_houses, self.changed_houses = [], [], [], []


def _key(place: KnownPlace) -> tuple[str, str, str, str, str]:
    return place.kind, place.settlement, place.type, place.name, place.address


def _mark(place: KnownPlace) -> str:
    """A street told apart before and after it has a row."""
    return "|".join(_key(place))


def _lay_over(place: KnownPlace, row: PlaceRow) -> None:
    """Former names and synonyms are added to, a renamed object keeps its name as a former one."""
    if row.external:
        place.external = row.external
        if place.name != row.name:
            place.old = _joined(place.old, [place.name])
        place.type, place.name, place.settlement = row.type, row.name, row.settlement
    for name, value in row.given.items():
        setattr(place, name, _joined(getattr(place, name), value) if isinstance(value, list) else value)  # fmt: skip


def _joined(known: list[str], more: list[str]) -> list[str]:
    return list(dict.fromkeys([*known, *more]))
