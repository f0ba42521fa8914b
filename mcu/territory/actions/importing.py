"""Objects of a layer taken in from a file: shown first, then taken in whole, undone while it is the last."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.core import contents, files
from mcu.core.errors import RuleViolation
from mcu.core.tables import RowPlan
from mcu.org.rules.roles import Actor
from mcu.territory.actions.keeping import check, locked, write
from mcu.territory.models import Layer, LayerImport, MapObject, ObjectChange
from mcu.territory.queries.areas import territory_of
from mcu.territory.queries.layers import is_last
from mcu.territory.reader import names_of, rows_of
from mcu.territory.rules.rows import (
    SWAPPED,
    Columns,
    ObjectRow,
    RejectedRow,
    columns_of,
    key_of,
    swapped,
)

LIMIT = 64 * 2**20
BATCH = 2000
VALUES = ("number", "title", "address", "lat", "lon", "facts")
TWICE = "Такой же объект уже был в строке {}: тот же номер или то же название на том же месте."
Rows = Iterable[ObjectRow | RejectedRow]


@dataclass(slots=True)
class Plan(RowPlan[ObjectRow, RejectedRow]):
    """What taking the file in changes; `outside` lie beyond the borders of the municipality."""

    removed: int = 0
    outside: int = 0


def open_import(
    *, layer: Layer, name: str, chunks: Any, by: Actor, replaces: bool = False
) -> LayerImport:
    """Keep the file; RuleViolation at once for one that holds no objects."""
    check(layer, by)
    stored = files.store(chunks, limit=LIMIT, name=name)
    try:
        names = names_of(files.path_of(stored.key), name)
    except RuleViolation:
        files.take_back(stored)
        raise
    return LayerImport.objects.create(
        municipality_id=layer.municipality_id, layer=layer, file_key=stored.key, file_name=name[:255],
        columns={"names": names[:200], **columns_of(names)._asdict()}, replaces=replaces,
        by_id=by.person_id, made_at=timezone.now(),
    )  # fmt: skip


def choose(*, run: LayerImport, columns: dict[str, str], replaces: bool, by: Actor) -> LayerImport:
    """Which column is what, as a person says it, and whether the file is the whole layer."""
    check(run.layer, by)
    names = set(run.columns["names"]) | {""}
    given = {name: value for name, value in columns.items() if name in Columns._fields}
    if not set(given.values()) <= names:
        raise RuleViolation("Такого столбца в файле нет. Выберите из списка.")
    run.columns = {**run.columns, **given}
    run.replaces = replaces
    run.save(update_fields=["columns", "replaces"])
    return run


def plan_of(run: LayerImport) -> Plan:
    """What taking it in would change now; nothing is written."""
    return _Taking(run, write=False).take(_rows(run))


@transaction.atomic
def take_import(*, run: LayerImport, by: Actor, now: datetime | None = None) -> LayerImport:
    """Everything the file says; the same file again changes nothing."""
    layer = locked(run.layer, by)
    row = LayerImport.objects.select_for_update().get(pk=run.pk)
    if row.done_at is not None:
        raise RuleViolation("Этот файл уже загружен. Чтобы загрузить снова, выберите его ещё раз.")
    row.done_at = now or timezone.now()
    plan = _Taking(row, write=True).take(_rows(row))
    for name in ("added", "changed", "same", "removed", "rejected"):
        setattr(row, name, getattr(plan, name))
    row.rejects = [[each.line, each.reason, each.words] for each in plan.rejects]
    key, row.file_key = row.file_key, ""
    row.save()
    contents.remove_unused([key])
    counts = {"new": row.added, "updated": row.changed, "removed": row.removed, "rejected": row.rejected}  # fmt: skip
    write("layer.import", layer, by, {"name": layer.name, **counts})
    return row


@transaction.atomic
def undo_import(*, run: LayerImport, by: Actor, now: datetime | None = None) -> tuple[int, int]:
    """As it was before the last file: (given back, taken off). What a case names stays with it, as gone."""
    layer = locked(run.layer, by)
    row = LayerImport.objects.select_for_update().get(pk=run.pk)
    if row.done_at is None or row.undone_at or not is_last(row):
        raise RuleViolation(
            "Отменить можно только последнюю загрузку слоя. Сначала отмените те, что после неё."
        )
    moment = now or timezone.now()
    new = MapObject.objects.filter(pk__in=row.changes.filter(before__isnull=True).values("object"))
    gone = new.update(gone_at=moment)
    kept = row.changes.filter(before__isnull=False).select_related("object")
    back = [_restored(each) for each in kept]
    MapObject.objects.bulk_update(back, (*VALUES, "gone_at"), batch_size=500)
    row.undone_at = moment
    row.save(update_fields=["undone_at"])
    write("layer.undo", layer, by, {"name": layer.name, "back": len(back), "gone": gone})
    return len(back), gone


def _restored(change: ObjectChange) -> MapObject:
    row, before = change.object, change.before or {}
    for name in VALUES:
        setattr(row, name, before[name])
    row.gone_at = datetime.fromisoformat(before["gone"]) if before["gone"] else None
    return row


def _rows(run: LayerImport) -> Rows:
    columns = Columns(**{name: run.columns.get(name, "") for name in Columns._fields})
    return rows_of(files.path_of(run.file_key), run.file_name, columns)


class _Taking:
    """What stands in a layer, and the rows of a file laid over it."""

    def __init__(self, run: LayerImport, *, write: bool) -> None:
        self.run, self.write, self.plan = run, write, Plan()
        found = MapObject.objects.filter(layer_id=run.layer_id)
        self.known = {key_of(o.number, o.title, o.lat, o.lon): o for o in found}
        self.lines: dict[tuple[Any, ...], int] = {}
        self.territory = territory_of(run.municipality_id)
        self.new: list[MapObject] = []
        self.old: list[tuple[MapObject, dict[str, Any]]] = []

    def take(self, rows: Rows) -> Plan:
        for row in rows:
            if isinstance(row, RejectedRow):
                self.plan.refuse(row)
            else:
                self._one(row)
            if len(self.new) + len(self.old) >= BATCH:
                self._flush()
        if self.run.replaces:
            self._remove_the_rest()
        self._flush()
        return self.plan

    def _one(self, row: ObjectRow) -> None:
        if (line := self.lines.get(row.key)) is not None:
            self.plan.refuse(RejectedRow(row.line, row.title or row.number, TWICE.format(line)))
            return
        self.lines[row.key] = row.line
        if swapped(row, self.territory.home):
            self.plan.refuse(RejectedRow(row.line, row.title or row.number, SWAPPED))
            return
        self.plan.outside += self.territory.where((row.lat, row.lon)).outside
        known = self.known.get(row.key)
        if known is None:
            self.plan.count("added", row)
            self.new.append(self._made(row))
        else:
            self._again(known, row)

    def _made(self, row: ObjectRow) -> MapObject:
        values = {name: getattr(row, name) for name in VALUES}
        return MapObject(
            municipality_id=self.run.municipality_id, layer_id=self.run.layer_id, **values
        )

    def _again(self, known: MapObject, row: ObjectRow) -> None:
        before = _before(known)
        for name in VALUES:
            setattr(known, name, getattr(row, name))
        known.gone_at = None
        if before == _before(known):
            self.plan.count("same", row)
            return
        self.plan.count("changed", row)
        self.old.append((known, before))

    def _remove_the_rest(self) -> None:
        """A file that is the whole layer: what it does not have stands there no more."""
        for key, known in self.known.items():
            if key in self.lines or known.gone_at:
                continue
            self.plan.removed += 1
            self.old.append((known, _before(known)))
            known.gone_at = self.run.done_at or timezone.now()

    def _flush(self) -> None:
        if self.write:
            MapObject.objects.bulk_create(self.new, batch_size=BATCH)
            changed = [each for each, _ in self.old]
            MapObject.objects.bulk_update(changed, (*VALUES, "gone_at"), batch_size=500)
            ObjectChange.objects.bulk_create(
                [ObjectChange(run=self.run, object=each, before=None) for each in self.new]
                + [ObjectChange(run=self.run, object=each, before=was) for each, was in self.old],
                batch_size=BATCH,
            )
        self.new, self.old = [], []


def _before(known: MapObject) -> dict[str, Any]:
    gone = known.gone_at.isoformat() if known.gone_at else ""
    return {name: getattr(known, name) for name in VALUES} | {"gone": gone}
