"""Reading official pages of one's municipality."""

from django.db.models import Q, QuerySet
from django.http import Http404

from mcu.media.models import OfficialPage
from mcu.media.rules.page import IN_MODULE
from mcu.org.rules.roles import Actor

LACKING = Q(network__in=IN_MODULE) & ~Q(connected=True, badge=True, widget=True)


def pages(actor: Actor) -> QuerySet[OfficialPage]:
    rows = OfficialPage.objects.filter(municipality_id=actor.municipality_id)
    return rows.select_related("body", "keeper")


def page_for(actor: Actor, pk: int) -> OfficialPage:
    found = pages(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой страницы в реестре нет.")
    return found
