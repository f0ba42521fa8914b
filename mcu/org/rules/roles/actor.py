"""Who acts, how far each permission of theirs goes, and whether it covers a thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mcu.core.errors import AccessDenied
from mcu.org.rules.roles.names import ASKED, NAMES, Permission, Role, Scope
from mcu.org.rules.roles.rights import DEFAULT, Right, Rights

WHOLE = frozenset({Scope.MUNICIPALITY, Scope.REGION})
ONLY = {
    Scope.OWN: "по сообщениям, где исполнитель — вы",
    Scope.BODY: "по сообщениям своего органа",
    Scope.BLOCK: "по сообщениям своего блока",
}
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class DutyView:
    """One role held now and where; `below` are the bodies under its own.

    `instead_of` names whose duty it is when it is held in a substitution.
    """

    role: Role
    body_id: int | None = None
    block_id: int | None = None
    below: frozenset[int] = NOBODY
    instead_of: str = ""

    @property
    def bodies(self) -> frozenset[int]:
        return self.below | {self.body_id} if self.body_id else self.below

    @property
    def blocks(self) -> frozenset[int]:
        return frozenset({self.block_id}) if self.block_id else NOBODY


@dataclass(frozen=True, slots=True)
class Belongs:
    """Whose a thing is: what a scope is measured against. `asked_…` were asked about it only."""

    municipality_id: int
    body_id: int | None = None
    block_id: int | None = None
    executor_id: int | None = None
    asked_bodies: frozenset[int] = NOBODY
    asked_blocks: frozenset[int] = NOBODY


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a permission goes: nowhere, over one's own, bodies and blocks, or everywhere."""

    own: bool = False
    everywhere: bool = False
    bodies: frozenset[int] = NOBODY
    blocks: frozenset[int] = NOBODY

    def __bool__(self) -> bool:
        return self.own or self.everywhere

    def covers(self, thing: Belongs, person_id: int | None, *, asked: bool) -> bool:
        """Whether it goes as far as this; with `asked` a question to us is enough."""
        return (
            self.everywhere
            or (self.own and person_id is not None and thing.executor_id == person_id)
            or thing.body_id in self.bodies
            or thing.block_id in self.blocks
            or (asked and bool(thing.asked_bodies & self.bodies))
            or (asked and bool(thing.asked_blocks & self.blocks))
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, with the duties in force at this moment and the table that gives them rights.

    `person_id` is None for the program itself.
    """

    person_id: int | None
    name: str
    municipality_id: int
    duties: tuple[DutyView, ...] = ()
    rights: Rights = DEFAULT
    is_program: bool = False

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(duty.role for duty in self.duties)

    @property
    def stands_in_for(self) -> tuple[str, ...]:
        """Whom the person stands in for today."""
        return tuple(sorted({duty.instead_of for duty in self.duties if duty.instead_of}))

    @property
    def body_ids(self) -> frozenset[int]:
        """The bodies of all duties and those below them."""
        return frozenset().union(*(duty.bodies for duty in self.duties))

    @property
    def block_ids(self) -> frozenset[int]:
        return frozenset().union(*(duty.blocks for duty in self.duties))

    @property
    def sees_all(self) -> bool:
        return self.reach(Permission.SEE).everywhere

    def held(self, permission: Permission) -> Iterator[tuple[DutyView, Right]]:
        """The duties that give the permission, each with the row of the table."""
        for duty in self.duties:
            if right := self.rights.get(duty.role, permission):
                yield duty, right

    def reach(self, permission: Permission) -> Reach:
        """The permission of all duties together."""
        if self.is_program:
            return Reach(own=True, everywhere=True)
        held = list(self.held(permission))
        return Reach(
            own=bool(held),
            everywhere=any(right.scope in WHOLE for _, right in held),
            bodies=frozenset().union(*(d.bodies for d, r in held if r.scope == Scope.BODY)),
            blocks=frozenset().union(*(d.blocks for d, r in held if r.scope == Scope.BLOCK)),
        )


@dataclass(frozen=True, slots=True)
class Denied:
    """A refusal in words; falsy, so that `if may(…)` reads well."""

    reason: str
    permission: Permission

    def __bool__(self) -> Literal[False]:
        return False

    def refusal(self) -> AccessDenied:
        """The same as an exception that names what is missing."""
        return AccessDenied(self.reason, self.permission)


def may(
    actor: Actor, permission: Permission, thing: Belongs | None = None
) -> Literal[True] | Denied:
    """Whether the duties in force give the permission, over this thing when one is named.

    Otherwise why not and whose duty it is.
    """
    reach = actor.reach(permission)
    if not reach:
        return Denied(_no_right(actor, permission), permission)
    if thing is None or actor.is_program:
        return True
    ours = thing.municipality_id == actor.municipality_id
    if ours and reach.covers(thing, actor.person_id, asked=permission in ASKED):
        return True
    return Denied(_too_far(actor, permission), permission)


def program(municipality_id: int, name: str = "Программа") -> Actor:
    """The program as an actor, for imports and jobs."""
    return Actor(None, name, municipality_id, is_program=True)


def _no_right(actor: Actor, permission: Permission) -> str:
    holders = ", ".join(row.role.label for row in actor.rights.holders(permission))
    have = ", ".join(sorted(role.label for role in actor.roles)) or "ролей нет"
    whose = f"Это могут: {holders}." if holders else "Этого права сейчас нет ни у одной роли."
    return f"Ваша роль не позволяет {NAMES[permission]} (у вас: {have}). {whose}"


def _too_far(actor: Actor, permission: Permission) -> str:
    scopes = {right.scope for _, right in actor.held(permission)}
    only = " и ".join(words for scope, words in ONLY.items() if scope in scopes)
    where = only or "в своём муниципалитете"
    return f"Ваша роль позволяет {NAMES[permission]} только {where}, а это сообщение не из них."
