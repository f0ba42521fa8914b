"""Everything short that is read out of one text at once: urgency, tone, language.

One look at the words serves all of it. Topics, places and likeness are read elsewhere.
"""

from dataclasses import dataclass

from mcu.text.language import Spoken, spoken
from mcu.text.signs import signs
from mcu.text.tone import Label, tones_of
from mcu.text.urgency import Urgency, urgency_of


@dataclass(frozen=True, slots=True)
class Labels:
    """What an operator is told beside the text itself."""

    urgency: Urgency
    tones: tuple[Label, ...]
    spoken: Spoken


def labels(text: str, *, linked: bool = False) -> Labels:
    """The labels of a text as `mcu.text.said` gives it; `linked`: a link stood beside it."""
    read = signs().read(text)
    return Labels(urgency_of(read), tones_of(read, text, linked=linked), spoken(text))
