"""Similar open problems before sending: only where the likeness stands."""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Count

from mcu.cases.models import Case, Problem, Topic
from mcu.cases.queries.problem_likes import Likes, likes_of
from mcu.cases.rules.problem.certain import is_certain
from mcu.cases.rules.workflow import FINISHED
from mcu.portal.models import Support
from mcu.portal.queries.town import Town
from mcu.portal.rules.plain import problem_level, problem_words
from mcu.portal.rules.sending import Place
from mcu.text.mask import mask

SALT = "portal.near"
VALID = 6 * 3600
SHOWN = 2
OF_SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Near:
    """What a resident is shown of a problem or of a message of another: never anybody's words."""

    title: str
    where: str
    words: str
    level: str
    voices: int
    since: datetime
    planned: str
    value: str


def near(town: Town, text: str, place: Place, topic: Topic | None, now: datetime) -> list[Near]:
    """At most two, the likest first; nothing where no place was said."""
    if not town.setup.near or not place.title:
        return []
    draft = Case(
        municipality=town.place, text=mask(text), topic=topic, received_at=now,
        settlement=place.settlement, street=place.street, house=place.house, landmark=place.landmark,
    )  # fmt: skip
    return _certain(likes_of(town.by, draft))


def voices(problem: Problem) -> int:
    """How many have said it: messages and those who have the same."""
    return problem.size + Support.objects.filter(problem=problem).count()


def value_of(problem: Problem) -> str:
    """The problem as a form may carry it."""
    return str(signing.dumps(["problem", problem.pk], salt=SALT))


def where_of(problem: Problem) -> str:
    """«Полевая, Заречный»; the house only where several have written of it: one may live there alone."""
    house = problem.house if problem.size >= OF_SEVERAL else ""
    landmark = mask(problem.landmark) if not problem.street else ""
    parts = problem.street, house, landmark, problem.settlement
    return ", ".join(part for part in parts if part)


def joined(value: str) -> tuple[str, int] | None:
    """What a signed value means: ("problem" or "case", its key); None when it was not ours."""
    try:
        kind, key = signing.loads(value, salt=SALT, max_age=VALID)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (str(kind), int(key)) if kind in {"problem", "case"} else None


def _certain(likes: Likes) -> list[Near]:
    problems = [each.problem for each in likes.problems if is_certain(each.like)][:SHOWN]
    if problems:
        return [_problem(each) for each in _with_supports(problems)]
    cases = [each.case for each in likes.cases if is_certain(each.like)]
    return [_case(each) for each in cases if _may_be_shown(each)][:1]


def _with_supports(problems: list[Problem]) -> list[Problem]:
    keys = [each.pk for each in problems]
    counted = dict(
        Support.objects.filter(problem__in=keys).values_list("problem").annotate(n=Count("pk"))
    )
    for each in problems:
        each.size += counted.get(each.pk, 0)
    return problems


def _may_be_shown(case: Case) -> bool:
    """Somebody of the centre has read it, and it is about a street or a landmark, not about a flat."""
    return case.topic_confirmed and case.state not in FINISHED and bool(case.street)


def _problem(row: Problem) -> Near:
    planned = f"{row.plan_until:%d.%m.%Y}" if row.plan_until else ""
    return Near(
        row.topic.name if row.topic else "Похожая проблема", where_of(row), problem_words(row.state),
        problem_level(row.state), row.size, row.opened_at, planned,
        value_of(row),
    )  # fmt: skip


def _case(row: Case) -> Near:
    where = ", ".join(part for part in (row.street, row.settlement) if part)
    title = row.topic.name if row.topic else "Похожее сообщение"
    return Near(
        title, where, "принято", "soon", 1, row.received_at, "",
        signing.dumps(["case", row.pk], salt=SALT),
    )  # fmt: skip
