"""What was found in a text: where, what it is, how sure, and why."""

import re
from enum import StrEnum
from typing import NamedTuple

from mcu.text.words import holds


class Kind(StrEnum):
    """Kinds of personal data inside texts."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    LINK = "link"
    DOCUMENT = "document"
    BIRTH = "birth"
    CARD = "card"


class Span(NamedTuple):
    """One find. `weak`: personal only with its neighbourhood, as a bare first name is.

    `hidden` is where the part begins that masking takes away: of an address it is the flat, because
    the street and the house are needed to mend what is broken there.
    """

    start: int
    end: int
    kind: Kind
    confidence: float
    reason: str
    weak: bool = False
    hidden: int = -1


class Sheet:
    """A text on which finds are struck out, so that the next rule does not see them again."""

    GAP = "\ue000"

    def __init__(self, text: str) -> None:
        self.text = text
        self.low = text.lower()
        self.spans: list[Span] = []
        self._held: dict[tuple[str, ...], bool] = {}

    def holds(self, hints: tuple[str, ...]) -> bool:
        """Whether one of the words is in the text, small or capital; each set is looked for once."""
        found = self._held.get(hints)
        if found is None:
            found = self._held[hints] = holds(self.low, hints)
        return found

    def take_all(
        self,
        pattern: re.Pattern[str],
        kind: Kind,
        reason: str,
        *,
        confidence: float = 0.95,
        weak: bool = False,
    ) -> None:
        """Keep whatever the pattern finds."""
        for found in pattern.finditer(self.text):
            self.take(*found.span(), kind, reason, confidence=confidence, weak=weak)

    def take(
        self,
        start: int,
        end: int,
        kind: Kind,
        reason: str,
        *,
        confidence: float = 0.95,
        weak: bool = False,
        hidden: int = -1,
    ) -> None:
        """Keep a find and strike it out."""
        if start >= end or self.GAP in self.text[start:end]:
            return
        self.spans.append(Span(start, end, kind, confidence, reason, weak, hidden))
        self.text = f"{self.text[:start]}{self.GAP * (end - start)}{self.text[end:]}"
