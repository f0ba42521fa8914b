"""What the system of record says of a case, and which of its words mean what."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.rules.words import Approval, System
from mcu.org.models import Municipality


class SourceRecord(models.Model):
    """The marks of ПОС or «Инцидент» on a case, as the last file told them.

    `repeats` counts how often the case was considered again, by a file or by hand.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="source", primary_key=True)
    number = models.CharField("номер в системе", max_length=80, blank=True, default="")
    rating = models.PositiveSmallIntegerField("оценка", null=True, blank=True)
    fast_track = models.BooleanField("ускоренное рассмотрение", default=False)
    repeated = models.BooleanField("повторное рассмотрение", default=False)
    extended = models.BooleanField("продлено", default=False)
    due_at = models.DateTimeField("срок в системе", null=True, blank=True)
    repeats = models.PositiveSmallIntegerField("повторных рассмотрений", default=0, db_default=0)

    class Meta:
        verbose_name = "отметки системы"
        indexes: ClassVar = [
            models.Index(fields=["rating"], condition=Q(rating__isnull=False), name="source_rated")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="rating_1_to_5"
            )
        ]

    def __str__(self) -> str:
        return self.number or str(self.case_id)


class StageWord(models.Model):
    """A status word of an export that this municipality reads in its own way."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="stage_words")
    system = models.CharField("система", max_length=10, choices=System.choices)
    word = models.CharField("слово в выгрузке", max_length=120)
    stage = models.CharField("этап", max_length=20)

    class Meta:
        verbose_name = "слово статуса"
        ordering: ClassVar = ["system", "word"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "system", "word"], name="stage_word_once"
            )
        ]

    def __str__(self) -> str:
        return self.word


class ApprovalNeed(models.Model):
    """Whether an answer of this system has to be approved before it is given."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="approvals")
    system = models.CharField("система", max_length=10, choices=System.choices)
    need = models.CharField("согласование", max_length=10, choices=Approval.choices)

    class Meta:
        verbose_name = "согласование ответа"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "system"], name="approval_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_system_display()}: {self.get_need_display()}"
