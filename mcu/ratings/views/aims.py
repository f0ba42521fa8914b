"""«Цели»: time, contented residents, solved problems against a frozen baseline and targets."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.analytics.rules.summary import Period, read_period
from mcu.cases.forms import cleaned
from mcu.core.documents import Grid, Sheet, build
from mcu.core.tables import Column, Kind
from mcu.org.actions import record_list_export
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import key_of, permitted
from mcu.ratings import charts
from mcu.ratings.actions.aims import freeze_baseline, set_target
from mcu.ratings.forms import BoardForm, FreezeForm, TargetForm
from mcu.ratings.models import Baseline, Target
from mcu.ratings.papers import TYPES
from mcu.ratings.queries import aims as asking
from mcu.ratings.queries.aims import Measured
from mcu.ratings.rules.aims import AIMS, Progress, amount, change_words, concluded
from mcu.ratings.rules.method import DEFAULT
from mcu.ratings.views.frame import days, read

COLUMNS = (
    Column("Группа", width=18), Column("Показатель", width=40), Column("Единица", width=10),
    Column("Базовый период", Kind.NUMBER, 14), Column("Сейчас", Kind.NUMBER, 12),
    Column("Изменение", width=24), Column("Цель", Kind.NUMBER, 10), Column("Достигнута", width=12),
    Column("Считано из", Kind.WHOLE, 12), Column("Формула", width=52), Column("Основание", width=48),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """An aim as the page shows it."""

    progress: Progress
    was: str
    now: str
    change: str
    target: str
    tone: str
    due: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL asks for."""

    form: BoardForm
    period: Period
    base: Baseline | None
    found: Measured
    rows: list[Progress]
    targets: dict[str, Target]

    @property
    def shown(self) -> list[Row]:
        return [_row(one, self.targets.get(one.aim.code)) for one in self.rows]


@login_required
@require_GET
def aims(request: Request) -> HttpResponse:
    """Every aim with its baseline, its target and its months."""
    asked = _asked(request)
    place, chosen = request.user.municipality, request.GET.get("aim", "")
    chosen = chosen if chosen in AIMS else next(iter(AIMS))
    with timezone.override(place.timezone):
        span = asking.measured(place, asking.whole_span(asked.base, asked.period))
    points = [(label, values[chosen].value) for label, values in span.months]
    context = {
        "form": asked.form, "period": asked.period, "base": asked.base, "rows": asked.shown,
        "found": asked.found, "told": concluded(asked.rows), "chosen": AIMS[chosen],
        "presets": asked.form.presets(asked.period, timezone.localdate()),
        "baselines": asking.baselines(place), "days": days(asked.period.since, asked.period.until),
        "months": [(label, amount(AIMS[chosen].measure, value)) for label, value in points],
        "chart": charts.by_month(points, AIMS[chosen].measure.title) if len(points) > 1 else None,
        "leads": bool(may(request.actor, Permission.RATINGS)), "freeze": FreezeForm(),
        "target_form": TargetForm(), "may_export": bool(may(request.actor, Permission.EXPORT)),
    }  # fmt: skip
    return render(request, "ratings/aims.html", context, status=422 if asked.form.errors else 200)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The table as xlsx or docx."""
    permitted(request, Permission.EXPORT)
    asked = _asked(request)
    title, base = f"Цели {asked.period.words}", asked.base
    told = (
        f"{base}: {base.since:%d.%m.%Y} – {base.until:%d.%m.%Y}."
        if base
        else "Без базового периода."
    )
    notes = [f"{title}. {told}", *concluded(asked.rows)]
    if request.GET.get("format") != "docx":
        return sheet(title, COLUMNS, _values(asked.rows), by=request.actor, notes=notes)  # type: ignore[return-value]
    head = ("Показатель", "Базовый период", "Сейчас", "Изменение", "Цель")
    cells = tuple(
        (row.progress.aim.measure.title, row.was, row.now, row.change, row.target)
        for row in asked.shown
    )
    grid = Grid(told, head, cells, (5.5, 2.6, 2.6, 3.2, 2.6))
    record_list_export(what=title, rows=len(cells), by=request.actor)
    content = BytesIO(build(Sheet(title=title, grids=(grid,), foot=tuple(notes[1:]))))
    return FileResponse(
        content, as_attachment=True, filename=f"{title}.docx", content_type=TYPES["docx"]
    )  # type: ignore[return-value]


@login_required
@require_POST
def freeze(request: Request) -> HttpResponse:
    permitted(request, Permission.RATINGS)
    given, place = cleaned(FreezeForm(request.POST)), request.user.municipality
    with timezone.override(place.timezone):
        period = read_period("", given["since"], given["until"], timezone.localdate())
        row = freeze_baseline(place=place, period=period, note=given["note"], by=request.actor)
    messages.success(request, f"{row} зафиксирован: {period.words}.")
    return redirect("ratings:aims")


@login_required
@require_POST
def target(request: Request) -> HttpResponse:
    permitted(request, Permission.RATINGS)
    given = cleaned(TargetForm(request.POST))
    set_target(place=request.user.municipality, by=request.actor, **given)
    messages.success(request, "Цель сохранена.")
    return redirect("ratings:aims")


def _asked(request: Request) -> Asked:
    read(request)
    place = request.user.municipality
    form = BoardForm(request.GET, DEFAULT)
    known = asking.baselines(place)
    wanted = key_of(request, "base")
    base = next((row for row in known if row.pk == wanted), known[0] if known else None)
    targets = asking.targets(place)
    with timezone.override(place.timezone):
        period = form.period(timezone.localdate())
        found = asking.measured(place, period)
    return Asked(form, period, base, found, asking.progress(found, base, targets), targets)


def _row(one: Progress, target: Target | None) -> Row:
    measure = one.aim.measure
    tone = {True: "ok", False: "late", None: ""}
    return Row(
        one, amount(measure, one.base.value if one.base else None), amount(measure, one.now.value),
        change_words(one), amount(measure, one.target) if one.target is not None else "—",
        tone[one.better], target.due if target else None,
    )  # fmt: skip


def _values(rows: list[Progress]) -> list[tuple[Any, ...]]:
    words = {True: "да", False: "нет", None: ""}
    return [
        (
            one.aim.group, one.aim.measure.title, one.aim.measure.unit,
            _rounded(one.base.value if one.base else None), _rounded(one.now.value),
            change_words(one), one.target, words[one.reached], one.now.base, one.aim.measure.formula,
            one.aim.source or one.aim.measure.source,
        )
        for one in rows
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
