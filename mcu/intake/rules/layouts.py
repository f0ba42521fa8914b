"""Which column is what: fields, known layouts of exports, and finding the header in a file.

Columns move between versions of an export, so they are found by the text of the header and never
by their letter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter
from typing import Any, Self

from mcu.core.errors import RuleViolation
from mcu.intake.rules.values import text

Columns = Mapping["Field", tuple[str, ...]]

AUTO = "auto"
HEAD = 30  # rows in which the header is looked for
FEWEST = 2  # columns that make a header
LISTED = 12  # columns named in a refusal


class Field(StrEnum):
    """What a column may hold; the label is how the mapping form calls it."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    CABINET = "cabinet", "Кабинет"
    EXTERNAL_ID = "external_id", "Идентификатор"
    NUMBER = "number", "Номер"
    DEPARTMENT = "department", "Отдел, организация"
    EXECUTOR = "executor", "Исполнитель"
    GROUP = "group", "Группа тем, категория"
    TOPIC = "topic", "Тема, подкатегория"
    FACT = "fact", "Факт"
    KIND = "kind", "Тип"
    OUTCOME = "outcome", "Итог"
    STEP = "step", "Шаг, статус"
    CREATED_AT = "created_at", "Дата создания"
    DUE_AT = "due_at", "Срок"
    CLOSED_AT = "closed_at", "Дата окончания"
    ASSIGNED_AT = "assigned_at", "Назначен последний исполнитель"
    APPROVAL_AT = "approval_at", "Первый ответ отправлен на согласование"
    FIRST_ANSWER_AT = "first_answer_at", "Время первого ответа"
    ANSWER_1_AT = "answer_1_at", "Время первого ответа исполнителя"
    SATISFACTION_AT = "satisfaction_at", "Переход к оценке удовлетворённости"
    FIRST_ANSWER = "first_answer", "Первый ответ"
    ANSWER_1 = "answer_1", "Первый ответ исполнителя"
    ANSWER_2 = "answer_2", "Второй ответ исполнителя"
    ANSWER_3 = "answer_3", "Третий ответ исполнителя"
    FIRST_ANSWER_TOOK = "first_answer_took", "От создания до первого ответа"
    FIRST_ANSWER_WORKING = "first_answer_working", "То же в рабочем времени"
    REACTION_TOOK = "reaction_took", "Первая реакция после назначения"
    APPROVAL_TOOK = "approval_took", "Первый ответ был на согласовании"
    TOTAL_TOOK = "total_took", "От создания до окончания"
    IN_TIME = "in_time", "Уложились в срок"
    REGION = "region", "Регион"
    MUNICIPALITY = "municipality", "Муниципалитет"
    SETTLEMENT = "settlement", "Населённый пункт"
    STREET = "street", "Улица"
    HOUSE = "house", "Дом"
    OBJECT_OLD = "object_old", "Объект (прежний столбец)"
    OBJECT = "object", "Объект"
    ADDRESS = "address", "Адрес одной строкой"
    TEXT = "text", "Текст"
    POST_URL = "post_url", "Адрес публикации"
    BLOG_URL = "blog_url", "Адрес сообщества"
    AUTHOR_URL = "author_url", "Адрес автора"
    ANSWER_ACCOUNT = "answer_account", "Кто опубликовал ответ"
    AUDIENCE = "audience", "Аудитория"
    ENGAGEMENT = "engagement", "Вовлечённость"
    MEDIA_IN_ANSWER = "media_in_answer", "Файл в ответе"
    MEDIA_IN_MESSAGE = "media_in_message", "Файл в сообщении"
    CLOSE_REASON = "close_reason", "Причина закрытия"
    TAGS = "tags", "Теги"
    NOTE = "note", "Примечание"
    SURVEY_SENT = "survey_sent", "Опрос отправлен"
    RATING = "rating", "Оценка заявителя"
    FAST_TRACK = "fast_track", "Фаст-трек"
    REPEATED = "repeated", "Повторное"
    EXTENDED = "extended", "Срок продлён"


F = Field


@dataclass(frozen=True, slots=True)
class Layout:
    """Headers under which the fields are found, best first; `system` is whose export it is.

    `reconstructed`: no real file was seen, the columns are what may be expected.
    """

    name: str
    title: str
    system: str
    columns: Columns
    reconstructed: bool = False


INCIDENT = Layout(
    "incident",
    "выгрузка кабинета «Инцидент Менеджмент»",
    "incident",
    {
        F.CABINET: ("Кабинет",),
        F.EXTERNAL_ID: ("ID", "ИД"),
        F.NUMBER: ("Номер инцидента", "№ инцидента"),
        F.DEPARTMENT: ("Отдел",),
        F.EXECUTOR: ("Исполнитель",),
        F.FIRST_ANSWER_AT: ("Общее время первого ответа", "Время первого ответа"),
        F.FIRST_ANSWER: ("Общий текст первого ответа",),
        F.FIRST_ANSWER_TOOK: ("Время с даты создания инцидента до времени первого ответа",),
        F.FIRST_ANSWER_WORKING: (
            "Время с даты создания инцидента до времени первого ответа, рабочее время",
        ),
        F.ASSIGNED_AT: ("Время назначения последнего исполнителя",),
        F.ANSWER_1_AT: ("Время 1го ответа ПИ",),
        F.REACTION_TOOK: ("Первая реакция с момента назн. ПИ",),
        F.IN_TIME: ("Уложились или нет после назн. ПИ",),
        F.TOTAL_TOOK: ("Время с начала создания инцидента до окончания",),
        F.APPROVAL_AT: ("Время отправки первого ответа ПИ на согласование",),
        F.APPROVAL_TOOK: ("Время, которое первый ответ ПИ находился на согласовании",),
        F.STEP: ("Текущий шаг инцидента", "Текущий шаг"),
        F.CREATED_AT: ("Дата создания", "Дата создания инцидента"),
        F.CLOSED_AT: ("Дата окончания", "Дата закрытия"),
        F.GROUP: ("Группа тем",),
        F.TOPIC: ("Тема",),
        F.REGION: ("Регион",),
        F.MUNICIPALITY: ("Муниципалитет", "Муниципальное образование"),
        F.SETTLEMENT: ("Населенный пункт",),
        F.STREET: ("Улица",),
        F.HOUSE: ("Дом",),
        F.OBJECT_OLD: ("Объект старый",),
        F.OBJECT: ("Объект",),
        F.KIND: ("Тип инцидента", "Тип"),
        F.OUTCOME: ("Итог",),
        F.MEDIA_IN_ANSWER: ("Есть медиафайл в ответе",),
        F.MEDIA_IN_MESSAGE: ("Есть медиафайл в сообщении",),
        F.POST_URL: ("Урл поста", "URL поста"),
        F.BLOG_URL: ("Урл блога", "URL блога"),
        F.TEXT: ("Текст инцидента",),
        F.ANSWER_1: ("1ый ответ ПИ",),
        F.ANSWER_2: ("2ой ответ ПИ",),
        F.ANSWER_3: ("3ий ответ ПИ",),
        F.CLOSE_REASON: ("Причина закрытия",),
        F.AUDIENCE: ("Аудитория",),
        F.ENGAGEMENT: ("Вовлеченность",),
        F.AUTHOR_URL: ("URL автора", "Урл автора"),
        F.ANSWER_ACCOUNT: ("Аккаунт публикации ответа",),
        F.TAGS: ("Теги",),
        F.NOTE: ("Примечание",),
        F.SATISFACTION_AT: ("Время попадания на шаг оценка удовлетворенности",),
        F.SURVEY_SENT: ("Опрос отправлен",),
    },
)

# The columns «1-й ПИ», «2-й ПИ», «3-й ПИ» of this layout have no known meaning: kept, not mapped.
COMPACT = Layout(
    "compact",
    "краткая выгрузка «Инцидент Менеджмент»",
    "incident",
    {
        F.REGION: ("Регион",),
        F.GROUP: ("Группа тем",),
        F.TOPIC: ("Тема",),
        F.DEPARTMENT: ("Отдел",),
        F.EXECUTOR: ("Исполнитель",),
        F.CREATED_AT: ("Создан", "Дата создания"),
        F.CLOSED_AT: ("Закрыт", "Дата закрытия", "Дата окончания"),
        F.KIND: ("Тип", "Тип инцидента"),
        F.OUTCOME: ("Итог",),
        F.AUDIENCE: ("Аудитория",),
        F.TEXT: ("Текст", "Текст инцидента"),
        F.FIRST_ANSWER: ("Первый ответ", "1й ответ"),
        F.MUNICIPALITY: ("Муниципалитет",),
        F.SETTLEMENT: ("Населенный пункт",),
        F.STREET: ("Улица",),
        F.OBJECT: ("Объект",),
    },
)

POS = Layout(
    "pos",
    "выгрузка платформы обратной связи",
    "pos",
    {
        F.NUMBER: ("№ сообщения", "Номер сообщения", "Номер"),
        F.CREATED_AT: ("Дата регистрации", "Дата поступления", "Дата создания"),
        F.STEP: ("Статус", "Статус сообщения"),
        F.DUE_AT: ("Срок", "Срок ответа", "Срок исполнения", "Контрольный срок"),
        F.DEPARTMENT: ("Организация", "Орган", "Наименование организации"),
        F.GROUP: ("Категория",),
        F.TOPIC: ("Подкатегория",),
        F.FACT: ("Факт",),
        F.ADDRESS: ("Адрес", "Адрес проблемы", "Место"),
        F.TEXT: ("Текст", "Текст сообщения", "Сообщение"),
        F.EXECUTOR: ("Исполнитель", "Ответственный исполнитель"),
        F.FIRST_ANSWER_AT: ("Дата ответа",),
        F.FIRST_ANSWER: ("Текст ответа", "Ответ"),
        F.CLOSED_AT: ("Дата закрытия", "Дата завершения"),
        F.RATING: ("Оценка", "Оценка заявителя"),
        F.FAST_TRACK: ("Фаст-трек", "Признак фаст-трек", "Ускоренное рассмотрение"),
        F.REPEATED: ("Повторное", "Признак повторное", "Повторное рассмотрение"),
        F.EXTENDED: ("Продление", "Продлено", "Признак продления"),
    },
    reconstructed=True,
)

APPEALS = Layout(
    "appeals",
    "таблица обращений",
    "own",
    {
        F.EXTERNAL_ID: ("id", "ИД", "Идентификатор"),
        F.NUMBER: ("Номер", "Номер обращения", "№ обращения", "number"),
        F.TEXT: ("text", "Текст", "Текст обращения", "Суть обращения", "Обращение"),
        F.TOPIC: ("topic", "Тема", "Тематика", "Тема обращения"),
        F.EXECUTOR: ("executor", "Исполнитель", "Орган"),
        F.GROUP: ("category", "Категория", "Группа тем"),
        F.CREATED_AT: ("created", "date", "Дата", "Дата обращения", "Дата регистрации"),
        F.CLOSED_AT: ("closed", "Дата закрытия", "Дата исполнения"),
        F.DUE_AT: ("Срок", "Срок исполнения", "due"),
        F.STEP: ("status", "Статус", "Состояние"),
        F.ADDRESS: ("address", "Адрес"),
        F.FIRST_ANSWER: ("answer", "Ответ", "Текст ответа"),
        F.FIRST_ANSWER_AT: ("Дата ответа", "answered"),
    },
)

LAYOUTS = {layout.name: layout for layout in (INCIDENT, COMPACT, POS, APPEALS)}


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The header that was found: which field stands in which column.

    `row_index` counts from 0 in the rows looked at; `titles` are names of all columns, made unique;
    `unknown` are the titles no field takes; `score` is the share of titled columns understood.
    """

    row_index: int
    mapping: Mapping[Field, int]
    titles: tuple[str, ...]
    unknown: tuple[str, ...]
    layout: Layout
    score: float
    _pick: Any = field(repr=False, compare=False)

    def pick(self, cells: Sequence[Any]) -> dict[Field, Any]:
        """The cells of a row by field; an empty text for fields that the file does not have."""
        missing = len(self.titles) + 1 - len(cells)
        padded = (*cells, *("",) * missing) if missing > 0 else (*cells[: len(self.titles)], "")
        return dict(zip(FIELDS, self._pick(padded), strict=True))


FIELDS = tuple(Field)


def find_header(
    rows: Sequence[Sequence[Any]],
    layout: str = AUTO,
    saved: Mapping[str, str] | None = None,
) -> HeaderMatch:
    """Find the header among the first rows, under titles if there are any.

    `layout` names a built-in layout or lets the best one win. `saved` (field → header) is a
    person's own mapping and goes before the layout; an empty header takes the field out.
    RuleViolation lists what was looked for when nothing fits.
    """
    candidates = _candidates(layout)
    own = {Field(name): normal(header) for name, header in (saved or {}).items()}
    best: tuple[tuple[float, ...], int, Layout, dict[Field, int]] | None = None
    for index, cells in enumerate(rows[:HEAD]):
        headers = [normal(cell) for cell in cells]
        for candidate in candidates:
            mapping = _map(headers, candidate, own)
            rank = _rank(mapping, candidate, index)
            if _is_header(mapping, own) and (best is None or rank > best[0]):
                best = rank, index, candidate, mapping
    if best is None:
        raise _not_found(candidates)
    _, index, found, mapping = best
    return _match(index, rows[index], found, mapping)


@lru_cache(maxsize=4096)
def normal(header: object) -> str:
    """A header without case, ё, spaces, line breaks and punctuation, to be compared."""
    plain = text(header).replace("№", "номер").casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", "", plain)


def _candidates(layout: str) -> list[Layout]:
    if layout == AUTO:
        return list(LAYOUTS.values())
    if layout not in LAYOUTS:
        known = ", ".join(f"«{name}»" for name in (AUTO, *LAYOUTS))
        raise RuleViolation(f"Раскладки «{layout}» нет. Известны: {known}.", code="layout")
    return [LAYOUTS[layout]]


def _map(headers: Sequence[str], layout: Layout, own: Mapping[Field, str]) -> dict[Field, int]:
    """Field → column; of equal headers the first counts, no column serves two fields."""
    first: dict[str, int] = {}
    for column, header in enumerate(headers):
        if header:
            first.setdefault(header, column)
    mapping = {field: first[header] for field, header in own.items() if header in first}
    taken = set(mapping.values())
    for field_, variants in _normal_columns(layout.name):
        if field_ in own and (field_ in mapping or not own[field_]):
            continue
        column = next((first[v] for v in variants if v in first), None)
        if column is not None and column not in taken:
            mapping[field_] = column
            taken.add(column)
    return mapping


@lru_cache(maxsize=16)
def _normal_columns(name: str) -> tuple[tuple[Field, tuple[str, ...]], ...]:
    columns = LAYOUTS[name].columns.items()
    return tuple((field_, tuple(normal(v) for v in variants)) for field_, variants in columns)


def _is_header(mapping: Mapping[Field, int], own: Mapping[Field, str]) -> bool:
    """A row of headers says where the text or the topic is, and names one more column."""
    enough = len(mapping) >= FEWEST or bool(own and mapping)
    return enough and (Field.TEXT in mapping or Field.TOPIC in mapping)


def _rank(mapping: Mapping[Field, int], layout: Layout, index: int) -> tuple[float, ...]:
    """More columns first, then the layout they fill best, then the upper row."""
    return len(mapping), len(mapping) / len(layout.columns), -index


def _match(
    index: int, cells: Sequence[Any], layout: Layout, mapping: dict[Field, int]
) -> HeaderMatch:
    titles = tuple(_titles(cells))
    known = set(mapping.values())
    named = [column for column, cell in enumerate(cells) if text(cell)]
    empty = len(titles)  # the padding that `pick` puts after the last column
    return HeaderMatch(
        row_index=index,
        mapping=mapping,
        titles=titles,
        unknown=tuple(titles[column] for column in named if column not in known),
        layout=layout,
        score=len(known) / len(named),
        _pick=itemgetter(*(mapping.get(each, empty) for each in FIELDS)),
    )


def _titles(cells: Iterable[Any]) -> Iterable[str]:
    """Names of the columns, unique: «Тема», «Тема (2)», «Столбец 5»."""
    seen: dict[str, int] = {}
    for number, cell in enumerate(cells, 1):
        title = " ".join(text(cell).split()) or f"Столбец {number}"
        seen[title] = seen.get(title, 0) + 1
        yield title if seen[title] == 1 else f"{title} ({seen[title]})"


def _not_found(candidates: Iterable[Layout]) -> RuleViolation:
    wanted = "; ".join(
        f"{layout.title}: "
        + ", ".join(f"«{variants[0]}»" for variants in list(layout.columns.values())[:LISTED])
        for layout in candidates
    )
    return RuleViolation(
        f"В первых {HEAD} строках нет знакомых заголовков. Искали — {wanted}. "
        "Проверьте, что в файле есть строка с названиями столбцов, среди них текст или тема, "
        "или сопоставьте столбцы вручную.",
        code="header",
    )
