"""The municipality, its blocks and the tree of its bodies."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mcu.org import queries
from mcu.org.models import Body
from mcu.org.rules.roles import Permission
from mcu.org.views.frame import permitted


@login_required
def organisation(request: HttpRequest) -> HttpResponse:
    """The municipality, its blocks and the tree of its bodies."""
    actor = permitted(request, Permission.SETTINGS)
    context = {"blocks": queries.blocks(actor), "tree": tree(queries.bodies(actor))}
    return render(request, "org/organisation.html", context)


def tree(found: Iterable[Body]) -> list[tuple[int, Body]]:
    """Bodies with their depth, each after the one above it; names in order on every level."""
    below: dict[int | None, list[Body]] = {}
    for body in found:
        below.setdefault(body.parent_id, []).append(body)
    rows: list[tuple[int, Body]] = []
    stack = [(0, body) for body in reversed(below.get(None, []))]
    while stack:
        depth, body = stack.pop()
        rows.append((depth, body))
        stack += [(depth + 1, under) for under in reversed(below.get(body.pk, []))]
    return rows
