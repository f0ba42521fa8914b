"""Guessing made slow: how long a login and an address must wait after wrong passwords."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
FORGOTTEN = timedelta(hours=24)
SECOND = "второй фактор "  # before a login: codes are counted apart from passwords


class Limit(IntEnum):
    """Wrong answers that cost nothing: from one address for a login, from anywhere, for any login.

    Nobody shuts a colleague out from afar with five attempts, and an office behind one address
    may mistype more often than one person.
    """

    PAIR = 5
    LOGIN = 20
    ADDRESS = 30


def pause(failures: int, limit: Limit) -> timedelta:
    """A minute from the limit on, twice as long with each further failure, at most an hour."""
    over = failures - limit
    if over < 0:
        return timedelta()
    return min(FIRST_PAUSE * 2 ** min(over, 10), LONGEST_PAUSE)


def login_key(login: str, secret: str) -> str:
    """What stands for a login in the counter: somebody may have typed the password there."""
    return hmac.new(secret.encode(), login.lower().encode(), hashlib.sha256).hexdigest()


# ---- sessions ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long a session lives without its person, and in all."""

    idle: timedelta
    absolute: timedelta


def over(began: datetime, seen: datetime, now: datetime, limits: Timeouts) -> str:
    """Why a session is over, in words; empty while it goes on."""
    if now - began >= limits.absolute:
        hours = limits.absolute.total_seconds() / 3600
        return f"Сеанс длится не больше {hours:g} ч. Войдите снова."
    if now - seen >= limits.idle:
        minutes = limits.idle.total_seconds() / 60
        return f"Вас не было {minutes:g} мин., сеанс закончен. Войдите снова."
    return ""


BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chromium-GOST", "Chromium-Gost"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device(agent: str) -> str:
    """«Firefox, Windows» out of what a browser says of itself."""
    known = [_first(BROWSERS, agent), _first(SYSTEMS, agent)]
    return ", ".join(word for word in known if word) or "неизвестное устройство"


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((word for mark, word in names if mark in agent), "")
