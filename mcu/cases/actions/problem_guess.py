"""What may be one problem: groups made by the program, accepted or refused by a person."""

from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from django.db import transaction
from django.utils import timezone

from mcu.cases.actions.problem import Why, open_problem
from mcu.cases.models import Case, Problem, ProblemAct, ProblemGuess, Unlike
from mcu.cases.queries.problem import belongs_problem
from mcu.cases.queries.problem_likes import (
    addressed,
    traits_of,
    ungrouped,
    unlike_pairs,
    weights_of,
    wide_settlements,
)
from mcu.cases.rules.problem.grouping import Group, groups
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.models import Municipality
from mcu.org.rules.roles import Actor, Permission

LOOKED_AT = 2_000
LEAD = Permission.PROBLEM_LEAD


def find_groups(*, place: Municipality, now: datetime | None = None) -> int:
    """Put open messages that look alike side by side; how many groups wait for a person now.

    Groups nobody has decided about are made anew; one that is still the same stays as it was.
    """
    moment = now or timezone.now()
    keys = [case.pk for case in ungrouped(place.pk, moment, LOOKED_AT).only("pk")]
    wide = wide_settlements(place.pk)
    traits, counts = traits_of(Case.objects.filter(pk__in=keys), wide)
    messages = addressed(place.pk, list(traits.values()))
    found = groups(messages, unlike_pairs(place.pk), weights_of(messages, place, counts))
    with transaction.atomic():
        Municipality.objects.select_for_update().get(pk=place.pk)
        _replace(place, found, moment)
    return len(found)


@transaction.atomic
def accept_guess(
    *, guess: ProblemGuess, cases: Iterable[Case], by: Actor, now: datetime | None = None
) -> ProblemAct:
    """A person agrees: a problem of those of the group that were left marked."""
    moment, guess = now or timezone.now(), _waiting(guess)
    of_group = set(guess.cases.values_list("pk", flat=True))
    chosen = [case for case in cases if case.pk in of_group]
    why = Why("; ".join(guess.because)[:500], {case.pk: guess.score for case in chosen})
    act = open_problem(municipality=guess.municipality, cases=chosen, by=by, why=why, now=moment)
    _decide(guess, ProblemGuess.Decision.ACCEPTED, by, moment)
    return act


@transaction.atomic
def refuse_guess(*, guess: ProblemGuess, by: Actor, now: datetime | None = None) -> None:
    """A person says these are different things: no two of them are suggested together again."""
    require(by, LEAD)
    moment, guess = now or timezone.now(), _waiting(guess)
    keys = sorted(guess.cases.values_list("pk", flat=True))
    Unlike.objects.bulk_create(
        (
            Unlike(
                municipality=guess.municipality, case_id=a, other_id=b, at=moment, by_name=by.name
            )
            for a, b in combinations(keys, 2)
        ),
        ignore_conflicts=True,
    )
    _decide(guess, ProblemGuess.Decision.REFUSED, by, moment)
    journal.write(
        "problem.refuse", by=by, municipality_id=guess.municipality_id, of=guess.leader,
        after={"cases": len(keys)}, at=moment,
    )  # fmt: skip


@transaction.atomic
def refuse_likeness(
    *,
    case: Case,
    by: Actor,
    other: Case | None = None,
    problem: Problem | None = None,
    now: datetime | None = None,
) -> Unlike:
    """«Это другое»: this case and that one, or that problem, are not suggested together again."""
    require(by, LEAD, belongs_problem(problem) if problem else None)
    if (other is None) == (problem is None) or (other and other.pk == case.pk):
        raise RuleViolation(
            "Выберите, с чем не объединять: с одним сообщением или с одной проблемой."
        )
    moment = now or timezone.now()
    first, second = (case, other) if other is None or case.pk < other.pk else (other, case)
    made, _ = Unlike.objects.get_or_create(
        case=first, other=second, problem=problem,
        defaults={"municipality_id": case.municipality_id, "at": moment, "by_name": by.name},
    )  # fmt: skip
    journal.write(
        "problem.refuse", by=by, municipality_id=case.municipality_id, of=case,
        after={"with": str(other or problem)}, at=moment,
    )  # fmt: skip
    return made


def _replace(place: Municipality, found: list[Group], now: datetime) -> None:
    waiting = ProblemGuess.objects.filter(municipality=place, decision="")
    same = {tuple(sorted(g.cases.values_list("pk", flat=True))): g.pk for g in waiting}
    waiting.exclude(pk__in=[same[g.cases] for g in found if g.cases in same]).delete()
    for group in found:
        if group.cases in same:
            continue
        made = ProblemGuess.objects.create(
            municipality=place, leader_id=group.leader, score=group.score,
            because=list(group.because), made_at=now,
        )  # fmt: skip
        made.cases.set(group.cases)


def _waiting(guess: ProblemGuess) -> ProblemGuess:
    found = ProblemGuess.objects.select_for_update().filter(pk=guess.pk, decision="").first()
    if found is None:
        raise RuleViolation("О этой группе уже решили. Обновите страницу.")
    return found


def _decide(guess: ProblemGuess, decision: str, by: Actor, now: datetime) -> None:
    guess.decision, guess.decided_at, guess.decided_by_name = decision, now, by.name
    guess.save(update_fields=["decision", "decided_at", "decided_by_name"])
