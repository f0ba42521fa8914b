"""Reading what signing in needs: who waits, whose passkey this is, what a role demands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max, Q

from mcu.org.models import Attempt, Identity, Passkey, Person, SecurityPolicy, Session, Token, Totp
from mcu.org.rules.roles import Actor
from mcu.org.rules.second_factor import binds
from mcu.org.rules.sign_in import login_key
from mcu.org.rules.tokens import token_digest


def key_of(login: str) -> str:
    return login_key(login, settings.SECRET_KEY)


def closed_until(login: str, address: str, now: datetime) -> datetime | None:
    """Until when neither this login nor this address is let try again."""
    key = key_of(login)
    mine = Q(login_key=key, address__in=["", address]) | Q(login_key="", address=address)
    found = Attempt.objects.filter(mine, until__gt=now).aggregate(until=Max("until"))
    return found["until"]


def second_factors(person: Person) -> tuple[Totp | None, list[Passkey]]:
    """The authenticator and the passkeys that are in use."""
    totp = Totp.objects.filter(person=person, confirmed_at__isnull=False).first()
    return totp, list(Passkey.objects.filter(person=person))


def has_second_factor(person: Person) -> bool:
    totp, passkeys = second_factors(person)
    return bool(totp or passkeys)


def demanded_roles(municipality_id: int) -> list[str]:
    """Roles that may not work without a second factor: by the municipality and by the server."""
    policy = SecurityPolicy.objects.filter(pk=municipality_id).first()
    own = policy.second_factor_roles if policy else []
    return sorted({*own, *settings.MCU_SECOND_FACTOR_ROLES})


def must_have_second_factor(actor: Actor) -> bool:
    return binds(actor.roles, demanded_roles(actor.municipality_id))


def sessions_of(person: Person, now: datetime) -> Sequence[Session]:
    """Where a person is signed in now, the latest first."""
    idle = timedelta(minutes=settings.MCU_SESSION_IDLE_MINUTES)
    return list(Session.objects.filter(person=person, expire_date__gt=now, seen_at__gt=now - idle))


def person_by_identity(issuer: str, subject: str) -> Person | None:
    found = Identity.objects.filter(issuer=issuer, subject=subject, person__is_active=True)
    return Person.objects.filter(identities__in=found).first()


def person_by_claim(field: str, value: str) -> Person | None:
    """The one active person whose e-mail or login this is; None when there is none, or several."""
    if field not in {"email", "login"} or not value:
        return None
    found = list(Person.objects.filter(is_active=True, **{f"{field}__iexact": value})[:2])
    return found[0] if len(found) == 1 else None


def has_identity(person: Person, issuer: str) -> bool:
    """Whether the provider knows the person under another number already."""
    return Identity.objects.filter(person=person, issuer=issuer).exists()


def token_for(secret: str, now: datetime) -> Token | None:
    """The token while it may be used, with its owner."""
    tokens = Token.objects.select_related("person__municipality")
    return tokens.filter(
        digest=token_digest(secret),
        revoked_at=None,
        expires_at__gt=now,
        person__is_active=True,
    ).first()
