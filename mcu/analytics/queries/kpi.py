"""The facts from which indicators are computed; the cases behind a number; the trend of «Решаемые»."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from mcu.analytics.rules.kpi import CaseFact, Facts, RequestFact
from mcu.analytics.rules.summary import Period
from mcu.cases.models import Answer, Assignment, Case, InfoRequest, Term, TermExtension
from mcu.cases.queries import cases_for, matching
from mcu.cases.rules.feed import FeedFilter, Status
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.workflow import State
from mcu.coordination.models import Milestone
from mcu.coordination.rules.progress import Progress, progress
from mcu.coordination.rules.states import MapState
from mcu.core.workdays import WorkCalendar
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for
from mcu.org.rules.roles import Actor, Permission
from mcu.quality.models import Rating

REPEATED_WITHIN = timedelta(days=90)
ANY = FeedFilter()
COLUMNS = (
    "pk", "received_at", "system", "regime", "kind", "outcome", "importance", "first_answer_at",
    "closed_at", "state", "postponed_until", "collective", "answer_due", "answer_met", "n_returned", "n_bodies",
    "n_asked", "n_answered", "last_score", "last_rating", "is_again", "is_extended", "registered_by", "registered_due",
    "redirected_by", "redirected_due", "appeal_result",
)  # fmt: skip


def facts(
    actor: Actor, place: Municipality, base: FeedFilter, period: Period, now: datetime
) -> Facts:
    """Cases received in the period or whose answer falls due in it, points of road maps due in it;
    three queries."""
    everything = replace(base, status=Status.ALL)
    first, last = period_moments(period)
    due = Term.objects.filter(
        case=OuterRef("pk"), kind=TermKind.ANSWER, due_at__range=(first, last)
    )
    inside = Q(received_at__range=(first, last))
    found = matching(actor, everything, now, Permission.SUMMARY).order_by()
    chosen = found.filter(inside | Exists(due.filter(cancelled_at__isnull=True)))
    calendar, today = calendar_for(place), timezone.localdate(now)
    rows = annotated(chosen).values(*COLUMNS)
    cases = [_fact(row, (first, last), calendar, today) for row in rows.iterator(5000)]
    asked = (
        InfoRequest.objects.filter(
            case__in=found.filter(inside).values("pk"), block__isnull=False, term__isnull=False
        )
        .exclude(replied_at=None, term__cancelled_at__lte=F("term__due_at"))
        .order_by()
    )
    values = asked.values_list("case", "replied_at", "term__due_at")
    requests = [RequestFact(case, _judged(done, until, now)) for case, done, until in values]
    return Facts(cases, requests, now, _points(actor, base, period, today))


def _points(actor: Actor, base: FeedFilter, period: Period, today: date) -> Progress | None:
    """Of road maps somebody approved; None where the filter asks what only a case has."""
    if replace(base, body=None, block=None, status=ANY.status) != ANY:
        return None
    found = Milestone.objects.filter(
        road_map__municipality=actor.municipality_id, due__range=(period.since, period.until)
    ).exclude(road_map__state=MapState.DRAFT)
    reach = actor.reach(Permission.SUMMARY)
    if not reach.everywhere:
        own = Q(body__in=reach.bodies) | Q(body__block__in=reach.blocks) | Q(person=actor.person_id)
        found = found.filter(own)
    if base.body:
        found = found.filter(body=base.body)
    if base.block:
        found = found.filter(body__block=base.block)
    return progress((row.point for row in found.select_related("task")), today)


def period_moments(period: Period) -> tuple[datetime, datetime]:
    """The first and the last moment of the period in the current time zone."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(period.since, datetime.min.time(), tzinfo=zone)
    after = datetime.combine(period.until + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    return start, after - timedelta(microseconds=1)


def behind(actor: Actor, keys: Iterable[int]) -> QuerySet[Case]:
    """The cases behind a number, of those the actor sees, the newest first."""
    found = cases_for(actor).filter(pk__in=list(keys))
    return found.select_related("topic", "body").order_by("-received_at", "-pk")


def points_behind(actor: Actor, keys: Iterable[int]) -> QuerySet[Milestone]:
    """The points of road maps behind a number: facts know them by their keys below nought."""
    found = Milestone.objects.filter(
        pk__in=[-key for key in keys], road_map__municipality=actor.municipality_id
    )
    return found.select_related("road_map", "body", "task").order_by("-due", "-pk")


def annotated(cases: QuerySet[Case]) -> Any:
    """Cases with everything `_fact` needs, each by one look at an index."""
    of_case = OuterRef("pk")
    answer = _last_term(TermKind.ANSWER)
    register, redirect = _last_term(TermKind.REGISTER), _last_term(TermKind.REDIRECT)
    final = Answer.objects.filter(case=of_case, state=Answer.State.PUBLISHED).order_by("-number")
    returned = Answer.objects.filter(case=of_case, state=Answer.State.RETURNED)
    bodies = Assignment.objects.filter(case=of_case, body__isnull=False).order_by().values("case")
    rating = Rating.objects.filter(case=of_case).order_by("-at").values("score")[:1]
    extended = TermExtension.objects.filter(term__case=of_case, term__kind=TermKind.ANSWER)
    return cases.annotate(
        answer_due=Subquery(answer.values("due_at")[:1]),
        answer_met=Subquery(answer.values("met_at")[:1]),
        n_returned=_count(returned),
        n_bodies=Coalesce(
            Subquery(
                bodies.annotate(n=Count("body", distinct=True)).values("n"),
                output_field=IntegerField(),
            ),
            0,
        ),
        n_asked=Coalesce(Subquery(final.values("questions_asked")[:1]), 0),
        n_answered=Coalesce(Subquery(final.values("questions_answered")[:1]), 0),
        last_score=Subquery(final.values("score")[:1]),
        last_rating=Coalesce(Subquery(rating), F("source__rating")),
        is_again=Q(appeal__former__isnull=False) | Q(source__repeated=True) | Exists(_same_place()),
        is_extended=Exists(extended) | Q(source__extended=True),
        registered_by=Subquery(register.values("met_at")[:1]),
        registered_due=Subquery(register.values("due_at")[:1]),
        redirected_by=Subquery(redirect.values("met_at")[:1]),
        redirected_due=Subquery(redirect.values("due_at")[:1]),
        appeal_result=Coalesce(F("appeal__result"), Value("")),
    )


def _last_term(kind: str) -> QuerySet[Term]:
    terms = Term.objects.filter(case=OuterRef("pk"), kind=kind, cancelled_at__isnull=True)
    return terms.order_by("-due_at")


def _count(rows: QuerySet[Any]) -> Any:
    counted = rows.order_by().values("case").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _same_place() -> QuerySet[Case]:
    """An earlier case with the same topic at the same house within ninety days."""
    return Case.objects.filter(
        municipality=OuterRef("municipality"),
        topic=OuterRef("topic"),
        street=OuterRef("street"),
        house=OuterRef("house"),
        received_at__lt=OuterRef("received_at"),
        received_at__gte=OuterRef("received_at") - REPEATED_WITHIN,
    ).exclude(street="").exclude(house="")  # fmt: skip


def _fact(
    row: dict[str, Any], period: tuple[datetime, datetime], calendar: WorkCalendar, today: date
) -> CaseFact:
    answered, until = row["first_answer_at"], row["postponed_until"]
    worked = calendar.working_seconds_between(row["received_at"], answered) if answered else None
    return CaseFact(
        key=row["pk"],
        received_at=row["received_at"],
        of_period=period[0] <= row["received_at"] <= period[1],
        system=row["system"],
        regime=row["regime"],
        kind=row["kind"],
        outcome=row["outcome"],
        importance=row["importance"],
        first_answer_at=answered,
        closed_at=row["closed_at"],
        due_at=row["answer_due"],
        met_at=row["answer_met"],
        worked=None if worked is None else worked / 3600,
        returned=row["n_returned"],
        misrouted=row["n_bodies"] > 1,
        questions=row["n_asked"],
        questions_answered=row["n_answered"],
        repeated=row["is_again"],
        collective=row["collective"],
        extended=row["is_extended"],
        postponed_late=bool(row["state"] == State.POSTPONED and until and until < today),
        score=row["last_score"],
        rating=row["last_rating"],
        register_in_time=_met(row["registered_by"], row["registered_due"]),
        redirect_in_time=_met(row["redirected_by"], row["redirected_due"]),
        result=row["appeal_result"],
    )


def _met(at: datetime | None, due: datetime | None) -> bool | None:
    return at <= due if at and due else None


def _judged(done: datetime | None, until: datetime, now: datetime) -> bool | None:
    """In time or late; an open question whose term still runs is not judged."""
    if done is None:
        return False if until <= now else None
    return done <= until


def months(period: Period) -> Iterator[Period]:
    """The calendar months the period touches, each cut to it."""
    start = period.since
    while start <= period.until:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield Period(start, min(following - timedelta(days=1), period.until))
        start = following
