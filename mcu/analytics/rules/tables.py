"""The tables of facts: one row per case, per term, per answer, per rating, per point of a road map.

A later part of the program adds its facts by a row here (docs/recipes.md): a code, the columns and
marks of its own, and `source`, the FROM of PostgreSQL by which they are told. `x` is the thing itself,
`c` its case; `case_id` is there already. From its case a row takes the SHARED columns (dimensions
by the same names, the day by which it is of a period, the body and block by which it is somebody's) and
a few marks. A row that is of no case tells everything itself and has its own key below nought for
`case_id`: the two never meet. The mart, its refresh and check, PostgreSQL and ClickHouse follow from the row.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from mcu.analytics.rules.dialects import Dialect
from mcu.analytics.rules.facts import (
    BITS,
    FACTS,
    MARKS,
    SHARED,
    SMALL,
    WIDE,
    Fact,
    marks_sql,
    mask,
    minutes,
)

OF_CASE = "case"
# Marks of the case that a row about it has too: dimensions, and whose report it is for.
CARRIED = ("of_incident", "of_pos", "appeal", "repeated", "collective", "in_problem")
# The columns `facts.MOMENTS` and `facts.VALUES` look at: nothing of a row without them changes with time.
WAITING = ("next_due_at", "pending_due_at", "promised_until")
CASE_KEY = Fact("case_id", "bigint", "c.id")


@dataclass(frozen=True, slots=True)
class Table:
    """`own` are the columns told by PostgreSQL, `columns` all of a row, `bits` the places of its marks.

    `title` says what a row is; `source` is empty for cases, whose own is written apart; `carries`:
    whether a row takes columns from its case.
    """

    code: str
    title: str
    own: tuple[Fact, ...]
    columns: tuple[Fact, ...]
    bits: Mapping[str, int] = field(hash=False)
    source: str = ""
    carries: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(fact.name for fact in self.columns)

    @property
    def waiting(self) -> str:
        """The condition of rows whose numbers still depend on the moment of asking; empty: none do."""
        parts = [f"{name} IS NOT NULL" for name in WAITING if name in self.names]
        return " OR ".join(parts)

    def joined(self, own: str, cases: str, dialect: Dialect, marks: str) -> str:
        """The rows of `own` with the columns of their cases, of which `cases` are the rows; `marks`
        is the type of the marks."""
        mine = {fact.name for fact in self.own} - {"case_id"}
        carried = dialect.bits("f.marks", mask(BITS[name] for name in CARRIED))
        told = [f"{'o' if name in mine else 'f'}.{name} AS {name}" for name in self.names]
        at = self.names.index("marks")
        told[at] = f"CAST({carried} + o.marks AS {marks}) AS marks"
        return (
            f"SELECT {', '.join(told)} FROM {own} AS o JOIN {cases} AS f ON f.case_id = o.case_id"
        )


def _of_case(code: str, title: str, source: str, marks: Mapping[str, str], *facts: Fact) -> Table:
    """A table whose rows are of a case; its own marks take the places its case leaves free."""
    carried = {name: BITS[name] for name in CARRIED}
    free = (1 << place for place in range(32) if 1 << place not in carried.values())
    bits = dict(zip(marks, free, strict=False))
    own = (CASE_KEY, Fact("marks", "bigint", marks_sql(marks, bits), WIDE), *facts)
    return Table(code, title, own, (*SHARED, *own[1:]), carried | bits, source, carries=True)


def _since(moment: str, since: str) -> str:
    return minutes(f"extract(epoch FROM {moment} - {since})")


CASES = Table(OF_CASE, "сообщения", FACTS, FACTS, BITS)
# A term that was called off while it ran says nothing; one called off when it was over is late.
TERMS = _of_case(
    "term",
    "сроки",
    "FROM cases_term x JOIN cases_case c ON c.id = x.case_id"
    " LEFT JOIN LATERAL (SELECT y.block_id FROM cases_inforequest y WHERE y.term_id = x.id LIMIT 1) q ON true"
    " WHERE (x.cancelled_at IS NULL OR x.cancelled_at > x.due_at)",
    {
        "met": "x.met_at IS NOT NULL",
        "kept": "x.met_at <= x.due_at",
        "registration": "x.kind = 'register'",
        "redirection": "x.kind = 'redirect'",
        "block_info": "x.kind = 'block_info' AND q.block_id IS NOT NULL",
    },
    Fact("stage", "varchar", "x.kind", SMALL),
    Fact("asked_block_id", "bigint", "q.block_id", WIDE),
    Fact(
        "pending_due_at",
        "timestamp",
        "CASE WHEN x.met_at IS NULL AND x.paused_at IS NULL THEN x.due_at AT TIME ZONE 'UTC' END",
    ),
    Fact("took_minutes", "integer", _since("x.met_at", "x.started_at")),
)
ANSWERS = _of_case(
    "answer",
    "версии ответов",
    "FROM cases_answer x JOIN cases_case c ON c.id = x.case_id WHERE true",
    {
        "decided": "x.state IN ('returned', 'approved', 'published')",
        "sent_back": "x.state = 'returned'",
        "published": "x.state = 'published'",
        "drafted": "x.machine <> ''",
        "overridden": "x.override <> ''",
    },
    Fact("answer_state", "varchar", "x.state", SMALL),
    Fact("answer_kind", "varchar", "x.kind", SMALL),
    Fact("version_score", "integer", "round(100 * x.score)", "usmallint"),
)
# What a resident said here, else what the case's own system brought along.
RATINGS = _of_case(
    "rating",
    "оценки",
    "FROM (SELECT case_id, score, solved, source, wave FROM quality_rating UNION ALL"
    " SELECT s.case_id, s.rating, '', 'system', '' FROM cases_sourcerecord s WHERE s.rating IS NOT NULL"
    " AND NOT EXISTS (SELECT 1 FROM quality_rating r WHERE r.case_id = s.case_id)) x"
    " JOIN cases_case c ON c.id = x.case_id WHERE true",
    {
        "good": "x.score >= 4",
        "bad": "x.score <= 2",
        "said": "x.solved <> ''",
        "said_solved": "x.solved = 'yes'",
    },
    Fact("rating_source", "varchar", "x.source", SMALL),
    Fact("wave", "varchar", "nullif(x.wave, '')", SMALL),
    Fact("said_score", "integer", "x.score", SMALL),
)
# Of road maps that were approved, by the day each point was approved with; done is what was accepted (C1).
POINT_BITS = {"met": 1, "kept": 2}
POINT_MARKS = {"met": "c.done_on IS NOT NULL", "kept": "c.done_on <= c.due"}
POINT_FACTS = (
    CASE_KEY,
    Fact("municipality_id", "bigint", "c.municipality_id", WIDE),
    Fact("day", "date", "c.due"),
    *(Fact(unit, "date", f"date_trunc('{unit}', c.due)::date") for unit in ("year", "quarter", "month", "week")),
    Fact("weekday", "integer", "extract(isodow FROM c.due)::integer", SMALL),
    Fact("closed_day", "date", "c.done_on"),
    Fact("due_day", "date", "c.due"),
    Fact("received_at", "timestamp", "c.due::timestamp AT TIME ZONE c.timezone AT TIME ZONE 'UTC'"),
    Fact("block_id", "bigint", "c.block_id", WIDE),
    Fact("body_id", "bigint", "c.body_id", WIDE),
    Fact("executor_id", "bigint", "c.person_id", WIDE),
    Fact("road_map_id", "bigint", "c.road_map_id", WIDE),
    Fact("marks", "bigint", marks_sql(POINT_MARKS, POINT_BITS), WIDE),
    Fact(
        "pending_due_at",
        "timestamp",
        "CASE WHEN c.done_on IS NULL THEN (c.due + 1)::timestamp AT TIME ZONE c.timezone AT TIME ZONE 'UTC' END",
    ),
)  # fmt: skip
POINTS = Table(
    "point",
    "пункты дорожных карт",
    POINT_FACTS,
    POINT_FACTS,
    POINT_BITS,
    "FROM (SELECT -x.id AS id, x.due, x.body_id, x.person_id, x.road_map_id, r.municipality_id, m.timezone,"
    " b.block_id, CASE WHEN t.state = 'accepted' THEN (t.done_at AT TIME ZONE m.timezone)::date END AS done_on"
    " FROM coordination_milestone x JOIN coordination_roadmap r ON r.id = x.road_map_id"
    " JOIN org_municipality m ON m.id = r.municipality_id LEFT JOIN org_body b ON b.id = x.body_id"
    " LEFT JOIN tasks_task t ON t.id = x.task_id WHERE r.state <> 'draft') c WHERE true",
)
CATALOGUE: tuple[Table, ...] = (CASES, TERMS, ANSWERS, RATINGS, POINTS)
BY_CODE = {table.code: table for table in CATALOGUE}
TYPES = {fact.name: fact.type for table in CATALOGUE for fact in table.columns}
CODED = tuple(dict.fromkeys(f.name for table in CATALOGUE for f in table.own if f.is_coded))
# A mart written by other tables of facts is not read: it is built anew.
VERSION = hashlib.sha256(repr((CATALOGUE, MARKS)).encode()).hexdigest()[:12]
