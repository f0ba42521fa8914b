"""Problems: many messages about one thing, worked once."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.topics import Topic
from mcu.cases.rules.problem import ActKind, ProblemState
from mcu.org.models import Block, Body, Municipality, Person


class Problem(models.Model):
    """One thing that is wrong, with one executor and one plan.

    Each message of it keeps its own clock, author and answer. `size` and `last_message_at` repeat
    what the links say, because every list sorts by them. Texts are our own and are kept masked.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="problems", db_index=False
    )
    number = models.PositiveIntegerField("номер")
    title = models.CharField("название", max_length=200)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="тема"
    )
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    street = models.CharField("улица", max_length=200, blank=True)
    house = models.CharField("дом", max_length=40, blank=True)
    landmark = models.CharField("ориентир", max_length=200, blank=True)
    latitude = models.FloatField("широта", null=True, blank=True)
    longitude = models.FloatField("долгота", null=True, blank=True)
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="блок"
    )
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="problems", verbose_name="орган"
    )
    executor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="problems",
        verbose_name="исполнитель",
    )  # fmt: skip
    state = models.CharField(
        "состояние", max_length=12, choices=ProblemState.choices, default=ProblemState.OPEN
    )
    plan = models.TextField("план", blank=True)
    plan_until = models.DateField("выполнить до", null=True, blank=True)
    done = models.TextField("что сделано", blank=True)
    done_on = models.DateField("день работ", null=True, blank=True)
    proof = models.CharField("чем подтверждено", max_length=500, blank=True)
    reason = models.CharField("причина", max_length=500, blank=True)
    answer = models.TextField("общий ответ", blank=True)
    joined_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )
    size = models.PositiveIntegerField("сообщений", default=0)
    last_message_at = models.DateTimeField("последнее сообщение", null=True, blank=True)
    opened_at = models.DateTimeField("открыта")
    opened_by_name = models.CharField("кто открыл", max_length=200)
    closed_at = models.DateTimeField("завершена", null=True, blank=True)

    class Meta:
        verbose_name = "проблема"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="problem_number_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "-last_message_at"], name="problem_by_state"),
            models.Index(fields=["municipality", "-opened_at"], name="problem_by_age"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Проблема № {self.number}"

    @property
    def address(self) -> str:
        """«Садовая, 14, Заречный», or the landmark."""
        parts = [self.street, self.house, self.landmark, self.settlement]
        return ", ".join(part for part in parts if part)

    @property
    def has_point(self) -> bool:
        return self.latitude is not None and self.longitude is not None


class ProblemCase(models.Model):
    """A case belongs to a problem: since when, by whom, why; left is history, never deleted."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="links")
    case = models.ForeignKey(Case, models.CASCADE, related_name="problem_links")
    joined_at = models.DateTimeField("присоединено")
    joined_by_name = models.CharField(max_length=200)
    reason = models.CharField("почему", max_length=500, blank=True)
    score = models.FloatField("сходство", null=True, blank=True)
    left_at = models.DateTimeField("отсоединено", null=True, blank=True)
    left_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "сообщение проблемы"
        ordering: ClassVar = ["joined_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(left_at__isnull=True), name="case_in_one_problem"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["problem", "case"],
                condition=Q(left_at__isnull=True),
                name="problem_case_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} в {self.problem_id}"


class ProblemAct(models.Model):
    """One act on who belongs where, kept so that it can be undone exactly.

    `moved` holds [case, from, to], `turned` [problem, state before, state after]; keys or null.
    """

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="acts")
    kind = models.CharField(max_length=10, choices=ActKind.choices)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    moved = models.JSONField(default=list)
    turned = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "действие над проблемой"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.problem_id}"


class ProblemFile(models.Model):
    """A photo or an act of work done; its content lies in `mcu.core.files` under `key`."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="files")
    address = models.UUIDField(db_default=RandomUUID(), editable=False)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    author_name = models.CharField(max_length=200)

    STORED: ClassVar = ("key",)
    PERSONAL: ClassVar = ("key", "name")

    class Meta:
        verbose_name = "файл проблемы"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return self.name


class Unlike(models.Model):
    """A person said: these two are not one thing. It is not suggested again."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="unlike")
    other = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+")
    problem = models.ForeignKey(Problem, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "не одно и то же"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "other"], name="unlike_case_once"),
            models.UniqueConstraint(fields=["case", "problem"], name="unlike_problem_once"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} ≠ {self.other_id or self.problem_id}"


class ProblemGuess(models.Model):
    """Open cases that look like one problem; a person accepts or refuses."""

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", "Открыта проблема"
        REFUSED = "refused", "Разное"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    leader = models.ForeignKey(Case, models.CASCADE, related_name="+")
    cases = models.ManyToManyField(Case, related_name="+")
    score = models.FloatField()
    because = models.JSONField(default=list)
    made_at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "возможно, одна проблема"
        indexes: ClassVar = [
            models.Index(fields=["municipality", "decision", "-score"], name="guess_waits")
        ]

    def __str__(self) -> str:
        return f"группа {self.pk}"


class ProblemAnswer(models.Model):
    """One answering of everyone: the text as it stood, who began it, how far it came."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="answers")
    text = models.TextField("общий ответ")
    submit = models.BooleanField("сразу на согласование", default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "ответ всем"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="problem_answer_open")
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"ответ всем {self.pk}"


class ProblemReply(models.Model):
    """The part of one case in an answering of everyone: each is done once, whatever is killed."""

    class State(models.TextChoices):
        WAITING = "waiting", "В очереди"
        DRAFTED = "drafted", "Черновик готов"
        SUBMITTED = "submitted", "Отправлено на согласование"
        SKIPPED = "skipped", "Пропущено"

    answering = models.ForeignKey(ProblemAnswer, models.CASCADE, related_name="replies")
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    overwrite = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answering", "case"], name="problem_reply_once")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_state_display()}"
