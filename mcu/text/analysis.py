"""Everything that is found in one text, as plain values: what `mcu text analyse` prints.

Personal data is told by place and type, never by value: all else is read out of the masked text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from mcu.text.dates import find_dates
from mcu.text.labels import labels
from mcu.text.mask import mask
from mcu.text.personal import find
from mcu.text.promises import find_promises
from mcu.text.questions import kind_of, split
from mcu.text.said import said
from mcu.text.tone import Tone

LONGEST = 200_000
"""Characters of one text that are looked at."""

Found = dict[str, Any]
Reader = Callable[[str], Sequence[Mapping[str, Any]]]
"""Reads the masked text of a message: topics by words, places by a gazetteer."""


@dataclass(frozen=True, slots=True)
class Analyser:
    """What reads a text besides the rules: readers by the name of their part of the answer."""

    on: date
    readers: Mapping[str, Reader]

    def analyse(self, text: str) -> Found:
        looked, found = text[:LONGEST], said(text[:LONGEST])
        masked, own = mask(looked), mask(found.text)
        told = labels(own, linked=found.linked)
        spam = any(label.tone == Tone.SPAM for label in told.tones)
        return {
            "clean": own,
            "left_out": [
                {"kind": str(part.kind), "length": len(part.text)} for part in found.aside
            ],
            "language": _named(told.spoken, "language"),
            "kind": asdict(hint) if (hint := kind_of(own)) and not spam else None,
            "labels": [_named(label, "tone") for label in told.tones],
            "urgency": asdict(told.urgency),
            "questions": [] if spam else [{"text": q.text, "asks": str(q.ask)} for q in split(own)],
            **{name: [dict(row) for row in read(own)] for name, read in self.readers.items()},
            "promises": [
                {"what": each.what, "phrase": each.phrase, "due": each.due.isoformat()}
                for each in find_promises(own, self.on)
            ],
            "dates": [
                {"phrase": own[each.start : each.end], "due": each.due.isoformat()}
                for each in find_dates(own, self.on)
            ],
            "masked": masked,
            "personal": _personal(looked),
            **({"cut": len(text) - LONGEST} if len(text) > LONGEST else {}),
        }


def _named(value: Any, field: str) -> Found:
    """The dataclass as values, its kind under one name wherever it stands."""
    told = asdict(value)
    return {"code": str(told.pop(field)), **told}


def _personal(text: str) -> list[Found]:
    return [
        {
            "start": span.start, "end": span.end, "type": str(span.kind), "weak": span.weak,
            "confidence": span.confidence, "reason": span.reason,
        }
        for span in find(text)
    ]  # fmt: skip
