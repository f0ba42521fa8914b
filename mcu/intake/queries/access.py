"""Imports and saved layouts that an actor sees."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from mcu.intake.models import ColumnProfile, ImportRun
from mcu.intake.rules.layouts import Field
from mcu.org.rules.roles import Actor


def runs_for(actor: Actor) -> QuerySet[ImportRun]:
    """The imports of the actor's municipality, the newest first."""
    return ImportRun.objects.filter(municipality_id=actor.municipality_id).select_related("by")


def run_for(actor: Actor, pk: int) -> ImportRun:
    """One import of the actor's municipality, else Http404."""
    found = runs_for(actor).select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такой загрузки нет.")
    return found


def saved_layouts(municipality_id: int) -> QuerySet[ColumnProfile]:
    return ColumnProfile.objects.filter(municipality_id=municipality_id)


def layouts_told(municipality_id: int) -> list[tuple[ColumnProfile, list[tuple[str, str]]]]:
    """Each saved mapping with its pairs: what the field is called, the header of the column."""
    labels = {str(field): str(field.label) for field in Field}
    return [
        (layout, [(labels.get(name, name), header) for name, header in layout.columns.items()])
        for layout in saved_layouts(municipality_id)
    ]


def layout_for(actor: Actor, pk: int) -> ColumnProfile:
    """A saved mapping of the actor's municipality, else Http404."""
    found = saved_layouts(actor.municipality_id).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой раскладки нет.")
    return found


def stalled(before: datetime) -> QuerySet[ImportRun]:
    """Runs that should be going on: waiting ones and those whose process may have died."""
    waiting = ImportRun.State.WAITING, ImportRun.State.RUNNING
    return ImportRun.objects.filter(state__in=waiting, started_at__lt=before).order_by("pk")
