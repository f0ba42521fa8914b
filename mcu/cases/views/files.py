"""Files of a case: given out, shown small, faces hidden; the list of those that are held."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases import forms, queries
from mcu.cases.actions import files as acts
from mcu.cases.forms.files import HideForm
from mcu.cases.models import Attachment, Case
from mcu.cases.queries.letters import is_letter
from mcu.cases.views.frame import back_of, case_url
from mcu.core import files, journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import number_of_page

PAGE = 50
# Whatever is in a file: in a window of its own it may do nothing.
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'none'; form-action 'none'"
SHOWN = {"jpeg": "image/jpeg", "png": "image/png"}


@login_required
@require_GET
def attachment(request: Request, pk: int, file: UUID) -> FileResponse:
    """A file as a download: never shown inside the page, whatever is in it."""
    case, found = _file(request, pk, file)
    if is_letter(found):  # it names whoever wrote
        require(request.actor, Permission.REVEAL, queries.belongs(case))
    response = given_out(found.key, found.name)
    journal.record(
        "case.download",
        by=request.actor,
        municipality_id=case.municipality_id,
        of=case,
        after={"file": found.pk},
    )
    return response


@login_required
@require_GET
def preview(request: Request, pk: int, file: UUID) -> FileResponse:
    """A small picture of a picture; `?full=1` the picture itself, which was drawn by us."""
    _, found = _file(request, pk, file)
    if not found.preview:
        raise Http404("Снимка у этого файла нет.")
    if request.GET.get("full"):
        return shown(found.key, SHOWN[found.kind])
    return shown(found.preview, "image/jpeg")


@login_required
@never_cache
def hide(request: Request, pk: int, file: UUID) -> HttpResponse:
    """The picture, large; whoever may add files marks faces and number plates to be hidden."""
    case, found = _file(request, pk, file)
    if not found.preview:
        raise Http404("Снимка у этого файла нет.")
    if request.method == "POST":
        regions = forms.cleaned(HideForm(request.POST))["regions"]
        acts.hide(file=found, regions=regions, by=request.actor)
        messages.success(request, "Отмеченное размыто. Прежний снимок хранится отдельно.")
        return redirect("cases:file-hide", pk, found.address)
    context = {
        "case": case, "file": found, "form": HideForm(), "back": case_url(pk, back_of(request)),
        "may_reveal": found.original and may(request.actor, Permission.REVEAL),
        "reveal": forms.RevealForm(),
    }  # fmt: skip
    return render(request, "cases/file_hide.html", context)


@login_required
@require_POST
@never_cache
def original(request: Request, pk: int, file: UUID) -> FileResponse:
    """What the picture was before parts of it were hidden: an act with its reason."""
    _, found = _file(request, pk, file)
    why = forms.cleaned(forms.RevealForm(request.POST))
    key = acts.open_original(file=found, by=request.actor, **why)
    return given_out(key, found.name)


@login_required
@require_GET
def held(request: Request) -> HttpResponse:
    """Files that came and are not given out, with the reason: somebody has to decide."""
    require(request.actor, Permission.HELD)
    page = Paginator(queries.held_files(request.actor), PAGE).get_page(number_of_page(request))
    return render(request, "cases/held.html", {"page": page})


@login_required
@require_POST
def release(request: Request, file: UUID) -> HttpResponse:
    found = _held(request, file)
    reason = request.POST.get("reason", "")
    acts.release(file=found, reason=reason, by=request.actor)
    messages.success(request, f"Файл «{found.name}» выдан в сообщение № {found.case.number}.")
    return redirect("cases:held")


@login_required
@require_POST
def destroy(request: Request, file: UUID) -> HttpResponse:
    found = _held(request, file)
    acts.destroy(file=found, by=request.actor)
    messages.success(request, "Файл уничтожен. Запись об этом осталась в журнале.")
    return redirect("cases:held")


def given_out(key: str, name: str) -> FileResponse:
    """A stored content as a download, streamed."""
    response = FileResponse(
        _opened(key), as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    return _guarded(response)


def shown(key: str, mime: str) -> FileResponse:
    """A picture drawn by us, inside a page."""
    return _guarded(FileResponse(_opened(key), content_type=mime))


def _guarded(response: FileResponse) -> FileResponse:
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=0, no-store"
    return response


def _opened(key: str):  # type: ignore[no-untyped-def]
    try:
        return files.path_of(key).open("rb")
    except FileNotFoundError as lost:
        raise RuleViolation(
            "Содержимого файла нет на диске. Сообщите администратору: его можно вернуть из копии."
        ) from lost


def _file(request: Request, pk: int, address: UUID) -> tuple[Case, Attachment]:
    """A file of a visible case that is not held."""
    case = queries.case_for(request.actor, pk)
    found = get_object_or_404(case.attachments, address=address)
    if found.held:
        raise RuleViolation(
            f"Файл «{found.name}» на карантине: {found.why} Решает руководитель или администратор МЦУ."
        )
    return case, found


def _held(request: Request, address: UUID) -> Attachment:
    require(request.actor, Permission.HELD)
    return get_object_or_404(queries.held_files(request.actor), address=address)
