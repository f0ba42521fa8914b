"""What a message looks like: candidates by indexes (the topic, the street), scored by the rules."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case as Choice
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Left

from mcu.cases.models import Case, Footprint, Problem, ProblemCase, Unlike, Word
from mcu.cases.models.likeness import BANDS, KEYS
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.problem import problems_for
from mcu.cases.rules.problem import JOINABLE
from mcu.cases.rules.problem.footprint import print_of, words_of
from mcu.cases.rules.problem.grouping import Pair, pair
from mcu.cases.rules.problem.likeness import SUGGESTED, Likeness, Traits, likeness, plain_place
from mcu.cases.rules.problem.reposts import Twin
from mcu.cases.rules.words import Outcome
from mcu.cases.rules.workflow import FINISHED, State
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor
from mcu.places.queries import landmark_addresses
from mcu.text.marks import signs
from mcu.text.similar import LOOKED_AT, weight
from mcu.text.sketch import digest

DAYS = timedelta(days=60)
TOPIC_DAYS = timedelta(days=7)
EACH = 40
PROBLEMS = 60
SHOWN_CASES, SHOWN_PROBLEMS = 5, 3
LATELY = 300
"""The newest messages by which it is known which settlement most write from."""
WIDE_SHARE, WIDE_LEAST = 0.25, 20
FIELDS = (
    "pk", "received_at", "topic_id", "topic__name", "topic__parent_id", "settlement", "street",
    "house", "landmark", "outcome", "closed_at", "footprint__words", "footprint__signs", "unread",
)  # fmt: skip
TWIN = ("case", "case__received_at", "problem", "case__state")


@dataclass(frozen=True, slots=True)
class LikeCase:
    """A message that looks like this one, and the problem it belongs to already."""

    case: Case
    like: Likeness
    problem_id: int | None


@dataclass(frozen=True, slots=True)
class LikeProblem:
    """A problem this message may belong to; `through` is the message of it that says so."""

    problem: Problem
    like: Likeness
    through: str = ""


@dataclass(frozen=True, slots=True)
class Likes:
    problems: list[LikeProblem]
    cases: list[LikeCase]


def likes_of(actor: Actor, case: Case) -> Likes:
    """Open problems and messages that look like the case, each with its reasons; constant queries.

    The case may be one that is only being written: it has no key and nobody has refused anything of it.
    """
    refused = _refused(case.pk) if case.pk else []
    unlike = {key for first, other, _ in refused for key in (first, other)} - {case.pk}
    not_of = {problem for *_, problem in refused if problem}
    near = cases_for(actor).filter(pk__in=_one_by_one(_near(case) - unlike))
    near = near.exclude(state__in=[State.MERGED, State.REJECTED])
    wide = wide_settlements(case.municipality_id)
    me, (found, counts) = _own(case, wide), traits_of(near, wide)
    problems = _problems(actor, case, not_of)
    me, *others = addressed(case.municipality_id, [me, *found.values(), *problems.values()])
    found = {each.key: each for each in others if each.key > 0}
    problems = {-each.key: each for each in others if each.key < 0}
    weights = weights_of([me, *found.values(), *problems.values()], case.municipality, counts)
    alike = {key: likeness(me, each, weights) for key, each in found.items()}
    best = sorted((k for k in alike if alike[k].score >= SUGGESTED), key=lambda k: -alike[k].score)
    places = _places(best)
    own = {pk: likeness(me, each, weights) for pk, each in problems.items()}
    return Likes(
        _best_problems(actor, own, alike, places, not_of),
        _shown_cases(best, alike, places),
    )


def _refused(case: int) -> list[tuple[int, int | None, int | None]]:
    rows = Unlike.objects.filter(Q(case_id=case) | Q(other_id=case))
    return list(rows.values_list("case", "other", "problem"))


def traits_of(
    cases: QuerySet[Case], wide: frozenset[str]
) -> tuple[dict[int, Traits], dict[str, int]]:
    """What is compared of these cases, and how many messages hold each of their words: two queries.
    The text is read only where the footprint of a case waits to be made."""
    waits = When(footprint__words__isnull=True, then=Left("text", LOOKED_AT))
    asked = cases.annotate(unread=Choice(waits, default=Value("")))
    rows = list(asked.values_list(*FIELDS, named=True))
    keys = {key for row in rows for key in row.footprint__words or ()}
    known = Word.objects.filter(pk__in=_one_by_one(keys)).values_list("pk", "lemma", "cases")
    words = {key: lemma for key, lemma, _ in known}
    found = {
        row.pk: Traits(
            key=row.pk, at=row.received_at, topic=row.topic_id, topic_name=row.topic__name or "",
            group=row.topic__parent_id, settlement=row.settlement, street=row.street,
            house=row.house, landmark=row.landmark, words=_words(row, words),
            signs=signs(row.unread) if row.unread else frozenset(row.footprint__signs or ()),
            wide=plain_place(row.settlement) in wide,
            finished=row.closed_at if row.outcome == Outcome.SOLVED else None,
        )
        for row in rows
    }  # fmt: skip
    return found, {lemma: count for _, lemma, count in known}


def addressed(municipality_id: int, compared: Sequence[Traits]) -> list[Traits]:
    """The same with the addresses of their landmarks, as the gazetteer has them; a query if any is named."""
    names = {each.landmark for each in compared if each.landmark and not each.street}
    known = landmark_addresses(municipality_id, names) if names else {}
    return [
        replace(each, beside=_beside(each, known[each.landmark]))
        if each.landmark in known
        else each
        for each in compared
    ]


def _beside(traits: Traits, known: Sequence[tuple[str, str, str]]) -> tuple[str, str]:
    """Nowhere when two of the name are possible."""
    fitting = [each for each in known if traits.settlement in ("", each[0])]
    return fitting[0][1:] if len(fitting) == 1 else ("", "")


def _one_by_one(keys: Iterable[int]) -> RawSQL:
    """The keys as one array: a thousand parameters cost the program more than the database."""
    return RawSQL("(SELECT unnest(%s::bigint[]))", [list(keys)])


def _own(case: Case, wide: frozenset[str]) -> Traits:
    """Of the message that stands open, as it is now."""
    topic, text = case.topic, case.text[:LOOKED_AT]
    return Traits(
        key=case.pk or 0, at=case.received_at, topic=case.topic_id, topic_name=topic.name if topic else "",
        group=topic.parent_id if topic else None, settlement=case.settlement, street=case.street,
        house=case.house, landmark=case.landmark,
        words=words_of(f"{text} {case.settlement} {case.street} {case.landmark}"),
        signs=signs(text), wide=plain_place(case.settlement) in wide,
        finished=case.closed_at if case.outcome == Outcome.SOLVED else None,
    )  # fmt: skip


def weights_of(
    compared: Iterable[Traits], place: Municipality, counts: Mapping[str, int]
) -> dict[str, float]:
    """What each word weighs among the messages of the municipality; one query for what is not counted."""
    words = {word for each in compared for word in each.words}
    new = sorted(words - counts.keys())
    rows = Word.objects.filter(municipality=place, lemma__in=new).values_list("lemma", "cases")
    known = {**counts, **dict(rows)}
    return {word: weight(known.get(word, 0), max(place.case_number, 1)) for word in words}


def _words(row: Any, words: Mapping[int, str]) -> frozenset[str]:
    if row.unread:
        return words_of(f"{row.unread} {row.settlement} {row.street} {row.landmark}")
    return frozenset(words[key] for key in row.footprint__words or () if key in words)


def wide_settlements(municipality_id: int) -> frozenset[str]:
    """Settlements that so many write from that to be of one says nothing."""
    lately = Case.objects.filter(municipality_id=municipality_id).order_by("-received_at", "-pk")
    counts = Counter(
        plain_place(name) for name in lately.values_list("settlement", flat=True)[:LATELY] if name
    )
    least = max(WIDE_LEAST, WIDE_SHARE * counts.total())
    return frozenset(name for name, count in counts.items() if count >= least)


def twins_of(case: Case) -> list[Twin]:
    """Earlier messages of the very same text, each with the problem it is in; one query."""
    key = digest(case.text[:LOOKED_AT], str(case.municipality_id))
    if key is None:
        return []
    same = Footprint.objects.filter(digest=key, at__lte=case.received_at).exclude(case=case)
    now = ProblemCase.objects.filter(case=OuterRef("case"), left_at__isnull=True)
    rows = same.annotate(problem=Subquery(now.values("problem")[:1])).order_by("-at", "-case")
    rows = rows.exclude(case__state__in=[State.MERGED, State.REJECTED])
    found: list[Any] = list(rows.values_list(*TWIN)[:EACH])
    return [Twin(pk, at, problem, state not in FINISHED) for pk, at, problem, state in found]


def repeated(cases: Sequence[int]) -> frozenset[int]:
    """Those of them whose very text stood in an earlier message; one query."""
    earlier = Footprint.objects.filter(digest=OuterRef("digest"), at__lte=OuterRef("at"))
    mine = Footprint.objects.filter(case__in=cases, digest__isnull=False)
    said = mine.filter(Exists(earlier.exclude(case=OuterRef("case"))))
    return frozenset(said.values_list("case", flat=True))


def ungrouped(municipality_id: int, now: datetime, limit: int) -> QuerySet[Case]:
    """Open cases of the last weeks that belong to no problem yet, the newest first."""
    cases = Case.objects.filter(
        municipality_id=municipality_id, received_at__gte=now - DAYS
    ).exclude(state__in=sorted(FINISHED))
    within = ProblemCase.objects.filter(left_at__isnull=True).values("case")
    return cases.exclude(pk__in=within).order_by("-received_at")[:limit]


def unlike_pairs(municipality_id: int) -> frozenset[Pair]:
    """Pairs of cases a person said to be two things."""
    rows = Unlike.objects.filter(municipality_id=municipality_id, other__isnull=False)
    return frozenset(pair(*row) for row in rows.values_list("case", "other"))


def _near(case: Case) -> set[int]:
    """Keys of the newest messages of the same street, landmark or topic, or of nearly the same words:
    each by an index, so that it costs the same among a thousand and among a million. Written out, for
    a union of eight costs the program four milliseconds to put together."""
    made = print_of(case.municipality_id, case.text, case.settlement, case.street, case.landmark)
    keys = dict(zip(BANDS, made.bands, strict=True))
    keys |= {"digest": made.digest, "street": made.street, "landmark": made.landmark}
    at, me = case.received_at, case.pk or 0
    parts = [
        (BY_KEY[name], (key, at - DAYS, at + DAYS, me))
        for name, key in keys.items()
        if key is not None
    ]
    if case.topic_id:
        parts.append((BY_TOPIC, (case.topic_id, at - TOPIC_DAYS, at + TOPIC_DAYS, me)))
    if not parts:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ".join(sql for sql, _ in parts), [v for _, some in parts for v in some]
        )
        return {key for (key,) in cursor.fetchall()}


BY_KEY = {
    name: f"(SELECT case_id FROM cases_footprint WHERE {name} = %s AND at BETWEEN %s AND %s "  # noqa: S608 — our own columns
    f"AND case_id <> %s ORDER BY at DESC LIMIT {EACH})"
    for name in KEYS
}
BY_TOPIC = (
    "(SELECT id FROM cases_case WHERE topic_id = %s AND received_at BETWEEN %s AND %s AND id <> %s "  # noqa: S608
    f"ORDER BY received_at DESC LIMIT {EACH})"
)


def _problems(actor: Actor, case: Case, not_of: set[int]) -> dict[int, Traits]:
    """Problems that take messages, of the same topic, group or street."""
    rows = problems_for(actor).filter(state__in=sorted(JOINABLE)).exclude(pk__in=not_of)
    like = Q(topic_id=case.topic_id) if case.topic_id else Q(pk=0)
    if case.topic and case.topic.parent_id:
        like |= Q(topic__parent_id=case.topic.parent_id)
    if case.street:
        like |= Q(street__iexact=case.street)
    rows = rows.filter(like).select_related("topic").order_by("-last_message_at")[:PROBLEMS]
    return {row.pk: problem_traits(row) for row in rows}


def problem_traits(problem: Problem) -> Traits:
    """Of a problem as it stands; its key is below zero."""
    topic = problem.topic
    return Traits(
        key=-problem.pk, at=problem.last_message_at or problem.opened_at, topic=problem.topic_id,
        topic_name=topic.name if topic else "", group=topic.parent_id if topic else None,
        settlement=problem.settlement, street=problem.street, house=problem.house,
        landmark=problem.landmark, words=words_of(problem.title),
    )  # fmt: skip


def _places(cases: Sequence[int]) -> dict[int, int]:
    if not cases:
        return {}
    links = ProblemCase.objects.filter(case__in=cases, left_at__isnull=True)
    return dict(links.values_list("case", "problem"))


def _best_problems(
    actor: Actor,
    own: dict[int, Likeness],
    alike: dict[int, Likeness],
    places: dict[int, int],
    not_of: set[int],
) -> list[LikeProblem]:
    """A problem is as like as its title or the likest of its messages, whichever is more."""
    best = {pk: (like, 0) for pk, like in own.items() if like.score >= SUGGESTED}
    for case, problem in places.items():
        if problem not in not_of and (
            problem not in best or alike[case].score > best[problem][0].score
        ):
            best[problem] = (alike[case], case)
    if not best:
        return []
    rows = problems_for(actor).filter(pk__in=best, state__in=sorted(JOINABLE))
    found = {row.pk: row for row in rows.select_related("body", "block")}
    order = sorted(found, key=lambda pk: -best[pk][0].score)[:SHOWN_PROBLEMS]
    through = {best[pk][1] for pk in order} - {0}
    numbers = dict(Case.objects.filter(pk__in=through).values_list("pk", "number"))
    return [LikeProblem(found[pk], best[pk][0], numbers.get(best[pk][1], "")) for pk in order]


def _shown_cases(
    best: list[int], alike: dict[int, Likeness], places: dict[int, int]
) -> list[LikeCase]:
    chosen = [key for key in best if key not in places][:SHOWN_CASES]
    if not chosen:
        return []
    rows = Case.objects.filter(pk__in=chosen).select_related("topic")
    found = {row.pk: row for row in rows}
    return [LikeCase(found[key], alike[key], places.get(key)) for key in chosen if key in found]
