"""«Сезоны»: the year of the topics, what is spoken of all year, what comes within three weeks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from mcu.analytics.rules.summary import MONTHS
from mcu.coordination.forms import OrderForm
from mcu.coordination.views.frame import charging, order, reading
from mcu.insight.queries import seasons as queries
from mcu.insight.rules.seasons import LEAST_YEAR
from mcu.insight.views.frame import reader
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, permitted, status


@login_required
@require_GET
def seasons(request: Request) -> HttpResponse:
    whose = reader(request)
    with timezone.override(whose.place.timezone):
        found = queries.seasons(whose.actor, whose.place, timezone.localdate())
    found = queries.protected(found) if whose.shared else found
    shown = {
        "shared": whose.shared, "place": whose.place, "places": whose.places,
        "found": found, "months": [name[:3] for name in MONTHS],
        "rows": [(row, [(v, row.profile.heat(m)) for m, v in enumerate(row.profile.months, 1)]) for row in found.seasons],
        "young": found.history < LEAST_YEAR, "may_set": may(request.actor, Permission.TASK_SET),
    }  # fmt: skip
    if not whose.shared:
        shown["resonances"] = queries.resonances(whose.actor)
        shown["addresses"] = queries.addresses(whose.actor)
    return render(request, "insight/seasons.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def to_task(request: Request, pk: int) -> HttpResponse:
    """A preventive task about a topic, before its peak."""
    permitted(request, Permission.TASK_SET)
    reading(request)
    topic = queries.topic_for(request.actor, pk)
    initial: dict[str, Any] = {"what": f"Подготовиться к сезону: {topic.name}"[:300]}
    form = OrderForm(request.POST or None, **charging(request), initial=initial, auto_id="order_%s")
    if request.method == "POST" and form.is_valid():
        with beside(form):
            task = order(request, topic, form, reverse("insight:seasons"), "measure")
            messages.success(request, f"{task} поставлена: {task.whom}.")
            return redirect("insight:seasons")
    return render(
        request, "insight/order.html", {"form": form, "topic": topic}, status=status(form)
    )
