"""Blocks and bodies: who there is to solve a problem."""

from typing import ClassVar

from django.db import models

from mcu.org.models.place import Municipality


class Block(models.Model):
    """Отраслевой тематический блок."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="blocks")
    code = models.SlugField("код")
    name = models.CharField("название", max_length=200)
    position = models.PositiveSmallIntegerField("порядок", default=0)
    active = models.BooleanField("действует", default=True)

    class Meta:
        verbose_name = "блок"
        ordering: ClassVar = ["position", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="block_code_once")
        ]

    def __str__(self) -> str:
        return self.name


class Body(models.Model):
    """An authority, institution or enterprise that answers; a tree."""

    class Kind(models.TextChoices):
        ADMINISTRATION = "administration", "Администрация"
        BRANCH = "branch", "Отраслевой орган"
        INSTITUTION = "institution", "Учреждение"
        ENTERPRISE = "enterprise", "Предприятие"
        OTHER_AUTHORITY = "other_authority", "Иной орган"
        ORGANISATION = "organisation", "Иная организация"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="bodies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below")
    block = models.ForeignKey(
        Block, models.SET_NULL, null=True, blank=True, related_name="bodies", verbose_name="блок"
    )
    code = models.SlugField("код")
    name = models.CharField("название", max_length=300)
    short_name = models.CharField("краткое название", max_length=100, blank=True)
    kind = models.CharField("вид", max_length=20, choices=Kind.choices, default=Kind.BRANCH)
    aliases = models.JSONField("другие названия", default=list, blank=True)
    active = models.BooleanField("действует", default=True)
    # Hours of its own; empty as long as it works like the municipality. Without a lunch both are empty.
    hours_start = models.TimeField("начало работы", null=True, blank=True)
    hours_end = models.TimeField("конец работы", null=True, blank=True)
    hours_lunch_start = models.TimeField("начало обеда", null=True, blank=True)
    hours_lunch_end = models.TimeField("конец обеда", null=True, blank=True)
    hours_short_end = models.TimeField("конец короткого дня", null=True, blank=True)

    class Meta:
        verbose_name = "орган"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="body_code_once")
        ]

    def __str__(self) -> str:
        return self.short_name or self.name
