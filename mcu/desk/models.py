"""Rules of retention that differ from the defaults, and the register of what was erased."""

from typing import ClassVar

from django.db import models

from mcu.org.models import Municipality


class RetentionRule(models.Model):
    """A default rule as this municipality changed it; what is not here is `desk/data/retention.toml`."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="retention")
    what = models.CharField("что", max_length=20)
    regime = models.CharField("режим", max_length=10, blank=True)
    days = models.PositiveIntegerField("сколько дней")
    review = models.BooleanField("решает человек (ЭПК)", default=False)
    source = models.CharField("основание", max_length=500)
    verified = models.BooleanField("проверено", default=False)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "правило хранения"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "what", "regime"], name="retention_rule_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.regime}: {self.days}"


class ErasureRun(models.Model):
    """One going over everything that is due; a run that was cut off is gone on with."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="erasures")
    started_at = models.DateTimeField("начато")
    finished_at = models.DateTimeField("кончено", null=True, blank=True)
    by_name = models.CharField("кем", max_length=200)

    class Meta:
        verbose_name = "стирание"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality"],
                condition=models.Q(finished_at__isnull=True),
                name="one_erasure_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"стирание {self.started_at:%d.%m.%Y %H:%M}"


class Erasure(models.Model):
    """The register: what kind, how many, by which rule, when. Never the data itself."""

    run = models.ForeignKey(ErasureRun, models.CASCADE, related_name="lines")
    what = models.CharField(max_length=20)
    regime = models.CharField(max_length=10, blank=True)
    rule = models.CharField("правило", max_length=600)
    count = models.PositiveIntegerField("сколько", default=0)
    last_at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "строка реестра стираний"
        ordering: ClassVar = ["-last_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "what", "regime"], name="erasure_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.what}: {self.count}"
