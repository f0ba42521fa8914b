"""The card of the centre."""

from typing import Any

from django.db import transaction

from mcu.core import journal
from mcu.org.actions.access import require
from mcu.org.models import CentreCard, Municipality
from mcu.org.rules.roles import Actor, Permission

FIELDS = (
    "address", "room", "provided_by", "phone", "email", "hours", "equipment", "support",
    "funding", "basis",
)  # fmt: skip


@transaction.atomic
def set_centre(*, municipality: Municipality, by: Actor, **values: Any) -> CentreCard:
    """Bring the card up to date; what is not given stays, and the same again changes nothing."""
    require(by, Permission.ORGANISATION)
    card = CentreCard.objects.filter(pk=municipality.pk).first() or CentreCard(
        municipality=municipality
    )
    given = {name: values[name] for name in FIELDS if name in values}
    old, new = journal.put(card, given)
    if not new:
        return card
    card.save()
    journal.write(
        "centre.set", by=by, municipality_id=municipality.pk, of=card, before=old, after=new
    )
    return card
