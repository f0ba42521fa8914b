"""The guard of every action."""

from mcu.core.errors import AccessDenied
from mcu.org.rules.roles import Actor, Permission, may


def require(actor: Actor, permission: Permission) -> None:
    """AccessDenied with the reason in words when the duties in force do not allow it."""
    allowed = may(actor, permission)
    if not allowed:
        raise AccessDenied(allowed.reason, permission)  # type: ignore[union-attr]
