"""Marks of a person's service, and the hours people say they worked."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Person, ServiceMarks, WorkHours
from mcu.org.rules.roles import Actor, Permission

MARKS = ("permanent_since", "permanent_act", "instruction_on", "outside_service", "pay", "pay_act")
MOST_HOURS = 80
OLDEST_WEEKS = 53


@transaction.atomic
def set_marks(*, person: Person, by: Actor, **values: Any) -> ServiceMarks:
    """What the act and the contract say of a member of the centre."""
    require(by, Permission.ORGANISATION)
    today = timezone.localdate()
    if values.get("instruction_on") and values["instruction_on"] > today:
        raise RuleViolation("Инструкция не может быть актуализирована в будущем.")
    marks = ServiceMarks.objects.filter(pk=person.pk).first() or ServiceMarks(
        person=person, municipality_id=person.municipality_id
    )
    old, new = journal.put(marks, {name: values[name] for name in MARKS if name in values})
    if not new:
        return marks
    marks.save()
    journal.write(
        "person.marks",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        before=old,
        after=new,
    )
    return marks


@transaction.atomic
def set_hours(
    *, person: Person, week: date, hours: Decimal, by: Actor, note: str = ""
) -> WorkHours:
    """Hours of the week that holds the day, told by the person; told again, they are replaced."""
    if by.person_id != person.pk:
        require(by, Permission.ORGANISATION)
    monday = week - timedelta(days=week.weekday())
    today = timezone.localdate()
    if monday > today:
        raise RuleViolation("Эта неделя ещё не началась. Часы вносят за прошедшие дни.")
    if monday < today - timedelta(weeks=OLDEST_WEEKS):
        raise RuleViolation("Часы вносят не больше чем за год назад.")
    if not 0 <= hours <= MOST_HOURS:
        raise RuleViolation(f"Часов в неделе — от 0 до {MOST_HOURS}.")
    row, _ = WorkHours.objects.update_or_create(
        person=person,
        week=monday,
        defaults={"municipality_id": person.municipality_id, "hours": hours, "note": note},
    )
    journal.write(
        "person.hours",
        by=by,
        municipality_id=person.municipality_id,
        of=person,
        after={"week": monday, "hours": hours},
    )
    return row
