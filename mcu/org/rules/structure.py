"""Versions of blocks and bodies: what may change, and what must be said with it."""

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


def check_grounds(on: date, reason: str, today: date) -> None:
    """RuleViolation unless the change takes effect by today and says why."""
    if on > today:
        raise RuleViolation(
            f"Изменение действует сразу, поэтому день не может быть позже сегодняшнего. "
            f"Внесите его {on:%d.%m.%Y} или укажите сегодняшний день."
        )
    if on < EARLIEST:
        raise RuleViolation("Проверьте год: день изменения раньше 1990 года.")
    if not reason.strip():
        raise RuleViolation("Напишите, почему меняется структура: это останется в истории.")
