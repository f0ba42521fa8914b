"""Borders taken in from a file: looked at first, then in force, the former ones kept to go back to."""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from mcu.core import files, journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.places.models import KnownPlace
from mcu.territory.models import Area, AreaSet, TerritoryEdition
from mcu.territory.reader import features_of, is_geojson
from mcu.territory.rules.areas import areas_of
from mcu.territory.rules.geometry import BadGeometry
from mcu.territory.rules.rows import RejectedRow
from mcu.territory.rules.where import Kind, Outline

LIMIT = 64 * 2**20
KEPT_REJECTS = 200
NO_AREAS = "В файле «{name}» нет ни одной границы. {why}"
NOT_GEOJSON = (
    "«{name}» — не GeoJSON. Границы загружаются только из GeoJSON: его сохраняет любая ГИС."
)
State = AreaSet.State


def open_areas(
    *, municipality: Municipality, kind: str, name: str, chunks: Any, by: Actor
) -> AreaSet:
    """A draft to look at; RuleViolation for a file without a single border."""
    require(by, Permission.ORGANISATION)
    stored = files.store(chunks, limit=LIMIT, name=name)
    try:
        areas, rejected = _read(municipality, kind, stored.key, name)
    finally:
        files.take_back(stored)
    return _drafted(municipality, kind, name, areas, rejected, by)


@transaction.atomic
def put_in_force(*, found: AreaSet, by: Actor) -> AreaSet:
    """From now on these are the borders; those before them are kept."""
    row = _locked(found, by)
    former = AreaSet.objects.filter(
        municipality_id=row.municipality_id, kind=row.kind, state=State.CURRENT
    )
    code = "territory.set" if row.state == State.DRAFT else "territory.back"
    former.update(state=State.FORMER)
    row.state = State.CURRENT
    row.save(update_fields=["state"])
    _changed(code, row, by, {"count": row.areas.count()})
    return row


@transaction.atomic
def clear(*, found: AreaSet, by: Actor) -> None:
    """No border of this kind is in force; the set is kept."""
    row = _locked(found, by)
    if row.state != State.CURRENT:
        raise RuleViolation("Эти границы не действуют. Обновите страницу.")
    row.state = State.FORMER
    row.save(update_fields=["state"])
    _changed("territory.clear", row, by, {})


def _read(
    municipality: Municipality, kind: str, key: str, name: str
) -> tuple[list[Outline], list[RejectedRow]]:
    path = files.path_of(key)
    if not is_geojson(path):
        raise RuleViolation(NOT_GEOJSON.format(name=name))
    settlements = KnownPlace.objects.filter(municipality=municipality, kind="settlement")
    known = list(settlements.values_list("name", flat=True)) if kind == Kind.SETTLEMENT else []
    try:
        areas, rejected = areas_of(features_of(path, name), kind, str(municipality), known)
    except BadGeometry as wrong:
        raise RuleViolation(str(wrong)) from wrong
    if not areas:
        why = rejected[0].reason if rejected else "Нужны многоугольники: Polygon или MultiPolygon."
        raise RuleViolation(NO_AREAS.format(name=name, why=why))
    return areas, rejected


@transaction.atomic
def _drafted(
    municipality: Municipality,
    kind: str,
    name: str,
    areas: list[Outline],
    rejected: list[RejectedRow],
    by: Actor,
) -> AreaSet:
    """One draft of a kind at a time: a newer one takes its place."""
    AreaSet.objects.filter(municipality=municipality, kind=kind, state=State.DRAFT).delete()
    made = AreaSet.objects.create(
        municipality=municipality, kind=kind, file_name=name[:255], by_id=by.person_id,
        made_at=timezone.now(),
        rejects=[[each.line, each.reason, each.words] for each in rejected[:KEPT_REJECTS]],
    )  # fmt: skip
    Area.objects.bulk_create(
        [
            Area(municipality=municipality, of=made, name=each.name[:200], polygons=each.polygons, box=each.box)
            for each in areas
        ],
        batch_size=200,
    )  # fmt: skip
    return made


def _locked(found: AreaSet, by: Actor) -> AreaSet:
    require(by, Permission.ORGANISATION)
    if not by.is_program and found.municipality_id != by.municipality_id:
        raise AccessDenied("Это границы другого муниципалитета.")
    Municipality.objects.select_for_update().get(pk=found.municipality_id)
    return AreaSet.objects.get(pk=found.pk)


def _changed(code: str, row: AreaSet, by: Actor, more: dict[str, Any]) -> None:
    TerritoryEdition.objects.get_or_create(municipality_id=row.municipality_id)
    TerritoryEdition.objects.filter(municipality_id=row.municipality_id).update(
        number=F("number") + 1
    )
    after = {"kind": row.get_kind_display(), **more}
    journal.write(code, by=by, municipality_id=row.municipality_id, of=row, after=after)
