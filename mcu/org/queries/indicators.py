"""Obligatory indicators with whoever answers for each, in every block."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from mcu.org.models import Block, IndicatorOwner, Municipality, OwnIndicator
from mcu.org.queries.profile import charter
from mcu.org.queries.structure import blocks
from mcu.org.rules.roles import Actor


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of the founding act or of one's own list; `source` says which."""

    code: str
    name: str
    source: str
    own_id: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """An indicator in a block, or in the whole centre when `block` is None."""

    block: Block | None
    owner: IndicatorOwner | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    indicator: Indicator
    cells: list[Cell]

    @property
    def without(self) -> int:
        """In how many blocks nobody answers; someone for the whole centre answers everywhere."""
        whole, *rest = self.cells
        return 0 if whole.owner else sum(cell.owner is None for cell in rest or [whole])


def indicators_of(place: Municipality) -> list[Indicator]:
    """Those of the act, then one's own; two queries."""
    said = [
        Indicator(row["code"], row.get("title", row["code"]), _source(row))
        for row in charter(place, "indicators") or ()
    ]
    own = OwnIndicator.objects.filter(municipality=place, active=True)
    known = {indicator.code for indicator in said}
    return said + [
        Indicator(row.code, row.name, row.source or "свой", row.pk)
        for row in own
        if row.code not in known
    ]


def ownership(actor: Actor, place: Municipality) -> list[IndicatorRow]:
    """Every indicator by every block, with who answers now; four queries."""
    in_force = owners(actor).filter(until__isnull=True)
    held = {(row.indicator, row.block_id): row for row in in_force}
    places: Iterable[Block | None] = [None, *blocks(actor).filter(active=True)]
    places = list(places)
    return [
        IndicatorRow(
            each,
            [Cell(block, held.get((each.code, block.pk if block else None))) for block in places],
        )
        for each in indicators_of(place)
    ]


def owners(actor: Actor) -> QuerySet[IndicatorOwner]:
    """Whoever answers or answered, the latest first."""
    found = IndicatorOwner.objects.filter(municipality_id=actor.municipality_id)
    return found.select_related("person", "block").order_by("-since", "-pk")


def _source(row: dict) -> str:
    clause = row.get("clause") or ()
    clauses = [clause] if isinstance(clause, str) else clause
    return f"акт, п. {', '.join(clauses)}" if clauses else "акт"
