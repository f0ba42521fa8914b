"""The open page of the town, its open data, the poster and the widget."""

import csv
import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import segno
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_GET

from mcu.portal.public_views.frame import page, resident
from mcu.portal.queries import figures
from mcu.portal.queries.map import map_of
from mcu.portal.queries.town import Town

SETS = {"problems": figures.problem_table, "months": figures.month_table}
COLUMNS = {
    "problems": {
        "number": "номер проблемы", "topic": "тема", "place": "улица и населённый пункт",
        "state": "состояние", "since": "известна с", "until": "обещано до",
        "voices": "сколько человек сообщили; пусто — меньше порога", "lat": "широта, до сотни метров",
        "lon": "долгота, до сотни метров",
    },
    "months": {
        "month": "месяц", "group": "группа тем",
        "messages": "сколько сообщений; пусто — меньше порога",
    },
}  # fmt: skip
UNSAFE = ("=", "+", "-", "@", "\t", "\r")


@require_GET
@resident
def town(request: HttpRequest, town: Town) -> HttpResponse:
    """What is solved, what is under way and where, how long it takes."""
    now = timezone.now()
    rows = figures.problems(town, now)
    return page(
        request, town, "town.html", found=figures.figures(town, now), problems=rows,
        map=map_of(town, rows),
    )  # fmt: skip


@require_GET
@resident
def data(request: HttpRequest, town: Town) -> HttpResponse:
    """What the open data are and how to take them."""
    return page(request, town, "data.html", columns=COLUMNS, today=timezone.localdate())


@require_GET
@resident
def table(request: HttpRequest, town: Town, name: str, form: str) -> HttpResponse:
    """One set as csv (for tables, with a mark of UTF-8) or as json."""
    if name not in SETS or form not in {"csv", "json"}:
        raise Http404("Такого набора данных нет.")
    rows = SETS[name](town, timezone.now())
    answer = _json(town, name, rows) if form == "json" else _csv(name, rows)
    answer["Content-Disposition"] = f'inline; filename="{town.code}-{name}.{form}"'
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_GET
@resident
def poster(request: HttpRequest, town: Town) -> HttpResponse:
    """A sheet for an entrance or a bus stop; the code leads to the form, with the place where one was named."""
    address = request.GET.get("address", "").replace("\x00", "").strip()[:100]
    link = _link(request, town, address)
    drawn = segno.make(link, error="m").svg_inline(scale=6, omitsize=True, title="QR-код портала")
    return page(request, town, "poster.html", qr=drawn, link=link, address=address)


@xframe_options_exempt
@require_GET
@resident
def widget(request: HttpRequest, town: Town) -> HttpResponse:
    """A small page for the frame of another site: numbers and two links, nothing that is sent."""
    found = figures.figures(town, timezone.now())
    answer = page(request, town, "widget.html", found=found)
    framed = csp_replace({"frame-ancestors": town.setup.frames or ["'none'"]})
    framed(lambda _: answer)(request)
    return answer


def _link(request: HttpRequest, town: Town, address: str) -> str:
    from_here = request.build_absolute_uri("/").rstrip("/")
    link = (settings.MCU_URL or from_here) + reverse("portal:send", args=[town.code])
    return f"{link}?{urlencode({'address': address})}" if address else link


def _json(town: Town, name: str, rows: Iterable[dict[str, Any]]) -> HttpResponse:
    described = {
        "title": f"{town.place}: {name}", "made": timezone.now().isoformat(timespec="seconds"),
        "columns": COLUMNS[name], "rows": list(rows),
    }  # fmt: skip
    return JsonResponse(described, json_dumps_params={"ensure_ascii": False})


def _csv(name: str, rows: Iterable[dict[str, Any]]) -> HttpResponse:
    """Nothing of it is a formula where it is opened as a table."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[name], delimiter=";")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: _safe(value) for key, value in row.items()})
    return HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(UNSAFE) else value
