"""The block of the card about the appeal, and each of its verbs under its own address."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions.appeal import decisions, facts, notices, papers, split
from mcu.cases.forms import appeal as filled
from mcu.cases.forms.papers import MigrationForm, PapersForm
from mcu.cases.models import AppealDecision
from mcu.cases.queries import appeal as appeals
from mcu.cases.rules.appeal import DecisionKind, DecisionState
from mcu.cases.rules.words import Regime
from mcu.cases.views.appeal_shown import appeal_shown, facets_form, resolution_form
from mcu.cases.views.frame import acted, back_of
from mcu.core.errors import RuleViolation
from mcu.org import queries as org
from mcu.org.middleware import Request


@login_required
@require_GET
def appeal(request: Request, pk: int) -> HttpResponse:
    """What an appeal has beside the case; part of the card, and a page of its own."""
    case = queries.case_for(request.actor, pk)
    shown = appeal_shown(request.actor, case, timezone.now()) | {"back": back_of(request)}
    template = "cases/appeal.html#appeal" if request.htmx else "cases/appeal.html"
    return render(request, template, shown)


@login_required
@require_POST
def facets(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(facets_form(request.POST, request.actor, case))
    facts.set_facets(case=case, by=request.actor, **values)
    return acted(request, pk, "Записано.")


@login_required
@require_POST
def regime(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.RegimeForm(request.POST))
    other = Regime.MESSAGE if case.regime == Regime.APPEAL else Regime.APPEAL
    facts.change_regime(case=case, regime=other, by=request.actor, **values)
    return acted(request, pk, f"Теперь это {Regime(other).label.lower()}: сроки посчитаны заново.")


@login_required
@require_POST
def enrol(request: Request, pk: int) -> HttpResponse:
    made = facts.enrol(case=queries.case_for(request.actor, pk), by=request.actor)
    return acted(request, pk, f"Обращению присвоен номер {made.number}.")


@login_required
@require_POST
def repeat(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.FormerForm(request.POST, actor=request.actor))
    made = facts.link_former(case=case, by=request.actor, **values)
    words = f"Прежнее обращение: {made.former}." if made.former else "Отмечено: не повторное."
    return acted(request, pk, words)


@login_required
@require_POST
def resolve(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(resolution_form(request.POST, request.actor, timezone.now()))
    facts.resolve(case=case, by=request.actor, **values)
    return acted(request, pk, "Резолюция внесена.")


@login_required
@require_POST
def copies(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.CopiesForm(request.POST, bodies=list(org.bodies(request.actor))))
    made = notices.copies(case=case, by=request.actor, **values)
    return acted(request, pk, f"Копии ждут отправки: {', '.join(one.to for one in made)}.")


@login_required
@require_POST
def migration(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(MigrationForm(request.POST))
    papers.tell_migration(case=case, by=request.actor, **values)
    return acted(request, pk, "Письма и уведомление автору ждут отправки.")


@login_required
@require_POST
def ask_papers(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(PapersForm(request.POST))
    made = papers.ask_papers(case=case, by=request.actor, **values)
    return acted(request, pk, f"Запрос ждёт отправки: {made.to}.")


@login_required
@require_POST
def papers_came(request: Request, pk: int) -> HttpResponse:
    notice = appeals.notice_for(request.actor, pk)
    papers.papers_came(notice=notice, by=request.actor)
    return acted(request, notice.case_id, "Документы получены.")


@login_required
@require_POST
def extend(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.ExtendForm(request.POST))
    decisions.propose_extension(case=case, by=request.actor, **values)
    return acted(request, pk, "Продление предложено: решает тот, у кого есть право.")


@login_required
@require_POST
def no_reply(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.NoReplyForm(request.POST))
    made = decisions.propose_no_reply(case=case, by=request.actor, **values)
    done = made.state == DecisionState.APPROVED
    words = "Оставлено без ответа по существу." if done else "Предложено, ждёт решения."
    return acted(request, pk, words)


@login_required
@require_POST
def decide(request: Request, pk: int) -> HttpResponse:
    """Agree to a proposal, or refuse it with a reason."""
    decision = appeals.decision_for(request.actor, pk)
    if request.POST.get("verb") == "refuse":
        reason = forms.cleaned(forms.ReasonForm(request.POST))["reason"]
        decisions.refuse(decision=decision, reason=reason, by=request.actor)
        return acted(request, decision.case_id, "Отказано, работа продолжается.")
    return acted(request, decision.case_id, _agreed(request, decision))


@login_required
@require_POST
def notify(request: Request, pk: int) -> HttpResponse:
    notice = appeals.notice_for(request.actor, pk)
    values = forms.cleaned(filled.SentForm(request.POST))
    notices.sent(notice=notice, by=request.actor, **values)
    return acted(request, notice.case_id, "Отправка отмечена.")


@login_required
@require_POST
def result(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    made = facts.conclude(
        case=case, by=request.actor, **forms.cleaned(filled.ResultForm(request.POST))
    )
    return acted(request, pk, f"Результат: {made.get_result_display().lower()}.")


@login_required
@require_POST
def file(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.FileForm(request.POST))
    made = facts.put_on_file(case=case, by=request.actor, **values)
    return acted(request, pk, f"Списано в дело {made.file_index}.")


@login_required
@require_POST
def split_off(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(filled.SplitForm(request.POST))
    child = split.split_off(case=case, by=request.actor, **values)
    return acted(request, pk, f"Вопрос выделен: {child}.")


@login_required
@require_POST
def unsplit(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    split.put_back(case=case, by=request.actor)
    return acted(request, pk, "Вопрос возвращён в основное сообщение.")


def _agreed(request: Request, decision: AppealDecision) -> str:
    if decision.kind == DecisionKind.EXTEND:
        made = decisions.prolong(decision=decision, by=request.actor)
        return f"Срок продлён до {timezone.localtime(made.due_after):%d.%m.%Y}. Уведомите автора."
    if decision.kind == DecisionKind.NO_REPLY:
        decisions.leave_without_reply(decision=decision, by=request.actor)
        return "Оставлено без ответа по существу."
    raise RuleViolation("Такого решения нет. Обновите страницу.")
