"""What an administrator may change in the table for one municipality, and why not the rest."""

from mcu.org.rules.roles.names import FOR_BLOCK, FOR_BODY, NAMES, SCOPED, Permission, Role, Scope
from mcu.org.rules.roles.rights import Rights

P = Permission
READING = frozenset(
    {P.SEE, P.REVEAL, P.EXPORT, P.SUMMARY, P.JOURNAL, P.SETTINGS, P.TASK_SEE, P.REPORTS_SEE}
)
# These are not held over one case, so «свои сообщения» says nothing of them.
NEVER_OWN = frozenset({P.SUMMARY, P.EXPORT, P.LEADERS, P.PROPOSE, P.TASK_ACCEPT, P.RATINGS_COMMENT})
NEVER = {
    Role.REGIONAL: "Методолог региона видит только сводные числа: личные данные, тексты сообщений "
    "и работа с ними ему не даются.",
    Role.AUDITOR: "Аудитор только читает: право что-то менять ему не даётся.",
}


def scopes_for(role: Role, permission: Permission) -> list[Scope]:
    """How far the permission may go for the role, the narrowest first; none: it is never given."""
    if role == Role.REGIONAL:
        return [Scope.REGION] if permission == P.SUMMARY else []
    if role == Role.AUDITOR and permission not in READING:
        return []
    if permission not in SCOPED:
        return [Scope.MUNICIPALITY]
    own = [] if permission in NEVER_OWN else [Scope.OWN]
    where = [Scope.BODY] * (role in FOR_BODY) + [Scope.BLOCK] * (role in FOR_BLOCK)
    return [*own, *where, Scope.MUNICIPALITY]


def refusal(role: Role, permission: Permission, scope: Scope | None, now: Rights) -> str:
    """Why the row cannot become so; empty when it can. `scope` None takes the right away."""
    row = now.get(role, permission)
    if scope is None:
        return "" if row else f"У роли «{role.label}» и так нет права {NAMES[permission]}."
    if row and row.scope == scope:
        return "Так и есть сейчас: менять нечего."
    possible = scopes_for(role, permission)
    if not possible:
        return NEVER[role]
    if scope not in possible:
        words = ", ".join(f"«{found.label}»" for found in possible)
        return f"Право {NAMES[permission]} у этой роли может быть только: {words}."
    return ""
