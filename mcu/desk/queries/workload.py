"""How busy people and blocks are: open, due this week, in and out, mean time, hours."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Avg, Count, F, Q, Sum
from django.utils import timezone

from mcu.cases.queries import cases_for
from mcu.cases.rules.workflow import FINISHED, State
from mcu.desk.rules.staffing import Staffing
from mcu.org.models import Block, Body, Duty, Person, WorkHours
from mcu.org.queries import blocks, bodies, in_force
from mcu.org.rules.roles import Actor, Permission, Reach

WEEK = timedelta(days=7)
LOOKED_BACK = timedelta(days=90)
HOURS_WEEKS = 4
LATELY_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Load:
    """Numbers of one person, body or block; `took` is the mean time from receipt to closing, `came` and
    `gone` what was received and closed in the last weeks."""

    open: int = 0
    late: int = 0
    due: int = 0
    closed: int = 0
    took: timedelta | None = None
    came: int = 0
    gone: int = 0
    hours: Decimal | None = None


@dataclass(slots=True)
class PersonLoad:
    person: Person
    load: Load


@dataclass(slots=True)
class BlockLoad:
    """A block, None for those outside all blocks, with its bodies and the people whose duties are in it.

    `staff` is how many they are; `people` only those whose numbers the reader may know.
    """

    block: Block | None
    load: Load
    people: list[PersonLoad] = field(default_factory=list)
    staff: int = 0
    bodies: list[tuple[Body, Load]] = field(default_factory=list)
    staffing: Staffing | None = None

    @property
    def each(self) -> int | None:
        """Open cases for one person of the block."""
        return round(self.load.open / self.staff) if self.staff else None


def workload(actor: Actor, now: datetime, block: Block | None = None) -> list[BlockLoad]:
    """Blocks with their bodies and people; eight queries however many there are. Only what the reader
    may see is counted, and only people they are the head of are told apart."""
    by_block, by_person = _loads(actor, "block", now), _loads(actor, "executor", now)
    hours, members, of_bodies = _hours(actor, now), _members(actor, now), _bodies(actor, now)
    head_of = actor.reach(Permission.LOAD)
    rows = []
    for each in [*blocks(actor).filter(active=True), None]:
        if block is not None and each != block:
            continue
        key = each.pk if each else None
        row = BlockLoad(each, by_block.get(key, Load()))
        staff = members.get(key, [])
        row.staff, row.bodies = len(staff), of_bodies.get(key, [])
        row.people = [
            PersonLoad(
                person, replace(by_person.get(person.pk, Load()), hours=hours.get(person.pk))
            )
            for person in staff
            if _may_know(head_of, key, person, actor)
        ]
        rows.append(row)
    return [row for row in rows if row.block or row.load.open or row.staff]


def _may_know(head_of: Reach, block: int | None, person: Person, actor: Actor) -> bool:
    """The figures of one's own work, and of the people one is the head of."""
    return head_of.everywhere or block in head_of.blocks or person.pk == actor.person_id


def _bodies(actor: Actor, now: datetime) -> dict[int | None, list[tuple[Body, Load]]]:
    """Bodies that have something in work, or had lately, by their block."""
    loads = _loads(actor, "body", now)
    found: dict[int | None, list[tuple[Body, Load]]] = {}
    for body in bodies(actor):
        load = loads.get(body.pk, Load())
        if load.open or load.came or load.gone:
            found.setdefault(body.block_id, []).append((body, load))
    return found


def _loads(actor: Actor, kind: str, now: datetime) -> dict[int | None, Load]:
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    week, weeks = midnight + WEEK, midnight - LATELY_WEEKS * WEEK
    is_open = ~Q(state__in=sorted(FINISHED))
    lately = Q(state=State.CLOSED, closed_at__gte=midnight - LOOKED_BACK)
    came, gone = Q(received_at__gte=weeks), Q(state=State.CLOSED, closed_at__gte=weeks)
    rows = (
        cases_for(actor)
        .filter(is_open | lately | came)
        .order_by()
        .values_list(f"{kind}_id")
        .annotate(
            open=Count("pk", filter=is_open),
            late=Count("pk", filter=is_open & Q(due_at__lt=now)),
            due=Count("pk", filter=is_open & Q(due_at__gte=now, due_at__lt=week)),
            closed=Count("pk", filter=lately),
            took=Avg(F("closed_at") - F("received_at"), filter=lately),
            came=Count("pk", filter=came),
            gone=Count("pk", filter=gone),
        )
    )
    return {key: Load(*numbers) for key, *numbers in rows}


def _hours(actor: Actor, now: datetime) -> dict[int, Decimal]:
    """Mean hours a week of the last weeks, where people told them."""
    since = timezone.localdate(now) - HOURS_WEEKS * WEEK
    told = WorkHours.objects.filter(municipality_id=actor.municipality_id, week__gte=since)
    rows = told.values_list("person_id").annotate(Sum("hours"), Count("pk"))
    return {person: (hours / weeks).quantize(Decimal("0.1")) for person, hours, weeks in rows}


def _members(actor: Actor, now: datetime) -> dict[int | None, list[Person]]:
    """Who works in which block: by a duty in the block, or in a body of the block."""
    duties = Duty.objects.filter(municipality_id=actor.municipality_id)
    held = in_force(duties, timezone.localdate(now)).filter(
        Q(block__isnull=False) | Q(body__isnull=False)
    )
    found: dict[int | None, dict[int, Person]] = {}
    for duty in held.select_related("person", "body").order_by("person__full_name"):
        key = duty.block_id or (duty.body.block_id if duty.body else None)
        found.setdefault(key, {})[duty.person_id] = duty.person
    return {key: list(rows.values()) for key, rows in found.items()}
