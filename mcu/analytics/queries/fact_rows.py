"""The rows of facts as PostgreSQL tells them."""

from datetime import date
from typing import Any

from django.db.models import Min
from django.utils import timezone

from mcu.analytics.queries.reaction import days_table
from mcu.analytics.rules.dialects import POSTGRES
from mcu.analytics.rules.facts import AGAIN, AGAIN_OF_ALL, FACTS, Fact
from mcu.analytics.rules.tables import OF_CASE, Table
from mcu.cases.models import Case
from mcu.org.models import Municipality
from mcu.org.queries import calendar_for, zone

DAYS = "unnest(%(cal_key)s::bigint[], {floats}) AS {name}(key, before, a1, b1, a2, b2)"
# A day of a municipality as one number: by two columns PostgreSQL would pair every case with every day.
OF_PLACE = 10_000_000
KEY = f"(m.id * {OF_PLACE} + ({{day}} - DATE '0001-01-01') + 1)"
# A server that compiles such a long question takes seconds for it and saves milliseconds.
NOT_COMPILED = "SET LOCAL jit = off"
NUMBERS = ("before", "a1", "b1", "a2", "b2")
FROM = """
FROM cases_case c
JOIN org_municipality m ON m.id = c.municipality_id
CROSS JOIN LATERAL (SELECT c.received_at AT TIME ZONE m.timezone AS received,
    c.first_answer_at AT TIME ZONE m.timezone AS answered, c.closed_at AT TIME ZONE m.timezone AS closed,
    extract(epoch FROM c.first_answer_at - c.received_at)::float8 AS answer_seconds,
    extract(epoch FROM c.closed_at - c.received_at)::float8 AS close_seconds) l
LEFT JOIN cases_topic t ON t.id = c.topic_id
LEFT JOIN cases_sourcerecord s ON s.case_id = c.id
LEFT JOIN cases_appeal a ON a.case_id = c.id
LEFT JOIN LATERAL (SELECT x.due_at, x.met_at FROM cases_term x WHERE x.case_id = c.id AND x.kind = 'answer'
    AND x.cancelled_at IS NULL ORDER BY x.due_at DESC, x.id DESC LIMIT 1) d ON true
LEFT JOIN LATERAL (SELECT x.score, x.questions_asked, x.questions_answered FROM cases_answer x
    WHERE x.case_id = c.id AND x.state = 'published' ORDER BY x.number DESC LIMIT 1) w ON true
LEFT JOIN LATERAL (SELECT x.score FROM quality_rating x WHERE x.case_id = c.id
    ORDER BY x.at DESC, x.id DESC LIMIT 1) v ON true
LEFT JOIN {came} ON came.key = {came_key}
LEFT JOIN {replied} ON replied.key = {replied_key}
"""


def facts_sql(condition: str = "true") -> str:
    """SELECT of every column of the facts of cases; takes the parameters of `calendars`."""
    floats = ", ".join(f"%(cal_{name})s::float8[]" for name in NUMBERS)
    came, replied = (DAYS.format(floats=floats, name=name) for name in ("came", "replied"))
    keys = {
        "came_key": KEY.format(day="l.received::date"),
        "replied_key": KEY.format(day="l.answered::date"),
    }
    source = FROM.format(came=came, replied=replied, **keys)
    return f"SELECT {_told(FACTS)} {source} WHERE {condition}"


def all_facts_sql() -> str:
    """The same of all cases: what is repeated is found at once, not case by case."""
    of_all = f" LEFT JOIN ({AGAIN_OF_ALL}) r ON r.id = c.id WHERE true"
    told = facts_sql("true").replace(AGAIN, "coalesce(r.again, false)")
    return told.removesuffix(" WHERE true") + of_all


def own_sql(table: Table, condition: str = "") -> str:
    """SELECT of what a table tells itself, of the cases of the condition or of all; of cases that is
    everything."""
    if table.code == OF_CASE:
        return facts_sql(condition) if condition else all_facts_sql()
    condition = condition or "true"
    return f"SELECT {_told(table.own)} {table.source} AND {condition}"


def rows_sql(table: Table) -> str:
    """SELECT of whole rows of a table."""
    if table.code == OF_CASE:
        return facts_sql()
    if not table.carries:
        return own_sql(table)
    return table.joined(f"({own_sql(table)})", f"({facts_sql()})", POSTGRES, "bigint")


def _told(facts: tuple[Fact, ...]) -> str:
    return ", ".join(f"CAST({fact.sql} AS {fact.type}) AS {fact.name}" for fact in facts)


def calendars(places: list[Municipality]) -> dict[str, list[Any]]:
    """The working days of each municipality from its first case to today, as columns."""
    columns: dict[str, list[Any]] = {f"cal_{name}": [] for name in ("key", *NUMBERS)}
    for place in places:
        first = Case.objects.filter(municipality=place).aggregate(at=Min("received_at"))["at"]
        if first is None:
            continue
        today = timezone.localdate(timezone=zone(place))
        since: date = timezone.localdate(first, timezone=zone(place))
        days, numbers = days_table(calendar_for(place), min(since, today), today)
        columns["cal_key"] += [place.pk * OF_PLACE + day.toordinal() for day in days]
        for name, values in zip(NUMBERS, numbers, strict=True):
            columns[f"cal_{name}"] += values
    return columns
