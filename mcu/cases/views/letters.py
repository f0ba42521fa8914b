"""«Документы» of a case: what can be issued, a look at it, issuing, what was issued."""

from io import BytesIO
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases import queries
from mcu.cases.actions import letters as acts
from mcu.cases.forms.letters import ChosenForm, LetterForm, defaults
from mcu.cases.models import Case
from mcu.cases.queries import appeal as appeals
from mcu.cases.queries import letters as reading
from mcu.cases.rules.letters import Wanted
from mcu.cases.rules.workflow import Verb, available, check
from mcu.cases.views.frame import acted, back_of
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def letters(request: Request, pk: int) -> HttpResponse:
    """The block of the card, and a page of its own."""
    case = queries.case_for(request.actor, pk)
    papers = reading.papers_of(case)
    moves = {move.verb for move in available(case.state, request.actor, queries.belongs(case))}
    shown = {
        "case": case, "back": back_of(request), "may_issue": Verb.LETTER in moves,
        "wanted": [(one, papers.notices.get(one.notice)) for one in papers.wanted],
        "issued": reading.letters_of(case, papers),
        "may_open": bool(may(request.actor, Permission.REVEAL, queries.belongs(case))),
    }  # fmt: skip
    part = "cases/letters.html#letters" if request.htmx else "cases/letters.html"
    return render(request, part, shown)


@login_required
@require_http_methods(["GET", "POST"])
def letter(request: Request, pk: int, kind: str) -> HttpResponse:
    """The requisites of one letter; sent, the letter is issued."""
    case, papers, wanted, form = _chosen(request, pk, kind)
    if form.is_valid():
        made = acts.issue(
            case=case, kind=kind, notice=wanted.notice, requisites=form.requisites, by=request.actor
        )
        return acted(request, pk, f"Оформлено: {made}. Файлы — в «Документах» карточки.")
    shown = {
        "case": case, "letter": wanted.letter, "notice": papers.notices.get(wanted.notice), "form": form,
        "back": back_of(request),
        "personal": wanted.letter.personal(reading.template_for(case.municipality_id, kind).names),
    }  # fmt: skip
    return render(request, "cases/letter_issue.html", shown, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
@never_cache
def preview(request: Request, pk: int, kind: str) -> FileResponse | HttpResponse:
    """The letter as it will be, whoever wrote left out; nothing is kept."""
    _, papers, wanted, form = _chosen(request, pk, kind)
    if form.is_bound and not form.is_valid():
        shown = {"case": papers.facts.case, "letter": wanted.letter, "form": form}
        return render(request, "cases/letter_issue.html", shown, status=422)
    wished = ChosenForm(request.POST or request.GET).wanted_form
    return sent(acts.draft(papers, wanted, form.requisites, wished))


@login_required
@require_POST
@never_cache
def reception_card(request: Request, pk: int) -> FileResponse:
    """The card of a reception as a file, with who came: a logged reveal."""
    card = appeals.reception_for(request.actor, pk)
    form = ChosenForm(request.POST).wanted_form
    return sent(acts.reception_card(card=card, form=form, by=request.actor))


def sent(made: acts.Made) -> FileResponse:
    """A PDF opens in the browser, Word is kept."""
    is_pdf = made.mime == acts.FORMS["pdf"]
    return FileResponse(
        BytesIO(made.content), as_attachment=not is_pdf, filename=made.name, content_type=made.mime
    )


def _chosen(request: Request, pk: int, kind: str) -> tuple[Case, Any, Wanted, LetterForm]:
    """The case, its letter as far as it fits, and the form with what is known already."""
    case = queries.case_for(request.actor, pk)
    check(Verb.LETTER, case.state, request.actor, queries.belongs(case))
    papers = reading.papers_of(case)
    number = ChosenForm(request.POST or request.GET).notice_pk
    wanted = reading.wanted_of(papers, kind, number)
    initial = defaults(case, papers, wanted, request.user)
    form = LetterForm(request.POST or None, letter=wanted.letter, initial=initial)
    return case, papers, wanted, form
