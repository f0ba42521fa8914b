"""By what an earlier appeal of the same author is recognised; only among appeals, one at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mcu.cases.rules.lookup import APPEALS, contacts_of, name_key


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier appeal as far as the choice needs it."""

    pk: int
    topic_id: int | None
    received_at: datetime
    answered: bool


def keys_of(personal: Mapping[str, Any], scope: str) -> set[tuple[str, str]]:
    """By what an applicant is found: contacts everywhere, among appeals the full name too."""
    found = contacts_of(personal)
    if scope == APPEALS and (name := name_key(str(personal.get("applicant_name", "")))):
        found.add(("name", name))
    return found


def likeliest(earlier: Iterable[Earlier], topic_id: int | None) -> int | None:
    """The one former appeal worth showing: of the same topic, answered before unanswered, the latest."""
    same = [row for row in earlier if topic_id is None or row.topic_id == topic_id]
    best = max(same, key=lambda row: (row.answered, row.received_at, row.pk), default=None)
    return best.pk if best else None
