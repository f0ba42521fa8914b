"""Days of one's own in the working calendar."""

from datetime import date

from django.db import transaction

from mcu.core import journal
from mcu.core.workdays import DayKind
from mcu.core.workdays.files import YearFile
from mcu.org.actions.access import require
from mcu.org.models import CalendarDay, Municipality
from mcu.org.queries.places import changes_by_file
from mcu.org.rules.roles import Actor, Permission

NAMES: dict[str, str] = {
    DayKind.OFF: "Выходной",
    DayKind.SHORT: "Предпраздничный день",
    DayKind.WORKING: "Рабочий день",
}


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


@transaction.atomic
def import_calendar(*, municipality: Municipality, file: YearFile, by: Actor) -> int:
    """The days of a file that differ become days of the calendar; one's own days stay. How many."""
    require(by, Permission.CALENDAR)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    changes = [each for each in changes_by_file(municipality, file) if not each.own]
    for each in changes:
        CalendarDay.objects.update_or_create(
            municipality=municipality,
            day=each.day,
            defaults={
                "kind": each.after,
                "title": each.title or NAMES[each.after],
                "source": file.source,
            },
        )
    journal.write(
        "calendar.import",
        by=by,
        municipality_id=municipality.pk,
        of=municipality,
        after={"year": file.year, "rows": len(changes), "basis": file.source},
    )
    return len(changes)
