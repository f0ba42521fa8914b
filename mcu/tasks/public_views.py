"""The page of a contractor: no account, no scripts, nothing of a resident."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mcu.core import wall
from mcu.core.errors import RuleViolation
from mcu.tasks import forms, queries
from mcu.tasks.actions import links


@never_cache
@require_http_methods(["GET", "POST"])
@wall.everywhere()
def contractor(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever holds the link says what was done. Looking at the page uses nothing up."""
    link, now = queries.link_of(secret), timezone.now()
    if link is None:
        return render(request, "tasks/contractor_gone.html", status=410)
    with timezone.override(link.task.municipality.timezone):
        links.opened(link=link, now=now)
        if not links.is_open(link, now):
            return render(request, "tasks/contractor_gone.html", {"link": link}, status=410)
        form = forms.ContractorForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                links.report_by_link(link=link, **form.cleaned_data)
            except RuleViolation as refusal:
                form.add_error(None, refusal.sentence)
            else:
                return render(request, "tasks/contractor_done.html", {"link": link})
        returned = link.reports.filter(state="returned").last()
        shown = {"link": link, "form": form, "task": link.task, "returned": returned}
        return render(request, "tasks/contractor.html", shown, status=422 if form.errors else 200)
