"""An object as a person names it: by its key out of a list, or by its number and words."""

from typing import Any

from django import forms

from mcu.core.errors import RuleViolation
from mcu.org.forms import PlainText
from mcu.org.rules.roles import Actor
from mcu.territory.models import MapObject
from mcu.territory.queries.layers import objects
from mcu.territory.rules.geometry import BadGeometry
from mcu.territory.rules.rows import point_in

TOLD = 4


class ObjectField(forms.CharField):
    """Cleaned to the object itself; `actor` is set by the form."""

    actor: Actor

    def clean(self, value: Any) -> MapObject | None:
        words = super().clean(value).replace("\x00", "").strip()
        if not words:
            return None
        try:
            return found_object(self.actor, words)
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class PointField(PlainText):
    """Latitude and longitude in one line, cleaned to a pair; None when empty."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return point_in(text) if text else None
        except BadGeometry as wrong:
            raise forms.ValidationError(
                f"Это не точка: впишите широту и долготу так: 54.4101, 46.2210. {wrong}"
            ) from wrong


def found_object(actor: Actor, words: str) -> MapObject:
    """`#17` is a key; else the only object of these words, or the only one of this number."""
    if words.startswith("#") and words[1:].isdecimal() and len(words) < 18:
        rows = list(objects(actor).filter(pk=int(words[1:])))
    else:
        number = words.removeprefix("№").strip()
        rows = list(objects(actor).filter(number__iexact=number)[:2])
        rows = rows if len(rows) == 1 else list(objects(actor, words.replace("№", " "))[: TOLD + 1])
    if not rows:
        raise RuleViolation(f"Объекта «{words[:60]}» нет в слоях карты. Исправьте или сотрите.")
    if len(rows) > 1:
        told = "; ".join(_told(row) for row in rows[:TOLD])
        more = " и другие" if len(rows) > TOLD else ""
        raise RuleViolation(f"Таких объектов несколько: {told}{more}. Уточните номер или адрес.")
    return rows[0]


def _told(row: MapObject) -> str:
    return ", ".join(part for part in (str(row), row.address) if part)
