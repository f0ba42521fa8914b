"""Slices that leave by mail: what is due, who may get what."""

from collections.abc import Iterator
from datetime import datetime

from mcu.analytics.models import SavedSlice, SliceSchedule, SliceSending
from mcu.analytics.rules.schedule import last_due
from mcu.org.models import Person
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission, may

MOST_SHOWN = 30


def schedule_of(saved: SavedSlice) -> SliceSchedule | None:
    return SliceSchedule.objects.filter(saved=saved).prefetch_related("people").first()


def sendings_of(row: SliceSchedule) -> list[SliceSending]:
    return list(row.sendings.select_related("person")[:MOST_SHOWN])


def people_of(actor: Actor) -> list[Person]:
    """Everybody of the municipality who may sign in, by name."""
    rows = Person.objects.filter(municipality_id=actor.municipality_id, is_active=True)
    return list(rows.order_by("full_name"))


def due(now: datetime) -> Iterator[tuple[SliceSchedule, datetime]]:
    """What should have left by now; a moment before the schedule was set is nobody's."""
    rows = SliceSchedule.objects.select_related("saved__municipality", "saved__person")
    for row in rows.prefetch_related("people").order_by("pk"):
        moment = last_due(row.every, row.day, row.hour, now, zone(row.saved.municipality))
        if moment >= row.since:
            yield row, moment


def waiting(row: SliceSchedule, moment: datetime) -> list[Person]:
    """Those to whom nothing was said of this moment yet."""
    told = set(row.sendings.filter(due=moment).values_list("person", flat=True))
    return [person for person in row.people.all() if person.pk not in told]


def why_not(person: Person, actor: Actor) -> str:
    """Why this person gets no letter; nothing when they do."""
    if not person.is_active:
        return "вход в программу закрыт"
    if not person.email:
        return "нет адреса почты"
    missing = [p for p in (Permission.SUMMARY, Permission.EXPORT) if not may(actor, p)]
    return "нет права смотреть сводку и выгружать её" if missing else ""
