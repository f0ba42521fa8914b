"""What becomes of a promise: its states, how it stands today, what postponing a case does to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from mcu.cases.rules.terms import SIGNS, ClockState
from mcu.core.errors import RuleViolation
from mcu.web.words import plural

NEAR_DAYS = 3


class PromiseState(TextChoices):
    SUGGESTED = "suggested", "Предложено"
    OPEN = "open", "Обещано"
    KEPT = "kept", "Выполнено"
    RELEASED = "released", "Снято"
    DECLINED = "declined", "Не обещание"


class Proof(TextChoices):
    """By what it is checked that the promise was kept."""

    PHOTO = "photo", "Фото"
    ACT = "act", "Акт"
    DOCUMENT = "document", "Документ"
    VISIT = "visit", "Выезд на место (фото или акт)"


class Origin(TextChoices):
    ANSWER = "answer", "из ответа"
    POSTPONED = "postponed", "решение отложено"
    PERSON = "person", "записано вручную"


class Shown(TextChoices):
    """What the page «Обещания» shows."""

    OPEN = "open", "Открытые"
    LATE = "late", "Просроченные"
    SOON = "soon", "Срок в ближайшие дни"
    SUGGESTED = "suggested", "Подтвердить"
    TELL = "tell", "Сообщить жителю"
    KEPT = "kept", "Выполненные"
    RELEASED = "released", "Снятые"
    ALL = "all", "Все"


@dataclass(frozen=True, slots=True)
class PromiseFilter:
    """Empty means «any»; days are of the promised date, both included."""

    q: str = ""
    show: str = Shown.OPEN
    block: int | None = None
    body: int | None = None
    due_from: date | None = None
    due_to: date | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A level of the clock with its sign and words."""

    level: ClockState
    words: str

    @property
    def sign(self) -> str:
        return SIGNS[self.level]


def standing(
    state: str, due_on: date, today: date, *, kept_on: date | None = None, told: bool = False
) -> Standing:
    """How the promise stands today; the promised day itself is still in time."""
    if state == PromiseState.KEPT:
        late = ((kept_on or due_on) - due_on).days
        words = f"выполнено, опоздание {_days(late)}" if late > 0 else "выполнено в срок"
        level = ClockState.MET_LATE if late > 0 else ClockState.MET
        return Standing(level, words if told else f"{words}; жителю не сообщили")
    if state in {PromiseState.RELEASED, PromiseState.DECLINED}:
        return Standing(ClockState.NONE, PromiseState(state).label.lower())
    left = (due_on - today).days
    if left < 0:
        return Standing(ClockState.LATE, f"просрочено на {_days(-left)}")
    level = ClockState.SOON if left <= NEAR_DAYS else ClockState.OK
    return Standing(level, "срок сегодня" if left == 0 else f"осталось {_days(left)}")


def check_due(due: date, today: date) -> None:
    """A promise is about a day that is still to come."""
    if due < today:
        raise RuleViolation(
            "Обещанная дата уже прошла. Укажите день не раньше сегодняшнего или отметьте, "
            "что это не обещание."
        )


def check_move(due_on: date, until: date, today: date) -> None:
    """A promise is only moved on: to a later day that is still to come."""
    if until <= max(due_on, today):
        day = max(due_on, today)
        raise RuleViolation(f"Новая дата должна быть позже {day:%d.%m.%Y}.")


def moved_by_postponing(dues: Iterable[date], until: date) -> tuple[list[int], bool]:
    """Which of the open promises move on to the new day, by place; whether one is made for it.

    Postponing a case and moving its promise is one thing: what was promised for earlier moves; a
    promise is made where nothing stands for that day.
    """
    dues = list(dues)
    earlier = [place for place, due in enumerate(dues) if due < until]
    return earlier, not earlier and until not in dues


def _days(count: int) -> str:
    return plural(count, "день|дня|дней")
