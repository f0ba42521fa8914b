"""Second looks: what was drawn by which rule, and what was found."""

from typing import ClassVar

from django.db import models

from mcu.cases.models import Case
from mcu.org.models import Body, Municipality, Person
from mcu.quality.rules.look import Method, Verdict


class LookRun(models.Model):
    """One draw: the period, the rule and the seed by which anybody gets the same sample again."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="look_runs")
    since = models.DateField("закрыто с")
    until = models.DateField("закрыто по")
    share = models.PositiveSmallIntegerField("доля, %")
    least = models.PositiveSmallIntegerField("не меньше с органа")
    seed = models.CharField("жребий", max_length=40)
    population = models.PositiveIntegerField("решено за период")
    drawn = models.PositiveIntegerField("выбрано")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "выборка второго взгляда"
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.since:%d.%m.%Y} – {self.until:%d.%m.%Y}"


class SecondLook(models.Model):
    """One closed case to be looked at again. `body` is whose it was when it was drawn."""

    run = models.ForeignKey(LookRun, models.CASCADE, related_name="looks")
    case = models.OneToOneField(Case, models.CASCADE, related_name="second_look")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    method = models.CharField("как", max_length=10, choices=Method.choices, blank=True)
    verdict = models.CharField("что увидели", max_length=10, choices=Verdict.choices, blank=True)
    words = models.TextField("подробности", blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    PERSONAL: ClassVar = ("words",)

    class Meta:
        verbose_name = "второй взгляд"
        ordering: ClassVar = ["body__name", "pk"]

    def __str__(self) -> str:
        return f"второй взгляд на {self.case}"
