"""One object of a layer written by hand, taken off, brought back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor
from mcu.territory.actions.keeping import locked, write
from mcu.territory.models import Layer, MapObject, ObjectChange
from mcu.territory.queries.areas import territory_of
from mcu.territory.rules.geometry import Point
from mcu.territory.rules.rows import LONGEST, SWAPPED, ObjectRow, key_of, swapped


@transaction.atomic
def put_object(
    *, layer: Layer, found: MapObject | None = None, by: Actor, point: Point, **said: str
) -> MapObject:
    """A new one, or what is wrong in a known one; the columns of files that mean nothing here stay."""
    layer = locked(layer, by)
    texts = {name: " ".join(said.get(name, "").split()) for name in LONGEST}
    _check(layer, found, texts, point)
    row = found or MapObject(municipality_id=layer.municipality_id, layer=layer)
    old, new = journal.put(row, {**texts, "lat": point[0], "lon": point[1]})
    if not new:
        return row
    row.save()
    _by_hand(row)
    write(
        "layer.object.change" if found else "layer.object.add",
        layer, by, {"name": layer.name, "object": str(row), **new}, old,
    )  # fmt: skip
    return row


@transaction.atomic
def take_off(*, found: MapObject, by: Actor, now: datetime | None = None) -> MapObject:
    """It stands there no more; cases that name it keep it."""
    return _set_gone(found, by, now or timezone.now(), "layer.object.gone")


@transaction.atomic
def bring_back(*, found: MapObject, by: Actor) -> MapObject:
    return _set_gone(found, by, None, "layer.object.back")


def _set_gone(found: MapObject, by: Actor, moment: datetime | None, code: str) -> MapObject:
    layer = locked(found.layer, by)
    row = MapObject.objects.get(pk=found.pk)
    if (row.gone_at is None) == (moment is None):
        return row
    row.gone_at = moment
    row.save(update_fields=["gone_at"])
    _by_hand(row)
    write(code, layer, by, {"name": layer.name, "object": str(row)})
    return row


def _by_hand(row: MapObject) -> None:
    """What a person said since the last file is not undone with that file."""
    ObjectChange.objects.filter(object=row).delete()


def _check(layer: Layer, found: MapObject | None, texts: dict[str, str], point: Point) -> None:
    if not texts["number"] and not texts["title"]:
        raise RuleViolation("Впишите номер или название: без них объект не узнать.")
    row = ObjectRow(0, texts["number"], texts["title"], texts["address"], *point)
    if swapped(row, territory_of(layer.municipality_id).home):
        raise RuleViolation(SWAPPED)
    others = MapObject.objects.filter(layer=layer)
    named = (
        others.filter(number=row.number)
        if row.number
        else others.filter(number="", title__iexact=row.title)
    )
    keys = {o.pk: key_of(o.number, o.title, o.lat, o.lon) for o in named[:200]}
    if any(key == row.key for pk, key in keys.items() if found is None or pk != found.pk):
        raise RuleViolation(
            "Такой объект в слое уже есть (может быть, снят). Найдите его и измените."
        )
