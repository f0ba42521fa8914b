"""A condition as the value of a field of a profile."""

from collections.abc import Iterable
from typing import Any

from mcu.cases.rules.conditions import reading
from mcu.cases.rules.conditions.words import in_codes
from mcu.core.errors import RuleViolation
from mcu.core.profile import Kind

# What a condition names by code → the section where a profile says it.
SECTIONS = {"topic": "topics", "block": "blocks", "body": "bodies", "fast": "fast_routes"}


class OnlyIf(Kind):
    """A condition on messages, of what is known when one comes."""

    def read(self, value: Any) -> dict[str, Any]:
        try:
            found = reading.read(value)
            self.check(found)
        except RuleViolation as wrong:
            raise ValueError(f"условие на сообщения. {wrong.sentence}") from wrong
        return reading.said(found)

    def check(self, found: reading.Condition) -> None:
        reading.check_steady(found)

    def words(self, value: Any) -> str:
        return in_codes(reading.read(value)) if value else ""

    def refs(self, value: Any) -> Iterable[tuple[str, str]]:
        for line in reading.read(value).lines:
            if line.field in SECTIONS and isinstance(line.value, tuple):
                yield from ((SECTIONS[line.field], code) for code in line.value)

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}

    def name(self) -> str:
        return "condition"


class Whenever(OnlyIf):
    """A condition asked at any moment; it may ask what changes with time, but names nobody."""

    def check(self, found: reading.Condition) -> None:
        if names_people(found):
            raise RuleViolation(
                "В профиле людей нет: назовите орган или блок, а правило об исполнителе соберите "
                "в «Настройках»."
            )

    def name(self) -> str:
        return "condition at any moment"


def names_people(found: reading.Condition) -> bool:
    """Whether the condition speaks of somebody: a profile holds posts, never people."""
    return any(line.field == "executor" and line.value for line in found.lines)
