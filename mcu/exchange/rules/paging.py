"""Where a list goes on: the moment and the key of its last line, as one word that nobody has to read."""

import base64
import binascii
from datetime import datetime
from typing import NamedTuple

from mcu.core.errors import RuleViolation

STALE = RuleViolation(
    "Курсор не подходит. Возьмите его из поля next прошлого ответа целиком или начните без него.",
    code="cursor",
)


class Place(NamedTuple):
    """The last line that was given."""

    at: datetime
    key: int


def as_word(place: Place) -> str:
    text = f"{place.at.isoformat()}|{place.key}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_word(word: str) -> Place | None:
    """The place, None for an empty word; RuleViolation for what was never given out."""
    if not word:
        return None
    try:
        text = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).decode()
        at, key = text.split("|")
        found = Place(datetime.fromisoformat(at), int(key))
    except (ValueError, binascii.Error, UnicodeError) as wrong:
        raise STALE from wrong
    if found.at.tzinfo is None or not 0 <= found.key < 2**63:
        raise STALE
    return found
