"""What a message looks like: candidates by indexes (the topic, the street), scored by the rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left, Lower

from mcu.cases.models import Case, Problem, ProblemCase, Unlike
from mcu.cases.queries.access import cases_for
from mcu.cases.queries.problem import problems_for
from mcu.cases.rules.problem import JOINABLE
from mcu.cases.rules.problem.grouping import Pair, pair
from mcu.cases.rules.problem.likeness import SUGGESTED, Likeness, Traits, likeness
from mcu.cases.rules.workflow import FINISHED, State
from mcu.org.rules.roles import Actor
from mcu.text.similar import LOOKED_AT, bag, rarity

DAYS = 60
EACH = 60
PROBLEMS = 200
SHOWN_CASES, SHOWN_PROBLEMS = 5, 3
FIELDS = (
    "pk", "received_at", "topic_id", "topic__name", "topic__parent_id", "settlement", "street",
    "house", "landmark", "beginning",
)  # fmt: skip


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


def likes_of(actor: Actor, case: Case, now: datetime) -> Likes:
    """Open problems and messages that look like the case, each with its reasons; seven queries."""
    refused = list(
        Unlike.objects.filter(Q(case=case) | Q(other=case)).values_list("case", "other", "problem")
    )
    unlike = {key for first, other, _ in refused for key in (first, other)} - {case.pk}
    not_of = {problem for *_, problem in refused if problem}
    me = traits_of([case.pk])[0]
    near = traits_of(_near(actor, case, now))
    near = [each for each in near if each.key not in unlike]
    problems = _problems(actor, case, not_of)
    known = [me, *near, *problems.values()]
    weights = rarity(each.words for each in known)
    alike = {each.key: likeness(me, each, weights) for each in near}
    best = sorted((k for k in alike if alike[k].score >= SUGGESTED), key=lambda k: -alike[k].score)
    places = _places(best)
    found = {pk: likeness(me, each, weights) for pk, each in problems.items()}
    return Likes(
        _best_problems(actor, found, alike, places, not_of),
        _shown_cases(best, alike, places),
    )


def traits_of(keys: Iterable[int]) -> list[Traits]:
    """What is compared of these cases; one query."""
    rows = Case.objects.filter(pk__in=list(keys)).annotate(beginning=Left("text", LOOKED_AT))
    return [
        Traits(
            key=row.pk, at=row.received_at, topic=row.topic_id, topic_name=row.topic__name or "",
            group=row.topic__parent_id, settlement=row.settlement, street=row.street,
            house=row.house, landmark=row.landmark, words=bag(row.beginning),
        )
        for row in rows.values_list(*FIELDS, named=True)
    ]  # fmt: skip


def ungrouped(municipality_id: int, now: datetime, limit: int) -> QuerySet[Case]:
    """Open cases of the last weeks that belong to no problem yet, the newest first."""
    cases = Case.objects.filter(
        municipality_id=municipality_id, received_at__gte=now - timedelta(days=DAYS)
    ).exclude(state__in=sorted(FINISHED))
    within = ProblemCase.objects.filter(left_at__isnull=True).values("case")
    return cases.exclude(pk__in=within).order_by("-received_at")[:limit]


def unlike_pairs(municipality_id: int) -> frozenset[Pair]:
    """Pairs of cases a person said to be two things."""
    rows = Unlike.objects.filter(municipality_id=municipality_id, other__isnull=False)
    return frozenset(pair(*row) for row in rows.values_list("case", "other"))


def _near(actor: Actor, case: Case, now: datetime) -> set[int]:
    """Keys of visible messages of the same topic or the same street in the last weeks."""
    seen = cases_for(actor).alias(street_lower=Lower("street"))
    seen = seen.filter(received_at__gte=now - timedelta(days=DAYS))
    seen = seen.exclude(pk=case.pk).exclude(state__in=[State.MERGED, State.REJECTED])
    found: set[int] = set()
    for condition in _conditions(case):
        found |= set(
            seen.filter(condition).order_by("-received_at").values_list("pk", flat=True)[:EACH]
        )
    return found


def _conditions(case: Case) -> list[Q]:
    conditions = []
    if case.topic_id:
        conditions.append(Q(topic_id=case.topic_id))
    if case.street:
        # Said so that the index by street answers: it leaves out messages without one.
        by_street = Q(street_lower=Lower(Value(case.street))) & ~Q(street="")
        conditions.append(by_street)
    return conditions


def _problems(actor: Actor, case: Case, not_of: set[int]) -> dict[int, Traits]:
    """Problems that take messages, of the same topic, group or street."""
    rows = problems_for(actor).filter(state__in=sorted(JOINABLE)).exclude(pk__in=not_of)
    like = Q(topic_id=case.topic_id) if case.topic_id else Q(pk=0)
    if case.topic and case.topic.parent_id:
        like |= Q(topic__parent_id=case.topic.parent_id)
    if case.street:
        like |= Q(street__iexact=case.street)
    rows = rows.filter(like).select_related("topic").order_by("-last_message_at")[:PROBLEMS]
    return {row.pk: _traits(row) for row in rows}


def _traits(problem: Problem) -> Traits:
    topic = problem.topic
    return Traits(
        key=-problem.pk, at=problem.last_message_at or problem.opened_at, topic=problem.topic_id,
        topic_name=topic.name if topic else "", group=topic.parent_id if topic else None,
        settlement=problem.settlement, street=problem.street, house=problem.house,
        landmark=problem.landmark, words=bag(problem.title),
    )  # fmt: skip


def _places(cases: Iterable[int]) -> dict[int, int]:
    links = ProblemCase.objects.filter(case__in=list(cases), left_at__isnull=True)
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
    rows = Case.objects.filter(pk__in=chosen).select_related("topic")
    found = {row.pk: row for row in rows}
    return [LikeCase(found[key], alike[key], places.get(key)) for key in chosen if key in found]
