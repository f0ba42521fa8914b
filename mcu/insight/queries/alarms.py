"""Alarms as their readers may see them, and planned outages."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from mcu.cases.models import Case, Problem, ProblemCase
from mcu.cases.queries import cases_for
from mcu.cases.queries.problem import problems_for
from mcu.insight.models import Alarm, Outage, Watching
from mcu.insight.queries.flow import messages
from mcu.insight.rules.states import AlarmState
from mcu.org.rules.roles import Actor, Permission


def alarms(actor: Actor) -> QuerySet[Alarm]:
    """All of the municipality; whoever reads figures of a body or block sees those mostly of it."""
    rows = Alarm.objects.filter(municipality_id=actor.municipality_id)
    reach = actor.reach(Permission.SUMMARY)
    if not reach.everywhere:
        rows = rows.filter(Q(body_id__in=reach.bodies) | Q(block_id__in=reach.blocks))
    return rows.select_related("topic", "problem", "task").order_by("-until", "-pk")


def alarm_for(actor: Actor, pk: int) -> Alarm:
    found = alarms(actor).select_related("municipality").filter(pk=pk).first()
    if found is None:
        raise Http404("Такого всплеска нет.")
    return found


def cases_of(actor: Actor, alarm: Alarm) -> QuerySet[Case]:
    """Its messages, of those the actor sees."""
    found = messages(
        alarm.municipality, alarm.topic, alarm.settlement, alarm.since, alarm.until, alarm.streets
    )
    return found.filter(pk__in=cases_for(actor).values("pk")).order_by("-received_at")


def free_of(actor: Actor, alarm: Alarm) -> list[Case]:
    """Those of them that are in no problem."""
    linked = ProblemCase.objects.filter(case=OuterRef("pk"), left_at__isnull=True)
    return list(cases_of(actor, alarm).filter(~Exists(linked)))


def problems_of(actor: Actor, cases: QuerySet[Case]) -> list[Problem]:
    """The problems such messages are in already, as far as the actor sees them."""
    linked = ProblemCase.objects.filter(case__in=cases.order_by(), left_at__isnull=True)
    return list(problems_for(actor).filter(pk__in=linked.values("problem_id")).order_by("pk"))


def fresh(actor: Actor) -> list[Alarm]:
    """What nobody has looked at yet, for «Сегодня»."""
    return list(alarms(actor).filter(state=AlarmState.NEW)[:4])


def watching(actor: Actor) -> Watching | None:
    return Watching.objects.filter(municipality_id=actor.municipality_id).first()


def outages(actor: Actor) -> QuerySet[Outage]:
    return Outage.objects.filter(municipality_id=actor.municipality_id)


def outage_for(actor: Actor, pk: int) -> Outage:
    found = outages(actor).filter(pk=pk).first()
    if found is None:
        raise Http404("Такого отключения нет.")
    return found
