"""Surveys over samples. Who was asked and what was answered never stand in one row."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Case, Topic
from mcu.org.models import Body, Municipality
from mcu.quality.rules.survey import SurveyState


class Survey(models.Model):
    """A study of satisfaction: whom it stands for, how many were drawn, what is asked."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="surveys")
    title = models.CharField("название", max_length=200)
    purpose = models.CharField("зачем", max_length=500, blank=True)
    questions = models.JSONField("вопросы")
    since = models.DateField("ответы даны с")
    until = models.DateField("по")
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, verbose_name="орган")
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, verbose_name="тема")
    size = models.PositiveIntegerField("сколько спросить")
    state = models.CharField(max_length=10, choices=SurveyState.choices, default=SurveyState.DRAFT)
    seed = models.CharField("жребий", max_length=40, blank=True)
    population = models.PositiveIntegerField("кого представляет", default=0)
    made_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    opened_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField("принимает ответы до", null=True, blank=True)

    class Meta:
        verbose_name = "исследование"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.title


class SurveyInvitation(models.Model):
    """Who was drawn; whether they answered, never what."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    code = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    mailed = models.BooleanField("письмом", default=False)
    used = models.BooleanField("ответил", default=False)

    SEALED: ClassVar = ("code",)
    PERSONAL: ClassVar = ("code",)

    class Meta:
        verbose_name = "приглашение в исследование"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "case"], name="survey_case_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["survey"], condition=Q(used=False), name="survey_invitation_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"приглашение {self.pk}"


class SurveyReply(models.Model):
    """Answers of nobody in particular: a random key, no moment, no case; the body for the slices."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="replies")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    answers = models.JSONField()

    class Meta:
        verbose_name = "ответ на вопросы"

    def __str__(self) -> str:
        return "ответ"
