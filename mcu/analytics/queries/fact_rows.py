"""The rows of facts as PostgreSQL tells them."""

from datetime import date
from typing import Any

from django.db.models import Min
from django.utils import timezone

from mcu.analytics.queries.reaction import days_table
from mcu.analytics.rules.facts import FACTS
from mcu.cases.models import Case
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for, zone

DAYS = "unnest({places}::bigint[], {days}::date[], {floats}) AS {name}(place, day, before, a1, b1, a2, b2)"
NUMBERS = ("before", "a1", "b1", "a2", "b2")
FROM = """
FROM cases_case c
JOIN org_municipality m ON m.id = c.municipality_id
LEFT JOIN cases_topic t ON t.id = c.topic_id
LEFT JOIN cases_sourcerecord s ON s.case_id = c.id
LEFT JOIN cases_appeal a ON a.case_id = c.id
LEFT JOIN {came} ON came.place = m.id AND came.day = (c.received_at AT TIME ZONE m.timezone)::date
LEFT JOIN {replied} ON replied.place = m.id
    AND replied.day = (c.first_answer_at AT TIME ZONE m.timezone)::date
"""


def facts_sql(condition: str = "true") -> str:
    """SELECT of every column of the facts; takes the parameters of `calendars`."""
    columns = ", ".join(f"CAST({fact.sql} AS {fact.type}) AS {fact.name}" for fact in FACTS)
    floats = ", ".join(f"%(cal_{name})s::float8[]" for name in NUMBERS)
    came, replied = (
        DAYS.format(places="%(cal_place)s", days="%(cal_day)s", floats=floats, name=name)
        for name in ("came", "replied")
    )
    return f"SELECT {columns} {FROM.format(came=came, replied=replied)} WHERE {condition}"


def calendars(places: list[Municipality]) -> dict[str, list[Any]]:
    """The working days of each municipality from its first case to today, as columns."""
    columns: dict[str, list[Any]] = {f"cal_{name}": [] for name in ("place", "day", *NUMBERS)}
    for place in places:
        first = Case.objects.filter(municipality=place).aggregate(at=Min("received_at"))["at"]
        if first is None:
            continue
        today = timezone.localdate(timezone=zone(place))
        since: date = timezone.localdate(first, timezone=zone(place))
        table = days_table(calendar_for(place), min(since, today), today)
        columns["cal_place"] += [place.pk] * len(table[0])
        for name, values in zip(("day", *NUMBERS), table, strict=True):
            columns[f"cal_{name}"] += values
    return columns
