"""Fast routes: the list of them, the way of a case, and the time they saved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import Http404

from mcu.cases.models import Case, FastRoute, FastRun, FastStage
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.conditions import as_q, moment_of
from mcu.cases.rules.conditions import Group, Line, Operator, dumps, read
from mcu.cases.rules.fast import Sample, sample, topics_of, verdict
from mcu.cases.rules.workflow import State
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

LEAST_DAYS, MOST_DAYS = 30, 365
# What was not worked by the town says nothing of how fast it works.
LEFT = (State.MERGED.value, State.REDIRECTED.value, State.REJECTED.value)


@dataclass(frozen=True, slots=True)
class Measured:
    """A sample, in words, with the list of the very cases behind it."""

    title: str
    sample: Sample
    query: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a case stands on its route."""

    run: FastRun
    stages: list[FastStage]

    @property
    def now(self) -> FastStage | None:
        """The stage whose turn it is; none when all are done or the way is over."""
        if self.run.ended_at:
            return None
        return next((stage for stage in self.stages if stage.done_at is None), None)


def fast_route_for(actor: Actor, pk: int) -> FastRoute:
    """A fast route of the municipality, else Http404."""
    routes = FastRoute.objects.filter(municipality_id=actor.municipality_id)
    found = routes.prefetch_related("steps__body").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого быстрого маршрута нет.")
    return found


def fast_routes(actor: Actor) -> QuerySet[FastRoute]:
    """All of the municipality, with how many cases are on each and how many were."""
    on = Q(runs__ended_at__isnull=True, runs__pk__isnull=False)
    routes = FastRoute.objects.filter(municipality_id=actor.municipality_id)
    counted = routes.annotate(on=Count("runs", filter=on), passed=Count("runs"))
    return counted.prefetch_related("steps__body")


def way_of(case: Case) -> Way:
    """The route of the case and its stages, else Http404."""
    run = FastRun.objects.select_related("route").filter(case=case).first()
    if run is None:
        raise Http404("Это сообщение не шло по быстрому маршруту.")
    return Way(run, list(run.stages.select_related("body", "term")))


def measured(actor: Actor, place: Municipality, route: FastRoute, now: datetime) -> list[Measured]:
    """Hours from receipt to answer on the route, beside it and before it; by the cases one sees."""
    if route.since is None:
        return []
    moment = moment_of(place, now)
    begun = route.since.astimezone(moment.calendar.tz).date()
    days = max(LEAST_DAYS, min(MOST_DAYS, (now - route.since).days))
    earlier = begun - timedelta(days=days)
    topics = Line("topic", Operator.ANY, topics_of(read(route.entry)))
    worked = Line("state", Operator.NONE, LEFT)
    since, answered = (
        Line("received", Operator.SINCE, begun),
        Line("answered", Operator.SINCE, begun),
    )
    conditions = {
        "на маршруте": (Line("fast", Operator.ANY, (route.code,)), answered, worked),
        "те же темы мимо маршрута": (
            topics, Line("fast", Operator.NONE, (route.code,)), since, answered, worked,
        ),
        f"те же темы за {days} дн. до него": (
            topics,
            Line("received", Operator.SINCE, earlier),
            Line("received", Operator.UNTIL, begun - timedelta(days=1)),
            Line("answered", Operator.SINCE, earlier),
            worked,
        ),
    }  # fmt: skip
    rows = []
    for title, lines in conditions.items():
        where = Group("all", lines)
        hours = _hours(cases_for(actor).filter(as_q(where, moment)))
        query = urlencode({"status": "all", "where": dumps(where)})
        rows.append(Measured(title, sample(hours), query))
    on = rows[0].sample
    return [
        rows[0],
        *(Measured(r.title, r.sample, r.query, verdict(on, r.sample, r.title)) for r in rows[1:]),
    ]


def _hours(cases: QuerySet[Case]) -> list[float]:
    pairs = cases.order_by().values_list("received_at", Coalesce("first_answer_at", "closed_at"))
    return [(answered - received) / timedelta(hours=1) for received, answered in pairs]
