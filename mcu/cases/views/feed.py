"""The list: filters, saved views, what is done to many at once."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions.annotate import remove_view, save_view
from mcu.cases.actions.finish import close
from mcu.cases.actions.route import assign
from mcu.cases.models import Case
from mcu.cases.queries.naming import names_for
from mcu.cases.queries.objects import object_called
from mcu.cases.rules.feed import Due, Status
from mcu.cases.rules.words import Channel
from mcu.cases.views.export import export_cases
from mcu.cases.views.shown import card_shown, rows
from mcu.core.errors import RuleViolation
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

BULK = {"assign": Permission.ASSIGN, "close": Permission.CLOSE, "export": Permission.EXPORT}
SHOWN_REFUSALS = 5


@login_required
@require_GET
def feed(request: Request) -> HttpResponse:
    """The page; for htmx only its list, as the live refresh wants it."""
    require(request.actor, Permission.SEE)
    now = timezone.now()
    form = feed_form(request)
    page = queries.feed(request.actor, form.chosen, page_of(request), now)
    case = opened(request)
    request.counts = page.counts
    shown = {"form": form, "feed": page, "rows": rows(page, form, now), "case": case}
    shown |= permissions(request) | {"here": quote(request.get_full_path())}
    shown |= {"opened": str(case.pk) if case else ""}
    if request.htmx:
        return render(request, "cases/feed.html#list", shown)
    if case:
        shown |= card_shown(request.actor, case, now) | {"back": request.get_full_path()}
    return render(request, "cases/feed.html", shown | menus(request))


@login_required
@require_GET
def filters(request: Request) -> HttpResponse:
    """The filters without a menu of their own; fetched when asked for, as they are long lists."""
    require(request.actor, Permission.SEE)
    template = "cases/filters.html#form" if request.htmx else "cases/filters.html"
    return render(request, template, {"form": feed_form(request)})


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """What is filtered, as a table."""
    chosen = feed_form(request).chosen
    return export_cases(request, queries.matching(request.actor, chosen, timezone.now()))


@login_required
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the filters under a name."""
    query = request.POST.get("query", "")
    view = save_view(name=request.POST.get("name", ""), query=query, by=request.actor)
    messages.success(request, f"Вид «{view.name}» сохранён.")
    return redirect(feed_url(view.query))


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    view = queries.view_for(request.actor, pk)
    remove_view(view=view, by=request.actor)
    messages.success(request, f"Вид «{view.name}» удалён.")
    return redirect(feed_url(request.POST.get("query", "")))


@login_required
@require_POST
def bulk(request: Request) -> HttpResponse | FileResponse:
    """One act on every marked case; what is refused is told by number, the rest is done."""
    form = forms.BulkForm(request.POST, bodies=list(org.bodies(request.actor)))
    values = forms.cleaned(form)
    require(request.actor, BULK[values["verb"]])
    cases = list(queries.cases_for(request.actor).filter(pk__in=form.marked).order_by("pk"))
    if not cases:
        raise RuleViolation("Ничего не отмечено. Отметьте сообщения в списке слева.")
    if values["verb"] == "export":
        return export_cases(request, queries.cases_for(request.actor).filter(pk__in=form.marked))
    refusals = [why for case in cases if (why := _act(request, case, values))]
    _tell(request, len(cases) - len(refusals), refusals)
    return redirect(feed_url(request.POST.get("query", "")))


def feed_form(request: Request) -> forms.FeedForm:
    """The filters of the address; the rows to choose from are read when something asks."""
    place = request.actor.municipality_id
    return forms.FeedForm(
        request.GET,
        topics=SimpleLazyObject(lambda: queries.classifier_for(place).rows),
        bodies=org.bodies(request.actor),
        blocks=org.blocks(request.actor),
        names=lambda fields: names_for(place, fields),
        called=lambda pk: object_called(request.actor, pk),
    )


def page_of(request: Request) -> int:
    """The number of the page; the first when it makes no sense."""
    given = request.GET.get("page", "")
    return int(given) if given.isdecimal() and len(given) < 7 else 1


def opened(request: Request) -> Case | None:
    """The case that stands open beside the list; None when it is no longer to be seen."""
    given = request.GET.get("open", "")
    if not given.isdecimal() or len(given) > 18:
        return None
    try:
        return queries.case_for(request.actor, int(given))
    except Http404:
        return None


def menus(request: Request) -> dict[str, object]:
    return {
        "statuses": Status.choices,
        "dues": Due.choices,
        "channels": Channel.choices,
        "views": request.user.views.all(),
    }


def permissions(request: Request) -> dict[str, bool]:
    asked = {
        "may_assign": Permission.ASSIGN,
        "may_close": Permission.CLOSE,
        "may_export": Permission.EXPORT,
        "may_lead": Permission.PROBLEM_LEAD,
    }
    found = {name: bool(may(request.actor, permission)) for name, permission in asked.items()}
    return found | {"may_mark": any(found.values())}


def feed_url(query: str) -> str:
    return reverse("cases:feed") + (f"?{query}" if query else "")


def _act(request: Request, case: Case, values: dict[str, Any]) -> str:
    """Why the case was refused; empty when it was done."""
    try:
        if values["verb"] == "assign":
            assign(case=case, body=values["body"], by=request.actor)
        else:
            close(case=case, outcome=values["outcome"], by=request.actor)
    except RuleViolation as refusal:
        return f"{case}: {refusal.sentence}"
    return ""


def _tell(request: Request, done: int, refusals: list[str]) -> None:
    if done:
        messages.success(request, f"Сделано: {done}.")
    if refusals:
        shown, more = refusals[:SHOWN_REFUSALS], len(refusals) - SHOWN_REFUSALS
        lines = [f"Не сделано: {len(refusals)}.", *shown, *([f"и ещё {more}"] if more > 0 else [])]
        messages.error(request, "\n".join(lines))
