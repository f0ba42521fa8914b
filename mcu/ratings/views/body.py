"""The page of one body: its score opened step by step, what is strong, what is weak, how it moved."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mcu.org.middleware import Request
from mcu.org.models import Body
from mcu.ratings import charts, queries
from mcu.ratings.queries import Board
from mcu.ratings.rules.method import Method
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.scoring import Scored
from mcu.ratings.rules.words import (
    MOST_PRIORITIES,
    SCOPES,
    TONES,
    ZONES,
    amount,
    ordered,
    priority,
    steps,
    strong,
    weak,
    why_not,
)
from mcu.ratings.views.frame import days, inside


@login_required
@require_GET
def body(request: Request, pk: int) -> HttpResponse:
    """Counted now, with what is proposed; decided is over frozen ratings only."""
    given = inside(request)
    chosen = queries.body_for(given.reading.actor, pk)
    found = queries.board(given.counted, given.method)
    row = found.row(pk)
    context = given.context | {
        "body": chosen, "as_of": found.counted.as_of, "scope_name": SCOPES[given.form.scope],
        "days": days(given.period.since, given.period.until), "history": history(chosen),
        "compared": len(found.compared), "drills": True,
    }  # fmt: skip
    if row is not None:
        context |= opened(row, given.method) | {"proposals": _proposals(found, row)}
    return render(request, "ratings/body.html", context)


def opened(row: Scored, method: Method) -> dict[str, Any]:
    """The parts of a score with their steps, and what of them is strong."""
    parts = [
        {
            "part": PARTS[one.code], "earned": one, "value": amount(one.code, one.value),
            "steps": steps(one, method), "tone": TONES[method.zone(one.score)],
        }
        for one in ordered(row.parts)
    ]  # fmt: skip
    return {
        "row": row, "parts": parts, "zone": ZONES.get(row.zone, ""), "tone": TONES.get(row.zone, ""),
        "why": why_not(row, method) if row.why else "",
        "strong": [(PARTS[one.code], one) for one in strong(row, method)],
        "missing": [PARTS[code].title for code in method.parts if row.part(code) is None],
    }  # fmt: skip


def history(body: Body) -> dict[str, Any]:
    """The frozen ratings of a body by channel, and their chart."""
    rows = {scope: queries.history_of(body, scope) for scope in SCOPES}
    return {
        "rows": list(reversed(rows["all"])),
        "others": [
            (SCOPES[scope], rows[scope][-1]) for scope in ("pos", "incident") if rows[scope]
        ],
        "chart": charts.through_time(rows) if len(rows["all"]) > 1 else None,
    }


def _proposals(found: Board, row: Scored) -> Sequence[tuple[str, str]]:
    losing = weak(row, found.pools, found.method)[:MOST_PRIORITIES]
    names = queries.topic_names(found.counted.place, [one.topic for one in losing])
    return [priority(one, names[one.topic]) for one in losing]
