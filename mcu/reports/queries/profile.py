"""The reports of the founding act as they stand now, in the words of a profile."""

from collections.abc import Collection, Mapping
from typing import Any

from mcu.core.profile import Trace
from mcu.org.models import Municipality
from mcu.org.queries.profile import charter
from mcu.reports.models import ReportForm
from mcu.reports.rules.profile import NAMES, REPORTS, as_said, form_values, is_form, own_row

TOLD = ("title", "to", "period")


def reports_now(place: Municipality) -> dict[str, Any]:
    """The rows of the act with what people changed in their forms, then forms of their own."""
    kept = ReportForm.objects.filter(municipality=place).order_by("pk")
    forms = {row.code: {name: getattr(row, name) for name in NAMES} for row in kept}
    for one in kept:
        if not one.confirmed and _is_standard(one.code, forms[one.code]):
            del forms[one.code]  # nobody has set it: what the act says stands
    rows = [_row(row, forms.pop(row["code"], None)) for row in charter(place, "reports") or ()]
    rows += [row for code, form in forms.items() if (row := _own(code, form))]
    return {"reports": rows} if rows else {}


def reports_traces(
    place: Municipality, sections: Collection[str]
) -> dict[tuple[str, tuple[str, ...]], Trace]:
    """One query when the section is asked about."""
    if "reports" not in sections:
        return {}
    rows = ReportForm.objects.filter(municipality=place).values_list("code", "pk")
    label = ReportForm._meta.label_lower
    return {("reports", (code,)): Trace(label, (pk,), (pk,)) for code, pk in rows}


def duties(place: Municipality) -> list[dict[str, str]]:
    """What the act asks for and people prepare by themselves, in words."""
    rows = (row for row in charter(place, "reports") or () if not is_form(row))
    return [{name: _words(name, row.get(name)) for name in TOLD} for row in rows]


def _words(name: str, value: Any) -> str:
    return REPORTS.field(name).kind.words(value) if value else ""


def _row(row: dict[str, Any], form: Mapping[str, Any] | None) -> dict[str, Any]:
    if form is None or not (is_form(row) or form["active"]):
        return row
    return as_said(row, form)


def _own(code: str, form: Mapping[str, Any]) -> dict[str, Any] | None:
    """A form the act does not name, when it differs from what the program begins with."""
    row = own_row(code, form["title"])
    if not (is_form(row) or form["active"]) or _is_standard(code, form):
        return None
    return as_said(row, form)


def _is_standard(code: str, form: Mapping[str, Any]) -> bool:
    row = own_row(code, form["title"])
    return is_form(row) and form == form_values(row)
