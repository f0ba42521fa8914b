"""Reading the organisation: who acts, by which calendar, what there is."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from mcu.core.errors import RuleViolation
from mcu.core.workdays import DayKind, DayOverride, WorkCalendar, WorkingTime
from mcu.org.models import Block, Body, CalendarDay, Duty, Municipality, Person
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


def in_force(duties: QuerySet[Duty], day: date) -> QuerySet[Duty]:
    """Duties held on that day."""
    return duties.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


def municipality(code: str = "") -> Municipality:
    """By code, or the only one there is; RuleViolation says what to do otherwise."""
    found = list(Municipality.objects.filter(code=code) if code else Municipality.objects.all()[:2])
    if len(found) == 1:
        return found[0]
    if not found and code:
        raise RuleViolation(f"Муниципалитета «{code}» нет. Список: mcu profile list.")
    if not found:
        raise RuleViolation(
            "Ни одного муниципалитета ещё нет. Заведите его: mcu profile load demo."
        )
    raise RuleViolation("Муниципалитетов несколько: назовите нужный через --municipality КОД.")


def zone(place: Municipality) -> ZoneInfo:
    return ZoneInfo(place.timezone)


def calendar_for(place: Municipality) -> WorkCalendar:
    """The working calendar of the municipality with its own days; one query, then from memory."""
    days = CalendarDay.objects.filter(municipality=place).values_list("day", "kind", "title")
    hours = (
        place.work_start, place.work_end, place.lunch_start, place.lunch_end, place.short_end,
    )  # fmt: skip
    return _calendar(place.timezone, hours, tuple(days))


def people(actor: Actor) -> QuerySet[Person]:
    """Colleagues of the municipality with their duties at hand."""
    duties = Duty.objects.select_related("body", "block")
    return Person.objects.filter(municipality_id=actor.municipality_id).prefetch_related(
        Prefetch("duties", duties)
    )


def bodies(actor: Actor) -> QuerySet[Body]:
    return Body.objects.filter(municipality_id=actor.municipality_id).select_related("block")


def blocks(actor: Actor) -> QuerySet[Block]:
    return Block.objects.filter(municipality_id=actor.municipality_id)


def executors_of(body_id: int | None, municipality_id: int, now: datetime) -> QuerySet[Person]:
    """People who can be charged with a case of this body today."""
    duties = in_force(Duty.objects.filter(role=Role.EXECUTOR), now.date())
    if body_id:
        duties = duties.filter(body_id=body_id)
    return Person.objects.filter(
        municipality_id=municipality_id, is_active=True, duties__in=duties
    ).distinct()


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


@lru_cache(maxsize=64)
def _calendar(tz: str, hours: tuple, days: tuple) -> WorkCalendar:
    overrides = [DayOverride(day, DayKind(kind), title) for day, kind, title in days]
    return WorkCalendar(tz=ZoneInfo(tz), working_time=WorkingTime(*hours), overrides=overrides)
