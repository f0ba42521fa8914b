"""«Приём выгрузок», differences between exports, answers published by hand."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.cases import queries as cases
from mcu.core.errors import RuleViolation
from mcu.core.tables import Column
from mcu.intake import jobs, queries
from mcu.intake.actions import exports as actions
from mcu.intake.forms import FeedForm
from mcu.intake.models import ExportFeed, ImportRun, PublishedCheck
from mcu.intake.queries import exports
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, key_of, number_of_page, permitted, status
from mcu.web.sheets import form_of

PAGE = 50
COLUMNS = (
    Column("Что", width=14), Column("Ключ в системе", width=28), Column("Сообщение", width=18),
    Column("Что изменилось", width=80),
)  # fmt: skip
CHECKED = (
    Column("Итог сверки", width=26), Column("Сообщение", width=18), Column("Опубликован", width=18),
    Column("Ссылка", width=60), Column("Сверен", width=18),
)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def feeds(request: Request) -> HttpResponse:
    """Every feed with what came last, and a form for a new one."""
    actor = permitted(
        request, Permission.CHANNELS if request.method == "POST" else Permission.IMPORT
    )
    form = FeedForm(request.POST or None, place=request.user.municipality)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = actions.add_feed(feed=form.feed(), by=actor)
            messages.success(request, f"Приём «{made.name}» добавлен.")
            return redirect("intake:feeds")
    shown = {
        "feeds": [(feed, _where(feed), feed.came[: exports.LAST_FILES]) for feed in exports.feeds_for(actor)],  # type: ignore[attr-defined]
        "form": form, "may_manage": may(actor, Permission.CHANNELS),
    }  # fmt: skip
    return render(request, "intake/feeds.html", shown, status=status(form))


@login_required
@require_POST
def change_feed(request: Request, pk: int) -> HttpResponse:
    """Held, let go on, removed, looked through now."""
    actor = permitted(request, Permission.CHANNELS)
    feed = exports.feed_for(actor, pk)
    act = request.POST.get("act", "")
    if act == "remove":
        actions.remove_feed(feed=feed, by=actor)
    elif act == "look":
        jobs.watch.defer()
    elif act in {"on", "off"}:
        actions.turn_feed(feed=feed, active=act == "on", by=actor)
    else:
        raise RuleViolation("Такого действия нет. Обновите страницу.")
    messages.success(
        request, {"remove": "Приём убран.", "look": "Смотрим папку."}.get(act, "Готово.")
    )
    return redirect("intake:feeds")


@login_required
@require_GET
def differences(request: Request, pk: int) -> HttpResponse:
    """What appeared, changed and vanished since an earlier export."""
    run, earlier, section = _chosen(request, pk)
    shown: dict[str, Any] = {"run": run, "earlier": earlier, "section": section}
    if earlier:
        actor = request.actor
        found = {name: exports.compared(actor, run, earlier, name) for name in exports.SECTIONS}
        page = Paginator(found[section], PAGE).get_page(number_of_page(request))
        shown |= {
            "page": page, "lines": list(exports.lines(actor, list(page.object_list))),
            "sections": [(name, title, found[name].count()) for name, title in exports.SECTIONS.items()],
            "runs": list(exports.earlier_runs(run)[:10]), "query": request.GET.urlencode(),
        }  # fmt: skip
    return render(request, "intake/differences.html", shown)


@login_required
@require_GET
def differences_export(request: Request, pk: int) -> FileResponse:
    permitted(request, Permission.EXPORT)
    run, earlier, _ = _chosen(request, pk)
    rows = _rows(request, run, earlier) if earlier else iter(())
    return sheet("Отличия выгрузок", COLUMNS, rows, by=request.actor, form=form_of(request))


@login_required
@require_GET
def checks(request: Request) -> HttpResponse:
    """Answers published by hand: confirmed, another text, not there."""
    actor = permitted(request, Permission.IMPORT)
    result = _result(request)
    found = exports.checks_for(actor, result)
    counts = exports.check_counts(actor)
    shown = {
        "page": Paginator(found, PAGE).get_page(number_of_page(request)), "result": result,
        "results": [(each, counts.get(each, 0)) for each in PublishedCheck.Result],
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "intake/checks.html", shown)


@login_required
@require_GET
def checks_export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    actor = permitted(request, Permission.IMPORT)
    rows = (
        (row.get_result_display(), row.answer.case.number, timezone.localtime(row.answer.published_at),
         row.answer.published_url, timezone.localtime(row.at))
        for row in exports.checks_for(actor, _result(request)).iterator()
    )  # fmt: skip
    return sheet("Сверка опубликованных ответов", CHECKED, rows, by=actor, form=form_of(request))


@login_required
@require_GET
def checked(request: Request, pk: int) -> HttpResponse:
    """A line of the card: what the exports say of its answer."""
    case = cases.case_for(request.actor, pk)
    number = key_of(request, "answer")
    found = exports.check_of(case, number) if number else None
    return render(request, "intake/parts/checked.html", {"row": found})


def _chosen(request: Request, pk: int) -> tuple[ImportRun, ImportRun | None, str]:
    permitted(request, Permission.IMPORT)
    run = queries.run_for(request.actor, pk)
    earlier, wanted = exports.earlier_runs(run), key_of(request, "with")
    section = request.GET.get("section", "new")
    if section not in exports.SECTIONS:
        raise Http404("Такого раздела нет.")
    return run, (earlier.filter(pk=wanted) if wanted else earlier).first(), section


def _rows(request: Request, run: ImportRun, earlier: ImportRun) -> Iterator[tuple[Any, ...]]:
    for name, title in exports.SECTIONS.items():
        found: QuerySet[Any] = exports.compared(request.actor, run, earlier, name)
        for first in range(0, found.count(), 1000):
            for line in exports.lines(request.actor, list(found[first : first + 1000])):
                yield title, line.key, line.number, line.words


def _result(request: Request) -> str:
    result = request.GET.get("result", "")
    return result if result in PublishedCheck.Result.values else ""


def _where(feed: ExportFeed) -> str:
    if feed.way == ExportFeed.Way.MAIL:
        return f"письма от {feed.sender} в ящик «{feed.channel}»"
    try:
        return str(actions.folder_of(feed))
    except RuleViolation as refusal:
        return refusal.sentence
