"""What services write, read so that nothing of it is worse than a ValueError: the payload is broken."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any


def parsed(body: bytes) -> Any:
    """JSON of any service; also what is nested without end is only broken."""
    try:
        return json.loads(body)
    except RecursionError as endless:
        raise ValueError("nested without end") from endless


def moment(seconds: float) -> datetime:
    """A time in seconds since 1970, whatever number was given."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError) as wild:
        raise ValueError(f"{seconds} is no time") from wild


def digest(body: bytes) -> str:
    """By what a thing without a number is known."""
    return "sha256:" + hashlib.sha256(body).hexdigest()
