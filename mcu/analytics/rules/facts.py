"""The row of facts of one case: every column with its type and how PostgreSQL tells it.

`c` is the case, `m` its municipality, `t` its topic, `s` what its system says of it, `a` the appeal,
`l` its local moments, `d` the clock of the answer, `w` the answer
published last, `v` the rating, `came` and `replied` the days of its working calendar. Days and hours
are local, moments are UTC without a zone, what is not said is NULL. Facts that are not of a case as a
whole (its terms, answers, ratings) are tables of their own: `rules/tables.py`.

Whatever is either so or not stands as a bit of `marks`: a slice groups by the bits it asks for, and
what is counted is decided over the few groups, not over every row.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HOUR, DAY = 3_600, 86_400
SMALL, WIDE = "utinyint", "uinteger"


@dataclass(frozen=True, slots=True)
class Fact:
    """One column; `type` is a word PostgreSQL and DuckDB understand alike.

    `stored` is how the mart keeps it: narrow, and words as codes of the part `words`.
    """

    name: str
    type: str
    sql: str
    stored: str = ""

    @property
    def is_coded(self) -> bool:
        return self.type == "varchar"

    @property
    def kept_as(self) -> str:
        return self.stored or self.type


def _utc(moment: str) -> str:
    return f"({moment} AT TIME ZONE 'UTC')"


def _said(text: str) -> str:
    return f"nullif({text}, '')"


def _seconds(until: str) -> str:
    return f"extract(epoch FROM {until} - c.received_at)"


def minutes(seconds: str) -> str:
    """To the minute within three hours, to six within a day, to half an hour within ten days, then
    to two hours: as exactly as it is told, and few enough values for exact medians of millions."""
    return (
        f"CASE WHEN {seconds} < {3 * HOUR} THEN round({seconds} / 60)"
        f" WHEN {seconds} < {DAY} THEN 6 * round({seconds} / 360)"
        f" WHEN {seconds} < {10 * DAY} THEN 30 * round({seconds} / 1800)"
        f" ELSE 120 * round({seconds} / 7200) END"
    )


def _worked(day: str, at: str) -> str:
    """Seconds of work from the first day of the calendar to the moment."""
    second = f"CAST(extract(epoch FROM {at}::time) AS float8)"
    spans = [f"least(greatest({second}, {day}.a{n}), {day}.b{n}) - {day}.a{n}" for n in (1, 2)]
    return f"({day}.before + {' + '.join(spans)})"


RETURNED = "EXISTS (SELECT 1 FROM cases_answer x WHERE x.case_id = c.id AND x.state = 'returned')"
MISROUTED = (
    "((SELECT count(DISTINCT x.body_id) FROM cases_assignment x WHERE x.case_id = c.id) > 1)"
)
EXTENDED = (
    "(coalesce(s.extended, false) OR EXISTS (SELECT 1 FROM cases_term x JOIN cases_termextension y"
    " ON y.term_id = x.id WHERE x.case_id = c.id AND x.kind = 'answer'))"
)
# An earlier one of the same topic at the same address. One case is looked up by the index of streets in
# lower case; of all cases at once (`AGAIN_OF_ALL`) the neighbours are found in one order of them.
AGAIN = (
    "(c.street <> '' AND c.house <> '' AND c.topic_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case p"
    " WHERE p.municipality_id = c.municipality_id AND p.street <> '' AND lower(p.street) = lower(c.street)"
    " AND p.street = c.street AND p.house = c.house AND p.topic_id = c.topic_id"
    " AND p.received_at < c.received_at AND p.received_at >= c.received_at - interval '90 days'))"
)
AGAIN_OF_ALL = (
    "SELECT id, count(*) OVER (PARTITION BY municipality_id, street, house, topic_id ORDER BY received_at"
    " RANGE BETWEEN interval '90 days' PRECEDING AND CURRENT ROW EXCLUDE GROUP) > 0 AS again"
    " FROM cases_case WHERE street <> '' AND house <> '' AND topic_id IS NOT NULL"
)
REPEATED = f"(a.former_id IS NOT NULL OR coalesce(s.repeated, false) OR {AGAIN})"
PROBLEM = "EXISTS (SELECT 1 FROM cases_problemcase x WHERE x.case_id = c.id AND x.left_at IS NULL)"
OPEN = "c.state NOT IN ('closed', 'redirected', 'rejected', 'merged')"
RATING = "coalesce(v.score, s.rating)"
ANSWERED = "(c.first_answer_at IS NOT NULL OR c.closed_at IS NOT NULL)"

# What is either so or not; the place in the list is the bit, of at most 32.
MARKS: dict[str, str] = {
    "is_open": OPEN,
    "is_closed": "c.closed_at IS NOT NULL",
    "answered": ANSWERED,
    "met": "d.met_at IS NOT NULL",
    "met_in_time": "d.met_at <= d.due_at",
    "of_incident": "c.system = 'incident'",
    "of_pos": "c.system = 'pos'",
    "fast": "c.importance = 'fast'",
    "quick": "c.closed_at - c.received_at <= interval '10 days'",
    "appeal": "c.regime = 'appeal'",
    "solvable": "c.kind = 'solvable'",
    "solved": "c.outcome = 'solved'",
    "explained": "c.outcome = 'explained'",
    "postponed": "c.outcome = 'postponed'",
    "returned": RETURNED,
    "misrouted": MISROUTED,
    "asked": "w.questions_asked > 0",
    "complete": "w.questions_answered >= w.questions_asked",
    "repeated": REPEATED,
    "extended": EXTENDED,
    "collective": "c.collective",
    "in_problem": PROBLEM,
    "rated": f"{RATING} IS NOT NULL",
    "liked": f"{RATING} >= 4",
    "has_result": "a.result <> ''",
    "supported": "a.result IN ('supported', 'measures')",
    "measures_taken": "a.result = 'measures'",
    "result_explained": "a.result = 'explained'",
    "not_supported": "a.result = 'not_supported'",
}
BITS = {name: 1 << place for place, name in enumerate(MARKS)}
# What depends on the moment of asking: over the columns of the facts.
MOMENTS: dict[str, str] = {
    "due_passed": "pending_due_at <= {now}",
    "late": "next_due_at < {now}",
    "promise_passed": "promised_until < {today}",
}
# One that took ten terms counts as one that took two: the mean is of all of them. Millionths of a percent.
TWICE = 200_000_000
# Values that go on while a case waits: over the columns of the facts.
VALUES: dict[str, str] = {
    "term_used": (
        "coalesce(term_used, CASE WHEN pending_due_at <= {now} AND pending_due_at > received_at"
        f" THEN CAST(round(least({TWICE}.0, 100000000.0 * {{waited}} / {{allowed}})) AS integer) END)"
    ),
}


def mask(bits: Iterable[int]) -> int:
    return sum(set(bits))


def marks_sql(marks: Mapping[str, str], bits: Mapping[str, int]) -> str:
    parts = [f"CASE WHEN {sql} THEN {bits[name]} ELSE 0 END" for name, sql in marks.items()]
    return f"({' + '.join(parts)})"


TERM_USED = (
    "CASE WHEN d.met_at IS NOT NULL AND d.due_at > c.received_at THEN round(greatest(0, least("
    f"{TWICE}, 100000000.0 * extract(epoch FROM d.met_at - c.received_at)"
    " / extract(epoch FROM d.due_at - c.received_at)))) END"
)
# Whose, when, where and what about: every table of facts has these columns of its case.
SHARED: tuple[Fact, ...] = (
    Fact("case_id", "bigint", "c.id"),
    Fact("municipality_id", "bigint", "c.municipality_id", WIDE),
    Fact("day", "date", "l.received::date"),
    Fact("year", "date", "date_trunc('year', l.received)::date"),
    Fact("quarter", "date", "date_trunc('quarter', l.received)::date"),
    Fact("month", "date", "date_trunc('month', l.received)::date"),
    Fact("week", "date", "date_trunc('week', l.received)::date"),
    Fact("weekday", "integer", "extract(isodow FROM l.received)::integer", SMALL),
    Fact("closed_day", "date", "l.closed::date"),
    Fact("due_day", "date", "(d.due_at AT TIME ZONE m.timezone)::date"),
    Fact("hour", "integer", "extract(hour FROM l.received)::integer", SMALL),
    Fact("received_at", "timestamp", _utc("c.received_at")),
    Fact("channel", "varchar", _said("c.channel"), SMALL),
    Fact("system", "varchar", _said("c.system"), SMALL),
    Fact("regime", "varchar", _said("c.regime"), SMALL),
    Fact("kind", "varchar", _said("c.kind"), SMALL),
    Fact("appeal_kind", "varchar", _said("c.appeal_kind"), SMALL),
    Fact("result", "varchar", _said("a.result"), SMALL),
    Fact("category", "varchar", _said("c.category"), SMALL),
    Fact("state", "varchar", "c.state", SMALL),
    Fact("outcome", "varchar", _said("c.outcome"), SMALL),
    Fact("importance", "varchar", _said("c.importance"), SMALL),
    Fact("speed", "varchar", "t.speed", SMALL),
    Fact("topic", "varchar", "t.code", WIDE),
    Fact("topic_group", "varchar", "nullif(split_part(t.path, '/', 1), '')", WIDE),
    Fact("topic_second", "varchar", "nullif(split_part(t.path, '/', 2), '')", WIDE),
    Fact("settlement", "varchar", _said("c.settlement"), WIDE),
    Fact("street", "varchar", _said("c.street"), WIDE),
    Fact("block_id", "bigint", "c.block_id", WIDE),
    Fact("body_id", "bigint", "c.body_id", WIDE),
    Fact("executor_id", "bigint", "c.executor_id", WIDE),
)  # fmt: skip
FACTS: tuple[Fact, ...] = (
    *SHARED,
    Fact("marks", "bigint", marks_sql(MARKS, BITS), WIDE),
    Fact("next_due_at", "timestamp", f"CASE WHEN {OPEN} THEN {_utc('c.due_at')} END"),
    Fact("pending_due_at", "timestamp", f"CASE WHEN d.met_at IS NULL THEN {_utc('d.due_at')} END"),
    Fact("promised_until", "date", "CASE WHEN c.state = 'postponed' THEN c.postponed_until END"),
    Fact("answer_minutes", "integer", minutes("l.answer_seconds")),
    Fact("worked_minutes", "integer", minutes(f"({_worked('replied', 'l.answered')} - {_worked('came', 'l.received')})")),
    Fact("close_minutes", "integer", minutes("l.close_seconds")),
    Fact("term_used", "integer", TERM_USED, WIDE),
    Fact("score", "integer", "round(100 * w.score)", "usmallint"),
    Fact("rating", "integer", RATING, SMALL),
)  # fmt: skip
