"""«+ Зарегистрировать»: a call, a letter, any other message; the number at once, the next form ready."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from mcu.cases import forms, queries
from mcu.cases.actions.desk import take_message
from mcu.cases.forms.desk import NumberForm, PaperForm
from mcu.cases.models import Case
from mcu.cases.queries.desk import Taken, place_hints, taken
from mcu.cases.rules.desk import DOORS, door_of, lacking
from mcu.cases.rules.words import Channel, Regime
from mcu.cases.views import drafts
from mcu.cases.views.frame import case_url
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.territory.queries.areas import territory_of

ONCE, REMEMBERED = "registered", 20


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """The form; what is wrong stands beside its field and nothing typed is lost."""
    require(request.actor, Permission.REGISTER)
    channel = request.GET.get("channel", "")
    draft = drafts.kept(request, door_of(channel))
    bodies = [body for body in org.bodies(request.actor) if body.active]
    values = draft.get("values", {})
    form = forms.RegisterForm(
        request.POST or None, actor=request.actor, channel=channel, draft=values
    )
    paper = PaperForm(request.POST or None, request.FILES or None, bodies=bodies, initial=values)
    made = _again(request) or (_registered(request, form, paper) if form.is_valid() else None)
    if made is None:
        return _asked(request, form, paper, draft)
    drafts.forget(request, door_of(channel))
    return _next(request, made, channel)


def _registered(request: Request, form: forms.RegisterForm, paper: PaperForm) -> Case | None:
    if not paper.is_valid():
        return None
    try:
        made = take_message(
            incoming=form.incoming(), municipality=request.user.municipality, paper=paper.facts,
            scans=paper.scans, together=paper.joined, by=request.actor,
        )  # fmt: skip
    except AccessDenied:
        raise
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return None
    _remember(request, made)
    _warn(request, made, form, paper)
    return made


def _warn(request: Request, made: Case, form: forms.RegisterForm, paper: PaperForm) -> None:
    """A letter that lacks what the law wants, or a point of another municipality, is registered all the
    same; the clerk is told."""
    point = form.cleaned_data["point"]
    if point and territory_of(made.municipality_id).where(point).outside:
        messages.warning(
            request, f"{made}. Точка за границей муниципалитета: проверьте её в карточке."
        )
    if made.channel != Channel.LETTER or made.regime != Regime.APPEAL:
        return
    given = form.cleaned_data
    for lack in lacking(
        signed=paper.facts.signed,
        named=bool(given["applicant_name"]),
        addressed=bool(given["applicant_address"]),
    ):
        messages.warning(request, f"{made}. {lack}")


def _again(request: Request) -> Case | None:
    """The same form sent twice is one message: its key is known already."""
    known = request.session.get(ONCE, {})
    key = known.get(request.POST.get("once", "")) if request.method == "POST" else None
    place = request.actor.municipality_id
    return Case.objects.filter(pk=key, municipality_id=place).first() if key else None


def _remember(request: Request, made: Case) -> None:
    once = request.POST.get("once", "")[:40]
    if once:
        known = {**request.session.get(ONCE, {}), once: made.pk}
        request.session[ONCE] = dict(list(known.items())[-REMEMBERED:])


def _next(request: Request, made: Case, channel: str) -> HttpResponse:
    """The next form, with the number of this one above it, or the card."""
    if "again" not in request.POST:
        messages.success(request, f"Зарегистрировано: {made}.")
        return redirect(case_url(made.pk))
    query = {"channel": channel, "done": made.pk} if channel else {"done": made.pk}
    return redirect(f"{request.path}?{urlencode(query)}")


def _asked(
    request: Request, form: forms.RegisterForm, paper: PaperForm, draft: object
) -> HttpResponse:
    door = door_of(request.GET.get("channel", ""))
    actor = request.actor
    shown = {
        "form": form, "paper": paper, "door": door, "doors": DOORS, "title": DOORS[door],
        "draft": None if form.is_bound else draft, "done": done_of(request),
        "once": f"{timezone.now().timestamp():.6f}", "number_form": NumberForm(auto_id="number_%s"),
        "may_look_up": bool(may(actor, Permission.REVEAL)), **place_hints(actor),
    }  # fmt: skip
    wrong = form.errors or (form.is_bound and paper.errors)
    return render(request, "cases/register.html", shown, status=422 if wrong else 200)


def done_of(request: Request) -> Taken | None:
    """What was registered a moment ago, while it is still to be seen."""
    given = request.GET.get("done", "")
    if not given.isdecimal() or len(given) > 18:
        return None
    try:
        return taken(queries.case_for(request.actor, int(given)))
    except Http404:
        return None
