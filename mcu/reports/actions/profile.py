"""The reports of a founding act are written down: each that the program prepares becomes its form."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.core.profile.difference import Key
from mcu.org.actions.profile import keep_section
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.queries.profile import charter
from mcu.org.rules.profile.citing import cite
from mcu.org.rules.roles import Actor
from mcu.reports.actions.forms import ensure_forms, kept
from mcu.reports.models import ReportForm
from mcu.reports.rules.periods import holding
from mcu.reports.rules.profile import form_values, is_form, received, sets_term
from mcu.reports.rules.standard import standard

Row = Mapping[str, Any]


@transaction.atomic
def apply_profile(
    *, place: Municipality, target: Mapping[str, Any], gone: Mapping[str, Sequence[Key]], by: Actor
) -> None:
    """Make the forms what `target` says; one that the act no longer names is not prepared any more."""
    today = timezone.now().astimezone(zone(place)).date()
    rows, acts = target.get("reports", ()), {row["code"]: row for row in target.get("acts", ())}
    before = {row["code"]: row for row in charter(place, "reports") or ()}
    forms = {form.code: form for form in ensure_forms(place=place, today=today)}
    for row in filter(is_form, rows):
        since = holding(form_values(row)["every"], today).since
        form = forms.get(row["code"]) or ReportForm(
            municipality=place, code=row["code"], since=since
        )
        _set(form, row, before.get(row["code"], {}), acts, by)
    ended = {row["code"] for row in rows if not is_form(row)} | {
        key[0] for key in gone.get("reports", ())
    }
    for code in ended & forms.keys():
        kept(forms[code], {"active": False}, by)
    keep_section(place, "reports", rows)


def _set(form: ReportForm, row: Row, before: Row, acts: Mapping[str, Row], by: Actor) -> None:
    own = standard().get(form.code)
    named = before.get("to", own.to if own else ())
    clause = cite(row.get("clause", ()), acts)
    written = {"", own.clause if own else "", cite(before.get("clause", ()), acts)}
    given = form_values(row) | {
        "recipients": received(form.recipients, named, row["to"]),
        "clause": clause[:200] if clause and form.clause in written else form.clause,
        "confirmed": form.confirmed or sets_term(row),
    }
    kept(form, given, by)
