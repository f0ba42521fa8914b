"""What a list of cases may be narrowed and ordered by; every field is one parameter of the URL."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from mcu.cases.rules.conditions import ALWAYS, Condition

# What a filter by body, block or topic is told to find the cases that have none.
NOBODY = -1
NO_TOPIC = "none"


class Due(TextChoices):
    LATE = "late", "Просрочено"
    TODAY = "today", "Срок сегодня"
    WEEK = "week", "Срок на неделе"
    MISSED = "missed", "Срок был нарушен"
    NONE = "none", "Без срока"


class Status(TextChoices):
    """Groups of states as people speak of them."""

    OPEN = "open", "В работе"
    UNASSIGNED = "unassigned", "Не распределено"
    NOT_TAKEN = "not_taken", "Не взято"
    APPROVAL = "approval", "На согласовании"
    ANSWERED = "answered", "Ждёт публикации"
    QUESTION = "question", "Ждёт ответа блока"
    FINISHED = "finished", "Завершено"
    ALL = "all", "Все"


class Suggested(TextChoices):
    """What the machine says of the topic while no person has said it."""

    SURE = "sure", "уверенные предложения"


class Sort(TextChoices):
    DUE = "due", "Сначала срочные"
    NEW = "new", "Сначала новые"
    OLD = "old", "Сначала старые"
    BEST = "best", "Сначала подходящие"


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """Dates are local days, both ends included; empty means «any»."""

    q: str = ""
    status: str = Status.OPEN
    due: str = ""
    sort: str = Sort.DUE
    channel: tuple[str, ...] = ()
    system: str = ""
    regime: str = ""
    kind: str = ""
    outcome: str = ""
    importance: str = ""
    form: str = ""
    category: str = ""
    addressee: int | None = None
    appeal_kind: str = ""
    topic: str = ""
    block: int | None = None
    body: int | None = None
    executor: str = ""
    object: int | None = None
    suggested: str = ""
    received_from: date | None = None
    received_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None
    where: Condition = ALWAYS
