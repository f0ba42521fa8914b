"""Rules «when … then …», pure: events, acts, and a rule's acts read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from mcu.cases.rules.words import Importance
from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Role

MAX_ACTS = 6
MAX_WORDS = 300
MAX_DAYS = 90
# A rule that comes back to one case this often in a day turns in a circle.
OFTEN = 5


class Event(TextChoices):
    """When a rule is asked."""

    REGISTERED = "registered", "сообщение поступило"
    CLASSIFIED = "classified", "определена тема"
    ASSIGNED = "assigned", "назначено"
    RETURNED = "returned", "ответ вернули на доработку"
    ANSWERED = "answered", "ответ опубликован"
    POSTPONED = "postponed", "отложено"
    CLOSED = "closed", "закрыто"
    REOPENED = "reopened", "возвращено в работу"
    RATED_LOW = "rated_low", "низкая оценка"
    NEAR = "near", "срок близко"
    MISSED = "missed", "срок нарушен"


# What the journal calls it; NEAR and MISSED come with time alone.
JOURNAL: Mapping[str, Event] = {
    "case.register": Event.REGISTERED,
    "import.batch": Event.REGISTERED,
    "case.classify": Event.CLASSIFIED,
    "case.assign": Event.ASSIGNED,
    "case.return": Event.RETURNED,
    "case.publish": Event.ANSWERED,
    "case.postpone": Event.POSTPONED,
    "case.close": Event.CLOSED,
    "case.reopen": Event.REOPENED,
    "rating.bad": Event.RATED_LOW,
}
BY_TIME = frozenset({Event.NEAR, Event.MISSED})


class Deed(StrEnum):
    """What a rule may do."""

    BODY = "body"
    BLOCK = "block"
    EXECUTOR = "executor"
    IMPORTANCE = "importance"
    ASK = "ask"
    TAG = "tag"
    CONTROL = "control"
    NOTIFY = "notify"


class Needs(StrEnum):
    """What the value of a deed is."""

    BODY = "body"
    BLOCK = "block"
    PERSON = "person"
    IMPORTANCE = "importance"
    ROLE = "role"
    DAYS = "days"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class DeedRow:
    """One line of the table: its name, what it needs, whether words go with it, whether it is undone."""

    label: str
    needs: Needs
    words: str = ""
    undone: bool = True


DEEDS: Mapping[Deed, DeedRow] = {
    Deed.BODY: DeedRow("назначить органу", Needs.BODY),
    Deed.BLOCK: DeedRow("назначить блоку", Needs.BLOCK),
    Deed.EXECUTOR: DeedRow("назначить исполнителю", Needs.PERSON),
    Deed.IMPORTANCE: DeedRow("поставить важность", Needs.IMPORTANCE),
    Deed.ASK: DeedRow("спросить блок", Needs.BLOCK, "вопрос", undone=False),
    Deed.TAG: DeedRow("добавить тег", Needs.TEXT),
    Deed.CONTROL: DeedRow("на контроль, рабочих дней", Needs.DAYS, "что проверить"),
    Deed.NOTIFY: DeedRow("уведомить роль", Needs.ROLE, "о чём", undone=False),
}


@dataclass(frozen=True, slots=True)
class Act:
    """One act of a rule: the deed, its value as a code, the words that go with it."""

    deed: Deed
    value: str
    words: str = ""


def read_acts(given: Any) -> tuple[Act, ...]:
    """The acts of a rule; RuleViolation names the one that is wrong."""
    if not isinstance(given, list) or not given:
        raise RuleViolation("Добавьте хотя бы одно действие: без него правило ничего не делает.")
    if len(given) > MAX_ACTS:
        raise RuleViolation(f"Действий больше {MAX_ACTS}. Разделите правило на два.")
    return tuple(_act(row, f"Действие {number}") for number, row in enumerate(given, start=1))


def said_acts(acts: tuple[Act, ...]) -> list[dict[str, str]]:
    """The same as JSON would have it."""
    return [
        {"do": str(act.deed), "value": act.value} | ({"words": act.words} if act.words else {})
        for act in acts
    ]


def _act(given: Any, where: str) -> Act:
    if not isinstance(given, Mapping) or set(given) - {"do", "value", "words"}:
        raise RuleViolation(f"{where}: ожидаются do, value и words.")
    deed, value, words = given.get("do"), given.get("value", ""), given.get("words", "")
    if not isinstance(deed, str) or deed not in set(Deed):
        raise RuleViolation(f"{where}: такого действия нет. Можно: {', '.join(Deed)}.")
    if not all(isinstance(part, str) and _clean(part) for part in (value, words)):
        raise RuleViolation(f"{where}: значение должно быть текстом до {MAX_WORDS} знаков.")
    row = DEEDS[Deed(deed)]
    where = f"{where}, «{row.label}»"
    if not value.strip():
        raise RuleViolation(f"{where}: выберите значение.")
    if row.words and not words.strip():
        raise RuleViolation(f"{where}: напишите {row.words}.")
    _fits(row.needs, value.strip(), where)
    return Act(Deed(deed), value.strip(), words.strip() if row.words else "")


def _clean(text: str) -> bool:
    return len(text) <= MAX_WORDS and text.replace("\n", "").isprintable()


def _fits(needs: Needs, value: str, where: str) -> None:
    if needs is Needs.IMPORTANCE and value not in Importance.values:
        raise RuleViolation(f"{where}: такой важности нет.")
    if needs is Needs.ROLE and value not in Role.values:
        raise RuleViolation(f"{where}: такой роли нет.")
    if needs is Needs.DAYS and not (
        value.isascii() and value.isdecimal() and 1 <= int(value[:6]) <= MAX_DAYS
    ):
        raise RuleViolation(f"{where}: рабочих дней от 1 до {MAX_DAYS}.")
    if needs is Needs.TEXT and ("," in value or len(value) > 60):
        raise RuleViolation(f"{where}: тег — до 60 знаков и без запятых.")


def act_words(act: Act, names: Mapping[str, Mapping[str, str]]) -> str:
    """«назначить органу: Дорожная служба»."""
    row = DEEDS[act.deed]
    known = names.get(row.needs, {})
    value = known.get(act.value, act.value)
    tail = f" — «{act.words}»" if act.words else ""
    return f"{row.label}: {value}{tail}"
