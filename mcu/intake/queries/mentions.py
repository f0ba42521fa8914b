"""Mentions that an actor sees."""

from django.db.models import Q, QuerySet
from django.http import Http404

from mcu.channels.models import Channel
from mcu.intake.models import Mention
from mcu.org.rules.roles import Actor


def mentions_for(
    actor: Actor, *, state: str = "", words: str = "", channel: int | None = None
) -> QuerySet[Mention]:
    """The mentions of the actor's municipality, the newest first."""
    rows = Mention.objects.filter(municipality_id=actor.municipality_id).select_related("case")
    if state:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(text__icontains=words))
    return rows.filter(channel=channel) if channel else rows


def mention_for(actor: Actor, pk: int) -> Mention:
    """One of them, else Http404."""
    found = mentions_for(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого упоминания нет.")
    return found


def news_channels(actor: Actor) -> QuerySet[Channel]:
    """Where mentions come from."""
    return Channel.objects.filter(municipality_id=actor.municipality_id, transport="news").order_by(
        "name"
    )
