"""What the invented town does by itself: one fast route and two rules, set by its administrator."""

from datetime import datetime, timedelta
from typing import Any

from mcu.cases.actions.automation import look_through
from mcu.cases.actions.fast import set_fast_route, switch_fast_route
from mcu.cases.actions.rules import set_rule, switch_rule
from mcu.cases.models import Case, FastRun
from mcu.cases.rules.automation import Act, Deed, Event
from mcu.cases.rules.conditions import read
from mcu.cases.rules.fast import StepPart
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor

LIVED = timedelta(days=90)  # for so long the route and the rules are in force
FAST_TOPIC = "dorogi.osveshchenie"
STEPS = (
    StepPart("amenities", "Осмотреть линию", 4, "working_hours"),
    StepPart("housing", "Устранить и ответить", 1, "working_days"),
)
ACCIDENT = {
    "all": [
        {"field": "text", "op": "has", "value": ["авари", "прорыв", "прорва", "искри", "опасн"]}
    ]
}


def set_up(place: Municipality, by: Actor, now: datetime) -> None:
    """The route of dark streets; accidents are urgent and on control; what came back is marked."""
    entry = read({"all": [{"field": "topic", "op": "any", "value": [FAST_TOPIC]}]})
    route = set_fast_route(
        place=place, name="Тёмная улица", entry=entry, steps=STEPS, by=by,
        source="Распоряжение о быстрых маршрутах (выдуманное)",
    )  # fmt: skip
    switch_fast_route(route=route, active=True, by=by, now=now)
    rules: tuple[tuple[str, Event, dict[str, Any], tuple[Act, ...]], ...] = (
        ("Авария — срочно и на контроль", Event.REGISTERED, ACCIDENT,
         (Act(Deed.IMPORTANCE, "high"), Act(Deed.CONTROL, "1", "Авария устранена?"))),
        ("Ответ вернули — пометить", Event.RETURNED, {}, (Act(Deed.TAG, "доработка"),)),
    )  # fmt: skip
    for name, event, condition, acts in rules:
        rule = set_rule(
            place=place,
            name=name,
            event=event,
            condition=read(condition),
            acts=acts,
            by=by,
            now=now,
        )
        switch_rule(rule=rule, active=True, by=by, now=now)


def followed(case: Case, now: datetime) -> bool:
    """The program looks at what happened; whether the case went to the fast route."""
    look_through(place=case.municipality, now=now)
    return FastRun.objects.filter(case=case, ended_at__isnull=True).exists()
