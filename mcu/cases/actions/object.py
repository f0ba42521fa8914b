"""Which object a case is about: named, changed, taken away."""

from datetime import datetime

from mcu.cases.actions.step import step
from mcu.cases.models import Case, NamedObject, SaidPoint
from mcu.cases.rules.workflow import Verb
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor
from mcu.territory.models import MapObject


def name_object(
    *, case: Case, found: MapObject | None, by: Actor, now: datetime | None = None
) -> Case:
    """None takes the name away; the same one again changes nothing."""
    if found and found.municipality_id != case.municipality_id:
        raise RuleViolation("Это объект другого муниципалитета.")
    with step(Verb.OBJECT, case, by=by, now=now) as work:
        before = NamedObject.objects.filter(case=work.case).select_related("object__layer").first()
        if (before.object_id if before else None) == (found.pk if found else None):
            work.quiet = True
            return case
        work.entry_before = {"object": called(before.object)} if before else {}
        work.extra = {"object": called(found) if found else ""}
        keep_object(work.case, found)
    return case


def keep_object(case: Case, found: MapObject | None) -> None:
    """The object stands where the case is, unless somebody has set a point of its own."""
    NamedObject.objects.filter(case=case).delete()
    if found is None:
        return
    NamedObject.objects.create(case=case, object=found)
    SaidPoint.objects.get_or_create(case=case, defaults={"lat": found.lat, "lon": found.lon})


def called(found: MapObject) -> str:
    """«Фонари: № 12, улица Мира»."""
    number = f"№ {found.number}" if found.number and found.title else ""
    parts = (str(found), number, found.address)
    return f"{found.layer.name}: {', '.join(part for part in parts if part)}"
