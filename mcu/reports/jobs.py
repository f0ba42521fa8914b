"""What the worker does for reports by itself."""

import logging
from datetime import datetime

from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.org.models import Municipality
from mcu.org.queries import zone
from mcu.org.rules.roles import program
from mcu.reports.actions.forms import ensure_forms
from mcu.reports.actions.preparing import prepare
from mcu.reports.actions.telling import tell_late
from mcu.reports.actions.weekly import tell_week
from mcu.reports.models import ReportForm
from mcu.reports.rules.periods import finished

LOCK, WEEK_LOCK = 4033, 4035
MOST_BACK = 24  # periods a program that stood still makes good for each form
log = logging.getLogger(__name__)


@app.task(name="reports.prepare", queue="default")
def prepare_due(timestamp: int = 0) -> None:
    """Every hour: reports of every period that is over, those missed while the program stood too."""
    for place in Municipality.objects.all():
        with claimed(LOCK, place.pk) as free:
            if free:
                prepare_in(place, timezone.now())


@app.task(name="reports.week", queue="default")
def weekly(timestamp: int = 0) -> None:
    """Every hour: the week in short to those who asked for it and have not had it yet."""
    for place in Municipality.objects.all():
        with claimed(WEEK_LOCK, place.pk) as free:
            if free:
                tell_week(place=place, now=timezone.now())


def prepare_in(place: Municipality, now: datetime) -> int:
    """The reports of one municipality; how many were made."""
    today = now.astimezone(zone(place)).date()
    made = 0
    for form in ensure_forms(place=place, today=today):
        if form.active:
            made += _prepare(form, now)
    tell_late(place, now)
    return made


def _prepare(form: ReportForm, now: datetime) -> int:
    today = now.astimezone(zone(form.municipality)).date()
    there = set(form.submissions.values_list("since", "until"))
    periods = list(finished(form.every, form.since, today))[-MOST_BACK:]
    missing = [one for one in periods if (one.since, one.until) not in there]
    for period in missing:
        try:
            prepare(form=form, period=period, by=program(form.municipality_id), now=now)
        except RuleViolation as told:
            log.warning("form %s of %s: %s", form.code, form.municipality_id, told.sentence)
            return 0
    return len(missing)
