"""A new message finds its problem: reposts are joined by rule, of the rest a person is told.

Each message is looked at once, whichever door it came through; what was undone is not done again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.likeness import step_to
from mcu.cases.actions.problem import Why, join, open_problem
from mcu.cases.models import Case, Footprint, LikenessPolicy, Problem, ProblemCase, ProblemHint
from mcu.cases.queries.problem_likes import repeated, twins_of
from mcu.cases.queries.problem_looking import Belonging, likest_problems
from mcu.cases.rules.problem import JOINABLE
from mcu.cases.rules.problem.likeness import GROUPED
from mcu.cases.rules.problem.reposts import Policy, Reposts, step_of
from mcu.cases.rules.workflow import FINISHED
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission, program
from mcu.text.search import fold

BATCH = 200
FRESH = timedelta(days=60)
"""What was received longer ago came with an archive: nobody waits for its problem."""
Step = Footprint.Step


def look_for_problems(*, place: Municipality, now: datetime | None = None) -> int:
    """The next messages with a footprint that were not looked at; how many, zero when all were."""
    moment = now or timezone.now()
    filled = Footprint.objects.filter(municipality=place, step=Step.FILLED)
    keys = list(filled.order_by("case").values_list("case", flat=True)[:BATCH])
    worth = _worth(keys, moment)
    told_again = repeated(keys)
    reposts = [case for case in worth if case.pk in told_again]
    joined = _join_reposts(reposts, place, moment)
    left = [case.pk for case in worth if case.pk not in joined]
    with transaction.atomic():
        _hint(likest_problems(place, left), moment)
        _looked(keys)
    return len(keys)


def policy_of(place: Municipality) -> Policy:
    """What the municipality has set about reposts, else the default."""
    row = LikenessPolicy.objects.filter(municipality=place).first()
    return Policy(row.reposts, row.least_words, row.days) if row else Policy()


@transaction.atomic
def set_policy(*, place: Municipality, policy: Policy, by: Actor) -> None:
    """Whether and how exact reposts are joined by themselves."""
    require(by, Permission.TOPICS)
    before = policy_of(place)
    if before == policy:
        return
    if not (2 <= policy.least_words <= 100 and 1 <= policy.days <= 60):
        raise RuleViolation("Слов может быть от 2 до 100, дней — от 1 до 60. Исправьте числа.")
    LikenessPolicy.objects.update_or_create(
        municipality=place,
        defaults={
            "reposts": policy.reposts, "least_words": policy.least_words, "days": policy.days,
        },
    )  # fmt: skip
    journal.write(
        "likeness.policy", by=by, municipality_id=place.pk, of=place,
        before={"reposts": Reposts(before.reposts).label, "least": before.least_words, "days": before.days},
        after={"reposts": Reposts(policy.reposts).label, "least": policy.least_words, "days": policy.days},
    )  # fmt: skip


def _worth(keys: Sequence[int], now: datetime) -> list[Case]:
    """Open messages of late that never were in a problem."""
    cases = Case.objects.filter(pk__in=keys, received_at__gte=now - FRESH)
    cases = cases.exclude(state__in=sorted(FINISHED)).exclude(
        pk__in=ProblemCase.objects.filter(case__in=keys).values("case")
    )
    return list(cases.select_related("municipality", "topic").order_by("received_at", "pk"))


def _join_reposts(cases: Sequence[Case], place: Municipality, now: datetime) -> set[int]:
    """Keys of those that were joined; one at a time, for a repost may be of another one here."""
    policy, joined = policy_of(place), set[int]()
    for case in cases:
        with transaction.atomic():
            if _joined_as_repost(case, policy, now):
                joined.add(case.pk)
                _looked([case.pk])
    return joined


def _hint(found: Mapping[int, Belonging], now: datetime) -> None:
    """A person is told of the likest problem of each message where it is like enough."""
    ProblemHint.objects.bulk_create(
        (
            ProblemHint(
                case_id=case, problem_id=best.problem_id, score=best.like.score,
                because=best.like.because[:500], made_at=now,
            )
            for case, best in found.items()
            if best.like.score >= GROUPED
        ),
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["problem", "score", "because", "made_at"],
    )  # fmt: skip


def _joined_as_repost(case: Case, policy: Policy, now: datetime) -> bool:
    twin = step_of(policy, len(fold(case.text).split()), case.received_at, twins_of(case))
    if twin is None:
        return False
    first = Case.objects.get(pk=twin.case)
    by = program(case.municipality_id, f"Правило «{Reposts(policy.reposts).label}»")
    why = Why(f"точный повтор сообщения {first}", {case.pk: 1.0})
    if twin.problem is None:
        open_problem(municipality=case.municipality, cases=[first, case], by=by, why=why, now=now)
        return True
    problem = Problem.objects.get(pk=twin.problem)
    if problem.state in JOINABLE:
        join(problem=problem, cases=[case], by=by, why=why, now=now)
    return problem.state in JOINABLE


def _looked(keys: Sequence[int]) -> None:
    """A text that changed meanwhile waits again and is left so."""
    step_to(Step.LOOKED, Footprint.objects.filter(case__in=keys, step=Step.FILLED))
