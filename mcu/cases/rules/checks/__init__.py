"""Checks of an answer while it is written: what is wrong with it, where, why, how to mend it."""

from collections.abc import Collection, Iterable
from itertools import islice
from typing import NamedTuple

from mcu.cases.rules.checks.draft import MOST_FINDINGS, Check, Draft, Finding, Ticked
from mcu.cases.rules.checks.fit import Contradiction, Copy, Misfit, PrivateChat
from mcu.cases.rules.checks.names import WrongPerson
from mcu.cases.rules.checks.privacy import Personal
from mcu.cases.rules.checks.questions import QuestionMissed, answers
from mcu.cases.rules.checks.substance import Explained, NoAction, NoBody, NoContact
from mcu.cases.rules.checks.timing import ImpossibleDate, NoDate, PromiseUndated
from mcu.cases.rules.checks.wording import Bureaucratic, NoGreeting, Rude, Unreadable
from mcu.text.questions import MOST as MOST_QUESTIONS
from mcu.text.questions import Question, split

__all__ = [
    "BEST",
    "BY_CODE",
    "CHECKS",
    "MOST_QUESTIONS",
    "Check",
    "Draft",
    "Finding",
    "Question",
    "Review",
    "Ticked",
    "answers",
    "review",
    "split",
]  # fmt: skip

CHECKS: tuple[Check, ...] = (
    QuestionMissed(), NoAction(), Explained(), NoDate(), PromiseUndated(), ImpossibleDate(), NoBody(),
    NoContact(), Personal(), WrongPerson(), Rude(), Contradiction(), Copy(), Bureaucratic(),
    Unreadable(), Misfit(), PrivateChat(), NoGreeting(),
)  # fmt: skip
BY_CODE = {check.code: check for check in CHECKS}
BEST = 5
MOST_OF_ONE = 12
_OTHER_FAULTS = 0.25


class Review(NamedTuple):
    """What the checks say of a draft, and its score from 0 to 5 (Q1)."""

    findings: tuple[Finding, ...]
    score: float

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(finding.code for finding in self.findings)


def review(draft: Draft, off: Collection[str] = ()) -> Review:
    """Every check that is not switched off."""
    found: list[Finding] = []
    for check in CHECKS:
        if check.code not in off:
            found += islice(check.find(draft), MOST_OF_ONE)
    shown = tuple(found[:MOST_FINDINGS])
    return Review(shown, score({one.code for one in found}))


def score(codes: Iterable[str]) -> float:
    """Five less the heaviest fault and a quarter of each other one, to the nearest half."""
    heaviest, *others = sorted((BY_CODE[code].costs for code in set(codes)), reverse=True) or [0.0]
    lost = heaviest + _OTHER_FAULTS * sum(others)
    return max(0.0, round(2 * (BEST - lost)) / 2)
