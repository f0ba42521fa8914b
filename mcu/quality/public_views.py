"""Pages a resident opens by a code, without signing in: the rating, «не спрашивать», a survey."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from mcu.core import wall
from mcu.core.errors import RuleViolation
from mcu.org.views.frame import beside, status
from mcu.quality import actions, queries
from mcu.quality.forms import RatingForm
from mcu.quality.rules.survey import SCALE, from_data


@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Where a code from paper or from a call is typed."""
    code = request.GET.get("code", "").replace("\x00", "").strip()[:40]
    if code and code.replace("-", "").replace(" ", "").isalnum():
        return redirect("quality:rate", code.replace(" ", "-"))
    return render(request, "quality/enter.html", {"wrong": bool(code)})


@never_cache
@wall.everywhere()
def rate(request: HttpRequest, code: str) -> HttpResponse:
    """One page, one minute: is it solved, a mark, why."""
    found = queries.open_invitation(code, timezone.now())
    if found is None:
        return render(request, "quality/gone.html", status=410)
    form = RatingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = actions.rate(code=code, **form.cleaned_data)
            return render(request, "quality/thanks.html", {"rating": made})
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "quality/rate.html", context, status=status(form))


@never_cache
@wall.everywhere()
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Looking asks; posting stops: mail programs open links by themselves."""
    found = queries.open_invitation(code, timezone.now())
    if found is None:
        return render(request, "quality/gone.html", status=410)
    if request.method == "POST":
        actions.stop_asking(code=code)
        return render(request, "quality/stopped.html")
    return render(request, "quality/stop.html", {"found": found})


@never_cache
@wall.everywhere()
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of a survey."""
    found = queries.open_survey(code, timezone.now())
    if found is None:
        return render(request, "quality/gone.html", status=410)
    complaint = ""
    if request.method == "POST":
        try:
            actions.reply(code=code, given=request.POST.dict())
        except RuleViolation as refusal:
            complaint = refusal.sentence
        else:
            return render(request, "quality/thanks.html", {"survey": found.survey})
    questions = [
        (f"q{at}", each, list(enumerate(each.options)) or [(point, str(point)) for point in SCALE])
        for at, each in enumerate(from_data(found.survey.questions))
    ]
    context = {
        "survey": found.survey, "questions": questions, "complaint": complaint,
        "given": request.POST,
    }  # fmt: skip
    return render(request, "quality/answer.html", context, status=422 if complaint else 200)
