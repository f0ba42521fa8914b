"""Decisions, and the things of the program that ground them."""

from dataclasses import replace

from django.db.models import Count, QuerySet
from django.http import Http404
from django.urls import Resolver404, resolve, reverse

from mcu.cases.queries import cases_for
from mcu.cases.queries.problem import problems_for
from mcu.coordination.models import Decision
from mcu.coordination.queries.causes import causes
from mcu.coordination.queries.road_maps import road_maps
from mcu.coordination.rules.grounds import OUTSIDE, Data, inside
from mcu.coordination.rules.states import GroundKind
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor

G = GroundKind
DOORS = {
    G.PROBLEM: "cases:problem", G.CAUSE: "coordination:cause",
    G.ROAD_MAP: "coordination:road-map", G.CASE: "cases:card",
}  # fmt: skip


def decisions(actor: Actor) -> QuerySet[Decision]:
    rows = Decision.objects.filter(municipality_id=actor.municipality_id)
    counts = {"ground_count": Count("grounds")}
    return rows.annotate(**counts).order_by("-on", "-number")


def decision_for(actor: Actor, pk: int) -> Decision:
    found = decisions(actor).select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого решения нет.")
    return found


def data_for(actor: Actor, kind: str, reference: str, host: str) -> Data:
    """What a person names by number or by address, when they see it; else RuleViolation."""
    if kind == G.LIST:
        return _page(reference, host)
    number = reference.strip().lstrip("№").strip()
    found = _rows(actor, kind).filter(number=number).first() if _fits(kind, number) else None
    if found is None:
        label = GroundKind(kind).label.removesuffix(" №")
        raise RuleViolation(f"Такой записи нет или она не в вашем ведении: {label} {number[:40]}.")
    url = reverse(DOORS[GroundKind(kind)], args=[found.pk])
    return Data(kind, str(found), url, found._meta.label_lower, found.pk)


def named(data: Data, title: str, figure: str, figure_on):  # type: ignore[no-untyped-def]
    """With the figure as it stands, under the person's own name for a list."""
    name = title if data.kind == G.LIST and title else data.name
    return replace(data, name=name, figure=figure, figure_on=figure_on)


def _rows(actor: Actor, kind: str) -> QuerySet:
    if kind == G.CASE:
        return cases_for(actor)
    if kind == G.PROBLEM:
        return problems_for(actor)
    return causes(actor) if kind == G.CAUSE else road_maps(actor)


def _fits(kind: str, number: str) -> bool:
    """The number of a message is a text; the rest have whole numbers of a sane size."""
    if kind == G.CASE:
        return bool(number) and "\x00" not in number
    return number.isascii() and number.isdecimal() and len(number) < 9


def _page(reference: str, host: str) -> Data:
    url = inside(reference, host)
    try:
        resolve(url.partition("?")[0])
    except Resolver404 as nowhere:
        raise RuleViolation(OUTSIDE) from nowhere
    return Data(G.LIST, url, url)
