"""Roles, permissions, scopes, the table between them, and whoever acts by it."""

from mcu.org.rules.roles.actor import Actor, Belongs, Denied, DutyView, Reach, may, program
from mcu.org.rules.roles.names import (
    ASKED,
    FOR_BLOCK,
    FOR_BODY,
    NAMES,
    SCOPED,
    SERVES_SEVERAL,
    Permission,
    Role,
    Scope,
)
from mcu.org.rules.roles.rights import DEFAULT, PRACTICE, Right, Rights

__all__ = [
    "ASKED",
    "DEFAULT",
    "FOR_BLOCK",
    "FOR_BODY",
    "NAMES",
    "PRACTICE",
    "SCOPED",
    "SERVES_SEVERAL",
    "Actor",
    "Belongs",
    "Denied",
    "DutyView",
    "Permission",
    "Reach",
    "Right",
    "Rights",
    "Role",
    "Scope",
    "may",
    "program",
]
