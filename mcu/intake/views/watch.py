"""«Мониторинг»: pages to look through, the journal of each day, what was found."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.views.files import SHOWN, shown
from mcu.core.tables import Column, Kind
from mcu.intake.actions import watch as acts
from mcu.intake.forms import PostForm, WatchedPageForm
from mcu.intake.models import WatchEntry
from mcu.intake.queries import watch as reading
from mcu.intake.rules.watch import RULE, PostLevel
from mcu.org import queries as org
from mcu.org.actions import record_list_export
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import beside, key_of, number_of_page, permitted, status
from mcu.web.sheets import form_of, table_file

PAGE, LENGTH, KEPT = 30, 31, 366
COLUMNS = (
    Column("День", Kind.DATE), Column("Страница", width=36), Column("Адрес", width=36),
    Column("Блок", width=24), Column("Кто посмотрел", width=28), Column("Когда", Kind.MOMENT),
    Column("Что найдено", width=60), Column("Важность", width=14), Column("Публикация", width=36),
    Column("Сообщение", width=18),
)  # fmt: skip
GAP = "▲ записи нет"


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """Pages to look through; those whose day has come stand first."""
    permitted(request, Permission.WATCH)
    now, calendar = timezone.now(), org.calendar_for(request.user.municipality)
    rows = reading.watched(request.actor, calendar, now)
    asleep = reading.pages_for(request.actor).filter(active=False)
    context = {"rows": rows, "due": sum(row.due for row in rows), "asleep": asleep}
    return render(request, "intake/watch.html", context)


@login_required
def page(request: Request, pk: int | None = None) -> HttpResponse:
    """A page joins the list or is changed."""
    permitted(request, Permission.WATCH)
    found = reading.page_for(request.actor, pk) if pk else None
    form = WatchedPageForm(request.POST or None, blocks=org.blocks(request.actor), page=found)
    if request.method == "POST" and form.is_valid():
        with beside(form, "url"):
            acts.save_page(page=found, by=request.actor, **form.cleaned_data)
            messages.success(request, "Список сохранён.")
            return redirect("intake:watch")
    return render(
        request, "intake/watch_page.html", {"form": form, "watched": found}, status=status(form)
    )


@login_required
@require_POST
def turn(request: Request, pk: int) -> HttpResponse:
    found = reading.page_for(request.actor, pk)
    acts.turn_page(page=found, active=not found.active, by=request.actor)
    messages.success(request, "Список сохранён.")
    return redirect("intake:watch")


@login_required
@require_POST
def look(request: Request) -> HttpResponse:
    """«Посмотрел — ничего нового», for one page or for many at once."""
    permitted(request, Permission.WATCH)
    keys = [key for key in request.POST.getlist("page") if key.isdecimal() and len(key) < 19]
    pages = list(reading.pages_for(request.actor).filter(pk__in=keys, active=True))
    rows = acts.look(pages=pages, by=request.actor)
    messages.success(request, f"Записано в журнал, страниц: {len(rows)}.")
    return redirect("intake:watch")


@login_required
def post(request: Request, pk: int) -> HttpResponse:
    """A found publication of a page, with a picture cut in the browser."""
    permitted(request, Permission.WATCH)
    found = reading.page_for(request.actor, pk)
    form = PostForm(
        request.POST or None, request.FILES or None, blocks=org.blocks(request.actor), page=found
    )
    if "case" in request.POST:
        permitted(request, Permission.REGISTER)
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = acts.record(page=found, by=request.actor, **form.cleaned_data)
            if "case" in request.POST:
                case = acts.make_case(post=made, by=request.actor)
                messages.success(
                    request, f"Публикация записана, сообщение № {case.number} открыто."
                )
                return redirect("cases:card", case.pk)
            messages.success(request, "Публикация записана.")
            return redirect("intake:watch-found")
    context = {"form": form, "watched": found}
    return render(request, "intake/watch_post.html", context, status=status(form))


@login_required
@require_GET
def found(request: Request) -> HttpResponse:
    """Found publications: by rank, by block or by time; narrowed by the URL."""
    permitted(request, Permission.WATCH)
    order = request.GET.get("sort", "rank")
    rows = reading.posts_for(request.actor, order)
    level, block = request.GET.get("level"), key_of(request, "block")
    if level in PostLevel.values:
        rows = rows.filter(level=level)
    if block:
        rows = rows.filter(block=block)
    if request.GET.get("open"):
        rows = rows.filter(raw__case__isnull=True)
    context = {
        "page": Paginator(rows, PAGE).get_page(number_of_page(request)), "rule": RULE,
        "order": order, "levels": PostLevel.choices, "level": level, "block": block,
        "blocks": org.blocks(request.actor), "open": request.GET.get("open"),
    }  # fmt: skip
    return render(request, "intake/watch_found.html", context)


@login_required
@require_POST
def make_case(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.REGISTER)
    case = acts.make_case(post=reading.post_for(request.actor, pk), by=request.actor)
    messages.success(request, f"Открыто сообщение № {case.number}.")
    return redirect("cases:card", case.pk)


@login_required
@require_GET
def screenshot(request: Request, pk: int) -> FileResponse:
    permitted(request, Permission.WATCH)
    row = reading.post_for(request.actor, pk)
    if not row.screenshot:
        raise Http404("Снимка нет.")
    if request.GET.get("full"):
        return shown(row.screenshot, SHOWN[row.picture])
    return shown(row.preview, "image/jpeg")


@login_required
@require_GET
def journal(request: Request) -> HttpResponse:
    """Each day: who looked, at how much, what was found; a working day without an entry is a gap."""
    permitted(request, Permission.WATCH)
    calendar = org.calendar_for(request.user.municipality)
    days = reading.journal_days(request.actor, calendar, timezone.now(), LENGTH)
    context = {
        "days": days, "gaps": sum(day.gap for day in days),
        "total": reading.pages_for(request.actor).filter(active=True).count(),
    }  # fmt: skip
    return render(request, "intake/watch_journal.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The journal of a year as xlsx or csv, its gaps as lines of their own."""
    permitted(request, Permission.WATCH)
    title = "Журнал мониторинга"
    file, count = table_file(title, COLUMNS, _lines(request), form=form_of(request))
    record_list_export(what=title, rows=count, by=request.actor)
    return file


def _lines(request: Request) -> Iterator[tuple[Any, ...]]:
    now, calendar = timezone.now(), org.calendar_for(request.user.municipality)
    days = reading.journal_days(request.actor, calendar, now, KEPT)
    since = timezone.localdate(now) - timedelta(days=KEPT)
    by_day: dict[Any, list[WatchEntry]] = {}
    for entry in reading.entries_for(request.actor, since):
        by_day.setdefault(entry.day, []).append(entry)
    for day in days:
        if day.gap:
            yield (day.day, GAP, *[""] * 8)
        for entry in by_day.get(day.day, []):
            yield from _of_entry(entry)


def _of_entry(entry: WatchEntry) -> Iterator[tuple[Any, ...]]:
    page = entry.page
    posts = list(entry.found.all())
    begin = (entry.day, page.name, page.url)
    end = (entry.by_name, entry.at)
    if not posts:
        yield (*begin, str(page.block or ""), *end, "ничего нового", "", "", "")
    for post in posts:
        yield (
            *begin, str(page.block or ""), *end, post.text, post.get_level_display(), post.url,
            post.case.number if post.case else "",
        )  # fmt: skip
