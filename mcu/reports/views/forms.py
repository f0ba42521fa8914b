"""The forms of reports: what each is made of, when it is due, who prepares and signs it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, me, permitted, status
from mcu.reports import queries
from mcu.reports.actions.forms import change_form
from mcu.reports.forms import FormForm
from mcu.reports.queries.profile import duties


@login_required
@require_GET
def forms(request: Request) -> HttpResponse:
    permitted(request, Permission.REPORTS_SEE)
    lines = queries.form_lines(request.actor, timezone.localdate())
    shown = {
        "lines": lines,
        "duties": duties(me(request).municipality),
        "leads": bool(may(request.actor, Permission.REPORT_FORMS)),
    }
    return render(request, "reports/forms.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def form(request: Request, pk: int) -> HttpResponse:
    """What is changed here holds for reports that are not prepared yet."""
    permitted(request, Permission.REPORT_FORMS)
    row = queries.form_for(request.actor, pk)
    given = FormForm(request.POST or None, instance=row)
    if request.method == "POST" and given.is_valid():
        with beside(given):
            change_form(form=row, values=given.cleaned_data, by=request.actor)
            messages.success(request, "Форма сохранена.")
            return redirect("reports:forms")
    return render(request, "reports/form.html", {"row": row, "form": given}, status=status(given))
