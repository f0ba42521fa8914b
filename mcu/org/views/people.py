"""People and their duties."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import (
    ChangePersonForm,
    DutyForm,
    EndDutyForm,
    MarksForm,
    PersonForm,
)
from mcu.org.models import Duty, Person, ServiceMarks
from mcu.org.rules.roles import Actor, Permission, Role, may
from mcu.org.views.frame import beside, me, permitted, status
from mcu.org.views.links import shown_once


@login_required
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Somebody new, with a link by which the person chooses a password."""
    actor = permitted(request, Permission.ORGANISATION)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_person(
                municipality=me(request).municipality, by=actor, **form.cleaned_data
            )
        except RuleViolation as refusal:
            form.add_error("login", refusal.sentence)
        else:
            return shown_once(request, made, actions.invite(person=made, by=actor))
    return render(request, "org/add.html", {"form": form}, status=status(form))


@login_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One colleague: duties now and before, and what may be done."""
    actor = permitted(request, Permission.SETTINGS)
    return _person_page(request, actor, _colleague(actor, pk), DutyForm(actor=actor))


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The name, the post, the service contacts."""
    actor = permitted(request, Permission.ORGANISATION)
    colleague = _colleague(actor, pk)
    form = ChangePersonForm(request.POST, auto_id="change_%s")
    if form.is_valid():
        with beside(form):
            actions.change_person(person=colleague, by=actor, **form.cleaned_data)
            messages.success(request, "Сведения сохранены.")
            return redirect("org:person", pk)
    return _person_page(request, actor, colleague, DutyForm(actor=actor), form)


@login_required
@require_POST
def give_duty(request: HttpRequest, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
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
    actor = permitted(request, Permission.ORGANISATION)
    held = get_object_or_404(Duty, pk=pk, municipality_id=actor.municipality_id)
    form = EndDutyForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Дата последнего дня пишется так: 20.11.2026.")
    ended = actions.end_duty(duty=held, by=actor, on=form.cleaned_data["on"])
    label = ended.get_role_display()
    messages.success(request, f"Роль «{label}» — по {ended.until:%d.%m.%Y}.")
    if held.person.municipality_id != actor.municipality_id:
        return redirect(f"{reverse('org:roles')}?role={held.role}")
    return redirect("org:person", held.person_id)


@login_required
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    colleague = _colleague(actor, pk)
    active = request.POST.get("active") == "1"
    actions.set_active(person=colleague, active=active, by=actor)
    messages.success(request, "Вход открыт." if active else "Вход закрыт.")
    return redirect("org:person", pk)


def in_force(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Of duties already read, those held on that day."""
    return [d for d in duties if d.since <= day and (d.until is None or d.until >= day)]


def _person_page(
    request: HttpRequest,
    actor: Actor,
    colleague: Person,
    form: DutyForm,
    changed: ChangePersonForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    duties = list(colleague.duties.all())
    marks = ServiceMarks.objects.filter(pk=colleague.pk).first()
    may_change = may(actor, Permission.ORGANISATION)
    context = {
        "colleague": colleague,
        "held": in_force(duties, today),
        "later": [duty for duty in duties if duty.since > today],
        "before": [duty for duty in duties if duty.until and duty.until < today],
        "form": form,
        "change_form": changed or _change_form(colleague),
        "may_change": may_change,
        "marks": marks,
        "absences": queries.absences_of(colleague, today),
        "marks_form": MarksForm(instance=marks) if may_change else None,
    }
    code = max(status(form), status(changed) if changed else 200)
    return render(request, "org/person.html", context, status=code)


def _change_form(colleague: Person) -> ChangePersonForm:
    known = {name: getattr(colleague, name) for name in ChangePersonForm.base_fields}
    return ChangePersonForm(initial=known, auto_id="change_%s")


def _colleague(actor: Actor, pk: int) -> Person:
    return get_object_or_404(queries.people(actor), pk=pk)
