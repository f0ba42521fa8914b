"""Municipalities and their calendars."""

from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404

from mcu.core.errors import RuleViolation
from mcu.core.workdays import DayKind, DayOverride, WorkCalendar, WorkingTime
from mcu.core.workdays.files import YearFile
from mcu.org.models import Body, CalendarDay, Municipality
from mcu.org.rules.profile.place import BODY_HOURS
from mcu.org.rules.roles import Actor


def municipality(code: str = "") -> Municipality:
    """By code, or the only one there is; RuleViolation says what to do otherwise."""
    found = list(Municipality.objects.filter(code=code) if code else Municipality.objects.all()[:2])
    if len(found) == 1:
        return found[0]
    if not found and code:
        raise RuleViolation(f"Муниципалитета «{code}» нет. Список: mcu profile list.")
    if not found:
        raise RuleViolation(
            "Ни одного муниципалитета ещё нет. Заведите его: mcu profile load demo."
        )
    raise RuleViolation("Муниципалитетов несколько: назовите нужный через --municipality КОД.")


FILED = "файл "


def zone(place: Municipality) -> ZoneInfo:
    return ZoneInfo(place.timezone)


def calendar_for(place: Municipality, body: Body | None = None) -> WorkCalendar:
    """The working calendar of the municipality with its own days; one query, then from memory.

    With a body its hours count where it has hours of its own.
    """
    days = CalendarDay.objects.filter(municipality=place).values_list(
        "day", "kind", "title", "source"
    )
    return _calendar(place.timezone, _hours(place, body), tuple(days))


def own_days(actor: Actor, year: int) -> QuerySet[CalendarDay]:
    """Days of one's own in the calendar of a year."""
    return CalendarDay.objects.filter(municipality_id=actor.municipality_id, day__year=year)


def body_for(actor: Actor, pk: int) -> Body:
    """A body of the municipality, else Http404."""
    found = Body.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого органа нет.")
    return found


def calendar_day_for(actor: Actor, pk: int) -> CalendarDay:
    """A day of one's own of the municipality, else Http404."""
    found = CalendarDay.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого дня в календаре нет.")
    return found


def _hours(place: Municipality, body: Body | None) -> tuple[time | None, ...]:
    if body and body.hours_start:
        return tuple(getattr(body, name) for name in BODY_HOURS)
    return (
        place.work_start, place.work_end, place.lunch_start, place.lunch_end, place.short_end,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _calendar(tz: str, hours: tuple, days: tuple) -> WorkCalendar:
    overrides = [DayOverride(day, DayKind(kind), title) for day, kind, title, _ in days]
    # A year that came as a file is decided, whatever the library knows of it.
    filed = {day.year for day, _, _, source in days if source.startswith(FILED)}
    return WorkCalendar(ZoneInfo(tz), WorkingTime(*hours), overrides, confirmed_years=filed)


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that a file tells otherwise; `own` stays as the municipality said it."""

    day: date
    before: str
    after: str
    title: str
    own: bool


def changes_by_file(place: Municipality, file: YearFile) -> list[DayChange]:
    """Every day of the year that would differ, in order."""
    calendar = calendar_for(place)
    own = set(
        CalendarDay.objects.filter(municipality=place, day__year=file.year)
        .exclude(source__startswith=FILED)
        .values_list("day", flat=True)
    )
    return [
        DayChange(day, calendar.day_kind(day), file.kind(day), file.title(day), day in own)
        for day in file.all_days()
        if calendar.day_kind(day) is not file.kind(day)
    ]
