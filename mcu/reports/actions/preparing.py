"""Figures of a finished period are counted once; before they are signed they may be counted anew."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from mcu.analytics.rules.summary import Period
from mcu.core import journal
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.queries import calendar_for, zone
from mcu.org.rules.roles import Actor, Permission
from mcu.reports.actions.telling import tell_preparers
from mcu.reports.models import ReportForm, Submission
from mcu.reports.queries import figures_of, kept
from mcu.reports.rules import periods
from mcu.reports.rules.figures import as_data
from mcu.reports.rules.life import Act, not_yours


def prepare(
    *, form: ReportForm, period: Period, by: Actor, now: datetime | None = None
) -> Submission:
    """The report of a period with its figures; the one there is already when there is one."""
    require(by, Permission.REPORTS)
    if said := not_yours(Act.OPEN, form.roles, by):
        raise AccessDenied(said, Permission.REPORTS)
    now = now or timezone.now()
    _check(form, period, now.astimezone(zone(form.municipality)).date())
    if found := kept(form, period):
        return found
    figures = as_data(figures_of(form, period, now))
    return _store(form, period, figures, by, now)


@transaction.atomic
def _store(form: ReportForm, period: Period, figures: list, by: Actor, now: datetime) -> Submission:
    """Under the lock of the form nobody makes the same one meanwhile."""
    ReportForm.objects.select_for_update().get(pk=form.pk)
    if found := kept(form, period):
        return found
    calendar = calendar_for(form.municipality)
    row = Submission.objects.create(
        municipality=form.municipality, form=form, since=period.since, until=period.until,
        title=f"{form.title}: {periods.named(form.every, period)}", figures=figures, as_of=now,
        due_on=periods.due(period, form.term, calendar).on, prepared_at=now, prepared_by=by.name,
    )  # fmt: skip
    tell_preparers(row, now)
    journal.write(
        "report.prepare", by=by, municipality_id=row.municipality_id, of=row,
        after={"title": row.title, "since": row.since, "until": row.until}, at=now,
    )  # fmt: skip
    return row


def _check(form: ReportForm, period: Period, today: date) -> None:
    if not periods.fits(form.every, period):
        raise RuleViolation(
            f"Отчёт составляют {form.get_every_display()}, а это {period.words}. "
            f"Выберите целый период, например {periods.named(form.every, periods.last(form.every, today))}."
        )
    if period.until >= today:
        raise RuleViolation(
            f"Период кончается {period.until:%d.%m.%Y}: цифры ещё изменятся. "
            "Составьте отчёт на следующий день или позже."
        )
