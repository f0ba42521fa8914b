"""The table role × permission × scope, each row with the clause it comes from.

The default is `mcu/org/data/rights.toml`; what an administrator changed is laid over it.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files

from mcu.org.rules.roles.names import Permission, Role, Scope

PRACTICE = "практика"


@dataclass(frozen=True, slots=True)
class Right:
    """A role holds a permission so far; `clause` says by which act, or that it is practice."""

    role: Role
    permission: Permission
    scope: Scope
    clause: str = PRACTICE

    @property
    def is_sourced(self) -> bool:
        return self.clause != PRACTICE


class Rights:
    """The rows in force, by role and permission."""

    def __init__(self, rows: Iterable[Right]) -> None:
        self._rows = {(row.role, row.permission): row for row in rows}

    def get(self, role: Role, permission: Permission) -> Right | None:
        return self._rows.get((role, permission))

    def has(self, role: Role, permission: Permission) -> bool:
        return (role, permission) in self._rows

    def of(self, role: Role) -> list[Right]:
        """What the role may, in the order of the permissions."""
        return [row for permission in Permission if (row := self.get(role, permission))]

    def holders(self, permission: Permission) -> list[Right]:
        """Which roles hold it, in the order of the roles."""
        return [row for role in Role if (row := self.get(role, permission))]

    def changed(self, rows: Iterable[Right], taken: Iterable[tuple[Role, Permission]]) -> "Rights":
        """The same table with these rows laid over it and those taken out."""
        gone = frozenset(taken)
        kept = [row for key, row in self._rows.items() if key not in gone]
        return Rights([*kept, *rows])


def read(table: Mapping[str, Mapping[str, list[str]]]) -> Rights:
    """The rows of a TOML table; ValueError for a name that does not exist."""
    return Rights(
        Right(Role(role), Permission(permission), Scope(scope), clause)
        for role, rows in table.items()
        for permission, (scope, clause) in rows.items()
    )


DEFAULT = read(tomllib.loads((files("mcu.org") / "data" / "rights.toml").read_text("utf-8")))
