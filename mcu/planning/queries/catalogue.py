"""The catalogue with access built in: whose an indicator is to enter, its values and corrections."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import Http404

from mcu.cases.models import Case
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission, may
from mcu.places.queries import settlements
from mcu.planning.models import Indicator, IndicatorValue, ValuesImport
from mcu.planning.rules.standing import Standing

Points = dict[date, Decimal]


def indicators(actor: Actor, words: str = "") -> QuerySet[Indicator]:
    """Those of the municipality, the ones that are kept first."""
    rows = Indicator.objects.filter(municipality_id=actor.municipality_id)
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    return rows.select_related("body", "person").order_by("-active", "name")


def indicator_for(actor: Actor, pk: int) -> Indicator:
    found = indicators(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого показателя нет.")
    return found


def may_enter(actor: Actor, row: Indicator) -> bool:
    """Its owner, and whoever keeps the catalogue."""
    entering = may(actor, Permission.TERRITORY_ENTER, row.belongs)
    return row.active and bool(entering or may(actor, Permission.TERRITORY))


def mine(actor: Actor, rows: Iterable[Indicator]) -> list[Indicator]:
    return [row for row in rows if may_enter(actor, row)]


def points_of(rows: Iterable[Indicator], settlement: str = "") -> dict[int, Points]:
    """The values of a settlement, or of the whole municipality, by indicator and period; one query."""
    found: dict[int, Points] = defaultdict(dict)
    values = IndicatorValue.objects.filter(indicator__in=list(rows), settlement=settlement)
    for pk, since, value in values.order_by().values_list("indicator_id", "since", "value"):
        found[pk][since] = value
    return found


def standing(row: Indicator, points: Points, on: date) -> Standing:
    return Standing(
        row.name, row.unit, row.cadence, row.direction, on, points, row.target, row.source,
        row.owner, row.pk,
    )  # fmt: skip


def population(place: Municipality, settlement: str, on: date) -> int:
    """Of a settlement by the last value of the indicator that says it; nought when nobody said it."""
    if not settlement:
        return place.population
    values = IndicatorValue.objects.filter(
        indicator__municipality=place, indicator__is_population=True, settlement=settlement,
        since__lte=on,
    )  # fmt: skip
    last = values.order_by("-since").values_list("value", flat=True).first()
    return int(last or 0)


def known_settlements(actor: Actor) -> list[str]:
    """Of the gazetteer; where it is empty, those the messages name."""
    found = settlements(actor)
    if found:
        return found
    named = Case.objects.filter(municipality_id=actor.municipality_id).exclude(settlement="")
    return sorted(named.order_by().values_list("settlement", flat=True).distinct()[:200])


def imports(actor: Actor) -> QuerySet[ValuesImport]:
    """The files of the municipality, the newest first."""
    return ValuesImport.objects.filter(municipality_id=actor.municipality_id)


def import_for(actor: Actor, pk: int) -> ValuesImport:
    found = imports(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой загрузки нет.")
    return found
