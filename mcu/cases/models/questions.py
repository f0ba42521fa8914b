"""What is said on a question after it was asked."""

from typing import ClassVar

from django.db import models

from mcu.cases.models.work import InfoRequest
from mcu.org.models import Person


class RequestMessage(models.Model):
    """A word in the thread of a question: a follow-up of who asked, more from who was asked."""

    request = models.ForeignKey(InfoRequest, models.CASCADE, related_name="messages")
    text = models.TextField("уточнение")
    at = models.DateTimeField()
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    of_asked = models.BooleanField("пишет тот, кого спросили", default=False)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "уточнение вопроса"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.text[:80]
