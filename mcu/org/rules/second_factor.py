"""The second factor: codes by time, recovery codes, whom it binds."""

import hashlib
import hmac
import secrets
import time
from collections.abc import Collection, Iterable
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from mcu.org.rules.roles import Role

STEP = 30  # seconds; with six digits and SHA-1, what every authenticator on a phone expects
DRIFT = 1  # steps that a clock may be off
SECRET_BYTES = 20
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # no letter that looks like another


def new_totp_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def totp_step(secret: bytes, code: str, now: datetime, after: int) -> int | None:
    """The step whose code this is, later than the one used last; None for a wrong or used code."""
    given = "".join(code.split()).encode()
    current = int(now.timestamp()) // STEP
    steps = range(max(current - DRIFT, after + 1), current + DRIFT + 1)
    totp = _totp(secret)
    return next((n for n in steps if hmac.compare_digest(totp.generate(n * STEP), given)), None)


def totp_code(secret: bytes, now: datetime | None = None) -> str:
    """The code an authenticator shows at that moment."""
    return _totp(secret).generate(now.timestamp() if now else time.time()).decode()


def totp_address(secret: bytes, login: str, issuer: str) -> str:
    """The otpauth:// address that an authenticator reads from the square."""
    return _totp(secret).get_provisioning_uri(login, issuer)


def new_recovery_codes() -> list[str]:
    """Ten codes of fifty bits, each for one sign-in without the phone."""
    return [f"{_letters(5)}-{_letters(5)}" for _ in range(RECOVERY_CODES)]


def recovery_digest(code: str, secret: str) -> str:
    """Keyed, because fifty bits could be searched through by whoever stole the table alone."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.new(secret.encode(), plain.encode(), hashlib.sha256).hexdigest()


def binds(roles: Iterable[Role], obligatory: Collection[str]) -> bool:
    """Whether one of the roles may not sign in without a second factor."""
    return any(role in obligatory for role in roles)


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP)  # noqa: S303 - HMAC-SHA-1 is what the phones count with


def _letters(count: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(count))
