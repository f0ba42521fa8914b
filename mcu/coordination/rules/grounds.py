"""What a decision rests on: a thing of the program, never an address outside of it."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from mcu.core.errors import RuleViolation

OUTSIDE = "Нужна ссылка на страницу этой программы: откройте список или сводку и скопируйте адрес из браузера."
LONGEST_URL = 1000


@dataclass(frozen=True, slots=True)
class Data:
    """A thing that was found for the person, and the figure it showed on a day."""

    kind: str
    name: str
    url: str
    object_type: str = ""
    object_id: int | None = None
    figure: str = ""
    figure_on: date | None = None


def inside(given: str, host: str) -> str:
    """«/cases/?topic=3» out of what was copied from the browser; RuleViolation for anything else."""
    given = given.strip()
    try:
        parts = urlsplit(given)
    except ValueError as broken:
        raise RuleViolation(OUTSIDE) from broken
    ours = (not parts.scheme and not parts.netloc) or (
        parts.scheme in {"http", "https"} and parts.netloc == host
    )
    odd = any(ord(sign) <= 32 for sign in given) or "\\" in given or len(given) > LONGEST_URL
    if not ours or odd or not parts.path.startswith("/") or parts.path.startswith("//"):
        raise RuleViolation(OUTSIDE)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
