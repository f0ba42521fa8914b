"""A condition as the value of a field of a profile."""

from typing import Any

from mcu.cases.rules.conditions import reading
from mcu.cases.rules.conditions.words import in_codes
from mcu.core.errors import RuleViolation
from mcu.core.profile import Kind


class OnlyIf(Kind):
    """A condition on messages, of what is known when one comes."""

    def read(self, value: Any) -> dict[str, Any]:
        try:
            found = reading.read(value)
            reading.check_steady(found)
        except RuleViolation as wrong:
            raise ValueError(f"условие на сообщения. {wrong.sentence}") from wrong
        return reading.said(found)

    def words(self, value: Any) -> str:
        return in_codes(reading.read(value)) if value else ""

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}

    def name(self) -> str:
        return "condition"
