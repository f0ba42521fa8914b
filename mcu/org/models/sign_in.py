"""Failed sign-ins, counted; a person known to an outside provider; what a municipality demands."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality


class Attempt(models.Model):
    """Wrong answers for a login, from an address, or for both; see `rules.sign_in.Limit`."""

    login_key = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["login_key", "address"], name="attempt_counted_once")
        ]
        indexes: ClassVar = [models.Index(fields=["last_at"], name="attempt_by_time")]

    def __str__(self) -> str:
        return f"{self.address or 'любой адрес'}: {self.failures}"


class Identity(models.Model):
    """A person as an OIDC provider knows them."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="identity_of_one_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} — {self.issuer}"


class SecurityPolicy(models.Model):
    """What a municipality demands of a sign-in besides the settings of the server."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, primary_key=True, related_name="security"
    )
    second_factor_roles = models.JSONField("второй фактор обязателен", default=list)

    def __str__(self) -> str:
        return f"{self.municipality}"
