"""The problem of a case, inside its card: where it belongs, what it looks like, one key to join."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from mcu.cases import forms, queries
from mcu.cases.actions.problem import Why, join, leave, open_problem
from mcu.cases.actions.problem_guess import refuse_likeness
from mcu.cases.forms.problem import ByNumber
from mcu.cases.models import Case, ProblemAct
from mcu.cases.queries.problem import link_of, links_before, problem_for, problems_for
from mcu.cases.queries.problem_likes import likes_of
from mcu.cases.views.problem_frame import told
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def case_problem(request: Request, pk: int) -> HttpResponse:
    """A part of the card for htmx, a page of its own without it."""
    return _shown(request, queries.case_for(request.actor, pk))


@login_required
@require_POST
def case_join(request: Request, pk: int) -> HttpResponse:
    """To a suggested problem by its key, or to one by its number."""
    case = queries.case_for(request.actor, pk)
    given = request.POST.get("problem", "")
    if given.isdecimal() and len(given) < 19:
        found = problem_for(request.actor, int(given))
        why = _why(request, case, found.pk)
    else:
        found = forms.cleaned(ByNumber(request.POST, actor=request.actor))["number"]
        why = Why("вручную")
    act = join(problem=found, cases=[case], why=why, by=request.actor)
    return _acted(request, case, f"{case} присоединено: {found}.", act)


@login_required
@require_POST
def case_together(request: Request, pk: int) -> HttpResponse:
    """This message and a like one: a new problem of both."""
    case = queries.case_for(request.actor, pk)
    other = _other(request)
    why = _why(request, case, other=other.pk)
    place = request.user.municipality
    act = open_problem(municipality=place, cases=[case, other], why=why, by=request.actor)
    return _acted(request, case, f"Открыта {act.problem}: {case} и {other}.", act)


@login_required
@require_POST
def case_leave(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    link = get_object_or_404(case.problem_links, left_at__isnull=True)
    act = leave(problem=link.problem, cases=[case], by=request.actor)
    return _acted(request, case, f"{case} отсоединено: {link.problem}.", act)


@login_required
@require_POST
def case_unlike(request: Request, pk: int) -> HttpResponse:
    """«Это другое»: not suggested again."""
    case = queries.case_for(request.actor, pk)
    given = request.POST.get("problem", "")
    if given.isdecimal() and len(given) < 19:
        refuse_likeness(case=case, problem=problem_for(request.actor, int(given)), by=request.actor)
    else:
        refuse_likeness(case=case, other=_other(request), by=request.actor)
    return _shown(request, case) if request.htmx else redirect("cases:card", case.pk)


def _other(request: Request) -> Case:
    given = request.POST.get("other", "")
    return queries.case_for(
        request.actor, int(given) if given.isdecimal() and len(given) < 19 else 0
    )


def _why(request: Request, case: Case, problem: int = 0, other: int = 0) -> Why:
    """The reasons of the suggestion as they are at this moment, kept with the link."""
    likes = likes_of(request.actor, case)
    found = [each.like for each in likes.problems if each.problem.pk == problem]
    found += [each.like for each in likes.cases if each.case.pk == other]
    if not found:
        return Why("вручную")
    return Why(found[0].because[:500], {case.pk: found[0].score, other: found[0].score})


def _acted(request: Request, case: Case, text: str, act: ProblemAct) -> HttpResponse:
    told(request, text, act)
    if not request.htmx:
        return redirect(reverse("cases:card", args=[case.pk]))
    return trigger_client_event(_shown(request, case, toasts=True), "case-changed")


def _shown(request: Request, case: Case, *, toasts: bool = False) -> HttpResponse:
    link = link_of(case)
    visible = bool(link) and problems_for(request.actor).filter(pk=link.problem_id).exists()  # type: ignore[union-attr]
    may_lead = bool(may(request.actor, Permission.PROBLEM_LEAD))
    shown = {
        "case": case, "link": link, "visible": visible, "before": links_before(case),
        "may_lead": may_lead, "toasts": toasts,
        "likes": None if link else likes_of(request.actor, case),
        "by_number": ByNumber(actor=request.actor, auto_id="case_problem_%s"),
    }  # fmt: skip
    part = "cases/problem_of_case.html#part" if request.htmx else "cases/problem_of_case.html"
    return render(request, part, shown)
