"""What a recount shows of the terms it found."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Change(TextChoices):
    ALL = "all", "Все"
    SOONER = "sooner", "Станут раньше"
    LATER = "later", "Станут позже"
    LATE = "late", "Окажутся просрочены"


@dataclass(frozen=True, slots=True)
class RecountFilter:
    show: str = Change.ALL
    q: str = ""
