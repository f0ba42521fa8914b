"""Reading screens."""

from django.db.models import QuerySet
from django.http import Http404

from mcu.dashboards.models import Screen
from mcu.org.rules.links import digest
from mcu.org.rules.roles import Actor


def screens(actor: Actor) -> QuerySet[Screen]:
    return Screen.objects.filter(municipality_id=actor.municipality_id)


def screen_for(actor: Actor, pk: int) -> Screen:
    found = screens(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого экрана нет.")
    return found


def screen_of(secret: str) -> Screen | None:
    """By the secret of its link, or by that of the screen itself."""
    if not secret:
        return None
    return Screen.objects.select_related("municipality").filter(digest=digest(secret)).first()
