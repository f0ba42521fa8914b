"""What the worker does for analytics by itself."""

from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from procrastinate.contrib.django import app

from mcu.analytics import sheets
from mcu.analytics.actions import mart, schedules
from mcu.analytics.actions.schedules import Ready
from mcu.analytics.forms import SliceForm
from mcu.analytics.models import SliceSchedule
from mcu.analytics.queries import mart as facts
from mcu.analytics.queries import schedules as queries
from mcu.analytics.queries.slices import sliced, whose
from mcu.cases.queries import classifier_for
from mcu.core.claims import claimed
from mcu.core.errors import RuleViolation
from mcu.org.models import Person
from mcu.org.queries import actor_for, blocks, bodies
from mcu.org.rules.roles import Actor

JOBS_LOCK, MAIL_LOCK = 4032, 4034


@app.task(name="analytics.refresh", queue="default")
def refresh(timestamp: int) -> None:
    """Every minute what changed is counted into the mart; one process at a time."""
    with claimed(JOBS_LOCK, 0) as free:
        if free:
            mart.refresh()


@app.task(name="analytics.rebuild", queue="default")
def rebuild(timestamp: int) -> None:
    """Every night the whole is built anew: names of topics and rules of other cases change too."""
    with claimed(JOBS_LOCK, 0) as free:
        if free:
            mart.rebuild()


@app.task(name="analytics.send_slices", queue="default")
def send_slices(timestamp: int = 0) -> None:
    """Every five minutes: saved slices whose hour has come leave by mail; one process at a time."""
    with claimed(MAIL_LOCK, 0) as free:
        if free:
            send_due(timezone.now())


def send_due(now: datetime) -> int:
    """How many people were written to; after a standstill only the last moment counts."""
    sent = 0
    for row, moment in list(queries.due(now)):
        for person in queries.waiting(row, moment):
            sent += _send(row, person, moment, now)
    schedules.forget(now)
    return sent


def _send(row: SliceSchedule, person: Person, moment: datetime, now: datetime) -> bool:
    """By the rights this person has today; a slice that cannot be counted is told to its author."""
    ready = None
    with timezone.override(row.saved.municipality.timezone):
        actor = actor_for(person)
        why = queries.why_not(person, actor)
        if not why:
            try:
                ready = _ready(row, actor, now)
            except RuleViolation as told:
                why = told.sentence
    done = schedules.send(row=row, person=person, due=moment, ready=ready, why=why, now=now)
    return done and ready is not None


def _ready(row: SliceSchedule, actor: Actor, now: datetime) -> Ready:
    place = row.saved.municipality
    form = SliceForm(
        QueryDict(row.saved.query),
        topics=classifier_for(place.pk).rows,
        bodies=list(bodies(actor)),
        blocks=list(blocks(actor)),
    )
    chosen = form.slice(timezone.localdate(now))
    grid = sliced(chosen, whose(actor, place), place, manifest=facts.published(), now=now)
    told = sheets.notes(grid, [chip.label for chip in form.chips()])
    return Ready(sheets.workbook(grid, told).read(), told)
