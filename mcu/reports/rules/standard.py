"""The forms that every municipality begins with."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from mcu.org.rules.profile.words import WHO


@dataclass(frozen=True, slots=True)
class Standard:
    """A form as the file gives it."""

    code: str
    title: str
    clause: str
    system: str
    every: str
    due_day: int
    preparer: str
    signer: str
    to: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def values(self) -> dict[str, Any]:
        """What a row of the database keeps of it."""
        names = ("title", "clause", "system", "every", "due_day", "preparer", "signer")
        kept = {name: getattr(self, name) for name in names}
        return kept | {"recipients": [WHO[one] for one in self.to], "sections": list(self.sections)}


@cache
def standard() -> dict[str, Standard]:
    """By their codes."""
    text = (files("mcu.reports") / "data" / "forms.toml").read_text("utf-8")
    return {
        row["code"]: Standard(**(row | {name: tuple(row[name]) for name in ("to", "sections")}))
        for row in tomllib.loads(text)["form"]
    }
