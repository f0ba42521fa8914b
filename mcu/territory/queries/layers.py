"""Layers, their objects and the files they came from."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Floor
from django.http import Http404

from mcu.org.rules.roles import Actor
from mcu.territory.models import Layer, LayerImport, MapObject

METRES = 111_195
NEAR = 60
OFFERED = 3
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Objects of a layer that stand together in sight: one of them, or how many."""

    icon: str
    layer: str
    lat: float
    lon: float
    count: int
    key: int
    title: str


@dataclass(frozen=True, slots=True)
class Close:
    """An object near a point, and how many metres it is away."""

    object: MapObject
    metres: int

    @property
    def key(self) -> str:
        """As a form carries it."""
        return str(self.object.pk)


def layers(actor: Actor) -> QuerySet[Layer]:
    """With the number of objects that stand there now."""
    rows = Layer.objects.filter(municipality_id=actor.municipality_id)
    return rows.annotate(standing=Count("objects_of", filter=Q(objects_of__gone_at=None)))


def layer_for(actor: Actor, pk: int) -> Layer:
    found = layers(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого слоя нет.")
    return found


def import_for(actor: Actor, pk: int) -> LayerImport:
    rows = LayerImport.objects.filter(municipality_id=actor.municipality_id, pk=pk)
    found = rows.select_related("layer").first()
    if found is None:
        raise Http404("Такой загрузки нет.")
    return found


def is_last(run: LayerImport) -> bool:
    """Only the last file of a layer is undone: what came after it stands on it."""
    done = LayerImport.objects.filter(layer=run.layer, done_at__isnull=False, undone_at=None)
    return done.order_by("-done_at", "-pk").values_list("pk", flat=True).first() == run.pk


def objects(
    actor: Actor, words: str = "", layer: int | None = None, *, gone: bool = False
) -> QuerySet[MapObject]:
    """Those that stand there, or those taken off, found by number, title and address."""
    rows = MapObject.objects.filter(municipality_id=actor.municipality_id, gone_at__isnull=not gone)
    if layer:
        rows = rows.filter(layer_id=layer)
    for word in words.split()[:8]:
        rows = rows.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(address__icontains=word)
        )
    return rows.select_related("layer").order_by("layer__name", "title", "number", "pk")


def object_for(actor: Actor, pk: int) -> MapObject:
    """Also one that is gone: its cases lead to it."""
    rows = MapObject.objects.filter(municipality_id=actor.municipality_id, pk=pk)
    found = rows.select_related("layer").first()
    if found is None:
        raise Http404("Такого объекта нет.")
    return found


def marks(actor: Actor, chosen: list[int], box: Box, cell: tuple[float, float]) -> list[Mark]:
    """Objects in sight, those of one cell of the earth together; one query."""
    if not chosen:
        return []
    south, west, north, east = box
    rows = MapObject.objects.filter(
        municipality_id=actor.municipality_id, layer_id__in=chosen, gone_at=None,
        lat__range=(south, north), lon__range=(west, east),
    )  # fmt: skip
    cells = rows.annotate(row=Floor(F("lat") / cell[0]), column=Floor(F("lon") / cell[1]))
    together = cells.order_by().values("layer__icon", "layer__name", "row", "column")
    found = together.annotate(
        at=Avg("lat"), along=Avg("lon"), n=Count("pk"), one=Min("pk"), called=Max("title"),
        numbered=Max("number"),
    )  # fmt: skip
    return [_mark(row) for row in found[:2000]]


def close_to(
    municipality_id: int, lat: float, lon: float, *, public: bool = False, metres: int = NEAR
) -> list[Close]:
    """The nearest objects within so many metres; one query."""
    high = metres / METRES
    wide = high / max(cos(radians(lat)), 0.05)
    rows = MapObject.objects.filter(
        municipality_id=municipality_id, gone_at=None, lat__range=(lat - high, lat + high),
        lon__range=(lon - wide, lon + wide),
    )  # fmt: skip
    if public:
        rows = rows.filter(layer__public=True)
    found = [Close(row, _metres(lat, lon, row)) for row in rows.select_related("layer")[:200]]
    return sorted((each for each in found if each.metres <= metres), key=_order)[:OFFERED]


def _order(each: Close) -> tuple[int, int]:
    return each.metres, each.object.pk


def _metres(lat: float, lon: float, row: MapObject) -> int:
    return round(METRES * hypot(row.lat - lat, (row.lon - lon) * cos(radians(lat))))


def _mark(row: Mapping[str, Any]) -> Mark:
    title = row["called"] or f"№ {row['numbered']}"
    return Mark(
        row["layer__icon"], row["layer__name"], row["at"], row["along"], row["n"], row["one"], title
    )
