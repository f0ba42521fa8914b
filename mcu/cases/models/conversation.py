"""What is said in a channel about a case: every utterance with its versions, and where answers go."""

from typing import ClassVar

from django.db import models

from mcu.cases.models.case import Case
from mcu.channels.models import Channel


class Conversation(models.Model):
    """The talk with one author in one thread of one channel, from which the case came.

    `place` and `author` are keyed digests within this channel alone: by `place` more words find the
    open case, by `author` a machine that writes without end is noticed. `to` is sealed: what the
    connector needs to answer.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="conversation", primary_key=True)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    place = models.BinaryField(max_length=16)
    author = models.BinaryField(max_length=16)
    to = models.BinaryField(null=True)
    begun_at = models.DateTimeField()

    SEALED: ClassVar = ("to",)
    PERSONAL: ClassVar = ("place", "author", "to")

    class Meta:
        verbose_name = "разговор"
        indexes: ClassVar = [
            models.Index(fields=["channel", "place"], name="conversation_by_place"),
            models.Index(fields=["channel", "author", "begun_at"], name="conversation_by_author"),
        ]

    def __str__(self) -> str:
        return f"разговор {self.case_id}"


class Utterance(models.Model):
    """One thing said: by the author, or by the town past this program (`ours`).

    `key` is that of the service and enters once for each channel. `text` is masked; `former` keeps
    what it was before the author changed it: [{"text": …, "at": …}].
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="utterances")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    ours = models.BooleanField("от муниципалитета", default=False)
    first = models.BooleanField("с него началось", default=False)
    at = models.DateTimeField("сказано")
    text = models.TextField("текст", blank=True)
    edited_at = models.DateTimeField("изменено", null=True)
    withdrawn_at = models.DateTimeField("удалено автором", null=True)
    former = models.JSONField("прежние версии", default=list)
    files = models.JSONField(default=list)  # names of what was taken in already

    PERSONAL: ClassVar = ("text", "former", "files")

    class Meta:
        verbose_name = "реплика"
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "key"], name="utterance_once")
        ]

    def __str__(self) -> str:
        return self.text[:80]
