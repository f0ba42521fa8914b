"""The panels a person keeps: a convenience of their own, not an act of the centre."""

from django.db import transaction

from mcu.core.errors import RuleViolation
from mcu.dashboards.models import PanelSet
from mcu.dashboards.rules.panels import arranged, kept, open_to, usual
from mcu.org.rules.roles import Actor


@transaction.atomic
def arrange(*, act: str, code: str, by: Actor) -> list[str]:
    """One panel is added, removed or moved; what is kept begins with the set of the role."""
    known = open_to(by)
    row, _ = PanelSet.objects.select_for_update().get_or_create(
        person_id=_person(by), defaults={"codes": usual(by)}
    )
    row.codes = arranged(kept(row.codes, known), act, code, known)
    row.save()
    return row.codes


def reset(*, by: Actor) -> None:
    """Back to the set of the role."""
    PanelSet.objects.filter(person_id=_person(by)).delete()


def _person(by: Actor) -> int:
    if by.person_id is None:
        raise RuleViolation("Набор панелей есть только у человека.")
    return by.person_id
