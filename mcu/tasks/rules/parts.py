"""What somebody is to a task."""

from dataclasses import dataclass

from mcu.org.rules.roles import Actor, Belongs, Permission
from mcu.tasks.rules.workflow import Part

NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """The person and those whose place they take today; `partly` are (person, body) of a single
    duty that is stood in for."""

    people: frozenset[int] = NOBODY
    partly: frozenset[tuple[int, int]] = frozenset()

    def covers(self, person: int | None, body: int | None) -> bool:
        return person is not None and (person in self.people or (person, body) in self.partly)


@dataclass(frozen=True, slots=True)
class Whose:
    """Everybody a task names."""

    municipality_id: int
    setter_id: int | None = None
    executor_id: int | None = None
    body_id: int | None = None
    block_id: int | None = None
    helpers: frozenset[int] = NOBODY
    bodies: frozenset[int] = NOBODY


def parts(whose: Whose, actor: Actor, standing: Standing) -> frozenset[Part]:
    """Empty when the task is not to be seen. Whoever helps does the work as well."""
    if whose.municipality_id != actor.municipality_id:
        return frozenset()
    if actor.is_program:
        return frozenset(Part)
    named = [whose.executor_id, *whose.helpers]
    found = set()
    if any(standing.covers(person, whose.body_id) for person in named) or _reaches(
        whose, actor, Permission.TASK_WORK
    ):
        found.add(Part.DOER)
    if standing.covers(whose.setter_id, whose.body_id) or _reaches(
        whose, actor, Permission.TASK_ACCEPT
    ):
        found.add(Part.JUDGE)
    if found or _reaches(whose, actor, Permission.TASK_SEE):
        found.add(Part.READER)
    return frozenset(found)


def _reaches(whose: Whose, actor: Actor, permission: Permission) -> bool:
    """By body, block or the whole centre; that one is named in the task is another matter."""
    reach = actor.reach(permission)
    thing = Belongs(whose.municipality_id, whose.body_id, whose.block_id)
    return reach.covers(thing, None, asked=False) or bool(whose.bodies & reach.bodies)
