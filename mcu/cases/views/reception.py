"""Personal reception: the list by day, registering a card, reading it."""

from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases import queries
from mcu.cases.actions.appeal.reception import reveal_visitor
from mcu.cases.actions.desk import take_visit
from mcu.cases.forms.appeal import ReceptionForm
from mcu.cases.forms.desk import NumberForm
from mcu.cases.models import Reception
from mcu.cases.queries import appeal as appeals
from mcu.cases.rules.desk import RECEPTION, together_of
from mcu.cases.rules.lookup import in_words
from mcu.cases.views import drafts
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

LABELS = {"applicant_name": "Имя", "applicant_contacts": "Адрес и контакты"}


@login_required
@require_GET
def receptions(request: Request) -> HttpResponse:
    """The cards of one day, with the days beside it."""
    require(request.actor, Permission.REGISTER)
    day = _day(request.GET.get("day", ""))
    shown = {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "rows": appeals.receptions_for(request.actor, day),
        "last": appeals.receptions_for(request.actor).first(),
    }
    return render(request, "cases/receptions.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """The card; what is wrong stands beside its field and nothing typed is lost."""
    require(request.actor, Permission.REGISTER)
    classifier = queries.classifier_for(request.actor.municipality_id)
    draft = drafts.kept(request, RECEPTION)
    form = ReceptionForm(
        request.POST or None, actor=request.actor, classifier=classifier, draft=draft.get("values")
    )
    made = _received(request, form) if form.is_valid() else None
    if made is None:
        shown = {
            "form": form, "door": RECEPTION, "draft": None if form.is_bound else draft,
            "may_look_up": bool(may(request.actor, Permission.REVEAL)),
            "number_form": NumberForm(auto_id="number_%s"),
        }  # fmt: skip
        status = 422 if form.is_bound else 200
        return render(request, "cases/reception_add.html", shown, status=status)
    drafts.forget(request, RECEPTION)
    messages.success(request, f"Приём записан: № {made.number}.")
    return (
        redirect(request.path) if "again" in request.POST else redirect("cases:reception", made.pk)
    )


@login_required
@require_GET
def reception(request: Request, pk: int) -> HttpResponse:
    require(request.actor, Permission.REGISTER)
    card = appeals.reception_for(request.actor, pk)
    reveals = bool(may(request.actor, Permission.REVEAL))
    return render(request, "cases/reception.html", {"card": card, "reveals": reveals})


@login_required
@require_POST
@never_cache
def reveal(request: Request, pk: int) -> HttpResponse:
    """Who was heard, once, with an entry in the journal."""
    card = appeals.reception_for(request.actor, pk)
    values = reveal_visitor(reception=card, by=request.actor)
    known = [(LABELS.get(name, name), in_words(value)) for name, value in values.items()]
    return render(request, "cases/reception.html", {"card": card, "known": known})


def _received(request: Request, form: ReceptionForm) -> Reception | None:
    try:
        return take_visit(
            card=form.card(), municipality=request.user.municipality, by=request.actor,
            together=together_of(request.POST.get("together", "")),
        )  # fmt: skip
    except AccessDenied:
        raise
    except RuleViolation as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _day(given: str) -> date:
    """The day of the address; today when it makes no sense."""
    try:
        return parse_date(given) or timezone.localdate()
    except ValueError:
        return timezone.localdate()
