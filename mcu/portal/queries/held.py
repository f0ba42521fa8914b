"""What waits to be let in, with access built in."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from mcu.core import vault
from mcu.org.rules.roles import Actor
from mcu.portal.models import Submission
from mcu.text.mask import mask

SHOWN = 100


@dataclass(frozen=True, slots=True)
class Held:
    """One of them, masked."""

    row: Submission
    text: str
    photos: int
    contact: bool


def held_of(actor: Actor) -> list[Held]:
    """The oldest first."""
    return [_held(row) for row in _waiting(actor).order_by("made_at")[:SHOWN]]


def held_count(actor: Actor) -> int:
    return _waiting(actor).count()


def held_for(actor: Actor, pk: int) -> Submission:
    found = Submission.objects.filter(municipality_id=actor.municipality_id, pk=pk).first()
    if found is None or found.state != Submission.State.HELD:
        raise Http404("Такой отправки нет или с ней уже решили.")
    return found


def _waiting(actor: Actor) -> QuerySet[Submission]:
    return Submission.objects.filter(
        municipality_id=actor.municipality_id, state=Submission.State.HELD, sealed__isnull=False
    )


def _held(row: Submission) -> Held:
    said = vault.unseal(row.sealed or b"")
    return Held(row, mask(said["text"]), len(said["photos"]), "author" in said)
