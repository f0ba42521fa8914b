"""The journal of appeals leaves the program: who took it, how many lines, with names or without."""

from django.db import transaction

from mcu.core import journal
from mcu.org.actions import require
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def record_journal(*, rows: int, named: int, reason: str, by: Actor) -> None:
    """Names of authors are a reveal: one entry for all of them, with the reason."""
    require(by, Permission.EXPORT)
    if named:
        require(by, Permission.REVEAL)
    after: dict[str, object] = {
        "rows": rows,
        "names": f"имён авторов: {named}" if named else "без имён",
    }
    if named:
        after |= {"fields": ["applicant_name"], "purpose": reason}
    journal.write("appeal.journal", by=by, municipality_id=by.municipality_id, after=after)
