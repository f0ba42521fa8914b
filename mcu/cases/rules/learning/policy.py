"""When a municipality learns, from what, and what it is asked about."""

import hashlib
from dataclasses import dataclass

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation
from mcu.text.clean import normal
from mcu.text.search import fold

ASIDE = 5
"""One decision out of so many is never learnt from: models are compared on these."""
FEWEST = 3
"""A label, and a word, that fewer messages have is not learnt: it would speak of one person."""
SHARE_OF_RARE = 1500
LONGEST_HASHED = 20_000


class Target(TextChoices):
    TOPIC = "topic", "тема"
    EXECUTOR = "executor", "исполнитель"


class Mode(TextChoices):
    LEARNED = "learned", "учиться на решениях"
    LEXICON = "lexicon", "только начальный словарь"
    OFF = "off", "не подсказывать"


@dataclass(frozen=True, slots=True)
class Learning:
    """The settings; thresholds are percent of confidence.

    No act names these values: they are a proposal of the program and a setting of the municipality.
    """

    mode: str = Mode.LEARNED
    show_from: int = 15
    bulk_from: int = 90
    least: int = 300
    step: int = 100

    def check(self) -> "Learning":
        """Itself, or RuleViolation in words."""
        if self.mode not in Mode.values:
            raise RuleViolation("Выберите, как подсказывать.")
        if not 0 <= self.show_from < self.bulk_from <= 100:
            raise RuleViolation(
                "Порог показа — от 0 процентов и ниже порога подтверждения списком, тот — до 100."
            )
        if self.least < 50 or self.step < 10:
            raise RuleViolation(
                "Учиться стоит не меньше чем на 50 решениях и не чаще чем через 10 новых."
            )
        return self


def is_due(learning: Learning, decided: int, before: int | None) -> bool:
    """Whether enough was decided since the last time; `before` is None where nothing was learnt."""
    if learning.mode != Mode.LEARNED or decided < learning.least:
        return False
    return before is None or abs(decided - before) >= learning.step


def rarest(examples: int) -> int:
    """In how many texts a word must stand to be kept: more where there are many, so that a model
    of twenty thousand examples takes no more memory than one of two thousand."""
    return max(FEWEST, examples // SHARE_OF_RARE)


def is_kept_aside(text: str) -> bool:
    """Whether a text is for comparing only: the same for ever, and for every copy of the text."""
    same = fold(normal(text[:LONGEST_HASHED]))
    return hashlib.sha256(same.encode()).digest()[0] % ASIDE == 0
