"""Do two messages speak of one thing: place, topic, time and words, each with its own number.

The machine only suggests: the numbers and the words they come from are shown apart, a person joins.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mcu.text.similar import shared

WEIGHTS = {"place": 0.35, "topic": 0.20, "time": 0.15, "words": 0.30}
SUGGESTED = 0.5
"""From here on the card shows it: the same street and topic with one shared word reach it."""
GROUPED = 0.62
"""From here on the program puts messages side by side by itself."""
HALF_LIFE_DAYS = 10.0

_KINDS = re.compile(
    r"\b(улица|ул|проспект|пр-т|пр-кт|просп|проезд|пр-д|переулок|пер|бульвар|б-р|шоссе|площадь|пл|"
    r"набережная|наб|тракт|микрорайон|мкр|деревня|дер|село|поселок|пос|пгт|город|гор|г|д|с|п)\b\.?"
)
_BETWEEN = re.compile(r"[\s.,«»\"']+")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a message or of a problem; `words` is a bag of `mcu.text.similar`."""

    key: int
    at: datetime
    topic: int | None = None
    topic_name: str = ""
    group: int | None = None
    settlement: str = ""
    street: str = ""
    house: str = ""
    landmark: str = ""
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: which of the four, from 0 to 1, and in words; no words for what says nothing."""

    kind: str
    score: float
    said: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """All of it together, from 0 to 1, with what it is made of."""

    score: float
    evidence: tuple[Evidence, ...]

    @property
    def because(self) -> str:
        """«тот же дом: Полевая, 14; та же тема; общие слова: яма, бордюр»."""
        return "; ".join(each.said for each in self.evidence if each.said)

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def likeness(first: Traits, second: Traits, weights: Mapping[str, float]) -> Likeness:
    """How alike they are; two settlements are two problems, whatever else agrees."""
    place = _place(first, second)
    if place is None:
        return Likeness(0.0, (Evidence("place", 0.0, "разные населённые пункты"),))
    found = (place, _topic(first, second), _time(first, second), _words(first, second, weights))
    total = sum(WEIGHTS[each.kind] * each.score for each in found)
    # When and where alone are no reason: something must be said alike as well.
    if not (found[1].score or found[3].score):
        total = min(total, 0.3)
    return Likeness(round(total, 4), found)


def plain_place(name: str) -> str:
    """«ул. Полевая» and «Полевая улица» are one street; case, «ё» and marks make no difference."""
    lowered = name.casefold().replace("ё", "е")
    return _BETWEEN.sub(" ", _KINDS.sub(" ", lowered)).strip()


def _place(first: Traits, second: Traits) -> Evidence | None:
    if _both(first.settlement, second.settlement) and not _same(
        first.settlement, second.settlement
    ):
        return None
    if _both(first.street, second.street):
        return _by_street(first, second)
    if _both(first.landmark, second.landmark) and _same(first.landmark, second.landmark):
        return Evidence("place", 0.9, f"тот же ориентир: {first.landmark}")
    if _both(first.settlement, second.settlement) and not (first.street or second.street):
        return Evidence("place", 0.3, f"тот же населённый пункт: {first.settlement}")
    return Evidence("place", 0.0)


def _by_street(first: Traits, second: Traits) -> Evidence:
    if not _same(first.street, second.street):
        return Evidence("place", 0.0, "разные улицы")
    if _both(first.house, second.house):
        if _same(first.house, second.house):
            return Evidence("place", 1.0, f"тот же дом: {first.street}, {first.house}")
        return Evidence("place", 0.55, f"та же улица: {first.street}, другой дом")
    return Evidence("place", 0.7, f"та же улица: {first.street}")


def _topic(first: Traits, second: Traits) -> Evidence:
    if first.topic is not None and first.topic == second.topic:
        return Evidence("topic", 1.0, f"та же тема: {first.topic_name}")
    if first.group is not None and first.group == second.group:
        return Evidence("topic", 0.5, "та же группа тем")
    return Evidence("topic", 0.0)


def _time(first: Traits, second: Traits) -> Evidence:
    """Half of it is gone in ten days."""
    days = abs((first.at - second.at).total_seconds()) / 86_400
    score = math.pow(0.5, days / HALF_LIFE_DAYS)
    return Evidence("time", round(score, 4), _apart(days))


def _apart(days: float) -> str:
    if days < 1:
        return "в одни сутки"
    if days >= 30:
        return ""
    whole = round(days)
    return f"с разницей {whole} дн."


def _words(first: Traits, second: Traits, weights: Mapping[str, float]) -> Evidence:
    score, common = shared(first.words, second.words, weights)
    said = f"общие слова: {', '.join(common[:5])}" if common else ""
    return Evidence("words", round(score, 4), said)


def _both(first: str, second: str) -> bool:
    return bool(first.strip() and second.strip())


def _same(first: str, second: str) -> bool:
    return plain_place(first) == plain_place(second) or first.strip() == second.strip()
