"""The flow of messages by week, before and after a day, of a place and of its control."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Extract, Floor
from django.utils import timezone

from mcu.cases.models import Case, Problem, Topic
from mcu.cases.rules.effect import WEEKS, Effect, Flow, effect, said, season_note, windows

LEAST_CONTROL = 10


@dataclass(frozen=True, slots=True)
class Measured:
    """The two flows and what follows; `control_words` says what the place was compared with."""

    day: date
    place: Flow
    control: Flow
    control_words: str
    found: Effect
    season: str

    @property
    def said(self) -> str:
        return said(self.found)

    @property
    def weeks(self) -> list[tuple[date, int, int, bool]]:
        """Week by week: its first day, the place, the control, whether after the work."""
        first = self.day - timedelta(weeks=len(self.place.before))
        pairs = zip(
            (*self.place.before, *self.place.after),
            (*self.control.before, *self.control.after),
            strict=True,
        )
        return [
            (first + timedelta(weeks=i), here, there, i >= len(self.place.before))
            for i, (here, there) in enumerate(pairs)
        ]


def measure(
    *,
    municipality_id: int,
    topic: Topic,
    here: Q,
    day: date,
    now: datetime,
    most: int = WEEKS,
) -> Measured | None:
    """The effect of work done on that day on messages of the topic at the place `here`.

    The control is the same topic elsewhere in the municipality; where that is too little, the other
    topics of the group. None before a whole week has passed.
    """
    count = windows((timezone.localdate(now) - day).days // 7, most)
    if not count:
        return None
    ours = Case.objects.filter(municipality_id=municipality_id)
    same = ours.filter(topic=topic)
    place = flow(same.filter(here), day, count)
    control, words = (
        flow(same.exclude(here), day, count),
        f"та же тема в других местах: {topic.name}",
    )
    if sum(control.before) + sum(control.after) < LEAST_CONTROL and topic.parent_id:
        others = ours.filter(topic__parent_id=topic.parent_id).exclude(topic=topic)
        control, words = (
            flow(others, day, count),
            "остальные темы этой группы во всём муниципалитете",
        )
    months = sorted({(day + timedelta(weeks=i)).month for i in range(-count, count)})
    return Measured(
        day, place, control, words, effect(place, control), season_note(topic.season, months)
    )


def flow(cases: QuerySet[Case], day: date, weeks: int) -> Flow:
    """So many weeks before and after the local midnight of that day; one query."""
    counts = weekly(cases, day - timedelta(weeks=weeks), 2 * weeks)
    return Flow(tuple(counts[:weeks]), tuple(counts[weeks:]))


def weekly(cases: QuerySet[Case], since: date, weeks: int) -> list[int]:
    """Messages received in each of so many weeks, the first beginning on that local day."""
    start = datetime.combine(since, time(), tzinfo=timezone.get_current_timezone())
    inside = cases.filter(received_at__gte=start, received_at__lt=start + timedelta(weeks=weeks))
    passed = ExpressionWrapper(F("received_at") - Value(start), output_field=DurationField())
    week = Floor(Extract(passed, "epoch") / Value(float(7 * 86_400)), output_field=FloatField())
    rows = inside.order_by().annotate(week=week).values_list("week").annotate(n=Count("pk"))
    found = {int(week): count for week, count in rows}
    return [found.get(i, 0) for i in range(weeks)]


def measure_problem(problem: Problem, now: datetime) -> Measured | None:
    """The effect of the work on a problem; None while its day, topic or place is not known."""
    here = place_of(problem)
    if problem.done_on is None or problem.topic is None or here is None:
        return None
    return measure(
        municipality_id=problem.municipality_id,
        topic=problem.topic,
        here=here,
        day=problem.done_on,
        now=now,
    )


class Placed(Protocol):
    """Whatever lies somewhere: a problem, a cause of a higher app."""

    @property
    def settlement(self) -> str: ...
    @property
    def street(self) -> str: ...
    @property
    def landmark(self) -> str: ...


def place_of(thing: Placed) -> Q | None:
    """Messages of the same street, landmark or settlement; None when none of them is known."""
    here = Q(settlement__in=[thing.settlement, ""]) if thing.settlement else Q()
    if thing.street:
        return here & Q(street=thing.street)
    if thing.landmark:
        return here & Q(landmark=thing.landmark)
    return Q(settlement=thing.settlement) if thing.settlement else None
