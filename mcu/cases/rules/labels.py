"""What a text may be: danger, thanks, spam, rudeness. Told to the operator, who decides."""

from dataclasses import dataclass

from django.db.models import TextChoices

from mcu.text.labels import labels
from mcu.text.language import Language
from mcu.text.said import said
from mcu.text.tone import Tone
from mcu.text.urgency import Level, Urgency

ABOUT = "label"
"""What a suggestion of a label is about."""


class TextLabel(TextChoices):
    """Признак текста. None of them refuses or hides anything."""

    EMERGENCY = "emergency", "Опасность: нужен выезд"
    RAISED = "raised", "Возможен вред"
    THANKS = "thanks", "Благодарность"
    SPAM = "spam", "Спам"
    ABUSE = "abuse", "Грубость"
    FOREIGN = "foreign", "Не по-русски"


URGENT = frozenset((TextLabel.EMERGENCY, TextLabel.RAISED))
"""Confirmed, these make the case important."""
STAKES = {
    "life": "жизнь и здоровье",
    "heat": "тепло",
    "water": "вода",
    "light": "свет",
    "gas": "газ",
    "child": "дети",
    "fire": "огонь",
    "road": "дорога",
}
_LEVELS = {Level.EMERGENCY: TextLabel.EMERGENCY, Level.RAISED: TextLabel.RAISED}
_TONES = {Tone.THANKS: TextLabel.THANKS, Tone.SPAM: TextLabel.SPAM, Tone.ABUSE: TextLabel.ABUSE}


@dataclass(frozen=True, slots=True)
class Told:
    """A label the program proposes: how sure, and why in words."""

    code: str
    confidence: float
    reason: str

    @property
    def title(self) -> str:
        return str(TextLabel(self.code).label)


def told(text: str) -> tuple[Told, ...]:
    """The labels of a masked text, the gravest first."""
    own = said(text)
    found = labels(own.text, linked=own.linked)
    rows = [_danger(found.urgency)] if found.urgency.level != Level.NONE else []
    rows += [
        Told(_TONES[one.tone].value, one.confidence, f"слова: {one.reason}") for one in found.tones
    ]
    if found.spoken.language != Language.RU:
        rows.append(Told(TextLabel.FOREIGN.value, found.spoken.confidence, found.spoken.reason))
    return tuple(rows)


def codes(rows: tuple[Told, ...]) -> list[str]:
    return [row.code for row in rows]


def _danger(urgency: Urgency) -> Told:
    stakes = ", ".join(STAKES[code] for code in urgency.why)
    reason = f"{stakes} — слова: {urgency.reason}" if stakes else f"слова: {urgency.reason}"
    return Told(_LEVELS[urgency.level].value, urgency.confidence, reason)
