"""What a list of problems may be narrowed and ordered by; every field is one parameter of the URL."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Which(TextChoices):
    """Groups of states as people speak of them."""

    LIVE = "live", "Не решены"
    SETTLED = "settled", "Сделаны и проверены"
    ALL = "all", "Все"


class Age(TextChoices):
    WEEK = "week", "до недели"
    MONTH = "month", "от недели до месяца"
    QUARTER = "quarter", "от месяца до квартала"
    OLD = "old", "старше квартала"


class Plan(TextChoices):
    NONE = "none", "без плана"
    OVERDUE = "overdue", "план просрочен"
    AHEAD = "ahead", "план впереди"


class Size(TextChoices):
    ONE = "1", "одно сообщение"
    FEW = "2", "от двух"
    MANY = "5", "от пяти"
    CROWD = "20", "от двадцати"


class Order(TextChoices):
    BIG = "big", "Сначала крупные"
    NEW = "new", "Сначала новые"
    OLD = "old", "Сначала старые"
    PLAN = "plan", "Сначала ближний план"
    LAST = "last", "Сначала свежие сообщения"


AGE_DAYS = {Age.WEEK: (0, 7), Age.MONTH: (7, 30), Age.QUARTER: (30, 90), Age.OLD: (90, None)}


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """Empty means «any»."""

    q: str = ""
    state: str = Which.LIVE
    topic: str = ""
    block: int | None = None
    body: int | None = None
    place: str = ""
    age: str = ""
    size: str = ""
    plan: str = ""
    sort: str = Order.BIG
