"""Legal acts of the centre, the normative base under them, and the words they define."""

from datetime import date as Day
from typing import ClassVar

from django.db import models

from mcu.org.models.place import Municipality
from mcu.org.rules.profile.words import ACT_KINDS, NORMATIVE_KINDS


class LegalAct(models.Model):
    """An act of the municipality about its centre, or an annex to one."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="acts")
    code = models.SlugField("код")
    main = models.BooleanField("основной", default=False)
    kind = models.CharField("вид", max_length=20, choices=ACT_KINDS.items(), default="other")
    number = models.CharField("номер", max_length=60, blank=True)
    date = models.DateField("дата", null=True, blank=True)
    issuer = models.CharField("кто издал", max_length=300, blank=True)
    title = models.CharField("название", max_length=500)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="amended_by"
    )
    in_edition_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="editions"
    )
    annex_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="annexes"
    )
    repeals = models.JSONField("признаёт утратившим силу", default=list, blank=True)
    published = models.JSONField("где опубликован", default=list, blank=True)
    in_force = models.DateField("вступил в силу", null=True, blank=True)
    in_force_rule = models.CharField("правило вступления в силу", max_length=300, blank=True)
    valid_to = models.DateField("действует по", null=True, blank=True)
    control = models.CharField("на кого возложен контроль", max_length=300, blank=True)
    acquaint = models.JSONField("кого ознакомить", default=list, blank=True)
    conflicts = models.JSONField("противоречия в тексте", default=list, blank=True)
    active = models.BooleanField("есть в профиле", default=True)

    class Meta:
        verbose_name = "правовой акт"
        ordering: ClassVar = ["date", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="act_code_once")
        ]

    def __str__(self) -> str:
        dated = f" от {self.date:%d.%m.%Y}" if self.date else ""
        number = f" № {self.number}" if self.number else ""
        return f"{self.get_kind_display()}{dated}{number} «{self.title}»"

    @property
    def validity(self) -> tuple[Day | None, Day | None]:
        """First and last day in force; an annex that names none goes with its act."""
        if self.annex_to and not (self.in_force or self.valid_to):
            return self.annex_to.in_force, self.annex_to.valid_to
        return self.in_force, self.valid_to


class NormativeAct(models.Model):
    """An act of the state or the region that the centre works by, with its validity."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="normative_acts")
    code = models.SlugField("код")
    kind = models.CharField("вид", max_length=20, choices=NORMATIVE_KINDS.items(), default="other")
    title = models.CharField("название", max_length=600)
    number = models.CharField("номер", max_length=60, blank=True)
    date = models.DateField("дата", null=True, blank=True)
    valid_from = models.DateField("действует с", null=True, blank=True)
    valid_to = models.DateField("действует по", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    source = models.CharField("откуда известно", max_length=500, blank=True)
    verified = models.BooleanField("проверено по тексту акта", default=False)
    active = models.BooleanField("есть в профиле", default=True)

    class Meta:
        verbose_name = "акт нормативной базы"
        ordering: ClassVar = ["date", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="normative_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} «{self.title}»".strip()


class Definition(models.Model):
    """What a word means, by which act, from when until when."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="definitions")
    code = models.SlugField("код")
    term = models.CharField("понятие", max_length=200)
    text = models.TextField("что значит")
    act = models.ForeignKey(
        NormativeAct, models.PROTECT, null=True, blank=True, related_name="definitions"
    )
    valid_from = models.DateField("действует с", null=True, blank=True)
    valid_to = models.DateField("действует по", null=True, blank=True)
    source = models.CharField("откуда известно", max_length=500, blank=True)
    verified = models.BooleanField("проверено по тексту акта", default=False)
    active = models.BooleanField("есть в профиле", default=True)

    class Meta:
        verbose_name = "понятие"
        ordering: ClassVar = ["term", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="definition_code_once")
        ]

    def __str__(self) -> str:
        return self.term
