"""What is remembered of requests of programs: how many, and what a repeated one was answered."""

from typing import ClassVar

from django.db import models

from mcu.channels.models import Channel
from mcu.org.models import Municipality, Token


class Pace(models.Model):
    """How many requests a token has made within its minute; one row a token, in a table that is not
    logged: nothing is lost with it."""

    token = models.OneToOneField(Token, models.CASCADE, related_name="pace", primary_key=True)
    minute = models.BigIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = "темп токена"

    def __str__(self) -> str:
        return f"{self.token_id}: {self.count}"


class Call(models.Model):
    """A POST that was done: under the same key the same body gets the same answer, another is refused."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="calls", db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "запрос программы"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token", "key"], name="exchange_call_once")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="exchange_call_by_time")]

    def __str__(self) -> str:
        return self.key


class HookCursor(models.Model):
    """How far in the journal a subscriber has been told."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="+", primary_key=True)
    sequence = models.BigIntegerField()

    class Meta:
        verbose_name = "подписка на события"

    def __str__(self) -> str:
        return f"{self.channel_id}: {self.sequence}"


class BookCard(models.Model):
    """Who keeps a reference book and by which act; the books themselves are in `queries/books.py`."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    code = models.CharField(max_length=40)
    owner = models.CharField("кто ведёт", max_length=300, blank=True)
    approved_by = models.CharField("кем и чем утверждён", max_length=500, blank=True)
    approved_on = models.DateField("дата утверждения", null=True, blank=True)
    note = models.CharField("порядок обращения", max_length=1000, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "карточка справочника"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="exchange_book_once")
        ]

    def __str__(self) -> str:
        return self.code
