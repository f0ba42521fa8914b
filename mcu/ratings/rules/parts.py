"""What a score is put together from: each part with its measure, its scale, and what may be done.

The weights are a proposal: no published formula of a municipal rating was found. A municipality
changes weights and scales in the settings; what a part counts stays the measure of the catalogue.
"""

from dataclasses import dataclass
from enum import StrEnum

from mcu.analytics.rules.measures import BY_CODE, Measure

PROPOSED = "предложение программы"


class Aspect(StrEnum):
    """What the acts want bodies compared by; quantity is shown and admits, it earns nothing."""

    SPEED = "скорость"
    QUALITY = "качество"
    WHOLE = "полнота"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score. `zero` and `full` are the values of the measure that earn 0 and 100.

    `strong` and `advice` are said of a body whose part is strong or weak.
    """

    code: str
    aspect: Aspect
    title: str
    weight: float
    zero: float
    full: float
    source: str
    strong: str
    advice: str

    @property
    def measure(self) -> Measure:
        return BY_CODE[self.code]


CATALOGUE: tuple[Part, ...] = (
    Part(
        "in_time", Aspect.SPEED, "Ответы в срок", 30, 0, 100, "Пучеж 4.2.2; вес — предложение",
        "Отвечает в срок.",
        "Разобрать опоздавшие ответы за период, назначить ответственного за сроки и заместителя, "
        "включить напоминания до срока.",
    ),
    Part(
        "term_used", Aspect.SPEED, "Скорость ответа", 20, 150, 50, PROPOSED,
        "Отвечает задолго до срока.",
        "Брать в работу в день получения, завести быстрые маршруты и шаблоны для частых тем.",
    ),
    Part(
        "quality", Aspect.QUALITY, "Качество ответов", 20, 0, 5, PROPOSED,
        "Ответы проходят проверку с высоким баллом.",
        "Перечитать ответы с низким баллом: по существу ли они, назван ли срок, к кому обратиться. "
        "Взять за образец удачные ответы на те же темы.",
    ),
    Part(
        "complete", Aspect.WHOLE, "Полнота ответов", 10, 0, 100, "Пучеж 4.2.2; вес — предложение",
        "Отвечает на все вопросы сообщения.",
        "Выписывать вопросы сообщения до ответа и отмечать каждый: ответы без части вопросов не "
        "согласовывать.",
    ),
    Part(
        "solved", Aspect.WHOLE, "Решено из «Решаемых»", 10, 0, 100, "Демянск 2.2.3; вес — предложение",
        "Решает, а не только разъясняет.",
        "По темам, где ответ — разъяснение, составить план работ со сроками и сообщать о нём.",
    ),
    Part(
        "satisfied", Aspect.QUALITY, "Оценки 4 и 5", 10, 0, 100, "Пучеж 2.7.6.4; вес — предложение",
        "Жители довольны ответами.",
        "Прочитать слова при плохих оценках и вернуться к жителям, которым не помогло.",
    ),
    Part(
        "returned", Aspect.QUALITY, "Возвраты на доработку", 0, 20, 0, PROPOSED,
        "Ответы принимают с первого раза.",
        "Разобрать причины возвратов: чего не хватает в первых черновиках.",
    ),
    Part(
        "misrouted", Aspect.SPEED, "Ошибочная маршрутизация", 0, 30, 0, PROPOSED,
        "Сообщения сразу попадают к исполнителю.",
        "Уточнить полномочия и маршруты тем, с которых сообщения уходят другим.",
    ),
    Part(
        "repeated", Aspect.WHOLE, "Повторные", 0, 30, 0, PROPOSED,
        "Жители не пишут о том же снова.",
        "Найти причины повторов по адресам и темам и завести на них первопричину.",
    ),
    Part(
        "explained", Aspect.WHOLE, "Разъяснено из «Решаемых»", 0, 100, 0, "Демянск 2.2.3; вес — предложение",
        "Разъяснений вместо решений мало.",
        "Заменять разъяснения обещанием со сроком там, где работу можно сделать.",
    ),
)  # fmt: skip
PARTS = {part.code: part for part in CATALOGUE}
