"""The second factor of a person: an authenticator, passkeys, recovery codes."""

from typing import ClassVar

from django.db import models

from mcu.org.models.people import Person


class Totp(models.Model):
    """An authenticator on a phone. The secret is sealed by the vault, apart from the database."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="totp")
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField("включён", null=True)
    last_step = models.BigIntegerField(default=0)  # a code works once

    SEALED: ClassVar = ("secret",)

    def __str__(self) -> str:
        return f"{self.person}"


class Passkey(models.Model):
    """A key of WebAuthn: on a stick, in a phone, in the system of a computer."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField("название", max_length=60)
    credential_id = models.BinaryField(unique=True)
    credential = models.BinaryField()  # with the public key, as the standard packs it
    counter = models.BigIntegerField(default=0)
    made_at = models.DateTimeField("добавлен", auto_now_add=True)
    used_at = models.DateTimeField("последний вход", null=True)

    class Meta:
        ordering: ClassVar = ["made_at"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One sign-in without the phone and the key."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}"
