"""Tokens by which programs act for a person."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person


class Token(models.Model):
    """Shown once, kept as a digest; never gives more than its owner may."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField("для чего", max_length=100)
    start = models.CharField("начало", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("разрешает", default=list)
    made_at = models.DateTimeField("выдан", auto_now_add=True)
    expires_at = models.DateTimeField("действует до")
    used_at = models.DateTimeField("последний запрос", null=True)
    used_from = models.CharField("откуда", max_length=45, blank=True)
    revoked_at = models.DateTimeField("отозван", null=True)

    class Meta:
        verbose_name = "токен"
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return self.name
