"""What stands in a form of the desk when its page is left: sealed in the session, gone with it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from mcu.core import vault

DRAFTS = "drafts"
MOST = 20_000
NEVER = frozenset({"csrfmiddlewaretoken", "scans", "once", "again", "received_at", "at"})


def keep(request: HttpRequest, door: str, names: Iterable[str]) -> bool:
    """Everything typed so far, instead of what was kept before; an empty form is forgotten."""
    found: dict[str, Any] = {}
    for name in set(names) - NEVER:
        values = request.POST.getlist(name)
        if values:
            found[name] = values if len(values) > 1 else values[0]
    if sum(len(str(value)) for value in found.values()) > MOST:
        return False
    kept = {**request.session.get(DRAFTS, {})}
    at = f"{timezone.localtime():%H:%M}"
    kept[door] = vault.seal({"at": at, "values": found}).hex()
    request.session[DRAFTS] = kept
    return True


def kept(request: HttpRequest, door: str) -> Mapping[str, Any]:
    """{"at": …, "values": …} of what was left here; empty without a draft."""
    sealed = request.session.get(DRAFTS, {}).get(door)
    if not sealed:
        return {}
    try:
        found: dict[str, Any] = vault.unseal(bytes.fromhex(sealed))
    except (vault.SealBroken, ValueError):
        return {}
    return found


def forget(request: HttpRequest, door: str) -> None:
    left = {**request.session.get(DRAFTS, {})}
    if left.pop(door, None):
        request.session[DRAFTS] = left
