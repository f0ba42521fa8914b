"""The fields a file may hold and the known layouts of exports: which header means which field."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

Columns = Mapping["Field", tuple[str, ...]]


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
        F.POST_URL: ("Ссылка", "Ссылка на сообщение", "URL сообщения"),
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

LAYOUTS = (INCIDENT, COMPACT, POS, APPEALS)
BY_NAME = {each.value: each for each in Field}
