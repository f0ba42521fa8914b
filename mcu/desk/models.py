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


class SubjectRequest(models.Model):
    """A person asks what is held about them, or to erase it (152-ФЗ); what they gave is sealed."""

    class Wants(models.TextChoices):
        REPORT = "report", "Узнать, что хранится"
        ERASE = "erase", "Стереть"

    class Decision(models.TextChoices):
        ERASE = "erase", "стереть"
        KEEP = "keep", "оставить"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    wants = models.CharField("чего просит", max_length=10, choices=Wants.choices)
    ground = models.CharField("документ", max_length=300)
    sealed = models.BinaryField(null=True)
    cases = models.JSONField("сообщения", default=list)
    asked_at = models.DateTimeField("принят")
    by_name = models.CharField("кем принят", max_length=200)
    decision = models.CharField("решение", max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField("почему", max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed",)

    class Meta:
        verbose_name = "запрос о данных"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"запрос о данных № {self.pk}"
