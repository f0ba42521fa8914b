"""Steps of a register: what may be done with a record in which state, each asking for words.

For records whose life is a handful of states; a case and a task have tables of their own with rights.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mcu.core.errors import RuleViolation

STALE = "Это действие сейчас невозможно: запись уже изменил другой сотрудник. Обновите страницу."


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states, into which, and what it asks for."""

    label: str
    sources: frozenset[str]
    target: str
    asks: str


def taken(steps: Mapping[str, Step], name: str, state: str, words: str) -> Step:
    """The step, or RuleViolation: not from this state, or without words."""
    found = steps.get(name)
    if found is None or state not in found.sources:
        raise RuleViolation(STALE)
    if not words.strip():
        raise RuleViolation(f"Заполните поле «{found.asks}»: без него решение не понять.")
    return found
