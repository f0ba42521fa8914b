"""The directory of people: search and filters."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from mcu.org.models import Duty, Person
from mcu.org.queries.actors import with_below
from mcu.org.queries.people import in_force, people
from mcu.org.rules.roles import Actor, Role

STATES = (
    ("active", "вход открыт"),
    ("off", "вход закрыт"),
    ("bare", "без ролей"),
    ("never", "ещё не входили"),
)


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What is sought; empty means everybody."""

    words: str = ""
    body: int | None = None
    block: int | None = None
    role: str = ""
    state: str = ""


def found_people(actor: Actor, chosen: PeopleFilter, today: date) -> QuerySet[Person]:
    """Colleagues who fit every word and every filter, by name."""
    found = people(actor)
    held = in_force(Duty.objects.filter(person=OuterRef("pk")), today)
    for word in chosen.words.split():
        found = found.filter(_fits(word, held))
    duties = held
    if chosen.body:
        duties = duties.filter(body_id__in=with_below(actor.municipality_id, {chosen.body}))
    if chosen.block:
        duties = duties.filter(Q(block=chosen.block) | Q(body__block=chosen.block))
    if chosen.role:
        duties = duties.filter(role=chosen.role)
    if chosen.body or chosen.block or chosen.role:
        found = found.filter(Exists(duties))
    return _of_state(found, chosen.state, held)


def _of_state(found: QuerySet[Person], state: str, held: QuerySet[Duty]) -> QuerySet[Person]:
    if state in {"active", "off"}:
        return found.filter(is_active=state == "active")
    if state == "bare":
        return found.filter(~Exists(held))
    return found.filter(last_login__isnull=True) if state == "never" else found


def _fits(word: str, held: QuerySet[Duty]) -> Q:
    """In the name, the post, the contacts, or in where and as what somebody works."""
    like = re.sub("[её]", "[её]", re.escape(word.lower()))
    roles = [role for role in Role if re.search(like, role.label.lower())]
    places = (
        Q(body__name__iregex=like)
        | Q(body__short_name__iregex=like)
        | Q(block__name__iregex=like)
        | Q(role__in=roles)
    )
    own = Q(full_name__iregex=like) | Q(position__iregex=like) | Q(login__icontains=word)
    contacts = Q(email__icontains=word) | Q(phone__icontains=word)
    return own | contacts | Q(Exists(held.filter(places)))
