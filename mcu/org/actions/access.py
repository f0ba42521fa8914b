"""The guard of every action."""

from mcu.org.rules.roles import Actor, Belongs, Denied, Permission, may


def require(actor: Actor, permission: Permission, thing: Belongs | None = None) -> None:
    """AccessDenied with the reason in words when the duties in force do not allow it."""
    allowed = may(actor, permission, thing)
    if isinstance(allowed, Denied):
        raise allowed.refusal()
