"""What a resident says of the answer, whom the centre asks and when, and what a bad word leads to."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation

BEST, WORST = 5, 1
GOOD = 4  # S1 counts ratings from here on as good


class Solved(TextChoices):
    YES = "yes", "да, решено"
    PARTLY = "partly", "решено частично"
    NO = "no", "нет, не решено"


class Reason(TextChoices):
    NOT_DONE = "not_done", "обещали, но не сделали"
    PARTLY_DONE = "partly_done", "сделали не всё или плохо"
    FORMAL = "formal", "отписка, ответ не по существу"
    LATE = "late", "долго ждать"
    RUDE = "rude", "грубость, неуважение"
    UNCLEAR = "unclear", "непонятный ответ"
    OTHER = "other", "другое"


class Source(TextChoices):
    """Where a rating came from."""

    PAGE = "page", "страница по коду"
    PHONE = "phone", "опрос по телефону"
    FILE = "file", "выгрузка ПОС"


class Wave(TextChoices):
    """Why a resident is asked: the answer was given, or a promised date has passed."""

    ANSWER = "answer", "после ответа"
    PROMISE = "promise", "после обещанного срока"


class Consequence(StrEnum):
    NONE = "none"
    REOPEN = "reopen"
    TO_HEAD = "to_head"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a municipality asks and reacts; hours and days are of the clock, shares are percent.

    No act names these values: they are a proposal of the program and a setting of the municipality.
    """

    delay_hours: int = 3
    remind_days: int = 5
    expire_days: int = 30
    promise_days: int = 28
    bad_score: int = 2
    reopens: bool = True
    look_share: int = 5
    look_least: int = 1


def consequence(score: int, solved: str, regime: str, state: str, policy: Policy) -> Consequence:
    """A bad word returns the case to work, or goes to the head where the case cannot be returned.

    An appeal under 59-ФЗ was answered finally: dissatisfaction is a new appeal, so the head decides.
    """
    if score > policy.bad_score and solved != Solved.NO:
        return Consequence.NONE
    if policy.reopens and regime == Regime.MESSAGE and state in {State.CLOSED, State.CHECK}:
        return Consequence.REOPEN
    return Consequence.TO_HEAD


def checked(score: object, solved: str, reasons: list[str]) -> int:
    """The score as a number; RuleViolation in words for whoever fills in the page."""
    if not isinstance(score, int) or not WORST <= score <= BEST:
        raise RuleViolation("Поставьте оценку от 1 до 5.")
    if solved not in Solved.values:
        raise RuleViolation("Отметьте, решена ли проблема.")
    if set(reasons) - set(Reason.values):
        raise RuleViolation("Выберите причины из списка.")
    return score


def invitation(*, place: str, about: str, url: str, stop_url: str, again: bool) -> tuple[str, str]:
    """Subject and text of the letter with the one question we have."""
    reminder = "Напоминаем: мы ждём вашу оценку. " if again else ""
    body = (
        f"Здравствуйте!\n\n{reminder}Вы обращались: {about}. Ответ вам дан. "
        f"Скажите, решена ли проблема, — это займёт минуту:\n{url}\n\n"
        f"Оценку видят те, кто отвечает за качество работы. Входить никуда не нужно, ссылка только ваша.\n"
        f"Больше не спрашивать: {stop_url}\n\n{place}, центр управления\n"
    )
    return ("Напоминание: решена ли ваша проблема?" if again else "Решена ли ваша проблема?"), body
