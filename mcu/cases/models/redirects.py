"""What was passed on to other bodies, being out of the competence of this municipality."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.rules.redirects import By, RedirectState, Told, missing_words
from mcu.org.models import Body, Municipality


class Redirect(models.Model):
    """One decision to pass a case on; «не отправлено» until it has a number and the resident knows.

    A case may be passed on again after it came back: each time is a row of its own. `body` is set
    where the receiver stands in the register of bodies, `to_name` always holds the name.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="redirects", db_index=False
    )
    case = models.ForeignKey(Case, models.CASCADE, related_name="redirects")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    to_name = models.CharField("куда", max_length=300)
    by = models.CharField("чем", max_length=10, choices=By.choices, default=By.POS)
    reason = models.CharField("почему не наша компетенция", max_length=500, blank=True)
    state = models.CharField(
        "состояние", max_length=10, choices=RedirectState.choices, default=RedirectState.UNSENT
    )
    term = models.ForeignKey(Term, models.SET_NULL, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("решено")
    decided_by_name = models.CharField(max_length=200)
    number = models.CharField("номер в ПОС или исходящий", max_length=80, blank=True)
    told_on = models.DateField("житель уведомлён", null=True, blank=True)
    told_by = models.CharField("чем уведомлён", max_length=10, choices=Told.choices, blank=True)
    sent_on = models.DateField("отправлено", null=True, blank=True)
    ended_at = models.DateTimeField("вернули или оставили", null=True, blank=True)
    end_reason = models.CharField("почему вернули или оставили", max_length=500, blank=True)

    PERSONAL: ClassVar = ("reason", "end_reason")

    class Meta:
        verbose_name = "перенаправление"
        ordering: ClassVar = ["-decided_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-decided_at"], name="redirect_by_time"),
            models.Index(
                fields=["municipality", "decided_at"],
                condition=Q(state=RedirectState.UNSENT),
                name="redirect_unsent",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state=RedirectState.UNSENT),
                name="redirect_unsent_once",
            )
        ]

    def __str__(self) -> str:
        return self.to_name

    @property
    def missing(self) -> str:
        """What it waits for, in words."""
        if self.state != RedirectState.UNSENT:
            return ""
        return missing_words(self.number, self.told_on, self.by)
