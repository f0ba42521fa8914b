"""Where somebody may stand to what is behind the doors, and what is right to answer there."""

from enum import Enum

from mcu.org.rules.roles import DEFAULT, FOR_BLOCK, FOR_BODY, Permission, Role, Scope
from tests.doors import DOORS
from tests.doors.door import OF_A_CASE, OF_A_TASK, SHARED, Door, P, who


class Stand(Enum):
    """Where somebody stands to the case behind the doors."""

    HERE = "in its body and block, the executor himself where the role is executor"
    BESIDE = "in its body and block, but somebody else is the executor"
    APART = "in another body and another block of the same municipality"
    ABROAD = "in another municipality"


REACHES = {
    Scope.OWN: {Stand.HERE},
    Scope.BODY: {Stand.HERE, Stand.BESIDE},
    Scope.BLOCK: {Stand.HERE, Stand.BESIDE},
    Scope.MUNICIPALITY: {Stand.HERE, Stand.BESIDE, Stand.APART},
    Scope.REGION: {Stand.HERE, Stand.BESIDE, Stand.APART},
}
LET_IN, FORBIDDEN, NOT_FOUND = frozenset({200, 302, 422}), frozenset({403}), frozenset({404})


def doors(stand: Stand) -> list[Door]:
    """Those that could answer otherwise here than they do to whoever stands in the middle."""
    if stand is Stand.HERE:
        return [door for door in DOORS if door.key != "view"]  # personal: it has its own test
    if stand is Stand.ABROAD:
        return [door for door in DOORS if door.key not in {"", "view"}]
    return [door for door in DOORS if door.key in OF_A_CASE | OF_A_TASK]


def stands(role: Role) -> list[Stand]:
    """A role held for the whole centre has no other body or block."""
    return list(Stand) if role in FOR_BODY | FOR_BLOCK else [Stand.HERE, Stand.ABROAD]


def reaches(role: Role, permission: Permission, stand: Stand) -> bool:
    right = DEFAULT.get(role, permission)
    if right is None or (right.scope == Scope.OWN and role != Role.EXECUTOR):
        return False  # nothing behind these doors is theirs
    return stand in REACHES[right.scope]


def expected(door: Door, role: Role, stand: Stand) -> frozenset[int]:
    """The codes that are right for this role at this door."""
    if door.always:
        return frozenset({door.always})
    if door.public:
        return LET_IN
    holds = role in (who(door.allowed) if isinstance(door.allowed, Permission) else door.allowed)
    for keys, seen in ((OF_A_CASE, P.SEE), (OF_A_TASK, P.TASK_SEE)):
        if door.key in keys:
            if not reaches(role, seen, stand):
                return NOT_FOUND
            needed = door.allowed if isinstance(door.allowed, tuple) else (door.allowed,)
            may_do = any(reaches(role, each, stand) for each in needed)
            return LET_IN if may_do else FORBIDDEN
    hidden = stand is Stand.ABROAD and door.key not in SHARED
    if not holds:
        return FORBIDDEN | NOT_FOUND if hidden else FORBIDDEN
    return NOT_FOUND if hidden else LET_IN
