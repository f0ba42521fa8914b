"""One-time links."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.rules.links import Purpose


class Link(models.Model):
    """A way in for one person, once, for a while; the secret itself is in the address only."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="links")
    purpose = models.CharField("для чего", max_length=10, choices=Purpose.choices)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField("выдана")
    expires_at = models.DateTimeField("действует до")
    # Used, or made void by a newer one.
    closed_at = models.DateTimeField("закрыта", null=True)

    class Meta:
        verbose_name = "одноразовая ссылка"
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} — {self.person}"
