"""The settings of ratings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import beside, permitted, status
from mcu.ratings import queries
from mcu.ratings.actions import change_policy
from mcu.ratings.forms import PolicyForm


@login_required
def settings(request: Request) -> HttpResponse:
    """Weights, scales, thresholds, samples and the two corrections."""
    permitted(request, Permission.RATINGS)
    place = request.user.municipality
    form = PolicyForm(request.POST or None, queries.policy_of(place))
    if request.method == "POST" and form.is_valid():
        with beside(form):
            change_policy(place=place, method=form.method, by=request.actor)
            messages.success(request, "Настройки рейтинга сохранены.")
            return redirect("ratings:settings")
    return render(request, "ratings/settings.html", {"form": form}, status=status(form))
