"""The one table of what may be asked of a case: each field with its shape, operators and names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mcu.cases.rules.appeal import Category, Form
from mcu.cases.rules.labels import TextLabel
from mcu.cases.rules.words import (
    AppealKind,
    Channel,
    Importance,
    Kind,
    Outcome,
    Regime,
    Speed,
    System,
)
from mcu.cases.rules.workflow import State


class Shape(StrEnum):
    """What the value of a field is, and so what may be asked of it."""

    CHOICE = "choice"  # one of a closed list
    NAMED = "named"  # a row of the municipality, by its code
    PLACE = "place"  # a name that people typed
    WORDS = "words"
    FLAG = "flag"
    NUMBER = "number"
    DAY = "day"


class Operator(StrEnum):
    ANY = "any"
    NONE = "none"
    EMPTY = "empty"
    FILLED = "filled"
    HAS = "has"
    LACKS = "lacks"
    YES = "yes"
    NO = "no"
    LEAST = "least"
    MOST = "most"
    SINCE = "since"
    UNTIL = "until"


O = Operator  # noqa: E741 -- a short name for the tables below
OPERATOR_NAMES: Mapping[Operator, str] = {
    O.ANY: "одно из",
    O.NONE: "кроме",
    O.EMPTY: "не указано",
    O.FILLED: "указано",
    O.HAS: "есть слово",
    O.LACKS: "нет слова",
    O.YES: "да",
    O.NO: "нет",
    O.LEAST: "не меньше",
    O.MOST: "не больше",
    O.SINCE: "с",
    O.UNTIL: "по",
}
OPERATORS: Mapping[Shape, tuple[Operator, ...]] = {
    Shape.CHOICE: (O.ANY, O.NONE, O.EMPTY, O.FILLED),
    Shape.NAMED: (O.ANY, O.NONE, O.EMPTY, O.FILLED),
    Shape.PLACE: (O.ANY, O.NONE, O.EMPTY, O.FILLED),
    Shape.WORDS: (O.HAS, O.LACKS),
    Shape.FLAG: (O.YES, O.NO),
    Shape.NUMBER: (O.LEAST, O.MOST),
    Shape.DAY: (O.SINCE, O.UNTIL),
}
WITHOUT_VALUE = frozenset({O.EMPTY, O.FILLED, O.YES, O.NO})
WEEKDAYS = {
    "1": "понедельник",
    "2": "вторник",
    "3": "среда",
    "4": "четверг",
    "5": "пятница",
    "6": "суббота",
    "7": "воскресенье",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the table; `unit` follows a number, `gone` is said of a name that is no more."""

    code: str
    label: str
    shape: Shape
    group: str
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    gone: str = ""
    always: bool = False  # never empty, so that nobody asks whether it is
    highest: int = 100_000

    @property
    def operators(self) -> tuple[Operator, ...]:
        known = OPERATORS[self.shape]
        return known[:2] if self.always else known


def _labels(values) -> Mapping[str, str]:  # type: ignore[no-untyped-def]
    return MappingProxyType({value: str(label) for value, label in values.choices})


ABOUT, WHERE, WHO, WHEN, COURSE = "О чём", "Где", "Кто", "Когда", "Ход работы"
S = Shape
FIELDS: Mapping[str, Field] = {
    row.code: row
    for row in (
        Field("topic", "тема", S.NAMED, ABOUT, gone="тема больше не действует"),
        Field("speed", "скорость темы", S.CHOICE, ABOUT, _labels(Speed)),
        Field("kind", "тип", S.CHOICE, ABOUT, _labels(Kind)),
        Field("text", "текст", S.WORDS, ABOUT),
        Field("tags", "теги", S.WORDS, ABOUT),
        Field("labels", "признаки текста", S.CHOICE, ABOUT, _labels(TextLabel)),
        Field("regime", "режим", S.CHOICE, ABOUT, _labels(Regime), always=True),
        Field("appeal_kind", "вид обращения", S.CHOICE, ABOUT, _labels(AppealKind)),
        Field("importance", "важность", S.CHOICE, ABOUT, _labels(Importance), always=True),
        Field("collective", "коллективное", S.FLAG, ABOUT),
        Field("repeated", "повторное", S.FLAG, ABOUT),
        Field("form", "форма", S.CHOICE, ABOUT, _labels(Form), always=True),
        Field("channel", "канал", S.CHOICE, WHERE, _labels(Channel), always=True),
        Field("system", "система", S.CHOICE, WHERE, _labels(System), always=True),
        Field("settlement", "населённый пункт", S.PLACE, WHERE),
        Field("street", "улица", S.PLACE, WHERE),
        Field("audience", "аудитория", S.NUMBER, WHERE, unit="человек", highest=1_000_000_000),
        Field("category", "кто пишет", S.CHOICE, WHO, _labels(Category)),
        Field("block", "блок", S.NAMED, WHO, gone="блок больше не действует"),
        Field("body", "орган", S.NAMED, WHO, gone="орган больше не действует"),
        Field("executor", "исполнитель", S.NAMED, WHO, gone="больше не работает"),
        Field("received", "получено", S.DAY, WHEN),
        Field("answered", "ответ дан", S.DAY, WHEN),
        Field("weekday", "день получения", S.CHOICE, WHEN, WEEKDAYS, always=True),
        Field("hour", "час получения", S.NUMBER, WHEN, unit="ч", highest=23),
        Field("age", "прошло с получения", S.NUMBER, WHEN, unit="ч"),
        Field("worked", "прошло рабочих часов", S.NUMBER, WHEN, unit="ч", highest=10_000),
        Field("due", "осталось до срока", S.NUMBER, WHEN, unit="ч"),
        Field("overdue", "просрочено", S.FLAG, WHEN),
        Field("open", "в работе", S.FLAG, COURSE),
        Field("state", "состояние", S.CHOICE, COURSE, _labels(State), always=True),
        Field("outcome", "итог", S.CHOICE, COURSE, _labels(Outcome)),
        Field("fast", "быстрый маршрут", S.NAMED, COURSE, gone="маршрута больше нет"),
        Field("postponed", "откладывали", S.NUMBER, COURSE, unit="раз", highest=1000),
        Field("reopened", "возвращали в работу", S.NUMBER, COURSE, unit="раз", highest=1000),
    )
}
# Not known when a message comes, or another at a later moment: a norm or a route is not chosen by it.
PASSING = frozenset(
    {"answered", "age", "worked", "due", "overdue"}
    | {code for code, row in FIELDS.items() if row.group == COURSE}
)
