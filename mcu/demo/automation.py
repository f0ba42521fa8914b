"""What the invented town does by itself: the fast route and the rules of its act, in force for a while."""

from datetime import datetime, timedelta

from mcu.cases.actions.automation import look_through
from mcu.cases.actions.fast import switch_fast_route
from mcu.cases.actions.rules import switch_rule
from mcu.cases.models import AutomationCursor, Case, FastRoute, FastRun, Rule
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

LIVED = timedelta(days=90)  # for so long the route and the rules are in force
FAST_TOPIC = "dorogi.osveshchenie"


def rest(place: Municipality) -> None:
    """Loading the act switched them on today; the town has its months before today to live yet."""
    Rule.objects.filter(municipality=place).update(active=False, since=None)
    FastRoute.objects.filter(municipality=place).update(active=False, since=None)
    AutomationCursor.objects.filter(municipality=place).delete()


def set_up(place: Municipality, by: Actor, now: datetime) -> None:
    """The route of dark streets; accidents are urgent and on control; what came back is marked."""
    for route in FastRoute.objects.filter(municipality=place):
        switch_fast_route(route=route, active=True, by=by, now=now)
    for rule in Rule.objects.filter(municipality=place):
        switch_rule(rule=rule, active=True, by=by, now=now)


def followed(case: Case, now: datetime) -> bool:
    """The program looks at what happened; whether the case went to the fast route."""
    look_through(place=case.municipality, now=now)
    return FastRun.objects.filter(case=case, ended_at__isnull=True).exists()
