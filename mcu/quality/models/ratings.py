"""Invitations to rate an answer, the ratings, who asked not to be asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Case
from mcu.org.models import Municipality
from mcu.quality.rules.rating import Policy, Solved, Source, Wave


class QualityPolicy(models.Model):
    """How a municipality asks and reacts; without a row the defaults of `rules.rating.Policy` hold."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="quality", primary_key=True
    )
    delay_hours = models.PositiveSmallIntegerField("спросить через, часов")
    remind_days = models.PositiveSmallIntegerField("напомнить через, дней")
    expire_days = models.PositiveSmallIntegerField("ждать ответа, дней")
    promise_days = models.PositiveSmallIntegerField("спросить об обещанном через, дней")
    bad_score = models.PositiveSmallIntegerField("плохая оценка: не выше")
    reopens = models.BooleanField("плохая оценка возвращает в работу")
    look_share = models.PositiveSmallIntegerField("второй взгляд, % решённых")
    look_least = models.PositiveSmallIntegerField("второй взгляд, не меньше с органа")

    class Meta:
        verbose_name = "правила качества"

    def __str__(self) -> str:
        return "правила качества"

    @property
    def policy(self) -> Policy:
        return Policy(**{name: getattr(self, name) for name in Policy.__slots__})


class Invitation(models.Model):
    """One question to one author about one answer. `code` opens the page; it is sealed, only its
    digest is looked up. `about` is the number of the answer, 0 when the case was closed without one.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "передать жителю"  # no address: somebody gives the code by hand
        ASKED = "asked", "спросили"
        REMINDED = "reminded", "напомнили"
        ANSWERED = "answered", "ответил"
        EXPIRED = "expired", "не ответил"
        STOPPED = "stopped", "отказался"

    case = models.ForeignKey(Case, models.CASCADE, related_name="invitations")
    wave = models.CharField(max_length=10, choices=Wave.choices)
    about = models.PositiveSmallIntegerField(default=0)
    code = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State.choices)
    made_at = models.DateTimeField("создано")
    remind_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField("ждём до")
    ended_at = models.DateTimeField(null=True, blank=True)

    SEALED: ClassVar = ("code",)
    PERSONAL: ClassVar = ("code",)

    class Meta:
        verbose_name = "приглашение оценить"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "wave", "about"], name="invitation_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["expires_at"],
                condition=Q(ended_at__isnull=True),
                name="invitation_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_wave_display()}, {self.get_state_display()}"


class Rating(models.Model):
    """What a resident said of one answer. The words are masked before they are kept."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="ratings")
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="rating"
    )
    score = models.PositiveSmallIntegerField("оценка")
    solved = models.CharField("решено", max_length=10, choices=Solved.choices, blank=True)
    reasons = models.JSONField("причины", default=list)
    comment = models.TextField("слова жителя", blank=True)
    source = models.CharField("откуда", max_length=10, choices=Source.choices)
    wave = models.CharField(max_length=10, choices=Wave.choices, default=Wave.ANSWER)
    at = models.DateTimeField("когда")

    PERSONAL: ClassVar = ("comment",)

    class Meta:
        verbose_name = "оценка"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["at"], name="rating_by_time")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="rating_score_1_to_5")
        ]

    def __str__(self) -> str:
        return f"оценка {self.score}"


class Unsubscribed(models.Model):
    """Somebody asked not to be asked: a keyed digest of the address, and nothing else."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    value = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "value"], name="unsubscribed_once")
        ]

    def __str__(self) -> str:
        return "отказ от опросов"
