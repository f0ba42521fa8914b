"""Days of one's own in the working calendar."""

from datetime import date

from django.db import transaction

from mcu.core import journal
from mcu.org.actions.access import require
from mcu.org.models import CalendarDay, Municipality
from mcu.org.rules.roles import Actor, Permission


@transaction.atomic
def set_calendar_day(
    *, municipality: Municipality, day: date, kind: str, title: str, by: Actor
) -> CalendarDay:
    """A day of one's own in the calendar; the same day again replaces what was said of it."""
    require(by, Permission.CALENDAR)
    was = CalendarDay.objects.filter(municipality=municipality, day=day).first()
    row, _ = CalendarDay.objects.update_or_create(
        municipality=municipality, day=day, defaults={"kind": kind, "title": title}
    )
    journal.write(
        "calendar.set",
        by=by,
        municipality_id=municipality.pk,
        of=row,
        before={"kind": was.kind, "title": was.title} if was else {},
        after={"kind": kind, "title": title},
    )
    return row


@transaction.atomic
def remove_calendar_day(*, row: CalendarDay, by: Actor) -> None:
    """Back to the production calendar for that day."""
    require(by, Permission.CALENDAR)
    journal.write(
        "calendar.remove",
        by=by,
        municipality_id=row.municipality_id,
        of=row,
        before={"kind": row.kind, "title": row.title},
    )
    row.delete()
