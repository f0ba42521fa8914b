"""«Слои карты»: kinds of objects, and what stands in them."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.core.tables import Column, csv_lines
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, permitted, status
from mcu.territory.actions import keeping
from mcu.territory.forms import LayerForm
from mcu.territory.models import Layer, MapObject
from mcu.territory.queries import layers as queries

COLUMNS = tuple(Column(title) for title in ("номер", "название", "адрес", "широта", "долгота"))


@login_required
@require_GET
def listed(request: Request) -> HttpResponse:
    actor = permitted(request, Permission.SETTINGS)
    shown = {
        "layers": queries.layers(actor),
        "may_change": may(actor, Permission.ORGANISATION),
    }
    return render(request, "territory/layers.html", shown)


@login_required
def add(request: Request) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    form = LayerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside(form, "name"):
            place = request.user.municipality
            row = keeping.add_layer(municipality=place, by=actor, **form.cleaned_data)
            messages.success(request, f"Слой «{row}» добавлен. Теперь загрузите в него объекты.")
            return redirect("territory:layer-upload", row.pk)
    return render(request, "territory/layer.html", {"form": form}, status=status(form))


@login_required
def layer(request: Request, pk: int) -> HttpResponse:
    """One layer; posting changes it."""
    actor = permitted(request, Permission.ORGANISATION)
    row = queries.layer_for(actor, pk)
    form = LayerForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with beside(form, "name"):
            fresh = queries.layer_for(actor, pk)
            keeping.change_layer(layer=fresh, by=actor, **form.cleaned_data)
            messages.success(request, f"«{row}»: сохранено.")
            return redirect("territory:layers")
    shown = {
        "form": form, "found": queries.layer_for(actor, pk),
        "runs": row.imports.filter(done_at__isnull=False)[:10],
    }  # fmt: skip
    return render(request, "territory/layer.html", shown, status=status(form))


@login_required
@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    row = queries.layer_for(actor, pk)
    keeping.remove_layer(layer=row, by=actor)
    messages.success(request, f"Слой «{row}» убран.")
    return redirect("territory:layers")


@login_required
@require_GET
def export(request: Request, pk: int, form: str) -> HttpResponse:
    """The objects as csv or GeoJSON, which can be taken in again."""
    actor = permitted(request, Permission.SETTINGS)
    if form not in ("csv", "geojson"):
        raise Http404("Так слой не выгружается.")
    row = queries.layer_for(actor, pk)
    keeping.record_export(layer=row, by=actor)
    lines = _csv(row) if form == "csv" else _geojson(row)
    kind = "text/csv; charset=utf-8" if form == "csv" else "application/geo+json"
    answer = HttpResponse(b"".join(lines), content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="layer-{row.pk}.{form}"'
    return answer


def _csv(row: Layer) -> Iterator[bytes]:
    found = _standing(row)
    values = ((o.number, o.title, o.address, f"{o.lat:.6f}", f"{o.lon:.6f}") for o in found)
    return csv_lines(COLUMNS, values)


def _geojson(row: Layer) -> Iterator[bytes]:
    yield b'{"type": "FeatureCollection", "features": [\n'
    for count, each in enumerate(_standing(row)):
        yield (",\n" if count else "").encode() + json.dumps(_feature(each), ensure_ascii=False).encode()  # fmt: skip
    yield b"\n]}\n"


def _feature(row: MapObject) -> dict[str, Any]:
    named = {"номер": row.number, "название": row.title, "адрес": row.address}
    said = {name: value for name, value in named.items() if value}
    point = {"type": "Point", "coordinates": [row.lon, row.lat]}
    return {"type": "Feature", "geometry": point, "properties": said | row.facts}


def _standing(row: Layer) -> Iterator[MapObject]:
    return MapObject.objects.filter(layer=row, gone_at=None).order_by("pk").iterator()
