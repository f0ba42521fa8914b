"""Blocks and bodies of the actor's municipality."""

from django.db.models import QuerySet

from mcu.org.models import Block, Body
from mcu.org.rules.roles import Actor


def bodies(actor: Actor) -> QuerySet[Body]:
    return Body.objects.filter(municipality_id=actor.municipality_id).select_related("block")


def blocks(actor: Actor) -> QuerySet[Block]:
    """Those switched off as well: cases worked in them are still found by them."""
    return Block.objects.filter(municipality_id=actor.municipality_id)
