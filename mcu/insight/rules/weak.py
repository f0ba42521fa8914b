"""Weak sides of the work with messages: where a body is clearly worse than the town as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from django.db.models import TextChoices

FEWEST, WORSE, DEVIATIONS = 10, 1.3, 1.5


class Weakness(TextChoices):
    OVERDUE = "overdue", "ответы позже срока"
    RETURNED = "returned", "ответы возвращают на доработку"
    CHECKED = "checked", "ответы не проходят проверку"
    RATED = "rated", "низкие оценки жителей"
    REPEATED = "repeated", "о том же пишут снова"


W = Weakness
ADVICE = {
    W.OVERDUE: "Разобрать просроченные сообщения по причинам, назначить замещающих, ввести контроль за день до срока",
    W.RETURNED: "Разобрать возвращённые ответы, собрать образцы, провести занятие с исполнителями",
    W.CHECKED: "Обновить шаблоны ответов по замечаниям проверки, проверять черновик до согласования",
    W.RATED: "Перезвонить поставившим низкую оценку, выяснить, что не решено, составить перечень работ",
    W.REPEATED: "Выехать по повторным адресам, установить первопричину, запланировать работы",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """Of how many cases of a body how many are bad, by a measure."""

    body: int
    weakness: str
    bad: int
    of: int


@dataclass(frozen=True, slots=True)
class Weak:
    """A body worse than the whole: its share and that of all."""

    body: int
    weakness: str
    bad: int
    of: int
    whole: float

    @property
    def share(self) -> float:
        return self.bad / self.of

    @property
    def figure(self) -> str:
        """«28 % (14 из 50), в среднем по органам 11 %»."""
        return f"{round(100 * self.share)} % ({self.bad} из {self.of}), в среднем по органам {round(100 * self.whole)} %"

    @property
    def advice(self) -> str:
        return ADVICE[Weakness(self.weakness)]


def weak_sides(counted: Sequence[Counted]) -> list[Weak]:
    """Those a third worse than all together and by more than chance, the worst first."""
    found = []
    for weakness in Weakness.values:
        rows = [row for row in counted if row.weakness == weakness]
        bad, of = sum(row.bad for row in rows), sum(row.of for row in rows)
        whole = bad / of if of else 0.0
        found += [
            Weak(row.body, weakness, row.bad, row.of, whole) for row in rows if _worse(row, whole)
        ]
    return sorted(found, key=lambda one: -(one.share - one.whole) * sqrt(one.of))


def _worse(row: Counted, whole: float) -> bool:
    if row.of < FEWEST or row.bad < 3:
        return False
    share, spread = row.bad / row.of, sqrt(max(whole * (1 - whole), 0.01) / row.of)
    return share >= WORSE * whole and share - whole >= DEVIATIONS * spread
