"""Directions of development: set, changed, ended by whoever leads the development."""

from datetime import date
from typing import Any

from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Direction
from mcu.org.rules.roles import Actor, Permission

FIELDS = ("title", "text", "block", "since", "act")


@transaction.atomic
def set_direction(*, direction: Direction | None, by: Actor, **values: Any) -> Direction:
    """A new direction, or a change of one; the same again writes nothing."""
    require(by, Permission.DEVELOPMENT)
    block = values.get("block")
    if block is not None and block.municipality_id != by.municipality_id:
        raise RuleViolation("Выбран блок другого муниципалитета.")
    row = direction or Direction(municipality_id=by.municipality_id)
    given = {name: values[name] for name in FIELDS if name in values}
    old, new = journal.put(row, given)
    if not new:
        return row
    action = "direction.change" if row.pk else "direction.add"
    row.save()
    journal.write(action, by=by, municipality_id=row.municipality_id, of=row, before=old, after=new)
    return row


@transaction.atomic
def end_direction(*, direction: Direction, by: Actor, on: date) -> Direction:
    """Its last day; the row stays as history."""
    require(by, Permission.DEVELOPMENT)
    if on < direction.since:
        raise RuleViolation("Последний день направления не может быть раньше первого.")
    direction.until = on
    direction.save(update_fields=["until"])
    journal.write(
        "direction.end", by=by, municipality_id=direction.municipality_id, of=direction,
        after={"until": on},
    )  # fmt: skip
    return direction
