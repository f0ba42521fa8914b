"""Numbers that are published: a small one may tell of a person, so it is said as «меньше пяти»."""

from collections.abc import Mapping
from typing import Any


def shown(value: int, least: int) -> str:
    """«12», «0», «менее 5»."""
    return f"менее {least}" if 0 < value < least else str(value)


def published(value: int, least: int) -> int | None:
    """The same for a table: None where it is hidden."""
    return None if 0 < value < least else value


def without_small(rows: Mapping[Any, int], least: int) -> dict[Any, int | None]:
    """Small cells go, and when only one has gone the next smallest goes too: else the total tells it."""
    found = {key: published(value, least) for key, value in rows.items()}
    hidden = [key for key, value in found.items() if value is None]
    if len(hidden) == 1:
        left = [key for key, value in found.items() if value]
        if left:
            found[min(left, key=lambda key: rows[key])] = None
    return found
