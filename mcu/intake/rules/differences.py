"""What a row of a new export says otherwise than the row before, and whether an answer stands in it."""

import re
from collections.abc import Iterable
from datetime import datetime
from difflib import SequenceMatcher
from enum import StrEnum

from mcu.cases.rules.words import Importance, Kind, Outcome
from mcu.intake.rules.digest import Digested

ALIKE = 0.9  # share of words in their order: a comma or a typo mended by the other system
# Fields whose values may be shown, and those of which only the change is told.
SHOWN = {
    "step": "Статус",
    "outcome": "Итог",
    "closed_at": "Дата окончания",
    "due_at": "Срок",
    "extended": "Срок продлён",
    "body_names": "Исполнитель",
    "group": "Группа тем",
    "topic": "Тема",
    "kind": "Тип",
    "importance": "Важность",
    "first_answer_at": "Первый ответ",
    "rating": "Оценка",
    "repeated": "Повторное",
    "close_reason": "Причина закрытия",
    "tags": "Теги",
}
TOLD = {
    "text": "Текст",
    "answers": "Ответ",
    "settlement": "Место",
    "street": "Место",
    "house": "Место",
}
WORDS = {
    "outcome": dict(Outcome.choices),
    "kind": dict(Kind.choices),
    "importance": dict(Importance.choices),
}


class Verdict(StrEnum):
    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    NOT_FOUND = "not_found"


def changed_fields(before: Digested, after: Digested) -> dict[str, list[str]]:
    """Field in Russian → what it was and is; an empty list where only the change is told."""
    found: dict[str, list[str]] = {}
    for name, label in SHOWN.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            found[label] = [_shown(name, old), _shown(name, new)]
    for name, label in TOLD.items():
        if getattr(before, name) != getattr(after, name):
            found[label] = []
    return found


def verdict(published: str, answers: Iterable[str]) -> Verdict:
    """Whether the answer we published is among those the export tells."""
    own, others = plain_words(published), [plain_words(each) for each in answers]
    others = [each for each in others if each]
    if not others:
        return Verdict.NOT_FOUND
    same = any(own == each or _alike(own, each) for each in others)
    return Verdict.CONFIRMED if same else Verdict.DIFFERS


def plain_words(text: str) -> list[str]:
    """The words alone: case, ё, spaces and punctuation of a system do not count."""
    return re.findall(r"\w+", text.casefold().replace("ё", "е"))


def _alike(one: list[str], other: list[str]) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, datetime):
        return f"{value:%d.%m.%Y %H:%M}"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(WORDS.get(name, {}).get(str(value), value))[:200]
