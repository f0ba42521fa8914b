"""Proposals to change or strengthen a block or the centre, and what exactly they ask for."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Duty, Person
from mcu.org.models.place import Municipality
from mcu.org.models.structure import Block, Body
from mcu.org.rules.proposals import Ask, Origin, State, Subject
from mcu.org.rules.roles import Role


class Proposal(models.Model):
    """Asked for, approved, laid down by an act, carried out."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="proposals")
    number = models.PositiveIntegerField("номер")
    subject = models.CharField("о чём", max_length=12, choices=Subject.choices)
    origin = models.CharField(
        "от кого", max_length=14, choices=Origin.choices, default=Origin.MUNICIPALITY
    )
    letter = models.CharField("письмо", max_length=200, blank=True)
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="блок"
    )
    text = models.TextField("что предлагается и почему")
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.SUBMITTED
    )
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="proposals")
    made_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    remark = models.CharField("замечание", max_length=1000, blank=True)
    act = models.CharField("акт", max_length=300, blank=True)
    act_on = models.DateField("дата акта", null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "предложение"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="proposal_number_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "-number"], name="proposal_by_state")
        ]

    def __str__(self) -> str:
        return f"Предложение № {self.number}"


class ProposedChange(models.Model):
    """One change that a proposal asks for; carried out as it stands here."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="changes")
    ask = models.CharField("что сделать", max_length=12, choices=Ask.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField("роль", max_length=20, choices=Role.choices, blank=True)
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="+")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField("название или уточнение", max_length=300, blank=True)

    class Meta:
        verbose_name = "предложенное изменение"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.get_ask_display()
