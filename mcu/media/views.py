"""«Официальные страницы»: what bodies keep in networks and what each page still lacks."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from mcu.core.tables import Column, Kind
from mcu.media import actions, queries
from mcu.media.forms import PageFilter, PageForm
from mcu.media.models import OfficialPage
from mcu.org import queries as org
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, me, number_of_page, permitted, status
from mcu.tasks.queries import colleagues
from mcu.web.sheets import form_of

PAGE = 50
COLUMNS = (
    Column("Название", width=36), Column("Адрес", width=44), Column("Сеть"),
    Column("Чья", width=36), Column("Кто ведёт", width=28), Column("Подключена к модулю"),
    Column("Госметка"), Column("Виджет"), Column("Подписчиков", Kind.WHOLE, 12),
    Column("Проверена", Kind.DATE), Column("Ведётся"),
)  # fmt: skip


@login_required
@require_GET
def listed(request: Request) -> HttpResponse:
    permitted(request, Permission.SEE)
    form, found = _found(request)
    shown = {
        "form": form, "page": Paginator(found, PAGE).get_page(number_of_page(request)),
        "leads": may(request.actor, Permission.PAGES), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "media/pages.html", shown)


@login_required
def add(request: Request) -> HttpResponse:
    permitted(request, Permission.PAGES)
    return _written(request, None)


@login_required
def change(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.PAGES)
    return _written(request, queries.page_for(request.actor, pk))


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.SEE)
    permitted(request, Permission.EXPORT)
    rows = _rows(_found(request)[1])
    return sheet("Официальные страницы", COLUMNS, rows, by=request.actor, form=form_of(request))


def _written(request: Request, found: OfficialPage | None) -> HttpResponse:
    form = PageForm(
        request.POST or None, bodies=org.bodies(request.actor).filter(active=True),
        people=colleagues(request.actor), page=found,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with beside(form, "url"):
            # The form has laid what was typed over its row: the action begins with the stored one.
            row = queries.page_for(request.actor, found.pk) if found else None
            actions.save_page(
                page=row,
                municipality=me(request).municipality,
                by=request.actor,
                **form.cleaned_data,
            )
            messages.success(request, f"«{form.cleaned_data['name']}»: сохранено.")
            return redirect("media:pages")
    return render(request, "media/page.html", {"form": form, "page": found}, status=status(form))


def _found(request: Request) -> tuple[PageFilter, QuerySet[OfficialPage]]:
    form = PageFilter(request.GET)
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value}
    rows = queries.pages(request.actor).filter(active=given.get("state") != "closed")
    if given.get("state") == "lacking":
        rows = rows.filter(queries.LACKING)
    if words := given.get("q"):
        rows = rows.filter(
            Q(name__icontains=words) | Q(url__icontains=words) | Q(body__name__icontains=words)
        )
    return form, rows.filter(network=given["network"]) if "network" in given else rows


def _rows(found: QuerySet[OfficialPage]) -> Iterator[tuple[Any, ...]]:
    said = {True: "да", False: "нет"}
    for row in found:
        yield (
            row.name, row.url, row.get_network_display(), str(row.body),
            row.keeper.get_short_name() if row.keeper else "", said[row.connected], said[row.badge],
            said[row.widget], row.subscribers, row.checked_on, said[row.active],
        )  # fmt: skip
