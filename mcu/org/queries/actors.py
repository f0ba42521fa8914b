"""Who acts: a person with the duties in force."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from mcu.core import wall
from mcu.org.models import Body, Duty, Municipality, Person
from mcu.org.queries.people import in_force
from mcu.org.queries.rights import rights_of
from mcu.org.rules.roles import SERVES_SEVERAL, Actor, DutyView, Role

Tree = Mapping[int | None, list[int]]


def actor_for(person: Person, on: date | None = None, place: Municipality | None = None) -> Actor:
    """The person with the duties in force on that day, those of whom they stand in for included;
    two queries. In another municipality than their own for whoever serves several."""
    day, place = on or timezone.localdate(), place or person.municipality
    whose = Q(person=person) | Q(pk__in=stood_in(person, day))
    held = in_force(Duty.objects.filter(whose, municipality=place), day)
    found = list(held.select_related("person"))
    tree = _tree(place.pk) if any(duty.body_id for duty in found) else {}
    duties = tuple(_view(duty, person, tree) for duty in found)
    return Actor(
        person_id=person.pk,
        name=_name(person, duties),
        municipality_id=place.pk,
        duties=duties,
        rights=rights_of(place),
    )


def served(actor: Actor) -> list[Municipality]:
    """The municipalities whose totals the person sees today, by name; one query."""
    if actor.person_id is None:
        return []
    held = Duty.objects.filter(person_id=actor.person_id, role__in=sorted(SERVES_SEVERAL))
    duties = in_force(held, timezone.localdate())
    with wall.everywhere():
        return list(Municipality.objects.filter(duties__in=duties).distinct().order_by("name"))


def stood_in(person: Person, day: date) -> QuerySet[Duty]:
    """Duties of absent colleagues in whose place the person acts on that day."""
    whose = Q(person__absences__duty__isnull=True) | Q(person__absences__duty=F("pk"))
    return Duty.objects.filter(
        whose,
        person__absences__substitute=person,
        person__absences__ended_at__isnull=True,
        person__absences__since__lte=day,
        person__absences__until__gte=day,
    )


def with_below(municipality_id: int, roots: set[int]) -> frozenset[int]:
    """The bodies and everything under them."""
    tree = _tree(municipality_id)
    return frozenset(roots).union(*(_below(root, tree) for root in roots))


def _view(duty: Duty, person: Person, tree: Tree) -> DutyView:
    absent = "" if duty.person_id == person.pk else duty.person.get_short_name()
    below = _below(duty.body_id, tree)
    return DutyView(Role(duty.role), duty.body_id, duty.block_id, below, absent)


def _name(person: Person, duties: tuple[DutyView, ...]) -> str:
    """What is signed with: an act done in a substitution says so wherever the name stands."""
    absent = sorted({duty.instead_of for duty in duties if duty.instead_of})
    short = person.get_short_name()
    return f"{short} (замещает: {', '.join(absent)})"[:200] if absent else short


def _tree(municipality_id: int) -> Tree:
    """The bodies under each body; the whole tree is small, so it is read at once."""
    pairs = Body.objects.filter(municipality_id=municipality_id).values_list("pk", "parent_id")
    tree: dict[int | None, list[int]] = {}
    for pk, parent in pairs:
        tree.setdefault(parent, []).append(pk)
    return tree


def _below(root: int | None, tree: Tree) -> frozenset[int]:
    """Everything under the body; a circle in the tree does not hold it up."""
    found: set[int] = set()
    queue = list(tree.get(root, ())) if root else []
    while queue:
        body = queue.pop()
        if body not in found:
            found.add(body)
            queue.extend(tree.get(body, ()))
    return frozenset(found)
