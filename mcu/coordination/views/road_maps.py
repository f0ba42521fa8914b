"""«Дорожные карты»: the list with C1, a road map, its points, what came of it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.forms import cleaned
from mcu.coordination import queries
from mcu.coordination.actions import road_maps as acts
from mcu.coordination.forms import (
    ApproveForm,
    EndForm,
    MapFilter,
    MoveForm,
    PointForm,
    RoadMapForm,
    chosen,
)
from mcu.coordination.models import Milestone, RoadMap
from mcu.coordination.rules.progress import progress
from mcu.coordination.views.frame import charging, listing, place_of, reading
from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.org.queries.acts import acts as legal
from mcu.org.rules.roles import Permission
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, key_of, permitted, status

LISTED = (
    Column("№", Kind.WHOLE, 8), Column("Название", width=50), Column("Состояние", width=16),
    Column("Утверждена", Kind.DATE), Column("Кто утвердил", width=30),
    Column("Пунктов", Kind.WHOLE, 10), Column("Выполнено", Kind.WHOLE, 10),
    Column("Выполнено в срок", Kind.WHOLE, 16), Column("Просрочено", Kind.WHOLE, 12),
    Column("Завершена", Kind.DATE), Column("Результат", width=60),
)  # fmt: skip
POINTS = (
    Column("Что сделать", width=50), Column("Ответственный", width=34), Column("Срок", Kind.DATE),
    Column("Срок с переносами", Kind.DATE, 18), Column("Переносов", Kind.WHOLE, 10),
    Column("Состояние", width=18), Column("Выполнен", Kind.DATE),
    Column("Подтверждений", Kind.WHOLE, 14), Column("Ожидаемый эффект", width=44),
)  # fmt: skip


@login_required
@require_GET
def road_maps(request: Request) -> HttpResponse:
    """The list; above it C1 of what is listed: points done in time."""
    form, found = _found(request)
    shown = listing(request, found, form)
    each, whole = queries.progresses(found.order_by().values("pk"), timezone.localdate())
    shown |= {"whole": whole, "rows": [(row, each.get(row.pk)) for row in shown["page"]]}
    return render(request, "coordination/road_maps.html", shown)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    reading(request)
    return sheet("Дорожные карты", LISTED, _rows(_found(request)[1]), by=request.actor)


@login_required
def make(request: Request) -> HttpResponse:
    """A draft; `?cause=` names the cause it removes."""
    permitted(request, Permission.COORDINATION)
    key = key_of(request, "cause")
    cause = queries.cause_for(request.actor, key) if key else None
    form = _form(request, {"causes": cause.number if cause else ""})
    if request.method == "POST" and form.is_valid():
        with beside(form):
            made = acts.make(municipality=place_of(request), by=request.actor, **form.cleaned_data)
            messages.success(request, f"{made}: проект. Добавьте пункты и утвердите.")
            return redirect("coordination:road-map", made.pk)
    shown = {"form": form, "title": "Новая дорожная карта", "leads": True}
    return render(request, "coordination/write.html", shown, status=status(form))


@login_required
@require_GET
def road_map(request: Request, pk: int) -> HttpResponse:
    return _shown(request, queries.road_map_for(request.actor, pk))


@login_required
def change(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found = queries.road_map_for(request.actor, pk)
    numbers = ", ".join(str(cause.number) for cause in found.causes.all())
    form = _form(request, {"title": found.title, "goal": found.goal, "causes": numbers})
    if request.method == "POST" and form.is_valid():
        with beside(form):
            acts.change(road_map=found, by=request.actor, **form.cleaned_data)
            return redirect("coordination:road-map", pk)
    shown = {"form": form, "title": str(found), "leads": True}
    return render(request, "coordination/write.html", shown, status=status(form))


@login_required
@require_POST
def add_point(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found = queries.road_map_for(request.actor, pk)
    form = PointForm(request.POST, **charging(request), auto_id="point_%s")
    if form.is_valid():
        with beside(form):
            acts.add_point(road_map=found, by=request.actor, **form.cleaned_data)
            return redirect("coordination:road-map", pk)
    return _shown(request, found, point_form=form)


@login_required
@require_POST
def drop_point(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    point = queries.point_for(request.actor, pk)
    acts.drop_point(point=point, by=request.actor)
    messages.success(request, "Пункт убран из проекта.")
    return redirect("coordination:road-map", point.road_map_id)


@login_required
@require_POST
def move_point(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    point = queries.point_for(request.actor, pk)
    acts.move_point(point=point, by=request.actor, **cleaned(MoveForm(request.POST)))
    messages.success(request, "Срок пункта перенесён; первоначальный срок остался в карте.")
    return redirect("coordination:road-map", point.road_map_id)


@login_required
@require_POST
def approve(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found = queries.road_map_for(request.actor, pk)
    form = ApproveForm(request.POST, acts=legal(request.actor))
    if form.is_valid():
        given = form.cleaned_data
        approval = acts.Approval(given["approved_by"], given["approved_on"], given["act"])
        with beside(form):
            acts.approve(road_map=found, approval=approval, by=request.actor)
            messages.success(request, "Утверждена: каждый пункт стал задачей ответственного.")
            return redirect("coordination:road-map", pk)
    return _shown(request, found, approve_form=form)


@login_required
@require_POST
def end(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.COORDINATION)
    found, form = queries.road_map_for(request.actor, pk), EndForm(request.POST)
    if form.is_valid():
        with beside(form):
            row = acts.end(road_map=found, by=request.actor, **form.cleaned_data)
            messages.success(request, f"{row}: {row.get_state_display().lower()}.")
            return redirect("coordination:road-map", pk)
    return _shown(request, found, end_form=form)


@login_required
@require_GET
def effect(request: Request, pk: int) -> HttpResponse:
    """The flow of messages before and after; heavy, so it comes by itself."""
    leads = reading(request)
    found = queries.road_map_for(request.actor, pk)
    effects = queries.effects(found, timezone.now())
    shown = {"road_map": found, "effects": effects, "leads": leads}
    part = "#block" if request.htmx else ""
    return render(request, f"coordination/effect.html{part}", shown)


@login_required
@require_GET
def export_one(request: Request, pk: int) -> FileResponse:
    """The road map with its points, to be printed and signed."""
    permitted(request, Permission.EXPORT)
    reading(request)
    found = queries.road_map_for(request.actor, pk)
    notes = [
        found.title,
        *_approval(found),
        f"Ожидаемый эффект: {found.goal}" if found.goal else "",
    ]
    rows = (_point(point) for point in queries.points_of(found))
    return sheet(str(found), POINTS, rows, by=request.actor, notes=[n for n in notes if n])


def _shown(request: Request, found: RoadMap, **bound: Any) -> HttpResponse:
    leads, points = reading(request), queries.points_of(found)
    today = timezone.localdate()
    shown = {
        "map": found, "leads": leads, "progress": progress((point.point for point in points), today),
        "points": [(point, point.point, point.point.overdue(today)) for point in points],
        "readable": queries.readable(request.actor, points),
        "point_form": PointForm(None, **charging(request), auto_id="point_%s"),
        "approve_form": ApproveForm(acts=legal(request.actor), initial={"approved_on": today}),
        "end_form": EndForm(initial={"on": today}), "move_form": MoveForm(auto_id=False),
    }  # fmt: skip
    wrong = any(form.errors for form in bound.values())
    return render(
        request, "coordination/road_map.html", shown | bound, status=422 if wrong else 200
    )


def _form(request: Request, initial: dict[str, Any]) -> RoadMapForm:
    return RoadMapForm(request.POST or None, causes=queries.causes(request.actor), initial=initial)


def _found(request: Request) -> tuple[Any, QuerySet[RoadMap]]:
    form, given = chosen(MapFilter)(request.GET)
    rows = queries.road_maps(request.actor)
    rows = rows.filter(**{name: given[name] for name in ("state",) if name in given})
    if words := given.get("q"):
        rows = rows.filter(
            Q(title__icontains=words) | Q(goal__icontains=words) | Q(result__icontains=words)
        )
    return form, rows


def _rows(found: QuerySet[RoadMap]) -> Iterator[tuple[Any, ...]]:
    each, _ = queries.progresses(found.order_by().values("pk"), timezone.localdate())
    for row in found:
        far = each.get(row.pk)
        counts = (far.total, far.done, far.in_time, far.overdue) if far else (0, 0, 0, 0)
        yield (
            row.number, row.title, row.get_state_display(), row.approved_on, row.approved_by,
            *counts, row.ended_on, row.result,
        )  # fmt: skip


def _point(point: Milestone) -> tuple[Any, ...]:
    state = point.task.get_state_display() if point.task else "Проект"
    return (
        point.what, point.whom, point.due, point.until, point.moves, state,
        point.point.done_on, point.proofs, point.effect,
    )  # fmt: skip


def _approval(found: RoadMap) -> list[str]:
    if found.approved_on is None:
        return ["Проект, не утверждена"]
    return [f"Утверждена {found.approved_on:%d.%m.%Y}: {found.approved_by}", str(found.act or "")]
