"""«Роли и права»: who may what, how far and by which clause; changing it; one's own rights."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import ChangeRightForm, ServeForm
from mcu.org.models import Person
from mcu.org.queries.rights import Cell
from mcu.org.rules.roles import NAMES, SERVES_SEVERAL, Actor, Permission, Role, may
from mcu.org.rules.roles.changing import scopes_for
from mcu.org.views.frame import me, permitted, status

KEPT = "Права изменены: они действуют с этой минуты."


@login_required
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """The whole table; one role of it with `role`, who holds a right with `permission`."""
    actor = permitted(request, Permission.SETTINGS)
    return _page(request, actor, request.GET.get("role", ""))


@login_required
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One right of one role, given, taken or narrowed."""
    actor = permitted(request, Permission.RIGHTS)
    form = ChangeRightForm(request.POST)
    if form.is_valid():
        try:
            actions.change_right(municipality=me(request).municipality, by=actor, **form.change())
        except RuleViolation as refusal:
            form.add_error("scope", refusal.sentence)
        else:
            messages.success(request, KEPT)
            return redirect(_role_url(form.cleaned_data["role"]))
    return _page(request, actor, request.POST.get("role", ""), form)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """The row is again as the table says."""
    actor = permitted(request, Permission.RIGHTS)
    grant = queries.change_for(actor, pk)
    actions.restore_right(grant=grant, by=actor)
    messages.success(request, "Право снова такое, как в таблице.")
    return redirect(_role_url(grant.role))


@login_required
@require_POST
def serve(request: HttpRequest) -> HttpResponse:
    """Somebody of another municipality becomes a methodologist of this one."""
    actor = permitted(request, Permission.ORGANISATION)
    form = ServeForm(request.POST)
    role = Role.REGIONAL
    if form.is_valid():
        try:
            duty = actions.serve(login=form.cleaned_data["login"], role=role, by=actor)
        except RuleViolation as refusal:
            form.add_error("login", refusal.sentence)
        else:
            messages.success(request, f"{duty.person} видит сводные числа муниципалитета.")
            return redirect(_role_url(role))
    return _page(request, actor, role, serving=form)


@login_required
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """What I may and why."""
    return _answers(request, me(request), request.actor)  # type: ignore[attr-defined]


@login_required
@require_GET
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """What a colleague may and why."""
    actor = permitted(request, Permission.SETTINGS)
    colleague = get_object_or_404(queries.people(actor), pk=pk)
    return _answers(request, colleague, queries.actor_for(colleague))


def _answers(request: HttpRequest, person: Person, actor: Actor) -> HttpResponse:
    found = queries.answers(person, actor)
    context = {
        "colleague": person,
        "own": person.pk == me(request).pk,
        "stands_in": actor.stands_in_for,
        "allowed": [answer for answer in found if not answer.refused],
        "refused": [answer for answer in found if answer.refused],
        "givers": queries.who_gives(me(request).municipality),
        "links": may(request.actor, Permission.SETTINGS),  # type: ignore[attr-defined]
    }
    return render(request, "org/person_rights.html", context)


def _page(
    request: HttpRequest,
    actor: Actor,
    chosen: str,
    form: ChangeRightForm | None = None,
    serving: ServeForm | None = None,
) -> HttpResponse:
    cells = queries.table(actor)
    role = Role(chosen) if chosen in Role.values else None
    sought = request.GET.get("permission", "")
    permission = Permission(sought) if sought in set(Permission) else None
    context: dict[str, Any] = {
        "roles": list(Role),
        "permissions": NAMES.items(),
        "role": role,
        "permission": permission,
        "own": actor.roles,
        "form": form,
        "changes": [cell for cell in cells.values() if cell.change],
        "may_change": may(actor, Permission.RIGHTS),
    }
    if role:
        context |= _of_role(actor, role, cells, serving)
    elif permission:
        context |= {"holders": queries.holders(actor, permission), "sought": NAMES[permission]}
        context["cells"] = [cell for cell in cells.values() if cell.permission == permission]
    else:
        context["table"] = [(p, NAMES[p], [cells[r, p] for r in Role]) for p in Permission]
    code = status(form or serving) if form or serving else 200
    return render(request, "org/roles.html", context, status=code)


def _of_role(
    actor: Actor, role: Role, cells: dict[tuple[Role, Permission], Cell], serving: ServeForm | None
) -> dict[str, Any]:
    rows = [(cells[role, p], scopes_for(role, p)) for p in Permission]
    shared = role in SERVES_SEVERAL
    return {
        "rows": rows,
        "serves": shared,
        "guests": queries.serving(actor.municipality_id, [role]) if shared else [],
        "serving": serving or ServeForm(),
        "may_charge": may(actor, Permission.ORGANISATION),
    }


def _role_url(role: str) -> str:
    return f"{reverse('org:roles')}?role={role}"
