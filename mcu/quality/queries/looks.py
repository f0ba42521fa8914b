"""Second looks: what may be drawn, what is to be looked at, what it says of each body."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from mcu.cases.models import Case
from mcu.cases.queries import cases_for
from mcu.cases.rules.words import Outcome
from mcu.cases.rules.workflow import State
from mcu.org.rules.roles import Actor, Permission
from mcu.quality.models import LookRun, SecondLook
from mcu.quality.rules.look import AGAINST, CHECKED, Verdict
from mcu.quality.rules.sampling import Interval, share


@dataclass(frozen=True, slots=True)
class BodyLooks:
    """One body: how many of its closed cases were looked at, how many were not done."""

    pk: int | None
    name: str
    checked: int
    against: int
    not_done: int

    @property
    def share(self) -> Interval | None:
        """The share that does not agree with what was said at closing."""
        return share(self.against, self.checked)


def drawable(municipality_id: int, since: date, until: date) -> dict[int | None, list[int]]:
    """Closed as solved in the period and never looked at, by body."""
    rows = Case.objects.filter(
        municipality_id=municipality_id,
        state=State.CLOSED,
        outcome=Outcome.SOLVED,
        closed_at__date__range=(since, until),
        second_look__isnull=True,
    )
    found: dict[int | None, list[int]] = defaultdict(list)
    for pk, body in rows.order_by("pk").values_list("pk", "body_id"):
        found[body].append(pk)
    return found


def runs(actor: Actor) -> QuerySet[LookRun]:
    """The draws of the municipality with how far they are."""
    checked = Count("looks", filter=~Q(looks__verdict=""))
    rows = LookRun.objects.filter(municipality_id=actor.municipality_id)
    return rows.annotate(checked=checked).order_by("-at", "-id")


def run_for(actor: Actor, pk: int) -> LookRun:
    found = runs(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такой выборки нет.")
    return found


def looks(actor: Actor) -> QuerySet[SecondLook]:
    """What was drawn, of the cases the actor sees."""
    rows = SecondLook.objects.filter(case__in=cases_for(actor))
    return rows.select_related("case__topic", "body", "checked_by", "run")


def look_for(actor: Actor, pk: int) -> SecondLook:
    cases = cases_for(actor, Permission.QUALITY)
    found = looks(actor).filter(pk=pk, case__in=cases).first()
    if found is None:
        raise Http404("Такой проверки нет или она не в вашем ведении.")
    return found


def by_body(rows: QuerySet[SecondLook]) -> list[BodyLooks]:
    """What the looks say of each body, the worst share first."""
    counted = (
        rows.filter(verdict__in=CHECKED)
        .order_by()
        .values_list("body", "body__name")
        .annotate(
            n=Count("pk"),
            against=Count("pk", filter=Q(verdict__in=AGAINST)),
            not_done=Count("pk", filter=Q(verdict=Verdict.NOT_DONE)),
        )
    )
    bodies = [BodyLooks(pk, name or "не назначен", *numbers) for pk, name, *numbers in counted]
    return sorted(bodies, key=lambda row: (-row.against / row.checked, row.name))
