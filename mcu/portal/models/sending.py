"""What came through the door of residents, and how often somebody knocks at it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Case
from mcu.org.models import Municipality


class Submission(models.Model):
    """One form that was sent, once: `key` is a digest of what the form carried, `code` a digest of what
    its author follows it by. `sealed` holds what waits for a person of the centre to let it in.
    """

    class State(models.TextChoices):
        TAKEN = "taken", "принято"
        HELD = "held", "ждёт проверки"
        REFUSED = "refused", "не принято"

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `submission_held` begins with it
    key = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="submissions")
    sealed = models.BinaryField(null=True)
    why = models.CharField("почему", max_length=200, blank=True)
    made_at = models.DateTimeField("отправлено")

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed",)

    class Meta:
        verbose_name = "отправка с портала"
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "made_at"],
                condition=Q(sealed__isnull=False),
                name="submission_held",
            )
        ]

    def __str__(self) -> str:
        return f"отправка {self.pk}"


class Upload(models.Model):
    """A photo that was laid down while its form is not sent yet, cleaned; forgotten after some days."""

    STORED = ("key",)

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "снимок"

    def __str__(self) -> str:
        return self.name


class Knock(models.Model):
    """How often somebody did something since when: `value` is a digest that lives for one day."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `knock_once` begins with it
    kind = models.CharField(max_length=10)
    value = models.BinaryField(max_length=16)
    count = models.PositiveIntegerField(default=1)
    since = models.DateTimeField(db_index=True)

    PERSONAL: ClassVar = ("value",)

    class Meta:
        verbose_name = "обращение к порталу"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "kind", "value"], name="knock_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"
