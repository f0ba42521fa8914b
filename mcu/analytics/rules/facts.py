"""The row of facts of one case: every column with its type and how PostgreSQL tells it.

`c` is the case, `m` its municipality, `t` its topic, `s` what its system says of it, `a` the appeal,
`came` and `replied` the days of its working calendar. Days and hours are local, moments are UTC without
a zone, what is not said is NULL. Another part of the program adds its facts as rows of this table.
"""

import hashlib
from dataclasses import dataclass

ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class Fact:
    """One column; `type` is a word PostgreSQL and DuckDB understand alike."""

    name: str
    type: str
    sql: str


def _local(moment: str) -> str:
    return f"({moment} AT TIME ZONE m.timezone)"


def _utc(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'UTC')"


def _said(text: str) -> str:
    return f"nullif({text}, '')"


def _term(column: str, kind: str = ANSWER) -> str:
    """The clock of this kind that ends last."""
    return (
        f"(SELECT x.{column} FROM cases_term x WHERE x.case_id = c.id AND x.kind = '{kind}'"
        " AND x.cancelled_at IS NULL ORDER BY x.due_at DESC, x.id DESC LIMIT 1)"
    )


def _met(kind: str) -> str:
    return f"({_term('met_at', kind)} <= {_term('due_at', kind)})"


def _final(column: str) -> str:
    """The answer published last."""
    return (
        f"(SELECT x.{column} FROM cases_answer x WHERE x.case_id = c.id"
        " AND x.state = 'published' ORDER BY x.number DESC LIMIT 1)"
    )


def _hours(until: str) -> str:
    return f"CAST(extract(epoch FROM {until} - c.received_at) / 3600.0 AS float8)"


def _worked(day: str, moment: str) -> str:
    """Seconds of work from the first day of the calendar to the moment."""
    at = f"CAST(extract(epoch FROM {_local(moment)}::time) AS float8)"
    spans = [f"least(greatest({at}, {day}.a{n}), {day}.b{n}) - {day}.a{n}" for n in (1, 2)]
    return f"({day}.before + {' + '.join(spans)})"


RETURNED = "(SELECT count(*) FROM cases_answer x WHERE x.case_id = c.id AND x.state = 'returned')"
MISROUTED = (
    "((SELECT count(DISTINCT x.body_id) FROM cases_assignment x WHERE x.case_id = c.id) > 1)"
)
EXTENDED = (
    "(coalesce(s.extended, false) OR EXISTS (SELECT 1 FROM cases_term x JOIN cases_termextension e"
    f" ON e.term_id = x.id WHERE x.case_id = c.id AND x.kind = '{ANSWER}'))"
)
# Of an address in lower case there is an index; topic, street and house then agree to the letter.
REPEATED = (
    "(a.former_id IS NOT NULL OR coalesce(s.repeated, false) OR (c.street <> '' AND c.house <> ''"
    " AND c.topic_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case p"
    " WHERE p.municipality_id = c.municipality_id AND p.street <> '' AND lower(p.street) = lower(c.street)"
    " AND p.street = c.street AND p.house = c.house AND p.topic_id = c.topic_id"
    " AND p.received_at < c.received_at AND p.received_at >= c.received_at - interval '90 days')))"
)
RATING = (
    "coalesce((SELECT x.score FROM quality_rating x WHERE x.case_id = c.id"
    " ORDER BY x.at DESC, x.id DESC LIMIT 1), s.rating)"
)
PROBLEM = "EXISTS (SELECT 1 FROM cases_problemcase x WHERE x.case_id = c.id AND x.left_at IS NULL)"
OPEN = "(c.state NOT IN ('closed', 'redirected', 'rejected', 'merged'))"
WORKED = (
    f"(({_worked('replied', 'c.first_answer_at')} - {_worked('came', 'c.received_at')}) / 3600.0)"
)

FACTS: tuple[Fact, ...] = (
    Fact("case_id", "bigint", "c.id"),
    Fact("municipality_id", "bigint", "c.municipality_id"),
    Fact("day", "date", f"{_local('c.received_at')}::date"),
    Fact("closed_day", "date", f"{_local('c.closed_at')}::date"),
    Fact("due_day", "date", f"{_local(_term('due_at'))}::date"),
    Fact("hour", "integer", f"extract(hour FROM {_local('c.received_at')})::integer"),
    Fact("received_at", "timestamp", _utc("c.received_at")),
    Fact("next_due_at", "timestamp", _utc("c.due_at")),
    Fact("due_at", "timestamp", _utc(_term("due_at"))),
    Fact("met_at", "timestamp", _utc(_term("met_at"))),
    Fact("channel", "varchar", _said("c.channel")),
    Fact("system", "varchar", _said("c.system")),
    Fact("regime", "varchar", _said("c.regime")),
    Fact("kind", "varchar", _said("c.kind")),
    Fact("appeal_kind", "varchar", _said("c.appeal_kind")),
    Fact("category", "varchar", _said("c.category")),
    Fact("state", "varchar", "c.state"),
    Fact("outcome", "varchar", _said("c.outcome")),
    Fact("importance", "varchar", _said("c.importance")),
    Fact("topic", "varchar", "t.code"),
    Fact("topic_group", "varchar", "nullif(split_part(t.path, '/', 1), '')"),
    Fact("topic_second", "varchar", "nullif(split_part(t.path, '/', 2), '')"),
    Fact("speed", "varchar", "t.speed"),
    Fact("block_id", "bigint", "c.block_id"),
    Fact("body_id", "bigint", "c.body_id"),
    Fact("executor_id", "bigint", "c.executor_id"),
    Fact("settlement", "varchar", _said("c.settlement")),
    Fact("street", "varchar", _said("c.street")),
    Fact("is_open", "boolean", OPEN),
    Fact("is_closed", "boolean", "(c.closed_at IS NOT NULL)"),
    Fact(
        "answered", "boolean", "(c.first_answer_at IS NOT NULL OR c.closed_at IS NOT NULL)"
    ),
    Fact("answer_hours", "float8", _hours("c.first_answer_at")),
    Fact("answer_worked", "float8", WORKED),
    Fact("close_hours", "float8", _hours("c.closed_at")),
    Fact("postponed_until", "date", "c.postponed_until"),
    Fact("collective", "boolean", "c.collective"),
    Fact("repeated", "boolean", REPEATED),
    Fact("extended", "boolean", EXTENDED),
    Fact("in_problem", "boolean", PROBLEM),
    Fact("returned", "boolean", f"({RETURNED} > 0)"),
    Fact("misrouted", "boolean", MISROUTED),
    Fact("questions", "integer", f"coalesce({_final('questions_asked')}, 0)"),
    Fact("questions_answered", "integer", f"coalesce({_final('questions_answered')}, 0)"),
    Fact("score", "float8", _final("score")),
    Fact("rating", "integer", RATING),
    Fact("register_in_time", "boolean", _met("register")),
    Fact("redirect_in_time", "boolean", _met("redirect")),
    Fact("result", "varchar", _said("a.result")),
)  # fmt: skip
NAMES = tuple(fact.name for fact in FACTS)
TYPES = {fact.name: fact.type for fact in FACTS}
# A mart written by another table of facts is not read: it is built anew.
VERSION = hashlib.sha256(repr(FACTS).encode()).hexdigest()[:12]
