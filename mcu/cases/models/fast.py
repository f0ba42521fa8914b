"""Fast routes: a sequence of bodies with a term each, and the cases that go along it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Norm, Term
from mcu.org.models import Body, Municipality


class FastRoute(models.Model):
    """Which topics go which way without a coordinator; `entry` is a condition that names topics.

    `since` is the moment it was first switched on: the time before is what it is compared with.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="fast_routes")
    code = models.SlugField("код", max_length=60)
    name = models.CharField("название", max_length=200)
    source = models.CharField("основание", max_length=300, blank=True)
    entry = models.JSONField("кто попадает", default=dict)
    active = models.BooleanField("действует", default=False)
    since = models.DateTimeField("действует с", null=True, blank=True)

    class Meta:
        verbose_name = "быстрый маршрут"
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="fast_route_once")
        ]

    def __str__(self) -> str:
        return self.name


class FastStep(models.Model):
    """One body of the sequence and how long it may take."""

    route = models.ForeignKey(FastRoute, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField("порядок")
    body = models.ForeignKey(Body, models.PROTECT, verbose_name="орган")
    what = models.CharField("что сделать", max_length=200)
    unit = models.CharField("единица", max_length=20, choices=Norm.UNITS)
    value = models.PositiveSmallIntegerField("сколько")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["route", "position"], name="fast_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.body}: {self.what}"


class FastRun(models.Model):
    """One case on a fast route; a case goes along one route once."""

    class End(models.TextChoices):
        ANSWERED = "answered", "Ответ дан"
        FINISHED = "finished", "Завершено без ответа"
        REMOVED = "removed", "Снято с маршрута"

    case = models.OneToOneField(Case, models.CASCADE, related_name="fast_run", primary_key=True)
    route = models.ForeignKey(FastRoute, models.PROTECT, related_name="runs")
    entered_at = models.DateTimeField("попало на маршрут")
    ended_at = models.DateTimeField("сошло с маршрута", null=True, blank=True)
    end = models.CharField("чем кончилось", max_length=10, choices=End.choices, blank=True)
    reason = models.CharField("почему снято", max_length=300, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    PERSONAL: ClassVar = ("reason",)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["route"], condition=Q(ended_at__isnull=True), name="fast_run_open")
        ]

    def __str__(self) -> str:
        return f"{self.route}: {self.case_id}"


class FastStage(models.Model):
    """A step as this case goes through it: copied on entry, so that a changed route changes nothing."""

    run = models.ForeignKey(FastRun, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Body, models.PROTECT)
    what = models.CharField(max_length=200)
    unit = models.CharField(max_length=20, choices=Norm.UNITS)
    value = models.PositiveSmallIntegerField()
    begun_at = models.DateTimeField(null=True, blank=True)
    term = models.ForeignKey(Term, models.SET_NULL, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "position"], name="fast_stage_once")
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.body}"
