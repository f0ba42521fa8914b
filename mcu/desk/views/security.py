"""«Безопасность»: the findings of `mcu doctor`, roles that need a second factor, the components."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.desk.queries.components import sbom
from mcu.desk.queries.doctor import facts
from mcu.desk.rules.doctor import State, acts, examine, measures_of
from mcu.org.actions import require, set_second_factor_roles
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

TO_MEND = frozenset({State.LATE, State.SOON})


@login_required
@require_GET
def security(request: Request) -> HttpResponse:
    require(request.actor, Permission.SETTINGS)
    found = facts(request.user.municipality, timezone.now())
    findings = examine(found)
    context = {
        "rows": [(e, measures_of(e.code)) for e in findings if e.state in TO_MEND],
        "calm": [(e, measures_of(e.code)) for e in findings if e.state not in TO_MEND],
        "worst": sum(each.state is State.LATE for each in findings),
        "worth": sum(each.state is State.SOON for each in findings),
        "coverage": found.coverage,
        "acts": acts(),
        "may_change": may(request.actor, Permission.ORGANISATION),
        "is_demo": request.user.municipality.code == "demo",
    }
    return render(request, "desk/security.html", context)


@login_required
@require_POST
def set_roles(request: Request) -> HttpResponse:
    """Which roles may not work without a second factor."""
    set_second_factor_roles(
        municipality=request.user.municipality,
        roles=request.POST.getlist("role"),
        by=request.actor,
    )
    messages.success(request, "Сохранено. Людей с этими ролями проведут через настройку при входе.")
    return redirect("desk:security")


@login_required
@require_GET
def download_components(request: Request) -> HttpResponse:
    """The SBOM as a file."""
    require(request.actor, Permission.SETTINGS)
    body = json.dumps(sbom(), ensure_ascii=False, indent=1)
    answer = HttpResponse(body, content_type="application/vnd.cyclonedx+json")
    answer["Content-Disposition"] = 'attachment; filename="mcu-sbom.cdx.json"'
    return answer
