"""Polls, votes and discussions with the votes as they were counted; nobody's own choice is known."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Problem, Topic
from mcu.org.models import Municipality
from mcu.polls.rules.poll import Kind, Where


class Poll(models.Model):
    """A question put to residents; its state follows from its days (`rules.poll.state_of`)."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="polls", db_index=False
    )  # `poll_by_day` begins with it
    kind = models.CharField("вид", max_length=10, choices=Kind.choices, default=Kind.SURVEY)
    where = models.CharField("где", max_length=10, choices=Where.choices, default=Where.POS)
    code = models.CharField("номер в системе", max_length=40, blank=True)
    title = models.CharField("название", max_length=300)
    question = models.TextField("вопрос", max_length=2000, blank=True)
    url = models.URLField("ссылка", max_length=500, blank=True)
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    problem = models.ForeignKey(
        Problem, models.SET_NULL, null=True, blank=True, related_name="polls", verbose_name="проблема"
    )  # fmt: skip
    starts = models.DateField("начало")
    ends = models.DateField("окончание")
    people = models.PositiveIntegerField("участников", null=True, blank=True)
    counted_at = models.DateTimeField("итоги внесены", null=True, blank=True)
    outcome = models.TextField("как учтены итоги", max_length=2000, blank=True)
    used_on = models.DateField("учтены", null=True, blank=True)
    at = models.DateTimeField("записано")
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "голосование"
        ordering: ClassVar = ["-ends", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "where", "code"], condition=~Q(code=""), name="poll_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "-ends"], name="poll_by_day")]

    def __str__(self) -> str:
        return f"{self.get_kind_display().capitalize()} «{self.title}»"


class Option(models.Model):
    """An answer that could be chosen, with how many chose it."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="options")
    text = models.CharField("вариант", max_length=500)
    votes = models.PositiveIntegerField("голосов", default=0)

    class Meta:
        verbose_name = "вариант"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text
