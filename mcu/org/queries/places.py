"""Municipalities and their calendars."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404

from mcu.core.errors import RuleViolation
from mcu.core.workdays import DayKind, DayOverride, WorkCalendar, WorkingTime
from mcu.org.models import CalendarDay, Municipality
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


def zone(place: Municipality) -> ZoneInfo:
    return ZoneInfo(place.timezone)


def calendar_for(place: Municipality) -> WorkCalendar:
    """The working calendar of the municipality with its own days; one query, then from memory."""
    days = CalendarDay.objects.filter(municipality=place).values_list("day", "kind", "title")
    hours = (
        place.work_start, place.work_end, place.lunch_start, place.lunch_end, place.short_end,
    )  # fmt: skip
    return _calendar(place.timezone, hours, tuple(days))


def own_days(actor: Actor, year: int) -> QuerySet[CalendarDay]:
    """Days of one's own in the calendar of a year."""
    return CalendarDay.objects.filter(municipality_id=actor.municipality_id, day__year=year)


def calendar_day_for(actor: Actor, pk: int) -> CalendarDay:
    """A day of one's own of the municipality, else Http404."""
    found = CalendarDay.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None:
        raise Http404("Такого дня в календаре нет.")
    return found


@lru_cache(maxsize=64)
def _calendar(tz: str, hours: tuple, days: tuple) -> WorkCalendar:
    overrides = [DayOverride(day, DayKind(kind), title) for day, kind, title in days]
    return WorkCalendar(tz=ZoneInfo(tz), working_time=WorkingTime(*hours), overrides=overrides)
