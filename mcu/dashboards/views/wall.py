"""«Пульт» for somebody who is signed in, and the screens that show it without anybody."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.dashboards.actions import screens as acts
from mcu.dashboards.drawing import shown
from mcu.dashboards.forms import ScreenForm
from mcu.dashboards.queries import screens as queries
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import me, permitted, status


@login_required
@never_cache
@require_GET
def wall(request: Request) -> HttpResponse:
    """The page; for htmx only the part that refreshes itself."""
    permitted(request, Permission.WALL)
    found = shown(me(request).municipality, timezone.now(), reverse("dashboards:wall"))
    return render(
        request, "dashboards/wall.html#wall" if request.htmx else "dashboards/wall.html", found
    )


@login_required
@require_GET
def screens(request: Request) -> HttpResponse:
    permitted(request, Permission.SCREENS)
    return _listed(request, ScreenForm())


@login_required
@require_POST
def make(request: Request) -> HttpResponse:
    """The link is shown once, in the answer to whoever made it."""
    permitted(request, Permission.SCREENS)
    form = ScreenForm(request.POST)
    if not form.is_valid():
        return _listed(request, form)
    place = me(request).municipality
    screen, secret = acts.make_screen(municipality=place, by=request.actor, **form.cleaned_data)
    address = request.build_absolute_uri(reverse("dashboards:join", args=[secret]))
    return _listed(request, ScreenForm(), made=screen, link=address)


@login_required
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.SCREENS)
    screen = queries.screen_for(request.actor, pk)
    acts.revoke_screen(screen=screen, by=request.actor)
    messages.success(request, f"{screen} отключён.")
    return redirect("dashboards:screens")


def _listed(request: Request, form: ScreenForm, **given: object) -> HttpResponse:
    rows = queries.screens(request.actor)
    shown_there = {"form": form, "rows": rows, "now": timezone.now(), **given}
    return render(request, "dashboards/screens.html", shown_there, status=status(form))
