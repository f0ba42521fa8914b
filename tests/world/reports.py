"""A form of a report with a report at every step of its life."""

from datetime import date
from typing import Any

from django.utils import timezone

from mcu.org.models import Municipality
from mcu.reports.models import ReportForm, Submission
from mcu.reports.rules.figures import Section, as_data

MONTHS = {"prepared": 1, "ready": 2, "signed": 3}


def reported(place: Municipality) -> dict[str, list[Any]]:
    form = ReportForm.objects.create(
        municipality=place, code="pos", title="Отчёт ПОС", system="pos", every="month", due_day=5,
        preparer="pos", signer="head_of_centre", sections=["flow"], since=date(2026, 1, 1),
    )  # fmt: skip
    rows = {state: _report(form, state, month) for state, month in MONTHS.items()}
    return {
        "report form": [form.pk], "report": [rows["prepared"].pk], "ready report": [rows["ready"].pk],
        "signed report": [rows["signed"].pk],
    }  # fmt: skip


def _report(form: ReportForm, state: str, month: int) -> Submission:
    now = timezone.now()
    return Submission.objects.create(
        municipality=form.municipality, form=form, since=date(2026, month, 1),
        until=date(2026, month, 28), title="Отчёт", state=state, as_of=now, prepared_at=now,
        due_on=date(2026, month + 1, 5), figures=as_data([Section("flow", "Поступление")]),
    )  # fmt: skip
