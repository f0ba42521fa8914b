"""Taking lists of the organisation out is written down."""

from django.db import transaction

from mcu.core import journal
from mcu.org.rules.roles import Actor


@transaction.atomic
def record_list_export(*, what: str, rows: int, by: Actor) -> None:
    """Which list left the program and how long it was."""
    journal.write(
        "organisation.export",
        by=by,
        municipality_id=by.municipality_id,
        after={"list": what, "rows": rows},
    )
