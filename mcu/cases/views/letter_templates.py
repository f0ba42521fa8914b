"""«Шаблоны писем» in «Настройки»: what the letters are made by, and how they look."""

from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases.actions import letters as acts
from mcu.cases.forms.letters import ChosenForm, LetterForm, TemplateForm, defaults
from mcu.cases.models import LetterTemplate
from mcu.cases.queries import letters as reading
from mcu.cases.rules.letters import LETTERS, Letter
from mcu.cases.views.letters import sent
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """Every kind of letter with the version in force."""
    require(request.actor, Permission.SETTINGS)
    newest: dict[str, LetterTemplate] = {}
    for row in reading.templates_of(request.actor.municipality_id):
        newest.setdefault(row.kind, row)
    rows = [(letter, newest.get(letter.code)) for letter in LETTERS.values()]
    return render(request, "cases/letter_templates.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "POST"])
def template(request: Request, kind: str) -> HttpResponse:
    """One kind: its file, previews, names and versions; sent, the next version."""
    require(request.actor, Permission.SETTINGS)
    letter = reading.letter_named(kind)
    form, refusal = TemplateForm(request.POST or None, request.FILES or None), ""
    if form.is_valid():
        refusal = _uploaded(request, letter, form)
        if not refusal:
            messages.success(request, "Шаблон принят и действует со следующего письма.")
            return redirect("cases:letter-template", kind)
    versions = reading.templates_of(request.actor.municipality_id, kind)
    shown = {
        "letter": letter, "form": form, "refusal": refusal, "versions": versions,
        "may_change": bool(may(request.actor, Permission.ORGANISATION)),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "cases/letter_template.html", shown, status=status)


@login_required
@require_GET
def template_file(request: Request, kind: str) -> FileResponse:
    """The .docx itself: the one in force, or a former version."""
    require(request.actor, Permission.SETTINGS)
    letter, given = reading.letter_named(kind), request.GET.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 9 else None
    found = reading.template_for(request.actor.municipality_id, kind, version)
    name = f"Шаблон. {letter.title} (версия {found.version}).docx"
    mime = acts.FORMS["docx"]
    return FileResponse(
        BytesIO(found.content), as_attachment=True, filename=name, content_type=mime
    )


@login_required
@require_GET
@never_cache
def template_example(request: Request, kind: str) -> FileResponse:
    """The letter on the example of the list, or on a case, whoever wrote left out."""
    require(request.actor, Permission.SETTINGS)
    letter, form = reading.letter_named(kind), ChosenForm(request.GET).wanted_form
    if number := request.GET.get("case", "").strip()[:60]:
        return _on_case(request, letter, number, form)
    found = reading.template_for(request.actor.municipality_id, kind)
    office = reading.office_of(request.user.municipality)
    return sent(acts.example(letter, found, form, office))


@login_required
@require_POST
def template_restore(request: Request, kind: str) -> HttpResponse:
    """A former version is in force again."""
    letter, given = reading.letter_named(kind), request.POST.get("version", "")
    if not given.isdecimal() or len(given) > 8:
        raise RuleViolation("Выберите версию, к которой вернуться.")
    place = request.user.municipality
    acts.restore(kind=letter.code, version=int(given), municipality=place, by=request.actor)
    messages.success(request, "Шаблон возвращён: это новая версия, прежние сохранены.")
    return redirect("cases:letter-template", kind)


def _uploaded(request: Request, letter: Letter, form: TemplateForm) -> str:
    """Why the file was refused, in words; empty when it is in force."""
    file = form.cleaned_data["file"]
    if file.size > acts.MOST:
        return "Шаблон больше 5 МБ. Уменьшите рисунки в нём и загрузите снова."
    try:
        acts.upload(
            kind=letter.code, name=file.name, content=file.read(), by=request.actor,
            municipality=request.user.municipality,
        )  # fmt: skip
    except AccessDenied:
        raise
    except RuleViolation as refusal:
        return refusal.sentence
    return ""


def _on_case(request: Request, letter: Letter, number: str, form: str) -> FileResponse:
    case = reading.case_numbered(request.actor, number)
    papers = reading.papers_of(case)
    wanted = next((one for one in papers.wanted if one.letter == letter), None)
    if wanted is None:
        raise RuleViolation(
            f"Обращению «{number}» такой документ сейчас не нужен. Посмотрите шаблон на примере "
            "или впишите номер другого обращения."
        )
    given = LetterForm(None, letter=letter, initial=defaults(case, papers, wanted, request.user))
    return sent(acts.draft(papers, wanted, given.requisites, form))
