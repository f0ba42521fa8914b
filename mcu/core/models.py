"""The journal: what was done, by whom, to what. Append-only, chained, one chain per municipality."""

from typing import ClassVar

from django.db import models


class JournalHead(models.Model):
    """The end of one municipality's chain; its row lock orders the writers of that chain."""

    municipality_id = models.BigIntegerField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        db_table = "journal_head"

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.sequence}"


class JournalEntry(models.Model):
    """One act. Names are copies: renaming a person does not rewrite what was written.

    `before` and `after` never hold the value of a personal field, only the field's name
    (see `mcu.core.journal.PERSONAL`). The database refuses UPDATE, DELETE and TRUNCATE.
    """

    # Plain numbers instead of foreign keys: the journal outlives what it speaks of,
    # and core knows nothing of the layers above it.
    municipality_id = models.BigIntegerField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True)
    object_name = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    request_id = models.CharField(max_length=36, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_entry"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality_id", "sequence"], name="journal_one_number_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "id"], name="journal_by_object"),
            models.Index(fields=["municipality_id", "-at"], name="journal_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"
