"""What is checked, what a check says, and what a check is."""

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import ClassVar, NamedTuple

from mcu.cases.rules.checks.deeds import Deed, deeds
from mcu.cases.rules.checks.lexicon import pattern
from mcu.cases.rules.checks.moments import Moment, moments
from mcu.cases.rules.words import Channel, Kind, Regime
from mcu.text.reading import READ_AT_MOST, Sentence, low, sentences

COMMENTS = frozenset({Channel.VK, Channel.OK, Channel.MAX, Channel.TELEGRAM})
WRITTEN = frozenset({Channel.LETTER, Channel.MAIL, Channel.POS, Channel.WEB})
MOST_FINDINGS = 60
"""More than these nobody reads: the rest of a text made to harm stays unnamed."""
_YEAR = timedelta(days=365)
SPOKEN = frozenset({Channel.PHONE, Channel.RECEPTION})


class Ticked(NamedTuple):
    """A question of the message; `answered` is what a person ticked, None when nobody has."""

    text: str
    answered: bool | None = None


@dataclass(frozen=True)
class Draft:
    """A draft answer with all it is measured against. Built once, read by every check."""

    text: str
    message: str = ""
    channel: str = Channel.VK
    regime: str = Regime.MESSAGE
    kind: str = Kind.SOLVABLE
    today: date = date(2026, 6, 1)
    author: str = ""
    earlier: tuple[str, ...] = ()
    questions: tuple[Ticked, ...] | None = None
    """None: split out of the message."""

    @cached_property
    def low(self) -> str:
        return low(self.text[:READ_AT_MOST])

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.text)

    @cached_property
    def moments(self) -> list[Moment]:
        return moments(self.text[:READ_AT_MOST], self.today)

    @cached_property
    def deeds(self) -> tuple[Deed, ...]:
        """What the sentences tell; what was over a year ago is history, no deed."""
        return tuple(
            deed for sentence in self.sentences for deed in deeds(sentence)
            if deed.pending or not self._long_ago(sentence)
        )  # fmt: skip

    def _long_ago(self, sentence: Sentence) -> bool:
        lasts = [m.last for m in self.when(sentence) if m.last]
        return bool(lasts) and max(lasts) < self.today - _YEAR

    @property
    def is_comment(self) -> bool:
        return self.channel in COMMENTS

    @property
    def is_letter(self) -> bool:
        return self.channel == Channel.LETTER

    def says(self, words: str) -> bool:
        """Whether an expression of the list is in the text."""
        return pattern(words).search(self.low) is not None

    def when(self, sentence: Sentence) -> list[Moment]:
        """The times named in the sentence."""
        return [m for m in self.moments if sentence.start <= m.start < sentence.end]

    def ahead(self, sentence: Sentence) -> bool:
        """Whether the sentence names a time that has not passed."""
        return any(m.exists and not m.past(self.today) for m in self.when(sentence))


class Finding(NamedTuple):
    """What a check found: where (None: something is absent), and why in words for this place."""

    code: str
    why: str
    start: int | None = None
    end: int | None = None


class Check(ABC):
    """One thing that may be wrong with an answer. The docstring of each says what and why.

    `title` names the fault, `mend` says how to mend it; `good` passes the check and `bad` does not:
    the tests execute both.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    mend: ClassVar[str]
    costs: ClassVar[float] = 1.0
    """Points of the score that go while the fault stands."""
    good: ClassVar[tuple[Draft, ...]] = ()
    bad: ClassVar[tuple[Draft, ...]] = ()

    @property
    def told(self) -> str:
        """What and why, for the page of settings."""
        return inspect.cleandoc(self.__doc__ or "")

    @abstractmethod
    def find(self, draft: Draft) -> Iterator[Finding]:
        """Every fault of this kind in the draft."""

    def absent(self, why: str) -> Finding:
        return Finding(self.code, why)

    def at(self, start: int, end: int, why: str) -> Finding:
        return Finding(self.code, why, start, end)

    def matches(self, expression: re.Pattern[str], draft: Draft, why: str) -> Iterator[Finding]:
        """A finding for each match that touches no former one."""
        done = -1
        for found in expression.finditer(draft.low):
            if found.start() >= done:
                done = found.end()
                yield self.at(*found.span(), why)
