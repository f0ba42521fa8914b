"""Tokens of the municipality: who gave which program which door."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from mcu.org.models import Token
from mcu.org.rules.roles import Actor


def tokens_of(actor: Actor, now: datetime) -> QuerySet[Token]:
    """Those that still open something, the latest used first."""
    found = Token.objects.filter(
        person__municipality_id=actor.municipality_id, revoked_at=None, expires_at__gt=now
    )
    return found.select_related("person").order_by("person__full_name", "-made_at")


def token_in(actor: Actor, pk: int) -> Token:
    """A token of the actor's municipality, else Http404."""
    found = Token.objects.filter(person__municipality_id=actor.municipality_id, pk=pk)
    token = found.select_related("person").first()
    if token is None:
        raise Http404("Такого токена нет.")
    return token
