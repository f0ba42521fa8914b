"""What an administrator changed in the table of rights."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality
from mcu.org.rules.roles import Role, Scope


class Grant(models.Model):
    """One change of one row of the table for one municipality.

    Rows are only added, so the key of the last one is the version of the rights in force. The last
    of a role and permission counts: `scope` is the new one, «нет» takes the right away, an empty one
    goes back to the table.
    """

    TAKEN, BACK = "none", ""
    SCOPES = ((BACK, "как в таблице"), (TAKEN, "нет права"), *Scope.choices)

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="grants")
    role = models.CharField("роль", max_length=20, choices=Role.choices)
    permission = models.CharField("право", max_length=40)
    scope = models.CharField("область", max_length=12, choices=SCOPES, blank=True)
    reason = models.CharField("почему", max_length=300)
    at = models.DateTimeField("когда")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("кто", max_length=200)

    class Meta:
        verbose_name = "изменение права"
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "role", "permission", "-id"], name="grant_last_of_a_row"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.permission} — {self.get_scope_display()}"
