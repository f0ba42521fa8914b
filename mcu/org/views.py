"""Pages of signing in and of «Настройки»: organisation, people and duties, roles, calendar."""

import calendar as months
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from axes.utils import reset as unlock
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.core.workdays import DayKind, WorkCalendar
from mcu.org import actions, queries
from mcu.org.forms import (
    CalendarDayForm,
    DutyForm,
    EndDutyForm,
    PasswordForm,
    PersonForm,
    SignInForm,
)
from mcu.org.models import Body, CalendarDay, Duty, Person
from mcu.org.rules.roles import NAMES, TABLE, Actor, Permission, Role, may

MONTHS = (
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август", "Сентябрь",
    "Октябрь", "Ноябрь", "Декабрь",
)  # fmt: skip
P = Permission


class SignIn(LoginView):
    """A person who is signed in already goes on to work."""

    template_name = "org/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many wrong passwords: says how long to wait, not whether the login exists."""
    return render(request, "org/locked_out.html", status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("org:sign-in")


@login_required
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """One's own password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _me(request)
        if not person.check_password(form.cleaned_data["old"]):
            form.add_error("old", "Нынешний пароль набран неверно.")
        elif _password_set(request, form, person):
            update_session_auth_hash(request, person)
            messages.success(request, "Пароль изменён.")
            return redirect("/")
    return render(request, "org/password.html", {"form": form}, status=_status(form))


@login_required
def organisation(request: HttpRequest) -> HttpResponse:
    """The municipality, its blocks and the tree of its bodies."""
    actor = _permitted(request, P.SETTINGS)
    context = {"blocks": queries.blocks(actor), "tree": tree(queries.bodies(actor))}
    return render(request, "org/organisation.html", context)


@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Who works here, with the duties of today."""
    actor = _permitted(request, P.SETTINGS)
    words = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    found = queries.people(actor).filter(Q(full_name__icontains=words) | Q(login__icontains=words))
    today = timezone.localdate()
    rows = [(person, in_force(person.duties.all(), today)) for person in found]
    context = {"rows": rows, "q": words, "may_change": may(actor, P.ORGANISATION)}
    return render(request, "org/people.html", context)


@login_required
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new; the password is shown on this answer and nowhere else."""
    actor = _permitted(request, P.ORGANISATION)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        secret = secrets.token_urlsafe(9)
        try:
            made = actions.add_person(
                municipality=_me(request).municipality,
                password=secret,
                by=actor,
                **form.cleaned_data,
            )
        except RuleViolation as refusal:
            form.add_error("login", refusal.sentence)
        else:
            return _once(request, made, secret)
    return render(request, "org/add.html", {"form": form}, status=_status(form))


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One colleague: duties now and before, and what may be done."""
    actor = _permitted(request, P.SETTINGS)
    return _person_page(request, actor, _colleague(actor, pk), DutyForm(actor=actor))


@login_required
@require_POST
def give_duty(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _permitted(request, P.ORGANISATION)
    colleague = _colleague(actor, pk)
    form = DutyForm(request.POST, actor=actor)
    if form.is_valid():
        given = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        try:
            actions.give_duty(person=colleague, by=actor, **given)
        except RuleViolation as refusal:
            form.add_error("role", refusal.sentence)
        else:
            messages.success(request, f"Роль «{given['role'].label}» назначена.")
            return redirect("org:person", pk)
    return _person_page(request, actor, colleague, form)


@login_required
@require_POST
def end_duty(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _permitted(request, P.ORGANISATION)
    held = get_object_or_404(Duty, pk=pk, person__municipality_id=actor.municipality_id)
    form = EndDutyForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Дата последнего дня пишется так: 20.11.2026.")
    ended = actions.end_duty(duty=held, by=actor, on=form.cleaned_data["on"])
    label = ended.get_role_display()
    messages.success(request, f"Роль «{label}» — по {ended.until:%d.%m.%Y}.")
    return redirect("org:person", held.person_id)


@login_required
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _permitted(request, P.ORGANISATION)
    colleague = _colleague(actor, pk)
    active = request.POST.get("active") == "1"
    actions.set_active(person=colleague, active=active, by=actor)
    messages.success(request, "Вход открыт." if active else "Вход закрыт.")
    return redirect("org:person", pk)


@login_required
@require_POST
@never_cache
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new password for somebody who forgot it; the lockout of the login is lifted as well."""
    actor = _permitted(request, P.ORGANISATION)
    colleague = _colleague(actor, pk)
    secret = secrets.token_urlsafe(9)
    actions.set_password(person=colleague, password=secret, by=actor)
    unlock(username=colleague.login)
    return _once(request, colleague, secret)


@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """Which role may what, and why the reader may not."""
    actor = _permitted(request, P.SETTINGS)
    table = [(NAMES[p], [p in TABLE[role] for role in Role]) for p in Permission]
    answers = [(NAMES[p], may(actor, p)) for p in Permission]
    refused = [(name, answer) for name, answer in answers if not answer]
    context = {"roles": Role, "table": table, "refused": refused, "own": actor.roles}
    return render(request, "org/roles.html", context)


@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """A year of the working calendar; posting adds a day of one's own."""
    actor = _permitted(request, P.SETTINGS)
    form = CalendarDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        place = _me(request).municipality
        row = actions.set_calendar_day(municipality=place, by=actor, **form.cleaned_data)
        messages.success(request, f"{row.day:%d.%m.%Y} — {row.get_kind_display()} день.")
        return redirect(f"{request.path}?year={row.day.year}")
    year = _year(request.GET.get("year", ""))
    days = queries.calendar_for(_me(request).municipality)
    today = timezone.localdate()
    own = CalendarDay.objects.filter(municipality_id=actor.municipality_id, day__year=year)
    context = {
        "form": form,
        "year": year,
        "months": year_of(days, year, {row.day for row in own}, today),
        "own": own,
        "unknown": [y for y in {year, today.year + 1} if y >= today.year and not days.is_known(y)],
        "worked": sum(days.is_working(day) for day in _days_of(year)),
        "short": sum(days.day_kind(day) is DayKind.SHORT for day in _days_of(year)),
        "may_change": may(actor, P.CALENDAR),
    }
    return render(request, "org/calendar.html", context, status=_status(form))


@login_required
@require_POST
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _permitted(request, P.CALENDAR)
    row = get_object_or_404(CalendarDay, pk=pk, municipality_id=actor.municipality_id)
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


def tree(found: Iterable[Body]) -> list[tuple[int, Body]]:
    """Bodies with their depth, each after the one above it; names in order on every level."""
    below: dict[int | None, list[Body]] = {}
    for body in found:
        below.setdefault(body.parent_id, []).append(body)
    rows: list[tuple[int, Body]] = []
    stack = [(0, body) for body in reversed(below.get(None, []))]
    while stack:
        depth, body = stack.pop()
        rows.append((depth, body))
        stack += [(depth + 1, under) for under in reversed(below.get(body.pk, []))]
    return rows


def in_force(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Of duties already read, those held on that day."""
    return [d for d in duties if d.since <= day and (d.until is None or d.until >= day)]


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


def _person_page(
    request: HttpRequest, actor: Actor, colleague: Person, form: DutyForm
) -> HttpResponse:
    today = timezone.localdate()
    duties = list(colleague.duties.all())
    context = {
        "colleague": colleague,
        "held": in_force(duties, today),
        "later": [duty for duty in duties if duty.since > today],
        "before": [duty for duty in duties if duty.until and duty.until < today],
        "form": form,
        "may_change": may(actor, P.ORGANISATION),
    }
    return render(request, "org/person.html", context, status=_status(form))


def _once(request: HttpRequest, colleague: Person, secret: str) -> HttpResponse:
    return render(request, "org/once.html", {"colleague": colleague, "secret": secret})


def _password_set(request: HttpRequest, form: PasswordForm, person: Person) -> bool:
    try:
        actions.set_password(
            person=person,
            password=form.cleaned_data["new"],
            by=request.actor,  # type: ignore[attr-defined]
        )
    except RuleViolation as refusal:
        form.add_error("new", refusal.sentence)
        return False
    return True


def _colleague(actor: Actor, pk: int) -> Person:
    return get_object_or_404(queries.people(actor), pk=pk)


def _permitted(request: HttpRequest, permission: Permission) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.require(actor, permission)
    return actor


def _me(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]


def _status(form: Any) -> int:
    return 422 if form.errors else 200
