"""Which municipality's portal it is, and how it is set."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import Http404

from mcu.channels.models import Channel
from mcu.connectors.portal.connector import PortalConnector
from mcu.core import vault
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, program
from mcu.portal.models import PortalSetup, Question

RESIDENT = "Житель"


@dataclass(frozen=True)
class Town:
    """The portal of one municipality: what a page needs to know of it."""

    place: Municipality
    channel: Channel
    setup: PortalSetup

    @property
    def code(self) -> str:
        return self.place.code

    @cached_property
    def by(self) -> Actor:
        """The program, acting for a resident nobody knows."""
        return program(self.place.pk, RESIDENT)

    @cached_property
    def provider(self) -> dict[str, str]:
        """Where residents sign in; empty where the municipality has no such sign-in."""
        if not self.setup.provider:
            return {}
        try:
            found: dict[str, str] = vault.unseal(self.setup.provider)
        except vault.SealBroken:
            return {}
        return found


def town_at(code: str) -> Town:
    """The portal under this code while it is open, else Http404; two queries."""
    channels = Channel.objects.filter(
        municipality__code=code, transport=PortalConnector.code, active=True, reads=True
    )
    channel = channels.select_related("municipality__portal").order_by("pk").first()
    if channel is None:
        raise Http404("Портал этого муниципалитета не открыт.")
    return Town(channel.municipality, channel, setup_of(channel.municipality))


def open_towns() -> list[Municipality]:
    """Municipalities whose portal is open."""
    found = Municipality.objects.filter(
        channels_out__transport=PortalConnector.code, channels_out__active=True,
        channels_out__reads=True,
    )  # fmt: skip
    return list(found.distinct().order_by("name"))


def channel_of(municipality_id: int) -> Channel | None:
    """The channel of the portal, open or not; None before it was first switched on."""
    rows = Channel.objects.filter(municipality_id=municipality_id, transport=PortalConnector.code)
    return rows.order_by("pk").first()


def setup_of(place: Municipality) -> PortalSetup:
    """The settings, or the defaults of the program."""
    found: PortalSetup | None = getattr(place, "portal", None)
    return found or PortalSetup(municipality=place)


def questions_by_topic(municipality_id: int) -> dict[str, list[Question]]:
    """What each topic or group asks, by its code: there are few, and mostly none."""
    found: dict[str, list[Question]] = {}
    for question in Question.objects.filter(municipality_id=municipality_id):
        found.setdefault(question.topic, []).append(question)
    return found


def all_questions(actor: Actor) -> QuerySet[Question]:
    """What all topics of the municipality ask."""
    return Question.objects.filter(municipality_id=actor.municipality_id)


def question_for(actor: Actor, pk: int) -> Question:
    found = all_questions(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого вопроса нет.")
    return found
