"""A key that is given for a token, which runs out: client credentials of OAuth 2.0, as GigaChat has them.

Tokens are kept in memory only, each until a minute before its end.
"""

import time
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from mcu.clients.web import Answer, Service

EARLY = 60.0  # seconds before its end a token is not used any more
USUAL = 25 * 60.0  # how long one holds when nothing is said of it
LARGEST = 2**16
_IN_MILLISECONDS = 10**11  # a moment above it is told in milliseconds

_kept: dict["Credentials", tuple[str, float]] = {}
_asking = Lock()


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where tokens are given and for which key."""

    address: str
    key: str
    scope: str = ""
    proxy: str = ""
    ca: str = ""


def token(given: Credentials) -> str | Answer:
    """A token that still holds; the answer of the service where it gives none. Failure: not reached."""
    with _asking:
        known = _kept.get(given)
        if known and known[1] > time.time():
            return known[0]
        answer = _asked(given)
        found: Any = answer.json() if answer.ok else None
        said = found.get("access_token") if isinstance(found, dict) else None
        if not isinstance(said, str) or not said:
            return answer
        _kept[given] = (said, _until(found, time.time()) - EARLY)
        return said


def forget(given: Credentials) -> None:
    """The token is refused before its end."""
    with _asking:
        _kept.pop(given, None)


def _asked(given: Credentials) -> Answer:
    parts = urlsplit(given.address)
    headers = {
        "Authorization": f"Basic {given.key}",
        "Accept": "application/json",
        "RqUID": str(uuid4()),
    }
    body = {"scope": given.scope} if given.scope else {"grant_type": "client_credentials"}
    base = f"{parts.scheme}://{parts.netloc}"
    with Service(base, proxy=given.proxy, ca=given.ca, headers=headers) as service:
        return service.ask("POST", parts.path or "/", data=body, largest=LARGEST)


def _until(found: dict[str, Any], now: float) -> float:
    """`expires_at` is a moment, `expires_in` seconds."""
    at, seconds = found.get("expires_at"), found.get("expires_in")
    if isinstance(at, int | float) and not isinstance(at, bool):
        return at / 1000 if at > _IN_MILLISECONDS else float(at)
    told = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    return now + (float(seconds) if told else USUAL)  # type: ignore[arg-type]
