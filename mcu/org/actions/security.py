"""What a municipality demands of signing in."""

from collections.abc import Collection

from django.db import transaction

from mcu.core import journal
from mcu.org.actions.access import require
from mcu.org.models import Municipality, SecurityPolicy
from mcu.org.rules.roles import Actor, Permission, Role


@transaction.atomic
def set_second_factor_roles(
    *, municipality: Municipality, roles: Collection[str], by: Actor
) -> None:
    """From the next sign-in on these roles are led through the set-up of a second factor."""
    require(by, Permission.ORGANISATION)
    row, _ = SecurityPolicy.objects.get_or_create(municipality=municipality)
    before, after = row.second_factor_roles, [role for role in Role.values if role in set(roles)]
    if before == after:
        return
    row.second_factor_roles = after
    row.save(update_fields=["second_factor_roles"])
    journal.write(
        "security.second_factor_roles",
        by=by,
        municipality_id=municipality.pk,
        of=municipality,
        before={"roles": before},
        after={"roles": after},
    )
