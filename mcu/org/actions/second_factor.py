"""The second factor: set up, used, taken away, reset by an administrator."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.vault import seal, unseal
from mcu.org.actions.access import require
from mcu.org.models import Passkey, Person, RecoveryCode, Totp
from mcu.org.queries.actors import actor_for
from mcu.org.queries.sign_in import has_second_factor, must_have_second_factor
from mcu.org.rules.roles import Actor, Permission
from mcu.org.rules.second_factor import (
    new_recovery_codes,
    new_totp_secret,
    recovery_digest,
    totp_step,
)

WRONG_CODE = "Код не подходит. Введите тот, что показан сейчас; проверьте часы телефона."


@transaction.atomic
def begin_totp(*, person: Person) -> bytes:
    """A secret to be scanned; it counts for nothing until the first code from it is typed."""
    found = Totp.objects.select_for_update().filter(person=person).first()
    if found and found.confirmed_at:
        raise RuleViolation("Приложение уже подключено. Сначала отключите прежнее.")
    if found:
        return _secret(found)
    secret = new_totp_secret()
    Totp.objects.create(person=person, secret=_sealed(secret))
    return secret


@transaction.atomic
def confirm_totp(*, person: Person, code: str, by: Actor, now: datetime) -> list[str]:
    """The authenticator counts from now on; the recovery codes when it is the first factor."""
    totp = Totp.objects.select_for_update().filter(person=person, confirmed_at=None).first()
    step = totp_step(_secret(totp), code, now, 0) if totp else None
    if totp is None or step is None:
        raise RuleViolation(WRONG_CODE)
    first = not has_second_factor(person)
    totp.confirmed_at, totp.last_step = now, step
    totp.save(update_fields=["confirmed_at", "last_step"])
    _write("second_factor.add", person, by, kind="totp")
    return _new_codes(person) if first else []


@transaction.atomic
def add_passkey(
    *, person: Person, name: str, credential_id: bytes, credential: bytes, counter: int, by: Actor
) -> list[str]:
    """A key that was just verified; the recovery codes when it is the first factor."""
    if Passkey.objects.filter(credential_id=credential_id).exists():
        raise RuleViolation("Этот ключ уже добавлен.")
    first = not has_second_factor(person)
    Passkey.objects.create(
        person=person,
        name=name.strip() or "Ключ",
        credential_id=credential_id,
        credential=credential,
        counter=counter,
    )
    _write("second_factor.add", person, by, kind="passkey", name=name)
    return _new_codes(person) if first else []


@transaction.atomic
def remove_factor(*, person: Person, factor: Totp | Passkey, by: Actor) -> None:
    """Take one away; the last one stays while the role demands it."""
    kind, name = ("totp", "") if isinstance(factor, Totp) else ("passkey", factor.name)
    factor.delete()
    if not has_second_factor(person):
        if must_have_second_factor(actor_for(person)):
            raise RuleViolation(
                "Ваша роль требует второго фактора. Сначала добавьте другой, затем удалите этот."
            )
        person.recovery_codes.all().delete()
    _write("second_factor.remove", person, by, kind=kind, name=name)


@transaction.atomic
def renew_recovery_codes(*, person: Person, by: Actor) -> list[str]:
    """Ten new ones; the old ones do not open any more."""
    if not has_second_factor(person):
        raise RuleViolation("Сначала подключите приложение или ключ.")
    _write("second_factor.codes", person, by)
    return _new_codes(person)


@transaction.atomic
def reset_second_factor(*, person: Person, by: Actor) -> None:
    """For somebody who lost everything: an administrator who knows them takes it all away."""
    require(by, Permission.ORGANISATION)
    if by.person_id == person.pk:
        raise RuleViolation("Свой второй фактор меняют на странице «Мой вход».")
    for rows in (Totp.objects.filter(person=person), person.passkeys, person.recovery_codes):
        rows.all().delete()
    person.sessions.all().delete()
    _write("second_factor.reset", person, by)


@transaction.atomic
def check_code(*, person: Person, code: str, now: datetime) -> str:
    """Which way the code opens: `totp` or `recovery`; RuleViolation when it does not. Once each."""
    totp = Totp.objects.select_for_update().filter(person=person).first()
    if totp and totp.confirmed_at:
        step = totp_step(_secret(totp), code, now, totp.last_step)
        if step is not None:
            Totp.objects.filter(pk=totp.pk).update(last_step=step)
            return "totp"
    digest = recovery_digest(code, settings.SECRET_KEY)
    codes = RecoveryCode.objects.filter(person=person, digest=digest, used_at=None)
    if codes.update(used_at=now):
        left = person.recovery_codes.filter(used_at=None).count()
        _write("second_factor.recovery", person, actor_for(person), left=left)
        return "recovery"
    raise RuleViolation(WRONG_CODE, code="wrong")


@transaction.atomic
def use_passkey(*, passkey: Passkey, counter: int, now: datetime) -> None:
    """A signature was right; RuleViolation when its counter says that the key was copied."""
    row = Passkey.objects.select_for_update().get(pk=passkey.pk)
    if counter and counter <= row.counter:
        raise RuleViolation(
            "Ключ похож на копию: вход закрыт. Войдите иначе, удалите ключ и скажите администратору."
        )
    row.counter, row.used_at = counter, now
    row.save(update_fields=["counter", "used_at"])


def _new_codes(person: Person) -> list[str]:
    person.recovery_codes.all().delete()
    codes = new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(person=person, digest=recovery_digest(code, settings.SECRET_KEY))
        for code in codes
    )
    return codes


def _sealed(secret: bytes) -> bytes:
    return seal(secret.hex())


def _secret(totp: Totp) -> bytes:
    return bytes.fromhex(unseal(totp.secret))


def _write(action: str, person: Person, by: Actor, **after: object) -> None:
    journal.write(action, by=by, municipality_id=person.municipality_id, of=person, after=after)
