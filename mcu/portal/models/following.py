"""Who has the same, and who wants to be told."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Problem
from mcu.org.models import Municipality


class Support(models.Model):
    """«У меня тоже»: one form that joined a problem. Nothing is known of who sent it."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="supports")
    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "поддержка проблемы"

    def __str__(self) -> str:
        return f"поддержка {self.problem_id}"


class Subscription(models.Model):
    """Somebody is told by letters of a problem, or of the problems of a street.

    Nothing is sent before `confirmed_at`. The address is sealed; `value` is its blind index, so that
    nobody subscribes twice to one thing; `token` is the digest of what the letters carry.
    `told` is the state of the problem that was told last; of a street that it was told, by moment.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `subscription_once` begins with it
    problem = models.ForeignKey(Problem, models.CASCADE, null=True, related_name="subscriptions")
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    street = models.CharField("улица", max_length=200, blank=True)
    email = models.BinaryField()
    value = models.BinaryField(max_length=16)
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("сделана")
    confirmed_at = models.DateTimeField("подтверждена", null=True)
    told = models.CharField(max_length=12, blank=True)
    told_at = models.DateTimeField("последнее письмо", null=True)

    SEALED: ClassVar = ("email",)
    PERSONAL: ClassVar = ("email", "value")

    class Meta:
        verbose_name = "подписка"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "value", "problem", "settlement", "street"],
                nulls_distinct=False,
                name="subscription_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["made_at"],
                condition=Q(confirmed_at__isnull=True),
                name="subscription_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"подписка {self.pk}"
