"""The life of an answer around its text: what blocks it, whose turn it is, what differs."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple, Protocol, TypeVar

from django.db.models import TextChoices

from mcu.cases.rules.checks import BY_CODE, Finding, Review
from mcu.core.errors import RuleViolation


class Mode(TextChoices):
    """How a check is held."""

    OFF = "off", "не проверять"
    ADVISE = "advise", "подсказывать"
    BLOCK = "block", "не пропускать"


class Verdict(TextChoices):
    APPROVED = "approved", "согласовано"
    RETURNED = "returned", "возвращено"


# By itself the program holds up only what the law forbids to tell.
DEFAULT_MODES: Mapping[str, Mode] = {
    code: Mode.BLOCK if code == "personal" else Mode.ADVISE for code in BY_CODE
}
STILL_HERE = timedelta(seconds=75)
MOST_SHOWN = 4_000


def modes(chosen: Mapping[str, str]) -> dict[str, Mode]:
    """How every check is held, with what the municipality chose."""
    known = {code: Mode(mode) for code, mode in chosen.items() if code in BY_CODE}
    return {**DEFAULT_MODES, **known}


def held_up(review: Review, chosen: Mapping[str, Mode]) -> list[Finding]:
    """The findings that do not let the answer pass."""
    return [one for one in review.findings if chosen[one.code] == Mode.BLOCK]


def require_reason(review: Review, chosen: Mapping[str, Mode], reason: str) -> None:
    """RuleViolation when something holds the answer up and nobody says why it goes all the same."""
    stopped = held_up(review, chosen)
    if stopped and not reason.strip():
        names = ", ".join(dict.fromkeys(f"«{BY_CODE[one.code].title}»" for one in stopped))
        raise RuleViolation(
            f"Ответ не пропускает проверка: {names}. Исправьте ответ или напишите, почему он уйдёт таким.",
            code="checks",
        )


S = TypeVar("S", bound="Stage")


class Stage(Protocol):
    """A stage of approval, decided or not yet."""

    order: int
    title: str
    role: str
    verdict: str


def next_stage(stages: Sequence[S]) -> S | None:
    """Whose turn it is; None when all have agreed or there is no chain."""
    return next(
        (stage for stage in sorted(stages, key=lambda s: s.order) if not stage.verdict), None
    )


def require_turn(stage: Stage, roles: Collection[str], label: str) -> None:
    """Only whoever holds the role of this stage decides now: no stage is skipped."""
    if stage.role not in roles:
        raise RuleViolation(
            f"Сейчас шаг «{stage.title}»: согласует {label}. Дождитесь его решения.", code="turn"
        )


class Piece(NamedTuple):
    """A stretch of text; `sign` is "+" for what came, "-" for what went, "" for what stayed."""

    sign: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """What changed between two versions, word by word."""
    old, new = _WORDS.findall(before[:MOST_SHOWN]), _WORDS.findall(after[:MOST_SHOWN])
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("", "".join(old[a:b])))
            continue
        pieces += [
            p for p in (Piece("-", "".join(old[a:b])), Piece("+", "".join(new[c:d]))) if p.text
        ]
    return pieces


_WORDS = re.compile(r"\w+|\s+|[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the answer for the eye: `codes` are what checks point at it."""

    text: str
    codes: tuple[str, ...]


def marked(text: str, findings: Iterable[Finding]) -> list[Mark]:
    """The text cut where findings begin and end, so that it can be underlined."""
    spans = [f for f in findings if f.start is not None and f.end is not None]
    cuts = sorted({0, len(text), *(f.start or 0 for f in spans), *(f.end or 0 for f in spans)})
    return [
        Mark(
            text[a:b],
            tuple(dict.fromkeys(f.code for f in spans if (f.start or 0) <= a < (f.end or 0))),
        )
        for a, b in pairwise(cuts)
    ]


def still_here(at: datetime, now: datetime) -> bool:
    """Whether somebody who was seen then is still writing."""
    return now - at < STILL_HERE


PLACEHOLDER = re.compile(r"\{\{\s*([^{}]{0,60}?)\s*\}\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The template with the words of the case; RuleViolation names what it does not know or have."""
    unknown = [name for name in PLACEHOLDER.findall(text) if name.lower() not in values]
    if unknown:
        raise RuleViolation(
            f"Подстановки «{{{{{unknown[0]}}}}}» нет. Есть: {', '.join(values)}.",
            code="placeholder",
        )
    return PLACEHOLDER.sub(lambda found: values[found[1].lower()] or f"[{found[1]}?]", text)
