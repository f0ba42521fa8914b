"""The calendar of planned outages: taken in from a table, taken out one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction

from mcu.core import journal
from mcu.core.tables import open_table
from mcu.insight.models import Outage
from mcu.insight.rules.outages import Rejected, Row, read
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

LIMIT = 10 * 2**20


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows were new, how many were there already, which could not be taken."""

    new: int
    known: int
    rejected: Sequence[Rejected]


@transaction.atomic
def take_in(*, municipality: Municipality, file: IO[bytes], name: str, by: Actor) -> Taken:
    """Rows of a table; the same row twice is one outage."""
    require(by, Permission.IMPORT)
    with open_table(file, name, limit=LIMIT) as table:
        rows, rejected = read(table.numbered())
    before = Outage.objects.filter(municipality=municipality).count()
    Outage.objects.bulk_create([_made(municipality, row) for row in rows], ignore_conflicts=True)
    new = Outage.objects.filter(municipality=municipality).count() - before
    journal.write(
        "outage.import", by=by, municipality_id=municipality.pk, of=municipality,
        after={"new": new, "rejected": len(rejected)},
    )  # fmt: skip
    return Taken(new, len(rows) - new, rejected)


@transaction.atomic
def remove(*, outage: Outage, by: Actor) -> None:
    require(by, Permission.IMPORT)
    journal.write("outage.remove", by=by, municipality_id=outage.municipality_id, of=outage)
    outage.delete()


def _made(municipality: Municipality, row: Row) -> Outage:
    return Outage(
        municipality=municipality, what=row.what, since=row.since, until=row.until,
        settlement=row.settlement, street=row.street, organisation=row.organisation,
    )  # fmt: skip
