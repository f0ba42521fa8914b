"""How soon somebody must go out, by what a text tells and never by how loud it is.

A hint for the operator: it carries its confidence and the words that decided, and whoever reads the
message decides.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from mcu.text.signs import Found, Reading, signs

EMERGENCY, RAISED = 1.0, 0.5
_ECHO = 0.4  # each further trouble adds this share of itself
_OVER = 0.4  # what is over or was long ago
_SLIGHT = 0.3
_GRAVE = 0.75
_CUT_OFF = 0.55  # no water, light or heat at all, and not merely little of it
_LASTING = frozenset(("water", "light", "heat"))


class Level(StrEnum):
    NONE = "none"
    RAISED = "raised"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Urgency:
    """The level, what is at stake (`life heat water light gas child fire road`), how sure, why."""

    level: Level
    why: tuple[str, ...]
    confidence: float
    reason: str


CALM = Urgency(Level.NONE, (), 0.9, "")


def urgency(text: str) -> Urgency:
    """The urgency of a text as `mcu.text.said` gives it."""
    return urgency_of(signs().read(text))


def urgency_of(read: Reading) -> Urgency:
    told = _told(read)
    if not told:
        return CALM
    score = _score(read, told)
    if score < RAISED:
        return Urgency(Level.NONE, (), round(0.9 - 0.6 * max(score, 0.0), 2), "")
    level = Level.EMERGENCY if score >= EMERGENCY else Level.RAISED
    border = min(abs(score - EMERGENCY), abs(score - RAISED))
    reason = "; ".join(dict.fromkeys(read.said(each.words) for each in told[:3]))
    return Urgency(level, _why(read, told), round(min(0.55 + border, 0.95), 2), reason)


def _told(read: Reading) -> list[Found]:
    """The troubles of the text, the worst first; idioms and phrases inside others left out."""
    if "urgency.phrases" not in read.found:
        return []
    other = {place for each in read.found.get("urgency.idioms", ()) for place in each.words}
    taken: set[int] = set()
    kept = []
    rows = sorted(read.found["urgency.phrases"], key=lambda one: -one.phrase.weight)
    for each in rows:
        if other.isdisjoint(each.words) and taken.isdisjoint(each.words):
            taken.update(each.words)
            kept.append(each)
    return kept


def _score(read: Reading, told: list[Found]) -> float:
    worst = told[0].phrase.weight
    score = worst + _ECHO * sum(each.phrase.weight for each in told[1:4])
    lasting = max(
        (each.phrase.weight for each in told if not _LASTING.isdisjoint(each.phrase.why)), default=0
    )
    if score >= _SLIGHT:
        score += sum(each.phrase.weight for each in read.apart("urgency.beside"))
    if worst < _GRAVE:  # several lesser troubles are no emergency
        score = min(score, _GRAVE)
    if lasting >= _CUT_OFF:
        days = [each.phrase.weight for each in read.found.get("urgency.days", ())]
        score += max(days, default=0.0)
    if "urgency.over" in read.found:
        score -= _OVER
    return score


def _why(read: Reading, told: list[Found]) -> tuple[str, ...]:
    beside = read.found.get("urgency.beside", ())
    counted = Counter(why for each in (*told, *beside) for why in each.phrase.why)
    return tuple(counted)
