"""«У меня тоже»: a voice more for a problem, without a word of who it is."""

from datetime import datetime

from django.db import transaction

from mcu.cases.actions.problem import Why, open_problem
from mcu.cases.models import Case, Problem, ProblemCase
from mcu.cases.rules.problem import JOINABLE
from mcu.cases.rules.workflow import FINISHED
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.portal.models import Support
from mcu.portal.queries.codes import is_key, key_digest
from mcu.portal.queries.near import joined
from mcu.portal.queries.town import Town

OVER = "Пока вы писали, эту проблему закрыли. Если она осталась, отправьте сообщение: оно получит номер."
STALE = "Форма устарела. Обновите страницу и попробуйте ещё раз."


@transaction.atomic
def support(*, town: Town, key: str, value: str, now: datetime) -> Problem:
    """Count the form once, however often it is sent; a message alone becomes a problem."""
    meant = joined(value)
    if meant is None or not is_key(key):
        raise RuleViolation(STALE)
    problem = _problem(town, *meant, now)
    own = key_digest(town.place.pk, key)
    _, fresh = Support.objects.get_or_create(key=own, defaults={"problem": problem, "at": now})
    if fresh:
        journal.write(
            "portal.support", by=town.by, municipality_id=town.place.pk, of=problem, at=now
        )
    return problem


def _problem(town: Town, kind: str, pk: int, now: datetime) -> Problem:
    if kind == "case":
        return _of_case(town, pk, now)
    found = Problem.objects.filter(municipality=town.place, pk=pk, state__in=sorted(JOINABLE))
    problem = found.select_related("topic").first()
    if problem is None:
        raise RuleViolation(OVER)
    return problem


def _of_case(town: Town, pk: int, now: datetime) -> Problem:
    """The problem the message is in; one of its own, made now, where it is in none."""
    link = ProblemCase.objects.filter(
        case=pk, case__municipality=town.place, left_at__isnull=True
    ).select_related("problem")
    known = link.first()
    if known is not None:
        return _problem(town, "problem", known.problem_id, now)
    cases = list(
        Case.objects.filter(municipality=town.place, pk=pk).exclude(state__in=sorted(FINISHED))
    )
    if not cases:
        raise RuleViolation(OVER)
    act = open_problem(
        municipality=town.place, cases=cases, by=town.by, why=Why("житель: «у меня тоже»"), now=now
    )
    return act.problem
