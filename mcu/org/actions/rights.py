"""Changing the table of rights for one municipality; nobody can shut the last door behind them."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Grant, Municipality
from mcu.org.queries.rights import administrators, rights_of
from mcu.org.rules.roles import DEFAULT, Actor, Permission, Role, Scope
from mcu.org.rules.roles.changing import refusal

LAST = (
    "После этого менять права станет некому. Сначала дайте это право другому: назначьте ещё одного "
    "администратора МЦУ или дайте право «менять права ролей» другой роли."
)


@transaction.atomic
def change_right(
    *,
    municipality: Municipality,
    role: Role,
    permission: Permission,
    scope: Scope | None,
    reason: str,
    by: Actor,
) -> Grant:
    """The role holds the permission so far from now on; `scope` None takes it away."""
    require(by, Permission.RIGHTS)
    place = _locked(municipality)
    refused = refusal(role, permission, scope, rights_of(place))
    if refused:
        raise RuleViolation(refused)
    row = DEFAULT.get(role, permission)
    as_in_table = scope == (row.scope if row else None)
    kept = Grant.BACK if as_in_table else scope.value if scope else Grant.TAKEN
    return _written("rights.change", place, role, permission, kept, _given(reason), by)


@transaction.atomic
def restore_right(*, grant: Grant, by: Actor) -> Grant:
    """Undo: the row is again as the table says."""
    require(by, Permission.RIGHTS)
    place = _locked(grant.municipality)
    role, permission = Role(grant.role), Permission(grant.permission)
    return _written("rights.restore", place, role, permission, Grant.BACK, "отмена", by)


def keep_an_administrator(municipality: Municipality, on: date | None = None) -> None:
    """RuleViolation when nobody could change rights on that day; call it after the act."""
    if not administrators(municipality, on).exists():
        raise RuleViolation(LAST)


def _locked(municipality: Municipality) -> Municipality:
    """Two people who each take the right from the other must not both succeed."""
    return Municipality.objects.select_for_update().get(pk=municipality.pk)


def _written(
    code: str,
    place: Municipality,
    role: Role,
    permission: Permission,
    scope: str,
    reason: str,
    by: Actor,
) -> Grant:
    before = rights_of(place).get(role, permission)
    grant = Grant.objects.create(
        municipality=place, role=role, permission=permission, scope=scope, reason=reason,
        at=timezone.now(), by_id=by.person_id, by_name=by.name,
    )  # fmt: skip
    place.rights_version = grant.pk
    place.save(update_fields=["rights_version"])
    keep_an_administrator(place)
    after = rights_of(place).get(role, permission)
    journal.write(
        code,
        by=by,
        municipality_id=place.pk,
        of=grant,
        before={"scope": before.scope.label if before else "нет права"},
        after={
            "role": role,
            "permission": permission,
            "scope": after.scope.label if after else "нет права",
            "reason": reason,
        },
    )
    return grant


def _given(reason: str) -> str:
    reason = reason.strip()[:300]
    if not reason:
        raise RuleViolation("Напишите, почему меняется право: это останется в журнале.")
    return reason
