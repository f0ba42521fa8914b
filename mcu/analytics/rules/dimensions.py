"""What a slice is cut by: each dimension with its name, where it comes from and whose it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from mcu.analytics.rules.summary import MONTHS
from mcu.cases.rules.appeal import Category, Result
from mcu.cases.rules.terms import TermKind
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
from mcu.quality.rules.rating import Source, Wave

WEEKDAYS = (
    "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье",
)  # fmt: skip
ANSWER_STATES = {
    "draft": "Черновик", "approval": "На согласовании", "returned": "Возвращён",
    "approved": "Согласован", "published": "Опубликован", "replaced": "Заменён",
    "withdrawn": "Отозван",
}  # fmt: skip
ANSWER_KINDS = {
    "final": "Ответ", "interim": "Промежуточный ответ", "second": "Второй ответ: обещанное сделано",
}  # fmt: skip
YES_NO = {"true": "да", "false": "нет"}
MISSING = "none"  # how «не указано» is written in an address
KEYS, DATES = (
    {"block", "body", "executor", "asked_block", "road_map", "weekday", "hour"},
    {"year", "quarter", "month", "week", "day"},
)
MARKS = {"repeated", "collective", "in_problem"}
Value = str | int | date | bool | None


class Named(StrEnum):
    """Whose rows give a value its name, when the fact holds only a key."""

    TOPIC = "topic"
    BLOCK = "block"
    BODY = "body"
    PERSON = "person"
    ROAD_MAP = "road_map"


@dataclass(frozen=True, slots=True)
class Dimension:
    """`raw` is what facts are grouped by, over their columns: `{day}`, `{week}`, `{month}`,
    `{quarter}`, `{year}` and `{weekday}` are of the day the period is counted by. `shown` makes the value out of `{raw}`, or of
    a mark where there is no `raw`.

    `ordered`: the values have an order of their own and are never gathered into «остальные».
    `feed` is the parameter of the list of cases that means the same. `inside`: names a person, so
    it is not for somebody who may know totals only.
    """

    code: str
    title: str
    raw: str
    source: str = "карточка сообщения"
    owner: str = "аналитик МЦУ"
    labels: Mapping[str, str] = field(default_factory=dict, hash=False)
    named: Named | None = None
    ordered: bool = False
    feed: str = ""
    inside: bool = False
    shown: str = "{raw}"

    @property
    def sql(self) -> str:
        """The value over the columns of the fact."""
        return self.shown.replace("{raw}", self.raw)

    def label(self, value: Value) -> str:
        """The words of a value; names of rows are looked up by whoever reads them."""
        if value is None:
            return "не указано"
        if isinstance(value, date):
            return _date_words(self.code, value)
        if isinstance(value, bool):
            return YES_NO[str(value).lower()]
        if self.code == "weekday":
            return WEEKDAYS[int(value) - 1]
        if self.code == "hour":
            return f"{int(value):02d}:00"
        return self.labels.get(str(value), str(value))

    def read(self, text: str) -> Value:
        """A value written by `written`; ValueError or KeyError for what is none."""
        if text == MISSING:
            return None
        if self.code in MARKS:
            return {"true": True, "false": False}[text]
        if self.code in DATES:
            return date.fromisoformat(text)
        return int(text) if self.code in KEYS else text


def written(value: Value) -> str:
    """A value as a parameter of an address."""
    if value is None:
        return MISSING
    return str(value).lower() if isinstance(value, bool) else str(value)


def _date_words(code: str, day: date) -> str:
    if code == "year":
        return f"{day:%Y}"
    if code == "quarter":
        return f"{(day.month + 2) // 3} кв. {day:%Y}"
    if code == "month":
        return f"{MONTHS[day.month - 1]} {day:%Y}"
    return f"с {day:%d.%m.%Y}" if code == "week" else f"{day:%d.%m.%Y}"


def _words(choices: list[tuple[str, str]]) -> dict[str, str]:
    return {str(code): str(label) for code, label in choices}


CLASSIFIER, STRUCTURE, CALENDAR = "классификатор тем", "структура МЦУ", "календарь"
CATALOGUE: tuple[Dimension, ...] = (
    Dimension("topic_group", "Группа тем", "topic_group", CLASSIFIER, named=Named.TOPIC, feed="topic"),
    Dimension("topic_second", "Тема второго уровня", "topic_second", CLASSIFIER, named=Named.TOPIC, feed="topic"),
    Dimension("topic", "Тема", "topic", CLASSIFIER, named=Named.TOPIC, feed="topic"),
    Dimension("speed", "Скорость темы", "speed", CLASSIFIER, labels=_words(Speed.choices)),
    Dimension("block", "Отраслевой блок", "block_id", STRUCTURE, named=Named.BLOCK, feed="block"),
    Dimension("body", "Орган", "body_id", STRUCTURE, named=Named.BODY, feed="body"),
    Dimension("executor", "Исполнитель", "executor_id", STRUCTURE, named=Named.PERSON, inside=True),
    Dimension("system", "Система", "system", labels=_words(System.choices), feed="system"),
    Dimension("channel", "Канал", "channel", labels=_words(Channel.choices), feed="channel"),
    Dimension("regime", "Режим", "regime", labels=_words(Regime.choices), feed="regime"),
    Dimension("kind", "Тип", "kind", labels=_words(Kind.choices), feed="kind"),
    Dimension("appeal_kind", "Вид обращения", "appeal_kind", "59-ФЗ, ст. 4", labels=_words(AppealKind.choices), feed="appeal_kind"),
    Dimension("result", "Результат обращения", "result", "59-ФЗ, ст. 5", labels=_words(Result.choices)),
    Dimension("category", "Кто пишет", "category", labels=_words(Category.choices), feed="category"),
    Dimension("state", "Состояние", "state", labels=_words(State.choices)),
    Dimension("outcome", "Итог", "outcome", labels=_words(Outcome.choices), feed="outcome"),
    Dimension("importance", "Важность", "importance", labels=_words(Importance.choices), feed="importance"),
    Dimension("settlement", "Населённый пункт", "settlement", "адрес сообщения"),
    Dimension("street", "Улица", "street", "адрес сообщения", inside=True),
    Dimension("repeated", "Повторное", "", "то же место и тема за 90 дней, отметка системы", shown="CAST({repeated} AS bool)"),
    Dimension("collective", "Коллективное", "", shown="CAST({collective} AS bool)"),
    Dimension("in_problem", "В проблеме", "", "карточка проблемы", shown="CAST({in_problem} AS bool)"),
    Dimension("year", "Год", "{year}", CALENDAR, ordered=True),
    Dimension("quarter", "Квартал", "{quarter}", CALENDAR, ordered=True),
    Dimension("month", "Месяц", "{month}", CALENDAR, ordered=True),
    Dimension("week", "Неделя", "{week}", CALENDAR, ordered=True),
    Dimension("day", "День", "{day}", CALENDAR, ordered=True),
    Dimension("weekday", "День недели", "{weekday}", CALENDAR, ordered=True),
    Dimension("hour", "Час получения", "hour", CALENDAR, ordered=True),
    Dimension("stage", "Вид срока", "stage", "сроки сообщения", labels=_words(TermKind.choices)),
    Dimension("asked_block", "Блок, которого спросили", "asked_block_id", STRUCTURE, named=Named.BLOCK),
    Dimension("answer_state", "Состояние версии ответа", "answer_state", "версии ответа", labels=ANSWER_STATES),
    Dimension("answer_kind", "Какой ответ", "answer_kind", "версии ответа", labels=ANSWER_KINDS),
    Dimension("rating_source", "Откуда оценка", "rating_source", "оценки жителей", labels=_words(Source.choices) | {"system": "своя система сообщения"}),
    Dimension("wave", "Повод оценки", "wave", "оценки жителей", labels=_words(Wave.choices)),
    Dimension("road_map", "Дорожная карта", "road_map_id", "дорожные карты", named=Named.ROAD_MAP),
)  # fmt: skip
BY_CODE = {dimension.code: dimension for dimension in CATALOGUE}
