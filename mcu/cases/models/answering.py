"""What stands around an answer: questions ticked, checks and stages chosen, decisions, templates."""

from typing import ClassVar

from django.db import models

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.models.topics import Topic
from mcu.cases.models.work import Answer
from mcu.cases.rules.answering import Mode, Verdict
from mcu.cases.rules.words import Channel, Outcome, Regime
from mcu.org.models import Municipality, Person
from mcu.org.rules.roles import Role


class CheckRule(models.Model):
    """How a municipality holds one check of answers; no row: as the program does by itself."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="check_rules")
    code = models.CharField("проверка", max_length=30)
    mode = models.CharField("как", max_length=6, choices=Mode.choices)

    class Meta:
        verbose_name = "настройка проверки ответов"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="check_rule_once")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_mode_display()}"


class CaseQuestion(models.Model):
    """A question of the resident as a person keeps it; `answered` None leaves it to the program."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="asked")
    number = models.PositiveSmallIntegerField()
    text = models.CharField("вопрос", max_length=300)
    answered = models.BooleanField("есть ответ", null=True)
    by_name = models.CharField(max_length=200, blank=True)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "вопрос жителя"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="question_once")
        ]

    def __str__(self) -> str:
        return self.text


class ApprovalStage(models.Model):
    """One stage of the chain by which answers are approved; stages come one after another."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="approval_stages")
    order = models.PositiveSmallIntegerField("порядок")
    title = models.CharField("шаг", max_length=100)
    role = models.CharField("кто", max_length=20, choices=Role.choices)
    regime = models.CharField("режим", max_length=10, choices=Regime.choices, blank=True)

    class Meta:
        verbose_name = "шаг согласования"
        ordering: ClassVar = ["order", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "order", "regime"], name="approval_stage_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ApprovalTurn(models.Model):
    """One stage for one version of an answer, as it was when the version was sent."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="approvals")
    order = models.PositiveSmallIntegerField()
    title = models.CharField("шаг", max_length=100)
    role = models.CharField(max_length=20, choices=Role.choices)
    term = models.ForeignKey(Term, models.SET_NULL, null=True, blank=True, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "согласование"
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "order"], name="approval_turn_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["role", "answer"], condition=models.Q(verdict=""), name="approval_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AnswerTemplate(models.Model):
    """A text to begin with; «{{адрес}}» gives way to what the case says."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="answer_templates")
    title = models.CharField("название", max_length=120)
    text = models.TextField("текст")
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="тема"
    )
    outcome = models.CharField("итог", max_length=12, choices=Outcome.choices, blank=True)
    channel = models.CharField("канал", max_length=12, choices=Channel.choices, blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="кто ведёт"
    )
    uses = models.PositiveIntegerField("использован", default=0)
    active = models.BooleanField("в ходу", default=True)

    class Meta:
        verbose_name = "шаблон ответа"
        ordering: ClassVar = ["-active", "title", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "title"], name="template_title_once")
        ]

    def __str__(self) -> str:
        return self.title


class Editing(models.Model):
    """Who has the editor of a case open: a notice for the others, never a lock."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="editing")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "правка ответа"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="editing_once")
        ]

    def __str__(self) -> str:
        return f"{self.person} правит"
