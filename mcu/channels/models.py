"""What leaves: the channel, the letter that waits in the outbox, each attempt to deliver it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.org.models import Municipality

ANSWER = "answer"  # the kind of an answer to whoever wrote
AMEND, WITHDRAW = "amend", "withdraw"  # another text in its place; taken back


class Channel(models.Model):
    """A service a municipality is connected with, both ways, or the mail server of the settings.

    `transport` is a key of `mcu.connectors.CONNECTORS`, or of `mcu.channels.transports.TRANSPORTS`
    for what the settings of the program name. `settings` is sealed; `hook` is the blind index of the
    part of its address that nobody guesses (the part itself is sealed with the settings). `stopped_at`:
    a person has to mend something, `problem` says what. Until `quiet_until` the service is left alone.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="channels_out")
    transport = models.CharField(max_length=20)
    name = models.CharField("название", max_length=100, blank=True)
    settings = models.BinaryField(null=True)
    hook = models.BinaryField(max_length=16, null=True, unique=True)
    active = models.BooleanField("включён", default=True)
    reads = models.BooleanField("читать", default=False)
    replies = models.BooleanField("отвечать", default=False)
    stopped_at = models.DateTimeField("остановлен", null=True)
    quiet_until = models.DateTimeField(null=True)
    problem = models.CharField("что мешает", max_length=500, blank=True)

    SEALED: ClassVar = ("settings",)

    class Meta:
        verbose_name = "канал"
        ordering: ClassVar = ["transport", "name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "transport", "name"], name="channel_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.transport

    @property
    def works(self) -> bool:
        """Switched on, and nothing a person has to mend first."""
        return self.active and self.stopped_at is None


class Outgoing(models.Model):
    """One letter. Written in the transaction of what caused it; the job delivers it afterwards.

    `key` says what the letter is about: a second one with the same key is never written. `to` is
    sealed: an address, or what the connector needs to answer. `remote_id` and `url` are what the
    service made of it. `case_id` is a plain number: what is sent knows nothing of cases. A letter in the state SENDING whose claim has run out was cut off: it is tried again
    under the same Message-ID.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт отправки"
        SENDING = "sending", "отправляется"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не доставлено"
        CANCELLED = "cancelled", "отменено"
        HANDED = "handed", "отправлено вручную"

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
    remote_id = models.CharField(max_length=300, blank=True)
    url = models.URLField("ссылка", max_length=500, blank=True)
    about = models.ForeignKey(
        "self", models.CASCADE, null=True, related_name="changes"
    )  # of AMEND and WITHDRAW: what was sent
    files = models.JSONField("файлы", default=list)  # [{"key": …, "name": …}] of mcu.core.files
    case_id = models.BigIntegerField(null=True)
    handed_by_name = models.CharField("кто отправил", max_length=200, blank=True)

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
            models.Index(
                fields=["channel", "remote_id"],
                condition=~Q(remote_id=""),
                name="outgoing_by_remote",
            ),
            models.Index(
                fields=["case_id"], condition=Q(case_id__isnull=False), name="outgoing_of_case"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def may_retry(self) -> bool:
        return self.state in {self.State.WAITING, self.State.FAILED, self.State.CANCELLED}

    @property
    def may_hand(self) -> bool:
        """Whether a person may say that they have sent it themselves."""
        return self.may_retry and self.kind in {ANSWER, AMEND, WITHDRAW}

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
