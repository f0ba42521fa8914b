"""One-time links: what they are for and how long each is good."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db.models import TextChoices


class Purpose(TextChoices):
    """Why a link was made; whoever opens it chooses a password."""

    FIRST = "first", "первый вход"
    INVITE = "invite", "приглашение"
    PASSWORD = "password", "новый пароль"


# A letter with an invitation waits for a person back from leave; the rest is used at once.
LIFETIMES = {
    Purpose.FIRST: timedelta(hours=24),
    Purpose.INVITE: timedelta(days=7),
    Purpose.PASSWORD: timedelta(hours=24),
}


def new_secret() -> str:
    """256 bits for an address; only the digest is kept."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The secret is random and long, so one plain hash hides it well enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def expiry(purpose: Purpose, now: datetime) -> datetime:
    return now + LIFETIMES[purpose]
