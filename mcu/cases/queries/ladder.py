"""The ladder of a municipality."""

from django.http import Http404

from mcu.cases.models import LadderRung
from mcu.cases.rules.ladder import DEFAULT, Rung
from mcu.org.rules.roles import Actor


def ladder_of(municipality_id: int) -> tuple[Rung, ...]:
    """Its own rungs, else the default ones."""
    own = LadderRung.objects.filter(municipality_id=municipality_id)
    return tuple(row.view for row in own) or DEFAULT


def rung_for(actor: Actor, code: str) -> Rung:
    """A rung in force by its code, else Http404."""
    found = {rung.code: rung for rung in ladder_of(actor.municipality_id)}
    if code not in found:
        raise Http404("Такой ступени нет.")
    return found[code]
