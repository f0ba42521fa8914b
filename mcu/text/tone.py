"""Thanks, spam, abuse: labels for the operator, each with its confidence and reason.

A label refuses nothing and hides nothing: a message that looks like spam is registered as any other.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from mcu.text.signs import Reading, signs


class Tone(StrEnum):
    THANKS = "thanks"
    SPAM = "spam"
    ABUSE = "abuse"


@dataclass(frozen=True, slots=True)
class Label:
    """What a text may be, how sure, and by which words."""

    tone: Tone
    confidence: float
    reason: str


ENOUGH = 1.0
_SOLD = 0.9
_LINK = re.compile(r"https?://|t\.me/|@\w{4,}", re.IGNORECASE)
_SUM = re.compile(r"\d\s?(?:р\.?|руб\w*|₽|тыс\w*|%|к)(?!\w)", re.IGNORECASE)
# «м*дак», «су#и», «х@й»: letters of an oath hidden.
_MASKED = re.compile(
    r"(?<![\w*#@$])[мсбпхеудгтМСБПХЕУДГТ][а-яё]{0,3}[*#@$]{1,6}[а-яё]{0,7}(?![\w*#@$])",
    re.IGNORECASE,
)
_LONG = 0.15
_BARE = 0.2  # a sum beside an offer
_LINKED = 0.3


def tones(text: str, *, linked: bool = False) -> tuple[Label, ...]:
    """The labels of a text as `mcu.text.said` gives it; `linked`: a link stood beside it."""
    return tones_of(signs().read(text), text, linked=linked)


def tones_of(read: Reading, text: str, *, linked: bool) -> tuple[Label, ...]:
    found = (_thanks(read), _spam(read, text, linked=linked), _abuse(read, text))
    return tuple(label for label in found if label)


def _thanks(read: Reading) -> Label | None:
    score = read.weight("thanks.phrases")
    if not score:
        return None
    return _label(Tone.THANKS, score + read.weight("thanks.against"), read, "thanks.phrases")


def _spam(read: Reading, text: str, *, linked: bool) -> Label | None:
    score = read.weight("spam.phrases")
    if score < _BARE:
        return None
    score += _LINKED * (linked or bool(_LINK.search(text))) + _BARE * bool(_SUM.search(text))
    score -= _LONG * (len(text) // 250)  # whoever tells a story sells nothing
    return _label(
        Tone.SPAM, score + read.weight("spam.against") + ENOUGH - _SOLD, read, "spam.phrases"
    )


def _abuse(read: Reading, text: str) -> Label | None:
    score = read.weight("abuse.phrases")
    masked = _MASKED.search(text) if any(sign in text for sign in "*#@$") else None
    if masked:
        score += ENOUGH
    if not score:
        return None
    label = _label(Tone.ABUSE, score + read.weight("abuse.against"), read, "abuse.phrases")
    if label and masked and not label.reason:
        return Label(Tone.ABUSE, label.confidence, "скрытое ругательство")
    return label


def _label(tone: Tone, score: float, read: Reading, group: str) -> Label | None:
    score = round(score, 4)
    if score < ENOUGH:
        return None
    told = [read.said(each.words) for each in read.apart(group)[:3]]
    return Label(tone, round(min(0.6 + 0.2 * (score - ENOUGH), 0.95), 2), "; ".join(told))
