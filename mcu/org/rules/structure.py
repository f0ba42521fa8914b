"""Versions of blocks and bodies: what may change, and what must be said with it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation

EARLIEST = date(1990, 1, 1)


class Change(TextChoices):
    """What was done to a block or a body."""

    ADD = "add", "заведено"
    RENAME = "rename", "изменены сведения"
    MOVE = "move", "перемещено"
    BODIES = "bodies", "изменён состав органов"
    TOPICS = "topics", "изменены темы"
    MERGE = "merge", "объединено"
    OFF = "off", "отключено"
    ON = "on", "снова действует"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is said with every change: from which day, why, by which act."""

    on: date
    reason: str
    act: str = ""

    def check(self, today: date) -> None:
        """RuleViolation unless the change takes effect by today and says why."""
        if self.on > today:
            raise RuleViolation(
                "Изменение действует сразу, поэтому день не может быть позже сегодняшнего. "
                f"Внесите его {self.on:%d.%m.%Y} или укажите сегодняшний день."
            )
        if self.on < EARLIEST:
            raise RuleViolation("Проверьте год: день изменения раньше 1990 года.")
        if not self.reason.strip():
            raise RuleViolation("Напишите, почему меняется структура: это останется в истории.")
