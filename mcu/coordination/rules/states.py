"""Causes, road maps and decisions: their kinds, their states, the steps between them."""

from datetime import date

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation
from mcu.core.steps import STALE, Step

MOST_WHYS = 5


class CauseKind(TextChoices):
    """What causes are like in a town; the list is ours, by practice, no act names one."""

    WORN = "worn", "износ сетей, дорог, оборудования"
    MONEY = "money", "не хватает финансирования"
    CONTRACT = "contract", "подрядчик не исполняет договор"
    ORGANISATION = "organisation", "работа не организована: нет графика или ответственного"
    CAPACITY = "capacity", "не хватает людей или техники"
    RULES = "rules", "пробел в нормах или порядке работы"
    INFORMATION = "information", "жителям не хватает сведений"
    CONTROL = "control", "результат никто не проверяет"
    OUTSIDE = "outside", "внешняя: погода, чужая собственность, иной уровень власти"
    OTHER = "other", "иная"


class CauseState(TextChoices):
    SUPPOSED = "supposed", "Предположена"
    CONFIRMED = "confirmed", "Установлена"
    REMOVED = "removed", "Устранена"
    REJECTED = "rejected", "Не подтвердилась"


class MapState(TextChoices):
    DRAFT = "draft", "Проект"
    APPROVED = "approved", "Утверждена"
    DONE = "done", "Выполнена"
    STOPPED = "stopped", "Прекращена"


class DecisionState(TextChoices):
    TAKEN = "taken", "Исполняется"
    REACHED = "reached", "Результат достигнут"
    PARTLY = "partly", "Достигнут частично"
    MISSED = "missed", "Не достигнут"
    CANCELLED = "cancelled", "Отменено"


class GroundKind(TextChoices):
    """What a decision may rest on; a list or a figure is an address inside the program."""

    PROBLEM = "problem", "проблема №"
    CAUSE = "cause", "первопричина №"
    ROAD_MAP = "road_map", "дорожная карта №"
    CASE = "case", "сообщение №"
    LIST = "list", "список или показатель (ссылка)"


C, D = CauseState, DecisionState
CAUSE_STEPS: dict[str, Step] = {
    "confirm": Step("Установлена", frozenset({C.SUPPOSED}), C.CONFIRMED, "Чем установлено"),
    "remove": Step("Устранена", frozenset({C.CONFIRMED}), C.REMOVED, "Что показывает, что устранена"),
    "reject": Step("Не подтвердилась", frozenset({C.SUPPOSED, C.CONFIRMED}), C.REJECTED, "Почему"),
    "reopen": Step("Вернуть к разбору", frozenset({C.REMOVED, C.REJECTED}), C.SUPPOSED, "Почему"),
}  # fmt: skip
LOOKED = frozenset({D.REACHED, D.PARTLY, D.MISSED, D.CANCELLED})
DECISION_STEPS: dict[str, Step] = {
    "reached": Step("Достигнут", frozenset({D.TAKEN}), D.REACHED, "Что вышло"),
    "partly": Step("Достигнут частично", frozenset({D.TAKEN}), D.PARTLY, "Что вышло, что осталось"),
    "missed": Step("Не достигнут", frozenset({D.TAKEN}), D.MISSED, "Что вышло и почему"),
    "cancelled": Step("Отменить решение", frozenset({D.TAKEN}), D.CANCELLED, "Почему отменено"),
    "again": Step("Вернуть на исполнение", LOOKED, D.TAKEN, "Почему"),
}


def approvable(state: str, dues: list[date], today: date) -> None:
    """RuleViolation when a road map cannot be approved as it is."""
    if state != MapState.DRAFT:
        raise RuleViolation(STALE)
    if not dues:
        raise RuleViolation("В дорожной карте нет ни одного пункта. Добавьте пункты и утвердите.")
    past = [day for day in dues if day < today]
    if past:
        raise RuleViolation(
            f"Срок пункта уже прошёл: {past[0]:%d.%m.%Y}. Поставьте срок не раньше сегодняшнего дня."
        )


def endable(state: str, left: int, *, stops: bool) -> None:
    """RuleViolation when it is not under way, or is called done while points are open."""
    if state != MapState.APPROVED:
        raise RuleViolation(STALE)
    if left and not stops:
        raise RuleViolation(
            f"Не принято пунктов: {left}. Примите или отмените их задачи — или прекратите карту."
        )


def whys(text: str) -> list[str]:
    """«Пять почему»: a line each, in the order they were asked; RuleViolation for a sixth."""
    lines = [line.strip() for line in text.replace("\x00", "").splitlines() if line.strip()]
    if len(lines) > MOST_WHYS:
        raise RuleViolation(f"«Почему» — не больше {MOST_WHYS} строк. Оставьте главные.")
    return [line[:300] for line in lines]
