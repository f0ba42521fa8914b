"""What every step of a report begins and ends with: its row held, the right checked, one entry."""

from typing import Any

from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.rules.roles import Actor
from mcu.reports.models import Submission
from mcu.reports.queries import submission_for
from mcu.reports.rules.life import MOVES, Act, not_now, not_yours


def locked(report: Submission, act: Act, by: Actor) -> Submission:
    """The report as it stands now, held until the transaction ends, when the act is allowed."""
    rows = Submission.objects.select_for_update(of=("self",))
    row = rows.select_related("form", "municipality").get(pk=report.pk)
    allowed(row, act, by)
    return row


def allowed(row: Submission, act: Act, by: Actor) -> None:
    permission = MOVES[act].permission
    require(by, permission)
    if said := not_yours(act, row.form.roles, by):
        raise AccessDenied(said, permission)
    wrote = {one.by_id for one in row.conclusions.all() if one.by_id}
    if said := not_now(act, row.state, by, wrote):
        raise RuleViolation(said)


def moved(row: Submission, act: Act, by: Actor, **after: Any) -> Submission:
    row.state = MOVES[act].after or row.state
    row.save()
    told(row, act, by, **after)
    return submission_for(by, row.pk)


def told(row: Submission, act: Act, by: Actor, **after: Any) -> None:
    journal.write(
        f"report.{act.value}", by=by, municipality_id=row.municipality_id, of=row,
        after={"title": str(row), **after},
    )  # fmt: skip
