"""The register of those who receive and answer."""

from django.db.models import Q, QuerySet
from django.http import Http404

from mcu.org.models import Participant
from mcu.org.rules.roles import Actor


def participants(
    actor: Actor, words: str = "", kind: str = "", way: str = "", block: int | None = None,
    *, gone: bool = False,
) -> QuerySet[Participant]:  # fmt: skip
    """Those in the register, or with `gone` those taken out, narrowed."""
    found = Participant.objects.filter(municipality_id=actor.municipality_id, active=not gone)
    for word in words.split():
        found = found.filter(
            Q(body__name__icontains=word) | Q(body__short_name__icontains=word)
            | Q(contact__icontains=word) | Q(responsible__full_name__icontains=word)
            | Q(phone__icontains=word) | Q(email__icontains=word) | Q(address__icontains=word)
        )  # fmt: skip
    if kind:
        found = found.filter(body__kind=kind)
    if way:
        found = found.filter(way=way)
    if block:
        found = found.filter(body__block=block)
    return found.select_related("body__block", "responsible").order_by("body__name", "pk")


def participant_for(actor: Actor, pk: int) -> Participant:
    rows = Participant.objects.filter(municipality_id=actor.municipality_id)
    found = rows.select_related("body", "responsible").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого участника нет.")
    return found
