"""Do two messages speak of one thing: place, topic, time, words and signs, each shown apart.

The machine only suggests: the numbers and the words they come from are shown, a person joins. Each
reason gives points for or against; together they are a likeness from 0 to 1. The points were set on
invented pairs labelled beforehand, see `docs/decisions/0050-likeness.md`.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from mcu.text.marks import AGAIN, CUT, DONE, PLANNED, clash, other_thing
from mcu.text.similar import bag, shared
from mcu.web.words import plural

SUGGESTED = 0.5
"""From here on the card shows it: worth a look."""
GROUPED = 0.75
"""From here on the program puts messages side by side by itself: nearly always right."""
LONG_AGO_DAYS = 50

_EVEN = 1.8  # points at which both are equally likely
_NEAR_HOUSES = 4
_MENDED_DAYS, _AGAIN_DAYS = 0.5, 2  # before it nothing is mended, or is broken again
_ALMOST_THE_SAME = 0.75
_TOPIC = {"same": 1.4, "unknown": 0.0, "group": -2.0, "other": -3.0}

_KINDS = re.compile(
    r"\b(улица|ул|проспект|пр-т|пр-кт|просп|проезд|пр-д|переулок|пер|бульвар|б-р|шоссе|площадь|пл|"
    r"набережная|наб|тракт|микрорайон|мкр|деревня|дер|село|поселок|пос|пгт|город|гор|г|д|с|п)\b\.?"
)
_BETWEEN = re.compile(r"[\s.,«»\"']+")
_HOUSE_NUMBER = re.compile(r"\d{1,4}")


@dataclass(frozen=True, slots=True)
class Traits:
    """What is compared of a message or of a problem; `words` is a bag of `mcu.text.similar`.

    `beside`: street and house where the landmark stands, as far as it is known.
    `wide`: its settlement is where most messages come from, so that to be of it says nothing.
    `finished`: when it was closed as solved; what is told later may be another occurrence.
    """

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
    signs: frozenset[str] = frozenset()
    wide: bool = False
    beside: tuple[str, str] = ("", "")
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: which it is, from 0 to 1, in words (none for what says nothing), and its points."""

    kind: str
    score: float
    said: str = ""
    points: float = 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """All of it together, from 0 to 1, with what it is made of."""

    score: float
    evidence: tuple[Evidence, ...]
    common: tuple[str, ...] = ()

    @property
    def because(self) -> str:
        """«тот же дом: Полевая, 14; та же тема; общие слова: яма, бордюр»."""
        return "; ".join(each.said for each in self.evidence if each.said)

    @property
    def brief(self) -> str:
        """«тот же дом, та же тема, 5 общих слов, 2 дня»: as it is said in one breath."""
        said = [each.said.partition(":")[0] for each in self.evidence if each.kind != "words"]
        count = f"{plural(len(self.common), 'общее слово|общих слова|общих слов')}"
        return ", ".join([*filter(None, said), *([count] if self.common else [])])

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def likeness(first: Traits, second: Traits, weights: Mapping[str, float]) -> Likeness:
    """How alike they are; two settlements are two problems, whatever else agrees."""
    place = _place(first, second)
    if place is None:
        return Likeness(0.0, (Evidence("place", 0.0, "разные населённые пункты"),))
    words, common = _words(first, second, weights)
    found = (place, _topic(first, second), _time(first, second), words, *_signs(first, second))
    total = sum(each.points for each in found)
    return Likeness(round(1 / (1 + math.exp(_EVEN - total)), 4), found, common)


@lru_cache(maxsize=4096)
def plain_place(name: str) -> str:
    """«ул. Полевая» and «Полевая улица» are one street; case, «ё» and marks make no difference."""
    lowered = name.casefold().replace("ё", "е")
    return _BETWEEN.sub(" ", _KINDS.sub(" ", lowered)).strip()


def _place(first: Traits, second: Traits) -> Evidence | None:
    """None for two settlements. Of two places that are both said, another one is nearly a veto."""
    if _both(first.settlement, second.settlement) and not _same(
        first.settlement, second.settlement
    ):
        return None
    if _both(first.landmark, second.landmark) and _same(first.landmark, second.landmark):
        return Evidence("place", 0.9, f"то же место: {first.landmark}", 2.0)
    if _both(first.street, second.street):
        return _by_street(first, second)
    if _both(first.landmark, second.landmark):
        return Evidence("place", 0.0, "разные места", -6.0)
    if _inner(first) and _inner(second):
        return _by_landmark(first, second)
    if _both(first.settlement, second.settlement):
        return _by_settlement(first, second)
    return Evidence("place", 0.0, "", -1.5)


def _by_street(first: Traits, second: Traits) -> Evidence:
    if not _same(first.street, second.street):
        return Evidence("place", 0.0, "разные улицы", -6.0)
    if not _both(first.house, second.house):
        return Evidence("place", 0.7, f"та же улица: {first.street}", 1.8)
    if _same(first.house, second.house):
        return Evidence("place", 1.0, f"тот же дом: {first.street}, {first.house}", 2.2)
    said = f"та же улица: {first.street}, "
    cut = CUT in first.signs & second.signs
    if _neighbours(first.house, second.house):
        return Evidence("place", 0.55, said + "дома рядом", 1.4 if cut else -0.2)
    return Evidence("place", 0.3, said + "другой дом", -0.6 if cut else -3.0)


def _by_landmark(first: Traits, second: Traits) -> Evidence:
    """One names a landmark, the other a street: the same when the landmark stands there."""
    named, other = (first, second) if first.landmark.strip() else (second, first)
    street, house = named.beside
    if not street:
        return Evidence("place", 0.2, "", -0.6)
    if not _same(street, other.street):
        return Evidence("place", 0.1, "", -1.8)
    said = f"{named.landmark}: {street}, {house}"
    if _both(house, other.house) and _same(house, other.house):
        return Evidence("place", 0.9, said, 2.0)
    if _both(house, other.house) and not _neighbours(house, other.house):
        return Evidence("place", 0.3, "", -1.8)
    return Evidence("place", 0.6, said, 1.2)


def _by_settlement(first: Traits, second: Traits) -> Evidence:
    if first.wide or second.wide:
        return Evidence("place", 0.1, "", -1.5)
    said = f"тот же населённый пункт: {first.settlement}"
    if _inner(first) or _inner(second):
        return Evidence("place", 0.4, said, 0.9)
    return Evidence("place", 0.5, said, 1.2)


def _topic(first: Traits, second: Traits) -> Evidence:
    if first.topic is None or second.topic is None:
        return Evidence("topic", 0.0, "", _TOPIC["unknown"])
    if first.topic == second.topic:
        return Evidence("topic", 1.0, f"та же тема: {first.topic_name}", _TOPIC["same"])
    if first.group is not None and first.group == second.group:
        return Evidence("topic", 0.4, "та же группа тем", _TOPIC["group"])
    return Evidence("topic", 0.0, "", _TOPIC["other"])


def _time(first: Traits, second: Traits) -> Evidence:
    """A day costs a little, a fortnight nearly everything."""
    days = _days(first, second)
    points = 0.9 - 0.4 * min(days, 10) - 0.1 * min(max(days - 10, 0), LONG_AGO_DAYS - 10)
    return Evidence("time", round(math.pow(0.5, days / 4), 4), _apart(days), points)


def _apart(days: float) -> str:
    if days < 1:
        return "в одни сутки"
    apart = plural(round(days), "день|дня|дней")
    return f"с разницей в {apart}" if days < LONG_AGO_DAYS else "с большим перерывом"


def _words(
    first: Traits, second: Traits, weights: Mapping[str, float]
) -> tuple[Evidence, tuple[str, ...]]:
    """Shared words beside those of the place, which has been weighed already."""
    places = frozenset[str]().union(
        *(_place_words(each.street, each.landmark, each.settlement) for each in (first, second))
    )
    score, common = shared(first.words - places, second.words - places, weights)
    points = 5 * min(score, 0.6) + (2.0 if score > _ALMOST_THE_SAME else 0.0) if common else -0.6
    said = f"общие слова: {', '.join(common[:5])}" if common else ""
    if len(common) > 1 and score > 0.999:
        said = "тот же текст"
    return Evidence("words", round(score, 4), said, points), tuple(common)


@lru_cache(maxsize=4096)
def _place_words(street: str, landmark: str, settlement: str) -> frozenset[str]:
    return bag(f"{street} {landmark} {settlement}")


def _signs(first: Traits, second: Traits) -> tuple[Evidence, ...]:
    """What stands against it: another entrance or route, mended in between, told again."""
    found = []
    if said := clash(first.signs, second.signs):
        found.append(Evidence("signs", 0.0, f"разное: {said}", -5.0))
    elif said := other_thing(first.signs, second.signs):
        found.append(Evidence("signs", 0.0, f"разное: {said}", -2.5))
    if (PLANNED in first.signs) != (PLANNED in second.signs):
        found.append(Evidence("signs", 0.0, "одно из них плановое", -1.5))
    early, late = sorted((first, second), key=lambda each: each.at)
    ended = early.finished is not None and early.finished <= late.at
    days = _days(first, second)
    if DONE in late.signs and days > _MENDED_DAYS:
        found.append(Evidence("signs", 0.0, "пишут, что прежнее сделано", -2.5))
    elif DONE in late.signs and DONE not in early.signs:
        found.append(Evidence("signs", 0.0, "пишут, что прежнее сделано", -1.2))
    elif ended:
        found.append(Evidence("signs", 0.0, "прежнее закрыто как решённое", -1.0))
    if AGAIN in late.signs and days > _AGAIN_DAYS:
        found.append(Evidence("signs", 0.0, "пишут, что снова", -1.2))
    return tuple(found)


def _days(first: Traits, second: Traits) -> float:
    return abs((first.at - second.at).total_seconds()) / 86_400


def _inner(traits: Traits) -> bool:
    """Whether a place inside the settlement is said."""
    return bool(traits.street.strip() or traits.landmark.strip())


def _neighbours(first: str, second: str) -> bool:
    one, other = _HOUSE_NUMBER.match(first.strip()), _HOUSE_NUMBER.match(second.strip())
    return bool(one and other and abs(int(one[0]) - int(other[0])) <= _NEAR_HOUSES)


def _both(first: str, second: str) -> bool:
    return bool(first.strip() and second.strip())


def _same(first: str, second: str) -> bool:
    return plain_place(first) == plain_place(second) or first.strip() == second.strip()
