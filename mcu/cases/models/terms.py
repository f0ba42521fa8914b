"""Norms as rows, and the terms counted by them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Channel, Importance, Regime, Speed, System
from mcu.core.workdays import Shift, Unit
from mcu.org.models import Body, Municipality


class Norm(models.Model):
    """How long something may take, by which source, from when until when.

    A norm that changes gets an end date and a successor: terms counted by it keep pointing here.
    """

    STARTS = (
        ("received", "получение"),
        ("registered", "регистрация"),
        ("requested", "запрос"),
        ("interim", "промежуточный ответ"),
        ("submitted", "передача на согласование"),
    )
    UNITS = (
        (Unit.CLOCK_HOURS, "часов подряд"),
        (Unit.WORKING_HOURS, "рабочих часов"),
        (Unit.CALENDAR_DAYS, "календарных дней"),
        (Unit.WORKING_DAYS, "рабочих дней"),
    )
    SHIFTS = (
        (Shift.PREVIOUS, "на предшествующий рабочий день"),
        (Shift.NEXT, "на следующий рабочий день"),
        (Shift.NONE, "не переносится"),
    )

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="norms")
    code = models.SlugField("код", max_length=60)
    title = models.CharField("норма", max_length=300)
    kind = models.CharField("срок чего", max_length=20, choices=TermKind.choices)
    unit = models.CharField("единица", max_length=20, choices=UNITS)
    value = models.PositiveIntegerField("сколько")
    shift = models.CharField(
        "если последний день нерабочий", max_length=10, choices=SHIFTS, default=Shift.PREVIOUS
    )
    start = models.CharField("от чего", max_length=12, choices=STARTS, default="received")
    regime = models.CharField("режим", max_length=10, choices=Regime.choices, blank=True)
    channel = models.CharField("канал", max_length=12, choices=Channel.choices, blank=True)
    system = models.CharField("система", max_length=10, choices=System.choices, blank=True)
    importance = models.CharField("важность", max_length=10, choices=Importance.choices, blank=True)
    speed = models.CharField(
        "скорость темы", max_length=10, choices=Speed.choices, blank=True, default=""
    )
    region = models.CharField("регион", max_length=120, blank=True, default="")
    topic = models.CharField("тема или группа", max_length=120, blank=True, default="")
    condition = models.JSONField("условие", default=dict, blank=True)
    pausable = models.BooleanField("останавливается, пока ждём автора", default=True)
    source = models.CharField("основание", max_length=500)
    verified = models.BooleanField("проверено", default=False)
    valid_from = models.DateField("действует с", null=True, blank=True)
    valid_to = models.DateField("действует по", null=True, blank=True)

    class Meta:
        verbose_name = "норма"
        ordering: ClassVar = ["kind", "code", "valid_from"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "code", "valid_from"],
                name="norm_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """One clock of one case: when it started, when it is due, when it was met.

    `body` is whose working hours count, the municipality's where there is none. While the clock
    stands (`paused_at`) nothing of it is late: `due_at` moves when it goes on.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=20, choices=TermKind.choices)
    norm = models.ForeignKey(Norm, models.PROTECT, null=True, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "срок"
        ordering: ClassVar = ["due_at", "id"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(met_at__isnull=True, cancelled_at__isnull=True),
                name="term_open_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} до {self.due_at:%d.%m.%Y %H:%M}"

    @property
    def is_open(self) -> bool:
        return self.met_at is None and self.cancelled_at is None


class TermPause(models.Model):
    """The clock stood while one waited for the author; history, closed once."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField("почему", max_length=500)
    by_name = models.CharField(max_length=200)

    PERSONAL: ClassVar = ("reason",)

    class Meta:
        verbose_name = "остановка срока"
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["term"], condition=Q(until__isnull=True), name="term_pause_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.reason


class TermExtension(models.Model):
    """A new date of a term with what it was before; history, never edited."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="extensions")
    at = models.DateTimeField()
    due_before = models.DateTimeField("был срок")
    due_after = models.DateTimeField("стал срок")
    reason = models.CharField("почему", max_length=500)
    by_name = models.CharField(max_length=200)

    PERSONAL: ClassVar = ("reason",)

    class Meta:
        verbose_name = "продление срока"
        ordering: ClassVar = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.due_before:%d.%m.%Y} → {self.due_after:%d.%m.%Y}"
