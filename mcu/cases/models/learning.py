"""What was learnt from decisions: settings, versions of models, runs of training, confirmed lists."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.topics import Topic
from mcu.cases.rules.learning import Learning, Mode, Score, Target
from mcu.org.models import Block, Body, Municipality


class LearningSettings(models.Model):
    """How a municipality learns; without a row the defaults of `rules.learning.Learning` hold."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="learning", primary_key=True
    )
    mode = models.CharField("как подсказывать", max_length=10, choices=Mode.choices)
    show_from = models.PositiveSmallIntegerField("показывать от, %")
    bulk_from = models.PositiveSmallIntegerField("подтверждать списком от, %")
    least = models.PositiveIntegerField("учиться с решений")
    step = models.PositiveIntegerField("переучиваться через решений")

    class Meta:
        verbose_name = "настройка обучения"

    def __str__(self) -> str:
        return "настройка обучения"

    @property
    def learning(self) -> Learning:
        return Learning(**{name: getattr(self, name) for name in Learning.__slots__})


class LearnedModel(models.Model):
    """One version of what was learnt about a target; its weights are the file `key`.

    `rival` is the version it was compared with, None the starter lexicon; `score` and `rival_score`
    are of the same decisions kept aside.
    """

    class State(models.TextChoices):
        RUNNING = "running", "работает"
        FORMER = "former", "прежняя"
        REFUSED = "refused", "не принята"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="learned")
    target = models.CharField("чему учили", max_length=10, choices=Target.choices)
    version = models.PositiveIntegerField("версия")
    state = models.CharField("состояние", max_length=10, choices=State.choices)
    key = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField("обучена")
    made_by_name = models.CharField(max_length=200)
    examples = models.PositiveIntegerField("примеров")
    fingerprint = models.CharField("отпечаток данных", max_length=64)
    rival = models.PositiveIntegerField("сравнена с версией", null=True, blank=True)
    # Topic → label → how many such cases it kept and how many it gave back.
    refusals = models.JSONField(default=dict)
    score = models.JSONField(default=dict)
    rival_score = models.JSONField(default=dict)
    why = models.CharField("решение", max_length=300)

    STORED: ClassVar = ("key",)

    class Meta:
        verbose_name = "обученная модель"
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "target", "version"], name="learned_version_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "target"],
                condition=Q(state="running"),
                name="learned_running_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_target_display()}, версия {self.version}"

    @property
    def scored(self) -> Score:
        return Score(**self.score)

    @property
    def rival_scored(self) -> Score:
        return Score(**self.rival_score)


class Training(models.Model):
    """One going over the decisions; `decided` is how many there were when it began."""

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт начала"
        RUNNING = "running", "идёт"
        DONE = "done", "закончено"
        FAILED = "failed", "не удалось"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="trainings")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField("начато")
    asked_by_name = models.CharField("кто начал", max_length=200)
    decided = models.PositiveIntegerField("решений", default=0)
    stage = models.CharField("что делается", max_length=120, blank=True)
    share = models.PositiveSmallIntegerField("сделано, %", default=0)
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField("закончено", null=True, blank=True)
    result = models.CharField("итог", max_length=600, blank=True)

    class Meta:
        verbose_name = "обучение"
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(state__in=["waiting", "running"]),
                name="training_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"обучение {self.asked_at:%d.%m.%Y %H:%M}"

    @property
    def is_busy(self) -> bool:
        return self.finished_at is None


class ConfirmRun(models.Model):
    """Sure suggestions confirmed as one list; undone as a whole, what changed since stays."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="confirm_runs")
    at = models.DateTimeField("когда")
    by_name = models.CharField("кто", max_length=200)
    threshold = models.PositiveSmallIntegerField("порог, %")
    count = models.PositiveIntegerField("подтверждено", default=0)
    undone_at = models.DateTimeField("отменено", null=True, blank=True)
    undone_by_name = models.CharField(max_length=200, blank=True)
    undone = models.PositiveIntegerField("возвращено", default=0)

    class Meta:
        verbose_name = "подтверждение списком"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"подтверждение {self.at:%d.%m.%Y %H:%M}"


class ConfirmLine(models.Model):
    """One message of the list, and how it was before."""

    run = models.ForeignKey(ConfirmRun, models.CASCADE, related_name="lines")
    case = models.ForeignKey(Case, models.CASCADE, related_name="confirmed_in")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")
    confidence = models.FloatField("уверенность")
    topic_before = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    kind_before = models.CharField(max_length=15, blank=True)
    state_before = models.CharField(max_length=12)
    block_before = models.ForeignKey(Block, models.PROTECT, null=True, related_name="+")
    body_before = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    undone = models.BooleanField("возвращено", default=False)

    class Meta:
        verbose_name = "строка подтверждения"
        ordering: ClassVar = ["-confidence", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "case"], name="confirm_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.confidence:.0%}"
