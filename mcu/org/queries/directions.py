"""Directions of development of the actor's municipality."""

from django.db.models import QuerySet

from mcu.org.models import Direction
from mcu.org.rules.roles import Actor


def directions(actor: Actor) -> QuerySet[Direction]:
    return Direction.objects.filter(municipality_id=actor.municipality_id).select_related("block")
