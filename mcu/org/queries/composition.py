"""Who held what on a day, and the whole history of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from mcu.org.models import Duty, ServiceMarks, StructureChange, Substitution
from mcu.org.queries.people import in_force
from mcu.org.rules.roles import FOR_BODY, Actor, Role
from mcu.org.rules.structure import Change

# Members of the centre by the acts; the rest are charged by it or look at it.
CENTRE = frozenset(Role) - FOR_BODY - {Role.HEAD, Role.AUDITOR, Role.REGIONAL}


@dataclass(frozen=True, slots=True)
class Held:
    """A duty as it stood on a day: the place under its name of that day, who stood in."""

    duty: Duty
    place: str
    marks: ServiceMarks | None
    away: Substitution | None


@dataclass(frozen=True, slots=True)
class RoleGroup:
    role: Role
    held: list[Held]


def composition(actor: Actor, day: date, *, everybody: bool = False) -> list[RoleGroup]:
    """The centre, or everybody with a duty, by role in the order of the acts; three queries."""
    duties = in_force(duties_of(actor, everybody=everybody), day)
    names, away = names_on(actor.municipality_id, day), away_on(actor.municipality_id, day)
    groups: dict[str, list[Held]] = {}
    for duty in duties.order_by("person__full_name", "since"):
        groups.setdefault(duty.role, []).append(_held(duty, names, away))
    return [RoleGroup(role, groups[role]) for role in Role if role in groups]


def history(
    actor: Actor, *, everybody: bool = False, role: str = "", words: str = ""
) -> QuerySet[Duty]:
    """Every duty there ever was, the latest first."""
    duties = duties_of(actor, everybody=everybody)
    if role in Role.values:
        duties = duties.filter(role=role)
    if words:
        duties = duties.filter(Q(person__full_name__icontains=words) | Q(act__icontains=words))
    return duties.order_by("-since", "-id")


def duties_of(actor: Actor, *, everybody: bool) -> QuerySet[Duty]:
    duties = Duty.objects.filter(municipality_id=actor.municipality_id)
    if not everybody:
        duties = duties.filter(role__in=CENTRE)
    return duties.select_related("person__marks", "body", "block")


def names_on(municipality_id: int, day: date) -> dict[tuple[str, int], str]:
    """Names that blocks and bodies had on a day, for those renamed since; one query."""
    renamed = StructureChange.objects.filter(
        municipality_id=municipality_id, change=Change.RENAME, on__gt=day
    )
    rows = renamed.order_by("-on", "-number").values_list("block_id", "body_id", "before__name")
    # The earliest change after the day is read last and stays.
    return {
        ("block", block) if block else ("body", body): name for block, body, name in rows if name
    }


def away_on(municipality_id: int, day: date) -> list[Substitution]:
    """Substitutions in force on a day, past days included; one query."""
    found = Substitution.objects.filter(
        municipality_id=municipality_id, since__lte=day, until__gte=day
    )
    still = Q(ended_at__isnull=True) | Q(ended_at__date__gt=day)
    return list(found.filter(still).select_related("absent", "substitute").order_by("pk"))


def _held(duty: Duty, names: dict[tuple[str, int], str], away: Iterable[Substitution]) -> Held:
    stands_in = (
        row for row in away if row.absent_id == duty.person_id and row.duty_id in {None, duty.pk}
    )
    marks = getattr(duty.person, "marks", None)
    return Held(duty, place_of(duty, names), marks, next(stands_in, None))


def place_of(duty: Duty, names: dict[tuple[str, int], str]) -> str:
    """The body or block of a duty, under the name of the day."""
    if duty.body_id:
        return names.get(("body", duty.body_id), str(duty.body))
    if duty.block_id:
        return names.get(("block", duty.block_id), str(duty.block))
    return ""
