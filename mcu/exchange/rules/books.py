"""Reference books as tables: one description for the page, the files and the API."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import AppealKind, Channel, Importance, Kind, Outcome, Regime, System
from mcu.cases.rules.workflow import State

Row = Sequence[Any]
FIELDS = (
    ("state", "Состояние", State),
    ("outcome", "Итог", Outcome),
    ("kind", "Тип", Kind),
    ("regime", "Режим", Regime),
    ("appeal_kind", "Вид обращения", AppealKind),
    ("channel", "Канал", Channel),
    ("system", "Система", System),
    ("importance", "Важность", Importance),
    ("term_kind", "Срок чего", TermKind),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A book: what it is called, what its columns are, who keeps it unless the card says otherwise."""

    code: str
    title: str
    about: str
    columns: tuple[tuple[str, str], ...]
    keeper: str
    route: str = ""  # the page where it is changed


SHAPES = (
    Shape(
        "topics", "Классификатор тем", "темы и группы тем, которыми размечают сообщения",
        (("code", "Код"), ("name", "Название"), ("group", "Код группы"), ("kind", "Тип"),
         ("speed", "Скорость"), ("since_version", "С версии"), ("aliases", "Другие названия")),
        "у кого право менять классификатор тем", "desk:topics",
    ),
    Shape(
        "blocks", "Отраслевые блоки", "тематические блоки муниципального центра",
        (("code", "Код"), ("name", "Название"), ("active", "Действует")),
        "у кого право менять организацию", "org:organisation",
    ),
    Shape(
        "bodies", "Органы и организации", "кто отвечает на сообщения",
        (("code", "Код"), ("name", "Название"), ("short_name", "Кратко"), ("kind", "Вид"),
         ("block", "Код блока"), ("parent", "Код вышестоящего"), ("active", "Действует")),
        "у кого право менять организацию", "org:organisation",
    ),
    Shape(
        "norms", "Нормы сроков", "сколько времени на что, из какого документа",
        (("code", "Код"), ("title", "Норма"), ("kind", "Срок чего"), ("unit", "Единица"),
         ("value", "Сколько"), ("start", "От чего"), ("regime", "Режим"), ("channel", "Канал"),
         ("topic", "Тема"), ("source", "Основание"), ("verified", "Проверено"),
         ("valid_from", "Действует с"), ("valid_to", "Действует по")),
        "у кого право менять нормы сроков", "desk:norms",
    ),
    Shape(
        "calendar", "Свои дни календаря", "чем календарь муниципалитета отличается от производственного",
        (("day", "День"), ("kind", "Какой"), ("title", "Почему"), ("source", "Основание"),
         ("verified", "Проверено")),
        "у кого право менять календарь", "org:calendar",
    ),
    Shape(
        "places", "Справочник мест", "населённые пункты, улицы, ориентиры и дороги",
        (("kind", "Что это"), ("type", "Вид"), ("name", "Название"),
         ("settlement", "Населённый пункт"), ("address", "Адрес ориентира"), ("houses", "Дома"),
         ("lat", "Широта"), ("lon", "Долгота"), ("external", "Номер в ГАР")),
        "у кого право менять организацию", "places:list",
    ),
    Shape(
        "acts", "Правовые акты центра", "по каким актам работает центр",
        (("code", "Код"), ("kind", "Вид"), ("number", "Номер"), ("date", "Дата"),
         ("issuer", "Кто издал"), ("title", "Название"), ("in_force", "Вступил в силу"),
         ("valid_to", "Действует по")),
        "у кого право менять организацию", "org:acts",
    ),
    Shape(
        "values", "Значения полей", "коды состояний, итогов, каналов и других полей в обмене",
        (("field", "Поле"), ("title", "Название поля"), ("code", "Код"), ("name", "Значение")),
        "разработчик программы", "",
    ),
)  # fmt: skip
BY_CODE = {shape.code: shape for shape in SHAPES}


def values() -> list[Row]:
    """The closed vocabularies of the exchange."""
    return [
        (field, title, str(value), str(label))
        for field, title, words in FIELDS
        for value, label in words.choices
    ]


def plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def objects(shape: Shape, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as objects with the names of the columns."""
    names = [name for name, _ in shape.columns]
    return [dict(zip(names, map(plain, row), strict=True)) for row in rows]


def edition(rows: Iterable[Row]) -> str:
    """Eight signs that change with the content: whoever has a copy sees whether it is the same."""
    text = json.dumps([[plain(value) for value in row] for row in rows], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
