"""What people do with a case: assignments, questions, answers, notes, files, suggestions, views."""

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.rules.learning import sureness
from mcu.core.attachments import Held
from mcu.core.attachments.kinds import KINDS, Kind
from mcu.org.models import Block, Body, Person


class Assignment(models.Model):
    """Who was charged with the case, by whom and why; history, never edited."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="assignments")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    executor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    reason = models.CharField("почему", max_length=500, blank=True)

    PERSONAL: ClassVar = ("reason",)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.body or self.block}"


class InfoRequest(models.Model):
    """A question to a block; in some profiles the block has two hours (Пучеж 3.3.3)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="info_requests")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True)
    question = models.TextField("вопрос")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    term = models.ForeignKey(Term, models.PROTECT, null=True, related_name="+")
    reply = models.TextField("ответ блока", blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField("прочитан", null=True, blank=True)
    seen_by_name = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField("напоминаний", default=0)

    PERSONAL: ClassVar = ("question", "reply")

    class Meta:
        verbose_name = "запрос информации"
        ordering: ClassVar = ["-asked_at", "-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["block", "asked_at"],
                condition=Q(replied_at__isnull=True),
                name="info_request_open",
            )
        ]

    def __str__(self) -> str:
        return self.question[:80]


class Answer(models.Model):
    """One version of an answer to the resident."""

    class State(models.TextChoices):
        DRAFT = "draft", "Черновик"
        APPROVAL = "approval", "На согласовании"
        RETURNED = "returned", "Возвращён"
        APPROVED = "approved", "Согласован"
        PUBLISHED = "published", "Опубликован"
        REPLACED = "replaced", "Заменён"
        WITHDRAWN = "withdrawn", "Отозван"

    class Kind(models.TextChoices):
        FINAL = "final", "Ответ"
        INTERIM = "interim", "Промежуточный ответ"
        SECOND = "second", "Второй ответ: обещанное сделано"

    case = models.ForeignKey(Case, models.CASCADE, related_name="answers")
    kind = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.FINAL, db_default=Kind.FINAL
    )
    number = models.PositiveSmallIntegerField("версия")
    text = models.TextField("текст ответа")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    written_at = models.DateTimeField()
    author_name = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    return_reason = models.CharField("причина возврата", max_length=1000, blank=True)
    score = models.FloatField("оценка", null=True, blank=True)
    faults = models.JSONField("замечания проверок", default=list, blank=True)
    questions_asked = models.PositiveSmallIntegerField("вопросов", default=0)
    questions_answered = models.PositiveSmallIntegerField("вопросов с ответом", default=0)
    override = models.CharField("почему отправлен таким", max_length=500, blank=True)
    machine = models.CharField(
        "черновик машины", max_length=100, blank=True, default="", db_default=""
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_url = models.URLField("ссылка на ответ", max_length=500, blank=True)

    PERSONAL: ClassVar = ("text", "return_reason", "override")

    class Meta:
        verbose_name = "ответ"
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "number"], name="answer_number_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["-written_at"], condition=Q(score__isnull=False), name="answer_by_time"
            )
        ]

    def __str__(self) -> str:
        return f"ответ {self.number}"


class Note(models.Model):
    """A word among colleagues; the resident never sees it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    text = models.TextField("заметка")
    at = models.DateTimeField()
    author_name = models.CharField(max_length=200)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "заметка"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:80]


class Attachment(models.Model):
    """A file of the case; its content lies in `mcu.core.files` under `key`.

    `address` is its part of the URL, which nobody guesses. `preview` is a small picture of it.
    `original` is what it was before a person hid faces and number plates. While it is `held` it is
    not given out.
    """

    class Hold(models.TextChoices):
        UNCHECKED = Held.UNCHECKED, "ждёт проверки"
        REFUSED = Held.REFUSED, "не принимается"
        INFECTED = Held.INFECTED, "опасен"

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    request = models.ForeignKey(
        InfoRequest, models.SET_NULL, null=True, blank=True, related_name="files"
    )
    address = models.UUIDField(db_default=RandomUUID(), editable=False)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    kind = models.CharField("вид", max_length=10, blank=True, default="", db_default="")
    preview = models.CharField(max_length=64, blank=True, default="", db_default="")
    original = models.CharField("до размытия", max_length=64, blank=True, default="", db_default="")
    held = models.CharField(
        "на карантине", max_length=10, choices=Hold.choices, blank=True, default="", db_default=""
    )
    why = models.CharField("почему", max_length=300, blank=True, default="", db_default="")
    at = models.DateTimeField()
    author_name = models.CharField(max_length=200)

    STORED: ClassVar = ("key", "preview", "original")
    PERSONAL: ClassVar = ("key", "name", "preview", "original")

    class Meta:
        verbose_name = "файл"
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["id"], condition=~Q(held=""), name="file_held")]

    def __str__(self) -> str:
        return self.name

    @property
    def of_kind(self) -> Kind | None:
        """What it is by its content; None for a file from before that was asked."""
        return KINDS.get(self.kind)


class Suggestion(models.Model):
    """What the machine proposed, why, and what a person decided."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="suggestions")
    about = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    confidence = models.FloatField()
    reason = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_value = models.CharField(max_length=200, blank=True)
    # Whose it is: a learnt version, else the starter lexicon.
    model = models.ForeignKey(
        "cases.LearnedModel", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-confidence"]

    def __str__(self) -> str:
        return f"{self.title} {self.confidence:.0%}"

    @property
    def sureness(self) -> str:
        """The confidence in plain words."""
        return sureness(self.confidence)


class SavedView(models.Model):
    """Filters of the list under a name; `query` is the query string of the page."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="views")
    name = models.CharField("название", max_length=80)
    query = models.CharField(max_length=8000)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "name"], name="view_name_once")
        ]

    def __str__(self) -> str:
        return self.name
