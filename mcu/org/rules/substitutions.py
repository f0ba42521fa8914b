"""When somebody may stand in for somebody else, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

LONGEST_DAYS = 3 * 366  # leave to care for a child is the longest there is


class Reason(TextChoices):
    VACATION = "vacation", "отпуск"
    ILLNESS = "illness", "болезнь"
    TRIP = "trip", "командировка"
    TRAINING = "training", "обучение"
    OTHER = "other", "другое"


class Stage(TextChoices):
    """Where a substitution stands on a day."""

    PLANNED = "planned", "будет"
    RUNNING = "running", "идёт"
    ENDED = "ended", "окончено"
    RETURNED = "returned", "возвращено досрочно"
    CANCELLED = "cancelled", "отменено"


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away and who stands in; `duty_id` is None for all duties."""

    absent_id: int
    substitute_id: int
    duty_id: int | None
    since: date
    until: date


def refusal(new: Absence, others: Iterable[Absence], names: Mapping[int, str], today: date) -> str:
    """Why this substitution is impossible, in words; empty when it is possible.

    `others` are those planned and running; a substitute must be there, so chains and circles of
    substitutions do not arise.
    """
    plain = _plain_refusal(new, today)
    if plain:
        return plain
    for other in others:
        if other.since <= new.until and new.since <= other.until:
            clash = _clash(new, other, names)
            if clash:
                return clash
    return ""


def stage(since: date, until: date, today: date, *, ended_on: date | None, begun: bool) -> Stage:
    """The stage on a day; `ended_on` is the day it was called back or ran out."""
    if ended_on is None:
        return Stage.PLANNED if today < since else Stage.RUNNING if today <= until else Stage.ENDED
    if not begun:
        return Stage.CANCELLED
    return Stage.RETURNED if ended_on <= until else Stage.ENDED


def _plain_refusal(new: Absence, today: date) -> str:
    if new.absent_id == new.substitute_id:
        return "Человек не может замещать сам себя. Выберите другого сотрудника."
    if new.until < new.since:
        return "Последний день не может быть раньше первого."
    if new.until < today:
        return "Эти дни уже прошли: передавать нечего. Укажите последний день не раньше сегодня."
    if (new.until - new.since).days > LONGEST_DAYS:
        return "Замещение дольше трёх лет не назначают: измените состав центра."
    return ""


def _clash(new: Absence, other: Absence, names: Mapping[int, str]) -> str:
    absent, substitute = names[new.absent_id], names[new.substitute_id]
    days = f"{other.since:%d.%m.%Y} – {other.until:%d.%m.%Y}"
    if other.absent_id == new.substitute_id:
        if other.substitute_id == new.absent_id:
            return (
                f"Получается круг: {substitute} отсутствует {days}, и замещает {absent}. "
                "Выберите третьего человека."
            )
        return f"{substitute} отсутствует {days}. Выберите того, кто будет на месте."
    if other.substitute_id == new.absent_id:
        return (
            f"{absent} замещает другого сотрудника ({names[other.absent_id]}) {days}. "
            "Сначала назначьте для него другого замещающего."
        )
    same_duty = None in (new.duty_id, other.duty_id) or new.duty_id == other.duty_id
    if other.absent_id == new.absent_id and same_duty:
        return (
            f"На эти дни замещение уже назначено: {names[other.substitute_id]}, {days}. "
            "Верните его досрочно или выберите другие дни."
        )
    return ""
