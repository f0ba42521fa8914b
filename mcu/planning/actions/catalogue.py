"""The catalogue: an indicator added, changed, taken out of keeping and back."""

from typing import Any

from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.planning.models import Indicator, IndicatorValue
from mcu.planning.rules.table import plain

FIELDS = (
    "name", "unit", "source", "cadence", "by_settlement", "is_population", "direction", "target",
    "ground", "body", "person",
)  # fmt: skip


@transaction.atomic
def add(*, place: Municipality, given: dict[str, Any], by: Actor) -> Indicator:
    """`given` are the fields of the row."""
    require(by, Permission.TERRITORY)
    row = Indicator(municipality=place, **given)
    _check(row)
    row.save()
    journal.write("passport.add", by=by, municipality_id=place.pk, of=row, after=_told(row))
    return row


@transaction.atomic
def change(*, indicator: Indicator, given: dict[str, Any], by: Actor) -> Indicator:
    require(by, Permission.TERRITORY)
    row = _locked(indicator)
    _keep_values(row, given)
    was, became = journal.put(row, {name: given[name] for name in FIELDS if name in given})
    _check(row)
    row.save()
    if became:
        journal.write(
            "passport.change", by=by, municipality_id=row.municipality_id, of=row, before=was,
            after={"name": row.name} | became,
        )  # fmt: skip
    return row


@transaction.atomic
def turn(*, indicator: Indicator, by: Actor) -> Indicator:
    """Out of keeping, its values stay; or back."""
    require(by, Permission.TERRITORY)
    row = _locked(indicator)
    row.active = not row.active
    row.save(update_fields=["active"])
    journal.write(
        "passport.turn", by=by, municipality_id=row.municipality_id, of=row,
        after={"name": row.name, "active": row.active},
    )  # fmt: skip
    return row


def _locked(indicator: Indicator) -> Indicator:
    rows = Indicator.objects.select_for_update(of=("self",)).select_related("body", "person")
    return rows.get(pk=indicator.pk)


def _check(row: Indicator) -> None:
    others = Indicator.objects.filter(municipality_id=row.municipality_id).exclude(pk=row.pk)
    if plain(row.name) in {plain(name) for name in others.values_list("name", flat=True)}:
        raise RuleViolation(f"Показатель «{row.name}» уже есть в справочнике.")
    if row.is_population and others.filter(is_population=True).exists():
        raise RuleViolation(
            "Численность населения уже показывает другой показатель. Снимите отметку там."
        )
    for thing in (row.body, row.person):
        if thing and thing.municipality_id != row.municipality_id:
            raise RuleViolation(
                "Вносить показатель может орган или сотрудник своего муниципалитета."
            )


def _keep_values(row: Indicator, given: dict[str, Any]) -> None:
    """Periods and settlements of what was entered keep their meaning."""
    values = IndicatorValue.objects.filter(indicator=row)
    if given.get("cadence", row.cadence) != row.cadence and values.exists():
        raise RuleViolation(
            "По показателю уже есть значения: за какой период их вносят, не меняется. Заведите новый показатель."
        )
    narrowed = row.by_settlement and not given.get("by_settlement", row.by_settlement)
    if narrowed and values.exclude(settlement="").exists():
        raise RuleViolation("По населённым пунктам уже есть значения: отметку снять нельзя.")


def _told(row: Indicator) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FIELDS}
