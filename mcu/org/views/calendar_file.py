"""A production calendar from a file: what would change, then taken over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.core.workdays.files import MOST_BYTES, YearFile, read_year
from mcu.org import actions, queries
from mcu.org.forms import CalendarFileForm
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import me, permitted, status

SALT, LASTS = "org.calendar", 3600


@login_required
def import_calendar(request: HttpRequest) -> HttpResponse:
    """The form; posting a file shows what it would change."""
    permitted(request, Permission.CALENDAR)
    form = CalendarFileForm(request.POST or None, request.FILES or None)
    shown: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        shown |= _preview(request, form)
    code = 422 if request.method == "POST" and "file" not in shown else status(form)
    return render(request, "org/calendar_file.html", shown, status=code)


@login_required
@require_POST
def apply_calendar(request: HttpRequest) -> HttpResponse:
    """What was shown is taken over."""
    actor = permitted(request, Permission.CALENDAR)
    content = _unsigned(request.POST.get("content", ""))
    file = read_year(content.encode())
    count = actions.import_calendar(municipality=me(request).municipality, file=file, by=actor)
    messages.success(request, f"Календарь {file.year} года: изменено дней — {count}.")
    response = redirect("org:calendar")
    response["Location"] += f"?year={file.year}"
    return response


def _preview(request: HttpRequest, form: CalendarFileForm) -> dict[str, Any]:
    content = form.cleaned_data["file"].read(MOST_BYTES + 1)
    try:
        file: YearFile = read_year(content)
        text = content.decode("utf-8-sig")
    except RuleViolation as refusal:
        form.add_error("file", refusal.sentence)
        return {}
    except UnicodeDecodeError:
        form.add_error("file", "файл не в кодировке UTF-8.")
        return {}
    changes = queries.changes_by_file(me(request).municipality, file)
    return {
        "file": file,
        "changes": [each for each in changes if not each.own],
        "kept": [each for each in changes if each.own],
        "content": signing.dumps(text, salt=SALT, compress=True),
    }


def _unsigned(given: str) -> str:
    try:
        content: str = signing.loads(given, salt=SALT, max_age=LASTS)
    except signing.BadSignature as wrong:
        raise RuleViolation("Предпросмотр устарел. Загрузите файл ещё раз.") from wrong
    return content
