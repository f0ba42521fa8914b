"""What residents were promised: by when, checked how, and what came of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.models.work import Answer, Attachment
from mcu.cases.rules.promises import Origin, PromiseState, Proof
from mcu.org.models import Block, Body, Municipality, Person


class Promise(models.Model):
    """A dated obligation to a resident. It outlives the case: closing does not keep it.

    `due_on` is the day that counts now, `first_due_on` the day that was said first; `moved` counts
    the postponements, their reasons are the extensions of `term`.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="promises", db_index=False
    )
    case = models.ForeignKey(Case, models.CASCADE, related_name="promises")
    answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="promises"
    )
    term = models.OneToOneField(
        Term, models.SET_NULL, null=True, blank=True, related_name="promise"
    )
    origin = models.CharField("откуда", max_length=10, choices=Origin.choices)
    what = models.CharField("что обещано", max_length=500)
    phrase = models.CharField("как сказано", max_length=100, blank=True)
    due_on = models.DateField("до какого дня")
    first_due_on = models.DateField("первая дата")
    moved = models.PositiveSmallIntegerField("переносов", default=0)
    proof = models.CharField(
        "чем подтвердить", max_length=10, choices=Proof.choices, default=Proof.PHOTO
    )
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="блок"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="promises", verbose_name="орган"
    )
    executor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="promises"
    )
    state = models.CharField("состояние", max_length=10, choices=PromiseState.choices)
    made_at = models.DateTimeField("записано")
    made_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField("почему снято", max_length=500, blank=True)
    evidence = models.ForeignKey(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept_at = models.DateTimeField("выполнено", null=True, blank=True)
    second_answer = models.ForeignKey(
        Answer, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    told_at = models.DateTimeField("жителю сообщено", null=True, blank=True)

    PERSONAL: ClassVar = ("what", "reason")

    class Meta:
        verbose_name = "обещание"
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "due_on"], name="promise_by_due"),
            models.Index(
                fields=["municipality", "kept_at"],
                condition=Q(state=PromiseState.KEPT, told_at__isnull=True),
                name="promise_to_tell",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["answer", "first_due_on", "what"], name="promise_of_answer_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what[:80]} до {self.due_on:%d.%m.%Y}"
