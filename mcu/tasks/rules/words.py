"""Words of tasks: the lawyer's conclusion, the filters of the list."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Conclusion(TextChoices):
    ALLOWED = "allowed", "Можно"
    RISK = "risk", "Можно, но есть риск"
    FORBIDDEN = "forbidden", "Нельзя"


class Whose(TextChoices):
    MINE = "mine", "Мои"
    SET = "set", "Поставлены мной"
    BODY = "body", "Моего органа"
    ALL = "all", "Все"


class Status(TextChoices):
    """Groups of states as people speak of them."""

    OPEN = "open", "Открытые"
    TO_DO = "to_do", "К исполнению"
    TO_JUDGE = "to_judge", "Ждут решения"
    FINISHED = "finished", "Завершённые"
    ALL = "all", "Любые"


class Due(TextChoices):
    LATE = "late", "Просрочено"
    TODAY = "today", "Срок сегодня"
    WEEK = "week", "Срок на неделе"


class Sort(TextChoices):
    DUE = "due", "Сначала срочные"
    NEW = "new", "Сначала новые"
    WHOM = "whom", "По исполнителям"


class Shown(TextChoices):
    LIST = "list", "Списком"
    BOARD = "board", "Доской"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Every field is one parameter of the address; empty means «any»."""

    q: str = ""
    whose: str = Whose.MINE
    status: str = Status.OPEN
    due: str = ""
    kind: str = ""
    body: int | None = None
    sort: str = Sort.DUE
    shown: str = Shown.LIST
