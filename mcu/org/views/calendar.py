"""The working calendar of a year."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.core.workdays import DayKind, WorkCalendar
from mcu.org import actions, queries
from mcu.org.forms import (
    CalendarDayForm,
)
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import me, permitted, status

MONTHS = (
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь",
    "Октябрь", "Ноябрь", "Декабрь",
)  # fmt: skip


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of the working calendar; posting adds a day of one's own."""
    actor = permitted(request, Permission.SETTINGS)
    form = CalendarDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = me(request).municipality
        row = actions.set_calendar_day(municipality=place, by=actor, **form.cleaned_data)
        messages.success(request, f"{row.day:%d.%m.%Y} — {row.get_kind_display()} день.")
        return redirect(f"{request.path}?year={row.day.year}")
    year = _year(request.GET.get("year", ""))
    days = queries.calendar_for(me(request).municipality)
    today = timezone.localdate()
    own = queries.own_days(actor, year)
    context = {
        "form": form,
        "year": year,
        "months": year_of(days, year, {row.day for row in own}, today),
        "own": own,
        "unknown": [y for y in {year, today.year + 1} if y >= today.year and not days.is_known(y)],
        "worked": sum(days.is_working(day) for day in _days_of(year)),
        "short": sum(days.day_kind(day) is DayKind.SHORT for day in _days_of(year)),
        "may_change": may(actor, Permission.CALENDAR),
    }
    return render(request, "org/calendar.html", context, status=status(form))


@login_required
@require_POST
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.CALENDAR)
    row = queries.calendar_day_for(actor, pk)
    year = row.day.year
    actions.remove_calendar_day(row=row, by=actor)
    messages.success(request, "День снова такой, как в производственном календаре.")
    response = redirect("org:calendar")
    response["Location"] += f"?year={year}"
    return response


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the calendar; None stands for a cell of another month."""

    day: date
    kind: str
    title: str
    own: bool
    today: bool


def year_of(
    days: WorkCalendar, year: int, own: set[date], today: date
) -> list[tuple[str, list[list[Day | None]]]]:
    """Twelve months of weeks from Monday on. OutOfCalendar beyond 2005–2099."""
    drawn = months.Calendar()
    return [
        (
            name,
            [
                [_cell(days, day, number, own, today) for day in week]
                for week in drawn.monthdatescalendar(year, number)
            ],
        )
        for number, name in enumerate(MONTHS, 1)
    ]


def _cell(days: WorkCalendar, day: date, month: int, own: set[date], today: date) -> Day | None:
    if day.month != month:
        return None
    return Day(day, days.day_kind(day), days.title(day), day in own, day == today)


def _days_of(year: int) -> Iterable[date]:
    return (
        date.fromordinal(n)
        for n in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1)
    )


def _year(given: str) -> int:
    if not given:
        return timezone.localdate().year
    if not (given.isascii() and given.isdecimal() and len(given) == 4) or given < "1000":
        raise RuleViolation("Год пишется четырьмя цифрами, например 2026.")
    return int(given)
