"""«Показатели», «Решаемые», «Куда уходит время»: a number, its formula, the cases behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.analytics import queries
from mcu.analytics.forms import SummaryForm
from mcu.analytics.queries.kpi import months
from mcu.analytics.rules.kpi import BY_CODE, Facts, Figure, Kpi, Unit, computed
from mcu.analytics.rules.process import Stay, by_state, proposals
from mcu.analytics.rules.summary import MONTHS, Period, read_period
from mcu.cases.queries import classifier_for
from mcu.core.tables import Column
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.queries import blocks, bodies
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import number_of_page

PAGE = 50
MOST_PROPOSALS = 12
UNITS = {Unit.PERCENT: "%", Unit.HOURS: "ч", Unit.DAYS: "дн.", Unit.POINTS: ""}
COLUMNS = (
    Column("Код", width=8), Column("Показатель", width=40), Column("Значение", width=12),
    Column("Единица", width=10), Column("Цель", width=10), Column("Достигнута", width=14),
    Column("Считано из", width=12), Column("Формула", width=52), Column("Основание", width=48),
    Column("Проверено", width=12),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """One indicator as the page shows it."""

    kpi: Kpi
    figure: Figure
    met: bool | None
    unit: str


@dataclass(frozen=True, slots=True)
class Month:
    """«Решаемые» of one month: closed, solved, explained."""

    label: str
    closed: int
    solved: Figure
    explained: Figure


@dataclass(frozen=True, slots=True)
class Asked:
    """What the URL asks for."""

    form: SummaryForm
    period: Period

    @property
    def context(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "period": self.period,
            "presets": self.form.presets(self.period),
            "chips": self.form.chips(),
            "now": timezone.now(),
        }


@login_required
@require_GET
def indicators(request: Request) -> HttpResponse:
    """Every indicator of the period with its target."""
    asked = _asked(request)
    shown = [_shown(kpi, figure) for kpi, figure in computed(_facts(request, asked))]
    context = asked.context | {
        "shown": shown,
        "may_export": bool(may(request.actor, Permission.EXPORT)),
    }
    return render(request, "analytics/indicators.html", context)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """The same as a sheet, with how each was counted."""
    require(request.actor, Permission.EXPORT)
    asked = _asked(request)
    title = f"Показатели {asked.period.words}"
    return sheet(title, COLUMNS, _rows(_facts(request, asked)), by=request.actor)


@login_required
@require_GET
def behind(request: Request, code: str) -> HttpResponse:
    """The cases behind one number."""
    kpi = BY_CODE.get(code)
    asked = _asked(request)
    if kpi is None:
        raise Http404("Такого показателя нет.")
    figure = kpi.compute(_facts(request, asked))
    found = queries.behind(request.actor, figure.keys)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    context = asked.context | {"one": _shown(kpi, figure), "page": page}
    return render(request, "analytics/behind.html", context)


@login_required
@require_GET
def solvable(request: Request) -> HttpResponse:
    """«Решаемые»: solved against explained, month by month (Демянск 2.2.3)."""
    asked = _asked(request, usual="year")
    facts = _facts(request, asked)
    context = asked.context | {
        "solved": _shown(BY_CODE["R1"], BY_CODE["R1"].compute(facts)),
        "explained": _shown(BY_CODE["R2"], BY_CODE["R2"].compute(facts)),
        "months": [_month(part, facts) for part in months(asked.period)],
    }
    return render(request, "analytics/solvable.html", context)


@login_required
@require_GET
def process(request: Request) -> HttpResponse:
    """Where time goes between states, by body and by topic, and what is proposed."""
    asked = _asked(request)
    found: list[Stay] = queries.stays(
        request.actor, asked.form.base(), asked.period, timezone.now()
    )
    context = asked.context | {
        "states": by_state(found),
        "bodies": proposals(found, "body")[:MOST_PROPOSALS],
        "topics": proposals(found, "topic")[:MOST_PROPOSALS],
        "cases": len({stay.case for stay in found}),
        "may_set": bool(may(request.actor, Permission.TASK_SET)),
    }
    return render(request, "analytics/process.html", context)


def _asked(request: Request, usual: str = "") -> Asked:
    """The period and the narrowing of the URL; the cases behind a number must be the reader's."""
    require(request.actor, Permission.SUMMARY)
    require(request.actor, Permission.SEE)
    form = SummaryForm(
        request.GET,
        topics=classifier_for(request.actor.municipality_id).rows,
        bodies=list(bodies(request.actor)),
        blocks=list(blocks(request.actor)),
    )
    today = timezone.localdate()
    if usual and not {"period", "since", "until"} & request.GET.keys():
        return Asked(form, read_period(usual, None, None, today))
    return Asked(form, form.period(today))


def _facts(request: Request, asked: Asked) -> Facts:
    place = request.user.municipality
    return queries.facts(request.actor, place, asked.form.base(), asked.period, timezone.now())


def _shown(kpi: Kpi, figure: Figure) -> Shown:
    return Shown(kpi, figure, kpi.met(figure), UNITS[kpi.unit])


def _month(part: Period, facts: Facts) -> Month:
    zone = timezone.get_current_timezone()
    inside = [
        case
        for case in facts.cases
        if part.since <= case.received_at.astimezone(zone).date() <= part.until
    ]
    own = Facts(inside, (), facts.now)
    solved, explained = BY_CODE["R1"].compute(own), BY_CODE["R2"].compute(own)
    label = f"{MONTHS[part.since.month - 1]} {part.since:%Y}"
    return Month(label, solved.of, solved, explained)


def _rows(facts: Facts) -> Iterator[tuple[Any, ...]]:
    words = {True: "да", False: "нет", None: ""}
    for kpi, figure in computed(facts):
        value = None if figure.value is None else round(figure.value, 2)
        yield (
            kpi.code, kpi.title, value, UNITS[kpi.unit], kpi.target, words[kpi.met(figure)], figure.of,
            kpi.formula, kpi.source, "да" if kpi.verified else "не проверено",
        )  # fmt: skip
