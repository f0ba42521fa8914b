"""«Рейтинги»: bodies by score, each part opening its cases; what if; the same to take away."""

from statistics import fmean
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mcu.analytics.queries import behind
from mcu.analytics.rules.slices import BASES, Basis
from mcu.analytics.rules.summary import Period, rounded
from mcu.core import journal
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Actor, Permission
from mcu.org.views.frame import key_of, number_of_page
from mcu.ratings import papers, queries
from mcu.ratings.forms import FreezeForm
from mcu.ratings.papers import Paper
from mcu.ratings.queries import Board
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.scoring import on_scale
from mcu.ratings.rules.words import SCOPES, ZONES, amount, explained
from mcu.ratings.views.frame import (
    Asked,
    asked,
    days,
    inside,
    lines,
    live_doors,
    places_before,
    seen,
)

PAGE = 50


@login_required
@require_GET
def board(request: Request) -> HttpResponse:
    """The rating of the URL; for a methodologist of the region how the whole stands."""
    given = asked(request)
    found = queries.board(given.counted, given.method)
    context = given.context | _whole(found, rough=given.reading.shared) | {
        "board": found, "parts": [PARTS[code] for code in given.method.parts],
        "told": explained(given.method, BASES[Basis(given.method.basis)]),
    }  # fmt: skip
    wrong = 422 if given.form.errors else 200
    if given.reading.shared:
        return render(request, "ratings/region.html", context, status=wrong)
    return render(request, "ratings/board.html", context | _lines(given, found), status=wrong)


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The table as xlsx or docx, with how it was counted."""
    given = inside(request)
    require(given.reading.actor, Permission.EXPORT)
    found = queries.board(given.counted, given.method)
    shown = _lines(given, found)["lines"]
    paper = Paper(
        f"Рейтинг органов и учреждений: {SCOPES[given.form.scope].lower()}", given.period,
        given.method, [(SCOPES[given.form.scope], shown)], found.counted.as_of,
        "Пробный расчёт: веса отличаются от настроек." if given.is_trial else "",
    )  # fmt: skip
    return taken_out(request.actor, paper, request.GET.get("format", ""))


@login_required
@require_GET
def cases(request: Request) -> HttpResponse:
    """The cases a part of a body stands on, those that cost most first."""
    given, code = inside(request), request.GET.get("part", "")
    if code not in PARTS:
        raise Http404("Такой части у рейтинга нет.")
    body = queries.body_for(given.reading.actor, key_of(request, "body") or 0)
    page = number_of_page(request)
    values, total = queries.judged(
        given.reading.place, given.period, given.form.scope, given.method.basis, body.pk, code,
        limit=PAGE, offset=(page - 1) * PAGE,
    )  # fmt: skip
    rows = {case.pk: case for case in behind(given.reading.actor, values)}
    measure = PARTS[code].measure
    shown = [(rows[key], _of_case(code, value)) for key, value in values.items() if key in rows]
    context = given.context | {
        "body": body, "part": PARTS[code], "measure": measure, "rows": shown, "total": total,
        "page": page, "more": page * PAGE < total, "scope_name": SCOPES[given.form.scope],
    }  # fmt: skip
    return render(request, "ratings/cases.html", context)


def taken_out(by: Actor, paper: Paper, form: str) -> HttpResponse:
    """The file; that it was taken out is journalled."""
    span = days(paper.period.since, paper.period.until)
    kind = "docx" if form == "docx" else "xlsx"
    journal.record(
        "ratings.export", by=by, municipality_id=by.municipality_id, after=span | {"format": kind}
    )
    content = papers.docx(paper) if kind == "docx" else papers.xlsx(paper)
    name = f"rating-{span['since']}-{span['until']}.{kind}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=papers.TYPES[kind])  # type: ignore[return-value]


def _lines(given: Asked, found: Board) -> dict[str, Any]:
    """The rows the reader may know, with the places of before and those by the settings."""
    reading, scope = given.reading, given.form.scope
    former, before = places_before(reading.place, given.period, scope)
    usual: dict[int, int | None] = {}
    if given.is_trial:
        usual = {
            row.body: row.place for row in queries.board(found.counted, given.form.policy).rows
        }
    kept = seen(reading, found.bodies.values())
    named = [(str(found.bodies[row.body]), row) for row in found.rows]
    shown = lines(named, given.method, kept, live_doors(found, given.query), before, usual)
    return {
        "lines": [line for line in shown if not line.why],
        "others": [line for line in shown if line.why],
        "partial": len(kept) < len(found.bodies), "former": former,
        "runs": queries.runs(reading.place)[:12],
        "freeze": FreezeForm(initial=days(given.period.since, given.period.until)),
        "cases_query": _cases_query(given.period, scope),
    }  # fmt: skip


def _whole(found: Board, *, rough: bool) -> dict[str, Any]:
    """How the municipality stands: bodies by zone, the mean, each part over all cases."""
    compared, method = found.compared, found.method
    cases = sum(row.cases for row in found.rows)
    parts = [
        (
            PARTS[code],
            amount(code, pool.whole.mean),
            on_scale(pool.whole.mean, *method.scales[code]),
        )
        for code, pool in found.pools.items()
        if pool.whole.count >= (10 if rough else 1)
    ]
    return {
        "zones": [(words, code, sum(row.zone == code for row in compared)) for code, words in ZONES.items()],
        "mean": fmean(row.score or 0 for row in compared) if compared else None,
        "compared": len(compared), "whole": parts, "cases": rounded(cases) if rough else cases,
        "as_of": found.counted.as_of,
    }  # fmt: skip


def _of_case(code: str, value: float) -> str:
    """What one case adds: «да» or «нет» for a share, else its value."""
    measure = PARTS[code].measure
    if measure.value:
        return amount(code, value)
    return "да" if value else "нет"


def _cases_query(period: Period, scope: str) -> str:
    said = days(period.since, period.until) | ({"scope": scope} if scope != "all" else {})
    return "&".join(f"{name}={value}" for name, value in said.items())
