"""How the blocks and bodies came to be what they are."""

from typing import ClassVar

from django.db import models

from mcu.org.models.place import Municipality
from mcu.org.models.structure import Block, Body
from mcu.org.rules.structure import Change


class StructureChange(models.Model):
    """One change of a block or a body: when it takes effect, why, by which act; never edited.

    `number` counts the versions of that block or body; `before` and `after` hold words, so that the
    history reads the same after everything else is renamed.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="changes")
    block = models.ForeignKey(Block, models.CASCADE, null=True, blank=True, related_name="changes")
    body = models.ForeignKey(Body, models.CASCADE, null=True, blank=True, related_name="changes")
    number = models.PositiveIntegerField("версия")
    change = models.CharField("что", max_length=12, choices=Change.choices)
    on = models.DateField("с какого дня")
    reason = models.CharField("почему", max_length=500)
    act = models.CharField("основание", max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "версия"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["block", "number"], name="block_version_once"),
            models.UniqueConstraint(fields=["body", "number"], name="body_version_once"),
            models.CheckConstraint(
                condition=models.Q(block__isnull=True) ^ models.Q(body__isnull=True),
                name="change_of_a_block_or_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_change_display()}, версия {self.number}"
