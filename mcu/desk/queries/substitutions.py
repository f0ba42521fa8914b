"""Absences with what hangs on them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mcu.cases.queries.handover import cases_of_absent
from mcu.org.models import Duty, Person, Substitution
from mcu.org.queries import in_force, people, substitutions
from mcu.org.rules.roles import Actor
from mcu.org.rules.substitutions import Stage, stage


@dataclass(frozen=True, slots=True)
class SubstitutionRow:
    """A substitution with its stage and how many cases it moved."""

    substitution: Substitution
    stage: Stage
    handed_over: int

    @property
    def is_open(self) -> bool:
        return self.stage in {Stage.PLANNED, Stage.RUNNING}


@dataclass(frozen=True, slots=True)
class Load:
    """What would be handed over now."""

    open: int
    late: int
    due: int


def found_substitutions(actor: Actor, words: str, shown: str, today: date) -> QuerySet:
    """Those sought: `shown` is «now», «planned», «past» or everything."""
    found = substitutions(actor).annotate(handed=Count("hand_overs"))
    if words:
        found = found.filter(
            Q(absent__full_name__icontains=words) | Q(substitute__full_name__icontains=words)
        )
    still = Q(ended_at__isnull=True)
    conditions = {
        "now": still & Q(since__lte=today, until__gte=today),
        "planned": still & Q(since__gt=today),
        "past": ~still | Q(until__lt=today),
    }
    return found.filter(conditions.get(shown, Q())).order_by("-since", "-pk")


def row_of(row: Substitution, today: date, tz: object) -> SubstitutionRow:
    ended = row.ended_at.astimezone(tz).date() if row.ended_at else None  # type: ignore[arg-type]
    at = stage(row.since, row.until, today, ended_on=ended, begun=row.begun_at is not None)
    return SubstitutionRow(row, at, row.handed)  # type: ignore[attr-defined]


def load_of(absent: Person, duty: Duty | None, now: datetime, until: date | None) -> Load:
    """Unanswered cases of somebody who is going away; one query."""
    cases = cases_of_absent(absent, duty, now.date())
    due = Q(due_at__gte=now)
    if until:
        due &= Q(due_at__date__lte=until)
    counted = cases.aggregate(
        open=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)), due=Count("pk", filter=due)
    )
    return Load(**counted)


def colleagues_of(actor: Actor, absent: Person, today: date) -> QuerySet[Person]:
    """Who may stand in, colleagues of the same body or block first."""
    own = in_force(Duty.objects.filter(person=absent), today)
    near = in_force(Duty.objects.filter(person=OuterRef("pk")), today).filter(
        Q(body__in=own.values("body")) | Q(block__in=own.values("block"))
    )
    found = people(actor).prefetch_related(None).filter(is_active=True).exclude(pk=absent.pk)
    return found.annotate(near=Exists(near)).order_by("-near", "full_name")
