"""What co-executors write for one answer, and which of it went into which version."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.models.work import Answer
from mcu.cases.rules.answer_parts import OUTSTANDING, OWED, PartState
from mcu.org.models import Block, Body, Person


class AnswerPart(models.Model):
    """One body's part of the answer to a case somebody else is charged with.

    `block` is the body's own at the time: whoever leads it sees the case as well.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="answer_parts")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="соисполнитель")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField("о чём часть", max_length=300)
    state = models.CharField(
        "состояние", max_length=10, choices=PartState.choices, default=PartState.WAITED
    )
    term = models.ForeignKey(Term, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    reason = models.CharField("почему возвращена или снята", max_length=500, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("напоминаний", default=0)

    PERSONAL: ClassVar = ("about", "reason")

    class Meta:
        verbose_name = "часть ответа"
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "body"],
                condition=Q(state__in=sorted(OUTSTANDING)),
                name="answer_part_outstanding_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["body", "asked_at"],
                condition=Q(state__in=sorted(OWED)),
                name="answer_part_owed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.about[:80]}"

    @property
    def is_owed(self) -> bool:
        return self.state in OWED

    @property
    def is_outstanding(self) -> bool:
        return self.state in OUTSTANDING


class PartVersion(models.Model):
    """A part as somebody wrote it; a later one replaces it and never erases it."""

    part = models.ForeignKey(AnswerPart, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField("версия")
    text = models.TextField("текст части")
    at = models.DateTimeField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=200)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "версия части ответа"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["part", "number"], name="part_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.part}, версия {self.number}"


class JoinedPart(models.Model):
    """Which version of a part stands in which version of the answer, at which place."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="joined")
    version = models.ForeignKey(PartVersion, models.CASCADE, related_name="joined")
    order = models.PositiveSmallIntegerField("по порядку")

    class Meta:
        verbose_name = "часть в ответе"
        ordering: ClassVar = ["answer", "order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "version"], name="joined_part_once")
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.version}"
