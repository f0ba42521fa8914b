"""A layer is added, changed, removed; one that is taken out as a file is remembered."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from mcu.core import contents, journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.territory.models import Layer, LayerImport, MapObject

FIELDS = ("name", "icon", "public")
NAMED = (
    "Объекты слоя «{}» названы в сообщениях: убрать его нельзя. Загрузите вместо него пустой набор с "
    "заменой — объекты снимутся, а сообщения останутся с ними."
)


@transaction.atomic
def add_layer(*, municipality: Municipality, by: Actor, **values: Any) -> Layer:
    require(by, Permission.ORGANISATION)
    row = Layer(municipality=municipality, **values)
    _save_once(row)
    write("layer.add", row, by, {"name": row.name})
    return row


@transaction.atomic
def change_layer(*, layer: Layer, by: Actor, **values: Any) -> Layer:
    """Only what differs is written down."""
    row = locked(layer, by)
    given = {name: values[name] for name in FIELDS if name in values}
    before, after = journal.put(row, given)
    if not after:
        return row
    _save_once(row)
    write("layer.change", row, by, after, before)
    return row


@transaction.atomic
def remove_layer(*, layer: Layer, by: Actor) -> None:
    """With its objects, unless a case names one of them."""
    row = locked(layer, by)
    files = list(LayerImport.objects.filter(layer=row).values_list("file_key", flat=True))
    write("layer.remove", row, by, {"name": row.name})
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as named:
        raise RuleViolation(NAMED.format(row.name)) from named
    contents.remove_unused(files)


def record_export(*, layer: Layer, by: Actor) -> int:
    """How many objects went out, in the journal."""
    rows = MapObject.objects.filter(layer=layer, gone_at=None).count()
    write("layer.export", layer, by, {"name": layer.name, "rows": rows})
    return rows


def check(layer: Layer, by: Actor) -> None:
    require(by, Permission.ORGANISATION)
    if not by.is_program and layer.municipality_id != by.municipality_id:
        raise AccessDenied("Это слой другого муниципалитета.")


def locked(layer: Layer, by: Actor) -> Layer:
    check(layer, by)
    return Layer.objects.select_for_update().get(pk=layer.pk)


def write(code: str, row: Layer, by: Actor, after: dict[str, Any], before: Any = None) -> None:
    journal.write(
        code, by=by, municipality_id=row.municipality_id, of=row, before=before, after=after
    )


def _save_once(row: Layer) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        raise RuleViolation(f"Слой «{row.name}» уже есть. Назовите этот иначе.") from twice
