"""Each verb of the card under its own address: find the case, read the form, call the action."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import annotate, answer, finish, questions, route
from mcu.cases.models import Answer
from mcu.cases.views.frame import acted
from mcu.cases.views.shown import ask_form, assign_form
from mcu.org.middleware import Request


@login_required
@require_POST
def classify(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    classifier = queries.classifier_for(case.municipality_id)
    values = forms.cleaned(forms.ClassifyForm(request.POST, classifier=classifier, case=case))
    route.classify(case=case, by=request.actor, **values)
    return acted(request, pk, f"Тема: {values['topic']}.")


@login_required
@require_POST
def assign(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(assign_form(request.POST, request.actor, case, timezone.now()))
    route.assign(case=case, by=request.actor, **values)
    return acted(request, pk, f"Назначено: {values['body'] or values['block']}.")


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    route.take(case=queries.case_for(request.actor, pk), by=request.actor)
    return acted(request, pk, "Взято в работу.")


@login_required
@require_POST
def ask(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    form = ask_form(request.actor, case, request.POST, request.FILES)
    values = forms.cleaned(form)
    enclosed = [questions.Enclosed(file.name, file.chunks()) for file in values.pop("enclosed")]
    asked = questions.ask(case=case, by=request.actor, enclosed=enclosed, **values)
    whom = ", ".join(str(each.body or each.block) for each in asked)
    return acted(request, pk, f"Вопрос отправлен: {whom}.")


@login_required
@require_POST
def reply(request: Request, pk: int) -> HttpResponse:
    """To a question, by its own key: the block that was asked may have no other part in the case."""
    asked = queries.request_for(request.actor, pk)
    values = forms.cleaned(forms.ReplyForm(request.POST))
    answer.reply_to(request=asked, by=request.actor, **values)
    return acted(request, asked.case_id, "Ответ на запрос отправлен.")


@login_required
@require_POST
def draft(request: Request, pk: int) -> HttpResponse:
    """Keep the text; with `then=submit` send it to approval at once."""
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.DraftForm(request.POST))
    saved = answer.save_draft(case=case, by=request.actor, **values)
    if request.htmx.target == "draft-saved":
        return render(request, "cases/card.html#saved", {"saved": saved})
    if request.POST.get("then") == "submit":
        answer.submit(case=case, by=request.actor, reason=request.POST.get("reason", ""))
        return acted(request, pk, "Ответ отправлен на согласование.")
    return acted(request, pk, _saved(saved))


def _saved(saved: Answer) -> str:
    """A version that did not overwrite somebody's newer one says so."""
    other = saved.case.answers.filter(number=saved.number - 1, state=Answer.State.REPLACED).first()
    if other is None or other.author_name == saved.author_name:
        return "Черновик сохранён."
    return f"Сохранено версией {saved.number}: версия {other.number} ({other.author_name}) тоже цела, сравните их."


@login_required
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    answer.submit(case=case, by=request.actor, reason=request.POST.get("reason", ""))
    return acted(request, pk, "Ответ отправлен на согласование.")


@login_required
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    answer.approve(case=queries.case_for(request.actor, pk), by=request.actor)
    return acted(request, pk, "Ответ согласован.")


@login_required
@require_POST
def return_draft(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.ReasonForm(request.POST))
    answer.return_draft(case=case, by=request.actor, **values)
    return acted(request, pk, "Ответ возвращён на доработку.")


@login_required
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.PublishForm(request.POST))
    answer.publish(case=case, by=request.actor, **values)
    return acted(request, pk, "Публикация отмечена.")


@login_required
@require_POST
def close(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    finish.close(case=case, by=request.actor, **forms.cleaned(forms.CloseForm(request.POST)))
    return acted(request, pk, f"{case} закрыто.")


@login_required
@require_POST
def reopen(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    finish.reopen(case=case, by=request.actor, **forms.cleaned(forms.ReasonForm(request.POST)))
    return acted(request, pk, "Возвращено в работу.")


@login_required
@require_POST
def postpone(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.PostponeForm(request.POST))
    finish.postpone(case=case, by=request.actor, **values)
    return acted(request, pk, f"Отложено до {values['until']:%d.%m.%Y}.")


@login_required
@require_POST
def merge(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    values = forms.cleaned(forms.MergeForm(request.POST, actor=request.actor))
    route.merge(case=case, by=request.actor, **values)
    return acted(request, pk, f"Присоединено к {values['into']}.")


@login_required
@require_POST
def note(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    annotate.note(case=case, by=request.actor, **forms.cleaned(forms.NoteForm(request.POST)))
    return acted(request, pk, "Заметка добавлена.")


@login_required
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    case = queries.case_for(request.actor, pk)
    file = forms.cleaned(forms.AttachForm(request.POST, request.FILES))["file"]
    annotate.attach(case=case, by=request.actor, name=file.name, chunks=file.chunks())
    return acted(request, pk, f"Файл «{file.name}» приложен.")
