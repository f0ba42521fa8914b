"""Objects of the map and the cases that are about them."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mcu.cases.models import Case, NamedObject
from mcu.cases.queries.access import cases_for
from mcu.cases.rules.workflow import FINISHED
from mcu.org.rules.roles import Actor
from mcu.places.queries import gazetteer_for
from mcu.territory.models import MapObject
from mcu.territory.queries.areas import territory_of
from mcu.territory.queries.layers import Close, close_to, objects
from mcu.territory.rules.where import Where
from mcu.text.places import Accuracy

AROUND = 100
Point = tuple[float, float]


def objects_with_cases(actor: Actor, words: str, layer: int | None) -> QuerySet[MapObject]:
    """What was sought, each with how many visible cases are about it and how many of them are open."""
    visible = Q(named_in__case__in=cases_for(actor))
    return objects(actor, words, layer).annotate(
        told=Count("named_in", filter=visible),
        open_ones=Count(
            "named_in", filter=visible & ~Q(named_in__case__state__in=sorted(FINISHED))
        ),
    )


def about(pk: int | None) -> Q:
    """A condition for cases: about this object."""
    named = NamedObject.objects.filter(case=OuterRef("pk"), object_id=pk)
    return Q(Exists(named)) if pk else Q()


def object_called(actor: Actor, pk: int) -> str:
    """For a chip of the filters; also of one that is gone."""
    rows = MapObject.objects.filter(municipality_id=actor.municipality_id, pk=pk)
    row = rows.select_related("layer").first()
    return f"{row}, {row.layer.name}" if row else "неизвестен"


def cases_of(actor: Actor, found: MapObject) -> QuerySet[Case]:
    """Visible ones, the newest first."""
    rows = cases_for(actor).filter(about(found.pk)).select_related("topic", "body")
    return rows.order_by("-received_at", "-pk")


def object_of(case: Case) -> MapObject | None:
    named = NamedObject.objects.filter(case=case).select_related("object__layer").first()
    return named.object if named else None


def objects_near(case: Case) -> list[Close]:
    """The nearest ones to the point of a case: where its author put it, or its house."""
    point = point_of_case(case)
    return close_to(case.municipality_id, *point, metres=AROUND) if point else []


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of a point while a message is being typed."""

    where: Where
    close: list[Close]


def told_of(municipality_id: int, point: Point, *, public: bool = False) -> Told:
    """Whether it lies in the municipality, in which settlement, and what stands near."""
    where = territory_of(municipality_id).where(point)
    return Told(where, close_to(municipality_id, *point, public=public))


def point_of_case(case: Case) -> Point | None:
    said = getattr(case, "said_point", None)
    if said:
        return said.lat, said.lon
    if not (case.street or case.landmark):
        return None
    words = case.settlement, case.street, case.house, case.landmark
    found = gazetteer_for(case.municipality_id).locate(*words)
    exact = found and found.of in (Accuracy.HOUSE, Accuracy.LANDMARK)
    return (found.lat, found.lon) if found and exact else None
