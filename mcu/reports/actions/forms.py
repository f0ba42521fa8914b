"""The forms of a municipality: those of the acts at first, then as people set them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mcu.channels.actions import checked_address
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission
from mcu.reports.models import ReportForm
from mcu.reports.rules.contents import TITLES
from mcu.reports.rules.periods import holding
from mcu.reports.rules.standard import standard

MOST_RECIPIENTS = 30
SET = (
    "title", "clause", "system", "every", "due_day", "shift", "preparer", "signer", "recipients", "sections",
    "active",
)  # fmt: skip


@transaction.atomic
def ensure_forms(*, place: Municipality, today: date) -> list[ReportForm]:
    """The forms the acts name, made where they are missing; reports begin with the period of today."""
    known = set(ReportForm.objects.filter(municipality=place).values_list("code", flat=True))
    fresh = [
        ReportForm(
            municipality=place, code=code, since=holding(one.every, today).since, **one.values
        )
        for code, one in standard().items()
        if code not in known
    ]
    ReportForm.objects.bulk_create(fresh, ignore_conflicts=True)
    return list(ReportForm.objects.filter(municipality=place).select_related("municipality"))


@transaction.atomic
def change_form(*, form: ReportForm, values: Mapping[str, Any], by: Actor) -> ReportForm:
    """Another title, term, people or sections; reports already prepared stay as they are."""
    require(by, Permission.REPORT_FORMS)
    row = ReportForm.objects.select_for_update().get(pk=form.pk)
    given = {name: values[name] for name in SET if name in values}
    given["recipients"] = _recipients(given.get("recipients", row.recipients))
    _check(given)
    return kept(row, given | {"confirmed": True}, by)


def kept(row: ReportForm, given: Mapping[str, Any], by: Actor) -> ReportForm:
    """The form with what differs, in the journal; nothing when nothing does."""
    old, new = journal.put(row, given)
    if not new:
        return row
    row.save()
    for side in (old, new):
        side.pop("recipients", None)  # an address of a person may stand there
    journal.write(
        "report.form", by=by, municipality_id=row.municipality_id, of=row,
        before=old, after={**new, "title": row.title},
    )  # fmt: skip
    return row


def _check(given: Mapping[str, Any]) -> None:
    sections = given.get("sections", ["indicators"])
    if not sections:
        raise RuleViolation("В отчёте нет ни одного раздела. Отметьте хотя бы один.")
    unknown = [code for code in sections if code not in TITLES]
    if unknown:
        raise RuleViolation(f"Раздела «{unknown[0]}» в программе нет. Выберите из списка.")
    if given.get("preparer") and given.get("preparer") == given.get("signer"):
        raise RuleViolation(
            "Готовит и подписывает одна роль. Подписывает другой человек: выберите другую роль."
        )


def _recipients(lines: list[str]) -> list[str]:
    """«Кому; адрес» line by line, every address checked."""
    kept = [" ".join(line.split()) for line in lines]
    kept = list(dict.fromkeys(filter(None, kept)))[:MOST_RECIPIENTS]
    for line in kept:
        name, _, address = line.partition(";")
        if not name.strip():
            raise RuleViolation("Получатель без названия. Пишите так: ЦУР; cur@example.ru.")
        if address.strip():
            checked_address(address)
    return kept
