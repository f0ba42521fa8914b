"""Alarms: their kinds, their states, the steps between them."""

from django.db.models import TextChoices

from mcu.core.steps import Step


class AlarmKind(TextChoices):
    SPIKE = "spike", "больше обычного"
    CROWD = "crowd", "скопление на карте"


class AlarmState(TextChoices):
    NEW = "new", "Новый"
    SEEN = "seen", "Просмотрен"
    FALSE = "false", "Ложный"
    PROBLEM = "problem", "Стал проблемой"
    TASK = "task", "Поставлена задача"


S = AlarmState
OPEN = frozenset({S.NEW, S.SEEN})
STEPS: dict[str, Step] = {
    "seen": Step("Просмотрен", frozenset({S.NEW, S.FALSE}), S.SEEN, "Что выяснили"),
    "false": Step("Ложный", OPEN, S.FALSE, "Почему это не всплеск"),
}
