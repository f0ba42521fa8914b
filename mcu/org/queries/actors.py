"""Who acts: a person with the duties in force."""

from datetime import date

from django.utils import timezone

from mcu.org.models import Body, Duty, Person
from mcu.org.queries.people import in_force
from mcu.org.rules.roles import Actor, DutyView, Role


def actor_for(person: Person, on: date | None = None) -> Actor:
    """The person with the duties in force on that day; two queries."""
    day = on or timezone.localdate()
    duties = tuple(
        DutyView(Role(duty.role), duty.body_id, duty.block_id)
        for duty in in_force(Duty.objects.filter(person=person), day)
    )
    blocks = frozenset(duty.block_id for duty in duties if duty.block_id)
    own = {duty.body_id for duty in duties if duty.body_id}
    return Actor(
        person_id=person.pk,
        name=person.get_short_name(),
        municipality_id=person.municipality_id,
        duties=duties,
        body_ids=_with_below(person.municipality_id, own) if own else frozenset(),
        block_ids=blocks,
    )


def _with_below(municipality_id: int, roots: set[int]) -> frozenset[int]:
    """The bodies and everything under them; the whole tree is small, so it is read at once."""
    pairs = Body.objects.filter(municipality_id=municipality_id).values_list("pk", "parent_id")
    below: dict[int | None, list[int]] = {}
    for pk, parent in pairs:
        below.setdefault(parent, []).append(pk)
    found, queue = set(roots), list(roots)
    while queue:
        children = set(below.get(queue.pop(), ())) - found
        found |= children
        queue.extend(children)
    return frozenset(found)
