"""Labelled texts: what a model learns from and is measured on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

TARGETS = ("topic", "executor", "category")
"""What may be learnt: each is a column of the rows."""


class BadRows(ValueError):
    """Nothing can be learnt from these rows; the message is a Russian sentence for a person."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text as it came and what people decided about it; an empty label is «not decided»."""

    text: str
    topic: str = ""
    executor: str = ""
    category: str = ""
    id: str = ""

    def label(self, target: str) -> str:
        return " ".join(str(getattr(self, target)).split())


def labelled(rows: Iterable[LabelledText], target: str) -> tuple[list[LabelledText], list[str]]:
    """The rows that say anything about the target, and their labels."""
    if target not in TARGETS:
        raise BadRows(f"Учить можно {', '.join(TARGETS)}, а не «{target}».")
    kept = [row for row in rows if row.text.strip() and row.label(target)]
    return kept, [row.label(target) for row in kept]


def fingerprint(rows: Sequence[LabelledText], target: str) -> str:
    """Says whether two models were taught by the same rows, whatever their order."""
    lines = sorted(f"{row.label(target)}\x00{row.text}" for row in rows)
    return hashlib.sha256("\x01".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
