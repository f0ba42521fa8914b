"""Small things that one request asks for in several places are read once: a version, settings in force.

Only between `with reading_once():` and its end, and only there where nobody changes them meanwhile; what
runs longer than a request asks anew every time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

Read = TypeVar("Read")

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("once", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """What `once` stands over is read once from here to the end."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(read: Callable[[int], Read]) -> Callable[[int], Read]:
    """`read(municipality_id)`, remembered while `reading_once` lasts."""

    @wraps(read)
    def told(municipality_id: int) -> Read:
        kept = _kept.get()
        if kept is None:
            return read(municipality_id)
        key = (read, municipality_id)
        if key not in kept:
            kept[key] = read(municipality_id)
        found: Read = kept[key]
        return found

    return told
