"""Questions of a survey, what may be answered, and what comes out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation
from mcu.quality.rules.sampling import Interval, mean, share

MOST_QUESTIONS, MOST_OPTIONS, LONGEST = 20, 12, 300
SCALE = tuple(range(1, 6))


class Shape(StrEnum):
    SCALE = "scale"
    CHOICE = "choice"


class SurveyState(TextChoices):
    DRAFT = "draft", "Готовится"
    RUNNING = "running", "Идёт"
    CLOSED = "closed", "Закончено"


@dataclass(frozen=True, slots=True)
class Question:
    """One question: a scale from 1 to 5, or one of the options."""

    text: str
    shape: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptionResult:
    title: str
    count: int
    share: Interval | None


@dataclass(frozen=True, slots=True)
class Result:
    """What was answered to one question; `mean` only for a scale."""

    question: Question
    answered: int
    mean: Interval | None
    options: tuple[OptionResult, ...]


def parse_lines(text: str) -> tuple[Question, ...]:
    """Questions as a person types them: a line is a question on a scale, «вопрос | а | б» a choice.

    RuleViolation names the line that cannot be read.
    """
    lines = [line.strip() for line in text.replace("\x00", "").splitlines() if line.strip()]
    if not lines:
        raise RuleViolation("Впишите хотя бы один вопрос, каждый с новой строки.")
    if len(lines) > MOST_QUESTIONS:
        raise RuleViolation(f"Вопросов больше {MOST_QUESTIONS}: столько никто не ответит.")
    return tuple(_question(number, line) for number, line in enumerate(lines, 1))


def as_data(questions: Sequence[Question]) -> list[dict[str, Any]]:
    return [
        {"text": each.text, "shape": str(each.shape), "options": list(each.options)}
        for each in questions
    ]


def from_data(rows: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(Question(row["text"], row["shape"], tuple(row["options"])) for row in rows)


def read(questions: Sequence[Question], given: Mapping[str, str]) -> list[int | None]:
    """The answers of a form, `q0`, `q1`…: a point of the scale or the number of an option.

    A question may be left out, the whole form may not. RuleViolation in words of the resident.
    """
    answers = [_answer(each, given.get(f"q{at}", "")) for at, each in enumerate(questions)]
    if all(answer is None for answer in answers):
        raise RuleViolation("Ответьте хотя бы на один вопрос.")
    return answers


def tally(
    questions: Sequence[Question], replies: Sequence[Sequence[int | None]], population: int
) -> list[Result]:
    """Counts, shares and means with their intervals; `population` is whom the sample stands for."""
    return [
        _result(each, [row[at] for row in replies if row[at] is not None], population)  # type: ignore[misc]
        for at, each in enumerate(questions)
    ]


def _question(number: int, line: str) -> Question:
    text, *options = (part.strip() for part in line.split("|"))
    if not text or len(text) > LONGEST:
        raise RuleViolation(f"Строка {number}: вопрос пуст или длиннее {LONGEST} знаков.")
    if not options:
        return Question(text, Shape.SCALE)
    if len(options) == 1 or len(options) > MOST_OPTIONS or not all(options):
        raise RuleViolation(
            f"Строка {number}: вариантов должно быть от 2 до {MOST_OPTIONS}, без пустых: "
            "«вопрос | вариант | вариант»."
        )
    if len(set(options)) < len(options) or max(map(len, options)) > LONGEST:
        raise RuleViolation(f"Строка {number}: варианты повторяются или слишком длинные.")
    return Question(text, Shape.CHOICE, tuple(options))


def _answer(question: Question, given: str) -> int | None:
    if not given:
        return None
    allowed = SCALE if question.shape == Shape.SCALE else range(len(question.options))
    if not given.isascii() or not given.isdecimal() or int(given[:6]) not in allowed:
        raise RuleViolation(f"«{question.text}»: выберите один из вариантов.")
    return int(given)


def _result(question: Question, answers: Sequence[int], population: int) -> Result:
    counts, n = Counter(answers), len(answers)
    scale = question.shape == Shape.SCALE
    titles = [str(point) for point in SCALE] if scale else question.options
    points = SCALE if scale else range(len(question.options))
    options = tuple(
        OptionResult(title, counts[point], share(counts[point], n, population))
        for title, point in zip(titles, points, strict=True)
    )
    return Result(question, n, mean(answers, population) if scale else None, options)
