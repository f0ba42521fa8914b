"""What leaves: the channel, the letter that waits in the outbox, each attempt to deliver it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.org.models import Municipality


class Channel(models.Model):
    """A way out of a municipality. `transport` is a key of `mcu.channels.transports.TRANSPORTS`."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="channels_out")
    transport = models.CharField(max_length=20)
    active = models.BooleanField("включён", default=True)
    problem = models.CharField("что мешает", max_length=500, blank=True)

    class Meta:
        verbose_name = "канал отправки"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "transport"], name="channel_once")
        ]

    def __str__(self) -> str:
        return self.transport


class Outgoing(models.Model):
    """One letter. Written in the transaction of what caused it; the job delivers it afterwards.

    `key` says what the letter is about: a second one with the same key is never written. `to` is
    sealed. A letter in the state SENDING whose claim has run out was cut off: it is tried again
    under the same Message-ID.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт отправки"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не доставлено"
        CANCELLED = "cancelled", "отменено"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="outgoing")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="outgoing")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField("вид", max_length=40)
    to = models.BinaryField()
    subject = models.CharField("тема", max_length=300)
    body = models.TextField("текст")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    spared = models.PositiveSmallIntegerField(default=0)  # attempts before a person said «again»
    made_at = models.DateTimeField("создано")
    not_before = models.DateTimeField("не раньше")
    claimed_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField("закончено", null=True)

    SEALED: ClassVar = ("to",)

    class Meta:
        verbose_name = "отправка"
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state__in=["sending", "waiting"]),
                name="outgoing_to_deliver",
            ),
            models.Index(fields=["municipality", "state", "-id"], name="outgoing_by_state"),
            models.Index(fields=["municipality", "-id"], name="outgoing_by_place"),
            models.Index(
                fields=["finished_at"],
                condition=Q(finished_at__isnull=False),
                name="outgoing_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def may_retry(self) -> bool:
        return self.state in {self.State.WAITING, self.State.FAILED, self.State.CANCELLED}

    @property
    def may_cancel(self) -> bool:
        return self.state in {self.State.WAITING, self.State.FAILED}


class Delivery(models.Model):
    """One attempt, written before it begins: without a result it was cut off in the middle."""

    class Result(models.TextChoices):
        UNKNOWN = "unknown", "оборвалась"
        SENT = "sent", "принято сервером"
        TEMPORARY = "temporary", "временный отказ"
        PERMANENT = "permanent", "окончательный отказ"

    outgoing = models.ForeignKey(Outgoing, models.CASCADE, related_name="deliveries")
    number = models.PositiveSmallIntegerField("попытка")
    at = models.DateTimeField("когда")
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10, choices=Result.choices, default=Result.UNKNOWN)
    sentence = models.CharField("пояснение", max_length=500, blank=True)

    class Meta:
        verbose_name = "попытка отправки"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outgoing", "number"], name="delivery_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_result_display()}"
