"""Who a provider of sign-in says a resident is, as much of it as an appeal needs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from mcu.core.errors import RuleViolation

VALID = timedelta(minutes=30)
NAMELESS = (
    "Поставщик входа не назвал фамилию и имя, а без них обращение по 59-ФЗ остаётся без ответа. "
    "Подайте его на Госуслугах или письмом."
)


def full_name(claims: Mapping[str, Any]) -> str:
    """Surname and first name at least, as verified; RuleViolation when the provider tells less."""
    parts = (claims.get(name) for name in ("family_name", "given_name", "middle_name"))
    told = " ".join(str(part).strip() for part in parts if part)
    name = (told if len(told.split()) > 1 else str(claims.get("name", ""))).replace("\x00", "")
    if len(name.split()) < 2:
        raise RuleViolation(NAMELESS)
    return " ".join(name.split())[:200]


def is_valid(kept: Mapping[str, str], place: str, now: datetime) -> bool:
    """Whether what a session keeps is of this portal and fresh."""
    try:
        at = datetime.fromisoformat(kept["at"])
    except (KeyError, ValueError):
        return False
    return kept.get("place") == place and timedelta() <= now - at <= VALID
