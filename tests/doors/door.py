"""A door: one URL, who may open it, how it is knocked at, and what its key is of."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from mcu.org.rules.roles import DEFAULT, Permission, Role

P = Permission
EVERYBODY = frozenset(Role)


def who(permission: Permission) -> frozenset[Role]:
    return frozenset(right.role for right in DEFAULT.holders(permission))


@dataclass(frozen=True)
class Door:
    """One URL: what it needs (a permission, or these roles), what is sent, what its key is of."""

    name: str
    allowed: Permission | frozenset[Role] | tuple[Permission, ...]
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    public: bool = False
    always: int = 0  # the one code that is right whoever knocks like this


# Keys that are cases, or hang on one: whoever does not see the case does not find the door.
CASE, CHOSEN = "case", "chosen"
# What is no row of a municipality: nothing, the marked cases, the names of the rules of retention.
SHARED = frozenset(
    {
        "",
        CHOSEN,
        "connector",
        "hook",
        "kpi",
        "retention",
        "system",
        "rung",
        "letter kind",
        "openness line",
        "book",
        "book file",
        "nowhere",
        "panel code",
    }
)
PROBLEM = frozenset({"problem", "problem act", "problem file", "answering", "guess", "in problem"})
STAGES = frozenset(
    {"suggested", "promised", "kept", "told of", "kept case", "redirecting", "redirected", "of pos"}
)
APPEALS = frozenset(
    {"appeal", "answered appeal", "decision", "notice", "letter of", "request of papers"}
)
OF_A_CASE = (
    PROBLEM
    | STAGES
    | APPEALS
    | frozenset(
        {
            "task case",
            "version",
            CASE,
            "hold",
            "file",
            "hidden file",
            "approval",
            "answered",
            "closed",
            "request",
            "part",
        }
    )
)
# The same for tasks: done by body, block or executor, decided by whoever accepts.
OF_A_TASK = frozenset(
    {"task", "task done", "task finished", "task asked", "task file", "task reported", "task legal"}
)

TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
