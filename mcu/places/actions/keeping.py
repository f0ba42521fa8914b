"""One place is added, changed, removed."""

from typing import Any

from django.db import IntegrityError, transaction

from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.places.actions.version import renew
from mcu.places.models import KnownPlace

FIELDS = (
    "kind", "type", "name", "settlement", "old", "synonyms", "address", "houses", "lat", "lon",
)  # fmt: skip


@transaction.atomic
def add_place(*, municipality: Municipality, by: Actor, **values: Any) -> KnownPlace:
    require(by, Permission.ORGANISATION)
    row = KnownPlace(municipality=municipality, **values)
    _save_once(row)
    renew(municipality.pk)
    _journal("place.add", row, by, {"name": row.title})
    return row


@transaction.atomic
def change_place(*, place: KnownPlace, by: Actor, **values: Any) -> KnownPlace:
    """Only what differs is written down."""
    row = _locked(place, by)
    given = {name: values[name] for name in FIELDS if name in values}
    before, after = journal.put(row, given)
    if not after:
        return row
    _save_once(row)
    renew(row.municipality_id)
    _journal("place.change", row, by, after, before)
    return row


@transaction.atomic
def remove_place(*, place: KnownPlace, by: Actor) -> None:
    """Cases keep their words; the program just does not know the place any more."""
    row = _locked(place, by)
    inside = KnownPlace.objects.filter(municipality_id=row.municipality_id, settlement=row.name)
    if row.kind == KnownPlace.Kind.SETTLEMENT and inside.exists():
        raise RuleViolation(
            f"В справочнике есть улицы и ориентиры, которые стоят в «{row}». Сначала уберите их."
        )
    _journal("place.remove", row, by, {"name": row.title})
    row.delete()
    renew(place.municipality_id)


def record_export(*, rows: int, by: Actor) -> None:
    assert by.municipality_id is not None
    journal.write("place.export", by=by, municipality_id=by.municipality_id, after={"rows": rows})


def _locked(place: KnownPlace, by: Actor) -> KnownPlace:
    require(by, Permission.ORGANISATION)
    if not by.is_program and place.municipality_id != by.municipality_id:
        raise AccessDenied("Это место другого муниципалитета.")
    return KnownPlace.objects.select_for_update().get(pk=place.pk)


def _save_once(row: KnownPlace) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise RuleViolation(
            f"«{row.title}» там уже есть. Найдите это место и измените его."
        ) from twice


def _journal(
    code: str, row: KnownPlace, by: Actor, after: dict[str, Any], before: Any = None
) -> None:
    journal.write(
        code, by=by, municipality_id=row.municipality_id, of=row, before=before, after=after
    )
