"""The journal: what was done, by whom, to what. Append-only, chained, one chain per municipality."""

from typing import ClassVar

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q


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
            # The page goes from the newest, in the order of (at, sequence); each filter of it has
            # an index in that order, so that a page of a million entries reads fifty of them.
            models.Index(fields=["municipality_id", "-at", "-sequence"], name="journal_in_order"),
            models.Index(
                fields=["municipality_id", "actor_id", "-at", "-sequence"], name="journal_by_actor"
            ),
            models.Index(
                fields=["municipality_id", "action", "-at", "-sequence"], name="journal_by_action"
            ),
            models.Index(
                fields=["request_id"], condition=~Q(request_id=""), name="journal_by_request"
            ),
            models.Index(
                F("municipality_id"),
                OpClass(F("object_name"), name="varchar_pattern_ops"),
                name="journal_by_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_name}"


class JournalAnchor(models.Model):
    """The length and the last hash of a chain on a day; the line of it is kept elsewhere too."""

    municipality_id = models.BigIntegerField()
    day = models.DateField()
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "journal_anchor"
        ordering: ClassVar = ["-day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality_id", "day"], name="journal_anchor_once")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.sequence}"


class JournalCheck(models.Model):
    """One walk of a chain: who asked for it, how far it came, what it found."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт"
        RUNNING = "running", "идёт"
        WHOLE = "whole", "журнал цел"
        BROKEN = "broken", "журнал нарушен"

    municipality_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    alive_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    entries = models.BigIntegerField(default=0)
    sequence = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "journal_check"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["municipality_id", "-id"], name="journal_check_last"),
            models.Index(
                fields=["id"],
                condition=Q(state__in=["running", "waiting"]),
                name="journal_check_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%d.%m.%Y %H:%M} {self.get_state_display()}"

    @property
    def going(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}
