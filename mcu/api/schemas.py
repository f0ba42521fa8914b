"""What the API takes and gives; the descriptions stand in its OpenAPI document."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints

from mcu.cases.rules.appeal import Category, Form
from mcu.cases.rules.feed import Due, FeedFilter, Sort, Status, Suggested
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import (
    AppealKind,
    Channel,
    Importance,
    Kind,
    Outcome,
    Regime,
    RevealReason,
    System,
)
from mcu.cases.rules.workflow import State

MOST, USUAL = 200, 50
BIGGEST = 2**63 - 1


def _without_zeros(text: str) -> str:
    if "\x00" in text:
        raise ValueError("Нулевых знаков в тексте быть не может.")
    return text


def _with_words(text: str) -> str:
    if not text.strip():
        raise ValueError("Текст пуст. Передайте слова жителя.")
    return text


Clean = AfterValidator(_without_zeros)
House = Annotated[str, StringConstraints(max_length=40), Clean]
Word = Annotated[str, StringConstraints(max_length=120), Clean]
Street = Annotated[str, StringConstraints(max_length=200), Clean]
Line = Annotated[str, StringConstraints(max_length=300), Clean]
Address = Annotated[str, StringConstraints(max_length=500), Clean]
Text = Annotated[str, StringConstraints(max_length=200_000), Clean, AfterValidator(_with_words)]
Key = Annotated[int, Field(ge=1, le=BIGGEST)]
States = Literal[*Status.values, *State.values]  # type: ignore[valid-type]


class Filter(Schema):
    """Фильтры ленты; пустое — «любое». Дни — местные, оба края входят."""

    q: Line = Field("", description="Слова, как в поиске ленты")
    status: States = Field(Status.OPEN, description="Группа состояний или состояние")
    due: Literal["", *Due.values] = Field("", description="Срок")  # type: ignore[valid-type]
    sort: Literal["new", "old"] = Field("new", description="Порядок: сначала новые или старые")
    channel: list[Channel] = Field([], description="Каналы")
    system: Literal["", *System.values] = ""  # type: ignore[valid-type]
    regime: Literal["", *Regime.values] = ""  # type: ignore[valid-type]
    kind: Literal["", *Kind.values] = ""  # type: ignore[valid-type]
    outcome: Literal["", *Outcome.values] = ""  # type: ignore[valid-type]
    importance: Literal["", *Importance.values] = ""  # type: ignore[valid-type]
    form: Literal["", *Form.values] = ""  # type: ignore[valid-type]
    category: Literal["", *Category.values] = ""  # type: ignore[valid-type]
    addressee: Key | None = None
    object: Key | None = Field(None, description="Объект слоя карты")
    appeal_kind: Literal["", *AppealKind.values] = ""  # type: ignore[valid-type]
    topic: Word = Field("", description="Код темы или группы; none — без темы")
    block: Key | None = None
    body: Key | None = None
    executor: Literal["", "me"] = ""
    suggested: Literal["", *Suggested.values] = ""  # type: ignore[valid-type]
    received_from: date | None = None
    received_to: date | None = None
    closed_from: date | None = None
    closed_to: date | None = None

    def chosen(self) -> FeedFilter:
        """As the list takes it."""
        given = self.model_dump()
        return FeedFilter(
            **given | {"channel": tuple(map(str, self.channel)), "sort": Sort(self.sort)}
        )


class Paging(Schema):
    """Страницы по курсору."""

    cursor: Address = Field("", description="Поле next прошлого ответа")
    limit: int = Field(USUAL, ge=1, le=MOST, description="Строк на странице")


class Named(Schema):
    """Строка справочника."""

    code: str
    name: str


class Place(Schema):
    """Место проблемы."""

    settlement: str
    street: str
    house: str
    landmark: str


class CaseLine(Schema):
    """Сообщение. Текст маскирован: имён, телефонов и адресов людей в нём нет."""

    id: int
    number: str
    regime: Regime
    appeal_kind: Literal["", *AppealKind.values]  # type: ignore[valid-type]
    system: System
    external_id: str
    channel: Channel
    kind: Literal["", *Kind.values]  # type: ignore[valid-type]
    topic: Named | None
    topic_confirmed: bool
    text: str
    place: Place
    block: Named | None
    body: Named | None
    state: State
    outcome: Literal["", *Outcome.values]  # type: ignore[valid-type]
    importance: Importance
    collective: bool
    labels: list[str] = Field(description="Признаки текста")
    received_at: datetime
    registered_at: datetime
    first_answer_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    due_kind: str
    community: str
    source_url: str


class CaseList(Schema):
    """Страница сообщений; next пуст на последней."""

    items: list[CaseLine]
    next: str


class Clock(Schema):
    """Срок сообщения и почему он такой."""

    kind: TermKind
    title: str
    norm: str
    source: str
    verified: bool = Field(description="Норма сверена с текстом акта")
    started_at: datetime
    due_at: datetime
    met_at: datetime | None
    paused_at: datetime | None
    words: str
    why: list[str]


class Published(Schema):
    """Опубликованный ответ, маскированный."""

    kind: str
    text: str
    published_at: datetime | None
    url: str


class Said(Schema):
    """Реплика разговора, маскированная."""

    at: datetime
    ours: bool
    text: str
    withdrawn_at: datetime | None


class Entry(Schema):
    """Событие истории; значений личных данных в журнале нет."""

    sequence: int
    at: datetime
    action: str
    words: str
    by: str


class CaseCard(CaseLine):
    """Сообщение со сроками, ответами, разговором и историей."""

    terms: list[Clock]
    answers: list[Published]
    conversation: list[Said]
    history: list[Entry]


class Author(Schema):
    """Кто написал. Хранится отдельно, зашифрованным, стирается по сроку."""

    model_config = ConfigDict(extra="forbid")
    name: Line = ""
    phone: Word = ""
    email: Line = ""
    address: Line = ""


class PlaceSaid(Schema):
    """Где это."""

    model_config = ConfigDict(extra="forbid")
    settlement: Word = ""
    street: Street = ""
    house: House = ""
    landmark: Street = ""


class Point(Schema):
    """Точка на карте, WGS 84."""

    model_config = ConfigDict(extra="forbid")
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Message(Schema):
    """Сообщение жителя, принятое другой системой муниципалитета."""

    model_config = ConfigDict(extra="forbid")
    text: Text = Field(description="Слова жителя как есть")
    received_at: AwareDatetime | None = Field(None, description="Когда получено; пусто — сейчас")
    source: Street = Field("", description="Название системы или участка")
    source_url: Address = Field("", description="Открытый адрес публикации, https://")
    topic: Word = Field("", description="Код темы из справочника topics")
    place: PlaceSaid | None = None
    point: Point | None = None
    author: Author | None = None


class Registered(Schema):
    """Зарегистрированное сообщение."""

    id: int
    number: str
    due_at: datetime | None


class Taken(Schema):
    """Сообщение принято. held — сохранено, но сначала его посмотрит сотрудник на «Каналах»."""

    state: Literal["registered", "held"]
    case: Registered | None


class Asked(Schema):
    """Зачем открываются данные заявителя; причина остаётся в журнале."""

    model_config = ConfigDict(extra="forbid")
    reason: RevealReason
    words: Line = ""


class Revealed(Schema):
    """Данные заявителя; пустого нет."""

    name: str = ""
    contacts: str = ""
    profile: str = ""
    original_text: str = ""


class BookLine(Schema):
    """Справочник: кто ведёт, чем утверждён, какая редакция."""

    code: str
    title: str
    about: str
    owner: str
    approved_by: str
    approved_on: date | None
    version: str
    edition: str = Field(description="Меняется вместе с содержанием")
    rows: int


class BookColumn(Schema):
    """Столбец справочника."""

    name: str
    title: str


class BookWhole(BookLine):
    """Справочник со строками."""

    columns: list[BookColumn]
    items: list[dict[str, Any]]


class Figures(Schema):
    """Получено и закрыто за период, из закрытых с нарушенным сроком, просрочено сейчас."""

    received: int
    closed: int
    missed: int
    late: int


class FigureLine(Figures):
    """Строка таблицы; key пуст у «не определено»."""

    key: str
    name: str


class Summary(Schema):
    """Числа периода; у роли, которой видны только итоги, — в пределах её прав."""

    since: date
    until: date
    total: Figures
    before: Figures = Field(description="Столько же дней до периода")
    by: str
    lines: list[FigureLine]


class Narrowing(Schema):
    """Период и разрез."""

    since: date | None = None
    until: date | None = None
    by: Literal["topic", "block", "body"] = "topic"
    system: Literal["", *System.values] = ""  # type: ignore[valid-type]
    regime: Literal["", *Regime.values] = ""  # type: ignore[valid-type]
    channel: Literal["", *Channel.values] = ""  # type: ignore[valid-type]


class TokenTold(Schema):
    """Токен этого запроса."""

    name: str
    scopes: list[str]
    expires_at: datetime


class Me(Schema):
    """Чей токен и что он разрешает."""

    login: str
    name: str
    municipality: Named
    roles: list[str]
    token: TokenTold
