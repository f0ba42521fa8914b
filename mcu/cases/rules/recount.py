"""What a recount shows of the terms it found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.db.models import TextChoices

from mcu.cases.rules.terms import TermKind


class Change(TextChoices):
    ALL = "all", "Все"
    SOONER = "sooner", "Станут раньше"
    LATER = "later", "Станут позже"
    LATE = "late", "Окажутся просрочены"


@dataclass(frozen=True, slots=True)
class RecountFilter:
    show: str = Change.ALL
    q: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock of one case before and after another choice of its norm; None: there was or is none."""

    kind: str
    before: datetime | None
    after: datetime | None

    def words(self, tz: tzinfo) -> str:
        """«ответ: 12.12.2026 18:00 → 30.11.2026 18:00»."""
        was, now = (
            f"{moment.astimezone(tz):%d.%m.%Y %H:%M}" if moment else "нет"
            for moment in (self.before, self.after)
        )
        return f"{TermKind(self.kind).label.lower()}: {was} → {now}"


def moved_between(before: Mapping[str, datetime], after: Mapping[str, datetime]) -> list[Moved]:
    """What changed, in the order of the kinds of terms."""
    return [
        Moved(kind, before.get(kind), after.get(kind))
        for kind in TermKind.values
        if before.get(kind) != after.get(kind)
    ]
