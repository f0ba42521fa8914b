"""Which problem each of many new messages belongs to: what `likes_of` finds for one, asked for all at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from mcu.cases.models import Case, Footprint, Problem, ProblemCase, Unlike
from mcu.cases.models.likeness import KEYS
from mcu.cases.queries.problem_likes import (
    DAYS,
    EACH,
    PROBLEMS,
    TOPIC_DAYS,
    addressed,
    problem_traits,
    traits_of,
    weights_of,
    wide_settlements,
)
from mcu.cases.rules.problem import JOINABLE
from mcu.cases.rules.problem.likeness import Likeness, Traits, likeness
from mcu.cases.rules.workflow import State
from mcu.org.models import Municipality

MOST_PROBLEMS = 3000
"""The problems somebody wrote of last; one that is older is found by its messages."""
NEWEST = """
    (SELECT near.case_id FROM {prints} AS near
     WHERE near.{key} = mine.{key} AND near.at BETWEEN mine.at - {days} AND mine.at + {days}
       AND near.case_id <> mine.case_id
     ORDER BY near.at DESC LIMIT {each})"""
SAME_TOPIC = """
    (SELECT near.id FROM {cases} AS near
     WHERE near.topic_id = own.topic_id AND near.received_at BETWEEN mine.at - {week} AND mine.at + {week}
       AND near.id <> mine.case_id
     ORDER BY near.received_at DESC LIMIT {each})"""
# The same candidates as of one message, each branch by its index; of them those that a problem has.
LINKED = """
SELECT mine.case_id, found.case_id, link.problem_id
FROM {prints} AS mine JOIN {cases} AS own ON own.id = mine.case_id
CROSS JOIN LATERAL ({branches}) AS found(case_id)
JOIN {links} AS link ON link.case_id = found.case_id AND link.left_at IS NULL
WHERE mine.case_id = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Belonging:
    """The likest problem of a message, and why."""

    problem_id: int
    like: Likeness


def likest_problems(place: Municipality, cases: Sequence[int]) -> dict[int, Belonging]:
    """By the key of the message; a number of queries that does not depend on how many there are."""
    rows = Problem.objects.filter(municipality=place, state__in=sorted(JOINABLE))
    problems = list(rows.select_related("topic").order_by("-last_message_at")[:MOST_PROBLEMS])
    if not (problems and cases):
        return {}
    linked = _linked(cases)
    known = _joinable(linked, problems)
    wide = wide_settlements(place.pk)
    every = {*cases, *(near for near, _ in _pairs(linked.values()))}
    shown = Case.objects.filter(pk__in=every).exclude(state__in=[State.MERGED, State.REJECTED])
    found, counts = traits_of(shown, wide)
    compared = addressed(place.pk, [*found.values(), *map(problem_traits, problems)])
    weights = weights_of(compared, place, counts)
    traits = {each.key: each for each in compared}
    by_sign = _by_sign(problems)
    refused = _refused(cases)
    return {
        key: best
        for key in cases
        if (me := traits.get(key))
        and (best := _best(me, linked[key], by_sign, known, traits, weights, refused[key]))
    }


def _best(
    me: Traits,
    linked: Iterable[tuple[int, int]],
    by_sign: Mapping[tuple[str, object], list[int]],
    known: frozenset[int],
    traits: Mapping[int, Traits],
    weights: Mapping[str, float],
    refused: frozenset[int],
) -> Belonging | None:
    """A problem is as like as its title or the likest of its messages; what was refused is passed by."""
    pairs = [(-key, key) for key in _near_problems(me, by_sign)]
    pairs += [(near, problem) for near, problem in linked if near in traits and near not in refused]
    alike = [
        Belonging(problem, likeness(me, traits[other], weights))
        for other, problem in pairs
        if problem in known and -problem not in refused
    ]
    return max(alike, key=lambda each: each.like.score, default=None)


def _linked(cases: Sequence[int]) -> defaultdict[int, list[tuple[int, int]]]:
    """Messages near each of these that are in a problem, each with its problem."""
    names = {
        "prints": Footprint._meta.db_table, "cases": Case._meta.db_table,
        "links": ProblemCase._meta.db_table, "each": EACH,
        "days": f"interval '{DAYS.days} days'", "week": f"interval '{TOPIC_DAYS.days} days'",
    }  # fmt: skip
    branches = [NEWEST.format(key=key, **names) for key in KEYS]
    asked = " UNION ".join([*branches, SAME_TOPIC.format(**names)])
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LINKED.format(branches=asked, **names), [list(cases)])
        for mine, near, problem in cursor.fetchall():
            found[mine].append((near, problem))
    return found


def _joinable(
    linked: Mapping[int, list[tuple[int, int]]], problems: Sequence[Problem]
) -> frozenset[int]:
    """Of the problems that are asked about those that take messages."""
    known = {problem.pk for problem in problems}
    older = {problem for _, problem in _pairs(linked.values())} - known
    if older:
        rows = Problem.objects.filter(pk__in=older, state__in=sorted(JOINABLE))
        known |= set(rows.values_list("pk", flat=True))
    return frozenset(known)


def _pairs(linked: Iterable[list[tuple[int, int]]]) -> Iterable[tuple[int, int]]:
    return (pair for each in linked for pair in each)


def _by_sign(problems: Sequence[Problem]) -> dict[tuple[str, object], list[int]]:
    """Problems by their topic, its group and their street, the newest first."""
    found: defaultdict[tuple[str, object], list[int]] = defaultdict(list)
    for each in problems:
        topic = each.topic
        found["topic", each.topic_id].append(each.pk)
        found["group", topic.parent_id if topic else None].append(each.pk)
        found["street", each.street.casefold()].append(each.pk)
    return dict(found)


def _near_problems(me: Traits, by_sign: Mapping[tuple[str, object], list[int]]) -> list[int]:
    signs = [("topic", me.topic), ("group", me.group), ("street", me.street.casefold())]
    near = dict.fromkeys(
        key for sign in signs if sign[1] for key in by_sign.get(sign, ())[:PROBLEMS]
    )
    return list(near)[:PROBLEMS]


def _refused(cases: Sequence[int]) -> defaultdict[int, frozenset[int]]:
    """What a person said to be another thing: keys of messages, of problems with a minus."""
    rows = Unlike.objects.filter(case__in=cases) | Unlike.objects.filter(other__in=cases)
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for case, other, problem in rows.values_list("case", "other", "problem"):
        marks = frozenset(key for key in (case, other, problem and -problem) if key)
        found[case] |= marks - {case}
        if other:
            found[other] |= marks - {other}
    return found
