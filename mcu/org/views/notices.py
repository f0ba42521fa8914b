"""«Уведомления»: the bell, one's own list, how one wants to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.core.errors import RuleViolation
from mcu.org.actions import notices as actions
from mcu.org.forms.notices import NoticeChoicesForm, NoticeFilterForm
from mcu.org.middleware import Request
from mcu.org.queries import notices as queries
from mcu.org.rules.notices import Kind
from mcu.org.views.frame import status


@login_required
@require_GET
def notices(request: Request) -> HttpResponse:
    form = NoticeFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    page = queries.notice_page(request.actor, **chosen)
    shown = {"form": form, "page": page, "narrowed": any(chosen.values())}
    template = "org/notices.html#list" if request.htmx else "org/notices.html"
    return render(request, template, shown, status=status(form))


@login_required
@require_GET
def bell(request: Request) -> HttpResponse:
    """The bell of the top bar, which refreshes itself."""
    return render(request, "web/parts/bell.html")


@login_required
@require_GET
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Go to what the notice is about; it counts as read."""
    found = queries.notice_for(request.actor, pk)
    actions.read(notice=found, by=request.actor)
    ours = found.url.startswith("/") and url_has_allowed_host_and_scheme(found.url, None)
    return redirect(found.url if ours else "org:notices")


@login_required
@require_POST
def read_all(request: Request) -> HttpResponse:
    actions.read_all(by=request.actor)
    return redirect("org:notices")


@login_required
@require_http_methods(["GET", "POST"])
def mine(request: Request) -> HttpResponse:
    """Each kind: in the program, by letter at once, in the morning digest, not at all."""
    settings = queries.settings_of([request.user.pk])
    own = {str(kind): settings[request.user.pk, kind] for kind in Kind}
    form = NoticeChoicesForm(request.POST or None, settings=own)
    if request.method == "POST":
        if not form.is_valid():
            raise RuleViolation("Выберите для каждого вида, присылать ли письмо.")
        actions.choose(person=request.user, chosen=form.chosen(), by=request.actor)
        messages.success(request, "Уведомления настроены.")
        return redirect("org:my-notices")
    return render(request, "org/my_notices.html", {"form": form})
