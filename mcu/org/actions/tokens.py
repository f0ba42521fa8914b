"""Tokens of the API."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.org.actions.access import require
from mcu.org.models import Person, Token
from mcu.org.rules.roles import Actor, Permission
from mcu.org.rules.tokens import SHOWN, Scope, new_token, token_digest

MOST = 20
NOTICED = timedelta(minutes=1)


@transaction.atomic
def make_token(
    *, person: Person, name: str, scopes: Collection[str], days: int, by: Actor, now: datetime
) -> str:
    """A token for oneself; returned once and kept nowhere."""
    if by.person_id != person.pk:
        raise RuleViolation("Токен выпускают только для себя.")
    if not scopes or not set(scopes) <= set(Scope.values):
        raise RuleViolation("Отметьте, что токен разрешает.")
    if person.tokens.filter(revoked_at=None, expires_at__gt=now).count() >= MOST:
        raise RuleViolation(f"Действующих токенов уже {MOST}. Отзовите ненужные.")
    secret = new_token()
    token = Token.objects.create(
        person=person,
        name=name,
        start=secret[:SHOWN],
        digest=token_digest(secret),
        scopes=sorted(scopes),
        expires_at=now + timedelta(days=days),
    )
    journal.write(
        "token.make",
        by=by,
        municipality_id=person.municipality_id,
        of=token,
        after={"name": name, "scopes": token.scopes, "until": token.expires_at},
    )
    return secret


@transaction.atomic
def revoke_token(*, token: Token, by: Actor, now: datetime) -> None:
    """It opens nothing from the next request on. One's own, or anybody's by who looks after people."""
    if by.person_id != token.person_id:
        require(by, Permission.ORGANISATION)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        journal.write(
            "token.revoke",
            by=by,
            municipality_id=token.person.municipality_id,
            of=token,
            after={"name": token.name},
        )


def token_used(*, token: Token, address: str, now: datetime) -> None:
    """Last use, to the minute: a busy program must not write on every request."""
    if token.used_at is None or now - token.used_at > NOTICED or token.used_from != address:
        Token.objects.filter(pk=token.pk).update(used_at=now, used_from=address)
