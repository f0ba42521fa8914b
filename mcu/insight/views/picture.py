"""«Картина проблем» and «Слабые стороны»."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.analytics.rules.summary import Period
from mcu.cases.forms import cleaned
from mcu.coordination.forms import StepForm
from mcu.coordination.queries import road_maps
from mcu.coordination.rules.states import MapState
from mcu.coordination.views.frame import charging, place_of, reading
from mcu.insight import papers
from mcu.insight.actions import improving
from mcu.insight.actions.alarms import Order
from mcu.insight.forms import AcceptForm, PictureForm, QuarterForm
from mcu.insight.queries import picture as queries
from mcu.insight.queries import weak as weakness
from mcu.insight.queries.shown import reason_of
from mcu.insight.queries.weak import Proposal
from mcu.org import actions as org
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, key_of, permitted, status
from mcu.places.queries import settlements

DECIDED = 30


@login_required
@require_GET
def picture(request: Request) -> HttpResponse:
    reading(request)
    form, found = _picture(request)
    shown = {
        "form": form, "picture": found, "query": request.GET.urlencode(),
        "alarms": [(row, reason_of(row)) for row in found.alarms],
        "may_export": may(request.actor, Permission.EXPORT),
    }  # fmt: skip
    return render(request, "insight/picture.html", shown, status=status(form))


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The same as xlsx or docx."""
    permitted(request, Permission.EXPORT)
    reading(request)
    found = _picture(request)[1]
    kind = "docx" if request.GET.get("format") == "docx" else "xlsx"
    content = papers.docx(found) if kind == "docx" else papers.xlsx(found)
    org.record_list_export(what="Картина проблем", rows=len(found.rows), by=request.actor)
    name = f"Картина проблем {timezone.localdate():%Y-%m-%d}.{kind}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=papers.TYPES[kind])


def _picture(request: Request) -> tuple[PictureForm, queries.Picture]:
    form = PictureForm(request.GET, settlements=settlements(request.actor))
    today = timezone.localdate()
    return form, queries.picture(request.actor, form.period(today), today, form.where)


@login_required
@require_GET
def weak(request: Request) -> HttpResponse:
    reading(request)
    form = QuarterForm(request.GET)
    period = form.period(timezone.localdate())
    found = weakness.proposals(request.actor, place_of(request), period)
    shown = {
        "form": form, "period": period, "proposals": found,
        "leads": may(request.actor, Permission.COORDINATION),
        "decided": weakness.improvements(request.actor)[:DECIDED],
    }  # fmt: skip
    return render(request, "insight/weak.html", shown, status=status(form))


@login_required
@require_http_methods(["GET", "POST"])
def accept(request: Request) -> HttpResponse:
    """What is done about a weak side; its body and kind are in the address."""
    period, proposal = _proposal(request)
    if proposal is None:
        return _gone(request)
    maps = road_maps(request.actor).filter(state__in=[MapState.DRAFT, MapState.APPROVED])
    initial: dict[str, Any] = {"what": proposal.weak.advice[:300], "body": proposal.body.pk}
    form = AcceptForm(
        request.POST or None,
        road_maps=maps,
        **charging(request),
        initial=initial,
        auto_id="accept_%s",
    )
    if request.method == "POST" and form.is_valid():
        with beside(form):
            given = dict(form.cleaned_data)
            road_map = given.pop("road_map")
            row = improving.accept(
                place=place_of(request), proposal=proposal, period=period,
                order=Order(**given), road_map=road_map, by=request.actor,
            )  # fmt: skip
            done = row.road_map or row.task
            messages.success(request, f"Предложение принято: {done}.")
            return redirect("insight:weak")
    shown = {"form": form, "proposal": proposal}
    return render(request, "insight/accept.html", shown, status=status(form))


@login_required
@require_POST
def refuse(request: Request) -> HttpResponse:
    period, proposal = _proposal(request)
    if proposal is None:
        return _gone(request)
    improving.refuse(
        place=place_of(request), proposal=proposal, period=period,
        reason=cleaned(StepForm(request.POST))["words"], by=request.actor,
    )  # fmt: skip
    messages.success(request, "Предложение отклонено.")
    return redirect("insight:weak")


def _proposal(request: Request) -> tuple[Period, Proposal | None]:
    """The proposal of the address as it is counted now."""
    permitted(request, Permission.COORDINATION)
    reading(request)
    period = QuarterForm(request.GET).period(timezone.localdate())
    wanted = (request.GET.get("weakness", ""), key_of(request, "of"))
    found = weakness.proposals(request.actor, place_of(request), period)
    same = (one for one in found if (one.weak.weakness, one.body.pk) == wanted)
    return period, next(same, None)


def _gone(request: Request) -> HttpResponse:
    messages.warning(request, "Такого предложения уже нет: показатель изменился или о нём решили.")
    return redirect("insight:weak")
