"""«Срезы»: rows × columns × measures, each number opening its cases."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from mcu.analytics import picture, queries, sheets, slice_charts
from mcu.analytics.actions.saved import remove_slice, save_slice
from mcu.analytics.forms import SliceForm
from mcu.analytics.queries import mart
from mcu.analytics.queries import slices as asking
from mcu.analytics.queries.slices import Grid, Head, Line
from mcu.analytics.queries.sources import Cell
from mcu.analytics.rules import dimensions, measures, slices
from mcu.analytics.rules.dimensions import written
from mcu.analytics.rules.measures import BY_CODE, How, Measure
from mcu.analytics.rules.slices import Slice
from mcu.analytics.rules.tables import POINTS
from mcu.analytics.views.summary import XLSX, Reading, reading_for
from mcu.cases.queries import classifier_for
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import csv_lines
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.queries import blocks, bodies
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import number_of_page
from mcu.web import words

PAGE = 50
MEASURES = {
    group: [one for one in measures.CATALOGUE if measures.group_of(one) == group]
    for group in dict.fromkeys(map(measures.group_of, measures.CATALOGUE))
}
FORMS = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "png": "image/png",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell of the page: its words, how warm, the address of its cases, the change."""

    text: str
    heat: str = ""
    url: str = ""
    change: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    rest: bool
    cells: list[Shown]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL asks for and whose figures it is asked of."""

    whose: Reading
    form: SliceForm
    chosen: Slice

    def grid(self) -> Grid:
        place = self.whose.place
        scope = asking.whose(self.whose.actor, place)
        return asking.sliced(
            self.chosen, scope, place, shared=self.whose.shared, manifest=mart.published()
        )


@login_required
@require_GET
def builder(request: Request) -> HttpResponse:
    """The slice of the URL; what cannot be counted is said above the form, which stays as it was."""
    asked = _asked(request)
    grid, refusal = None, ""
    with timezone.override(asked.whose.place.timezone):
        try:
            grid = asked.grid()
        except RuleViolation as told:
            refusal = told.sentence
        context = _context(request, asked, grid) | {"refusal": refusal}
    wrong = bool(refusal) or asked.form.is_misdated
    return render(request, "analytics/slices.html", context, status=422 if wrong else 200)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The table as xlsx or docx with how it was counted, as csv, or its chart as png."""
    asked = _asked(request)
    require(asked.whose.actor, Permission.EXPORT)
    form = request.GET.get("format", "xlsx")
    form = form if form in FORMS else "xlsx"
    with timezone.override(asked.whose.place.timezone):
        grid = asked.grid()
        narrowed = [chip.label for chip in asked.form.chips()]
        said = sheets.notes(grid, narrowed)
    period = grid.chosen.period
    journal.record(
        "summary.export",
        by=request.actor,
        municipality_id=request.actor.municipality_id,
        after={"since": period.since, "until": period.until, "format": form},
    )
    return _file(grid, form, said)


@login_required
@require_GET
def cases(request: Request) -> HttpResponse:
    """The cases, or the points of road maps, behind one number of the table."""
    asked = _asked(request)
    require(asked.whose.actor, Permission.SEE)
    measure = BY_CODE.get(request.GET.get("m", ""))
    if measure is None or asked.whose.shared:
        raise Http404("Такого показателя нет.")
    chosen, place = _of_cell(asked.chosen, request.GET), asked.whose.place
    page, manifest = number_of_page(request), mart.published()
    keys, total = asking.keys_behind(
        chosen, measure.code, asking.whose(asked.whose.actor, place), place,
        limit=PAGE, offset=(page - 1) * PAGE, manifest=manifest,
    )  # fmt: skip
    of_points = measure.table == POINTS.code
    behind = queries.points_behind if of_points else queries.behind
    context = {
        "measure": measure, "found": behind(asked.whose.actor, keys), "total": total, "page": page,
        "more": page * PAGE < total, "period": chosen.period, "chips": asked.form.chips(),
        "cell": _cell_words(chosen, asked.chosen, place), "back": _shape_query(request.GET),
        "as_of": manifest.as_of if manifest else timezone.now(),
    }  # fmt: skip
    shown = "analytics/slice_points.html" if of_points else "analytics/slice_cases.html"
    return render(request, shown, context)


@login_required
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep the slice under a name and show it again."""
    require(request.actor, Permission.SUMMARY)
    query = request.POST.get("query", "")
    save_slice(name=request.POST.get("name", ""), query=query, by=request.actor)
    return redirect(f"{reverse('analytics:slices')}?{QueryDict(query).urlencode()}")


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    remove_slice(saved=asking.saved_slice_for(request.actor, pk), by=request.actor)
    return redirect("analytics:slices")


def _asked(request: Request) -> Asked:
    reading = reading_for(request)
    actor = reading.actor
    require(actor, Permission.SUMMARY)
    form = SliceForm(
        request.GET,
        shared=reading.shared,
        topics=classifier_for(actor.municipality_id).rows,
        bodies=list(bodies(actor)),
        blocks=list(blocks(actor)),
    )
    with timezone.override(reading.place.timezone):
        return Asked(reading, form, form.slice(timezone.localdate()))


def _context(request: Request, asked: Asked, grid: Grid | None) -> dict[str, Any]:
    reading, chosen = asked.whose, asked.chosen
    drill = not reading.shared and bool(may(reading.actor, Permission.SEE))
    context: dict[str, Any] = {
        "form": asked.form, "chosen": chosen, "presets": asked.form.presets(chosen.period),
        "chips": asked.form.chips(), "place": reading.place, "places": reading.places,
        "shared": reading.shared, "may_export": bool(may(reading.actor, Permission.EXPORT)),
        "saved": asking.saved_slices(request.actor), "query": request.GET.urlencode(),
        "catalogue": _catalogue(chosen.measures), "swapped": _swapped(request.GET, chosen),
    }  # fmt: skip
    if grid:
        cases = _cases_url(request.GET) if drill else None
        context |= {
            "grid": grid, "rows": [_row(grid, line, cases) for line in grid.lines],
            "total": _row(grid, grid.total, cases),
            "charts": slice_charts.of_slice(grid),
        }  # fmt: skip
    return context


@lru_cache(maxsize=64)
def _catalogue(chosen: tuple[str, ...]) -> SafeString:
    """The boxes of every measure; but for what is ticked they change with the program only."""
    said = {"catalogue": MEASURES, "chosen": chosen}
    return render_to_string("analytics/parts/measures.html", said)


def _row(grid: Grid, line: Line, cases: str | None) -> Row:
    groups = [*zip(grid.columns, line.cells, strict=True)]
    cells = [
        _shown(cell, measure, _url(cases, line.head, head, measure, cell))
        for head, group in groups
        for cell, measure in zip(group, grid.measures, strict=True)
    ]
    before: list[Cell | None] = [*line.before] or [None] * len(grid.measures)
    cells += [
        _shown(cell, measure, _url(cases, line.head, None, measure, cell), earlier, bool(groups))
        for cell, measure, earlier in zip(line.total, grid.measures, before, strict=True)
    ]
    return Row(line.head.label, line.head.rest, cells)


def _shown(
    cell: Cell, measure: Measure, url: str, earlier: Cell | None = None, cold: bool = False
) -> Shown:
    heat = "" if cold else sheets.heat_of(cell, measure)
    return Shown(sheets.words_of(cell, measure), heat, url, _change(cell, earlier, measure))


def _change(cell: Cell, earlier: Cell | None, measure: Measure) -> str:
    """What it was before, and by how much it changed."""
    if earlier is None or not earlier.base:
        return ""
    was = sheets.words_of(earlier, measure)
    if cell.value is None or not earlier.value:
        return f"было {was}"
    if measure.how is How.SHARE:
        return f"было {was}, {words.tenths(cell.value - earlier.value, signed=True)} п. п."
    changed = f"{100 * (cell.value - earlier.value) / earlier.value:+.0f}".replace("-", "−")
    return f"было {was}, {changed}{words.SPACE}%"


def _url(cases: str | None, row: Head, column: Head | None, measure: Measure, cell: Cell) -> str:
    """Where the cases behind a cell are; none behind nought, a gathering, or for a stranger."""
    if cases is None or row.rest or (column and column.rest) or not cell.base:
        return ""
    if measure.how is How.COUNT and not cell.value:
        return ""
    given = [("m", measure.code)]
    given += [] if row.whole else [("r", written(row.value))]
    given += [("c", written(column.value))] if column else []
    return cases + urlencode(given)


def _cases_url(query: QueryDict) -> str:
    """Where the cases of this slice are; which cell of it is put behind."""
    shape = _shape_query(query)
    return f"{reverse('analytics:slice-cases')}?{shape}{'&' if shape else ''}"


def _of_cell(chosen: Slice, query: QueryDict) -> Slice:
    """The slice narrowed to the row and the column of the cell."""
    for name, code in (("r", chosen.rows), ("c", chosen.columns)):
        if code and name in query:
            chosen = slices.narrowed(chosen, code, str(query[name]).replace("\x00", ""))
    return replace(chosen, compared="")


def _cell_words(cell: Slice, whole: Slice, place: Any) -> list[str]:
    """«Месяц: март 2026»: what the cell is of."""
    found = []
    for code, (value,) in cell.filters[len(whole.filters) :]:
        dimension = dimensions.BY_CODE[code]
        names = asking.names_of(dimension, [value], place)
        found.append(f"{dimension.title}: {names.get(value) or dimension.label(value)}")
    return found


def _shape_query(query: QueryDict, without: Iterable[str] = ("m", "r", "c", "page")) -> str:
    kept = query.copy()
    for name in without:
        kept.pop(name, None)
    return kept.urlencode()


def _swapped(query: QueryDict, chosen: Slice) -> str:
    """The same with rows and columns changed about."""
    if not chosen.columns:
        return ""
    turned = query.copy()
    turned["rows"], turned["columns"] = chosen.columns, chosen.rows
    return turned.urlencode()


def _file(grid: Grid, form: str, said: list[str]) -> HttpResponse:
    period = grid.chosen.period
    name = f"srez-{period.since:%Y-%m-%d}-{period.until:%Y-%m-%d}.{form}"
    answer = HttpResponse(_content(grid, form, said), content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _content(grid: Grid, form: str, said: list[str]) -> bytes:
    if form == "csv":
        return b"".join(csv_lines(sheets.columns(grid), sheets.rows(grid)))
    if form == "docx":
        return sheets.document(grid, said)
    if form == "png":
        drawn = slice_charts.of_slice(grid, legend=True)
        if not drawn:
            raise RuleViolation(
                "Рисовать нечего: нужны хотя бы две строки. Выберите другой период или разрез."
            )
        return picture.png(slice_charts.together(drawn, picture.WIDTH, said[:4]))
    return sheets.workbook(grid, said).read()
