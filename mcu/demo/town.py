"""The invented municipality: its people, settlements, streets and landmarks.

Everything here is made up. The same cast serves the demonstration and the tests, so that a name in a
failing test is a person whom everybody knows.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Duty:
    """A role held in the centre, for a body or for a block (codes of the profile)."""

    role: str
    body: str | None = None
    block: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who signs in; `duties` give the rights."""

    login: str
    full_name: str
    position: str
    duties: tuple[Duty, ...]


MUNICIPALITY = "demo"
OUTSIDE_MUNICIPALITY = "outside"

CAST: tuple[Member, ...] = (
    Member(
        "head",
        "Заозерский Виктор Ильич",
        "Глава округа",
        (Duty("head"), Duty("approver", body="administration")),
    ),
    Member(
        "chief",
        "Полозова Марина Андреевна",
        "Первый заместитель главы, руководитель МЦУ",
        (Duty("head_of_centre"), Duty("approver", body="administration")),
    ),
    Member("curator", "Ветлугин Олег Семёнович", "Управляющий делами", (Duty("curator"),)),
    Member(
        "admin",
        "Тропинина Дарья Кирилловна",
        "Ведущий специалист, администратор МЦУ",
        (Duty("administrator"), Duty("pos")),
    ),
    Member(
        "incident",
        "Брусницына Анна Глебовна",
        "Главный специалист по работе с сообщениями",
        (Duty("incident"),),
    ),
    Member(
        "incident.second",
        "Калинкин Илья Романович",
        "Специалист по работе с сообщениями",
        (Duty("incident"), Duty("pos")),
    ),
    Member(
        "pos",
        "Осокина Татьяна Борисовна",
        "Начальник отдела обращений граждан",
        (Duty("pos"),),
    ),
    Member(
        "pos.second",
        "Мохова Ксения Антоновна",
        "Специалист отдела обращений граждан",
        (Duty("pos"), Duty("executor", body="administration")),
    ),
    Member(
        "block.utilities",
        "Перепёлкин Сергей Юрьевич",
        "Заместитель главы по жилищно-коммунальному хозяйству",
        (
            Duty("block_head", block="utilities"),
            Duty("approver", body="housing"),
            Duty("approver", body="waterheat"),
        ),
    ),
    Member(
        "block.roads",
        "Дроздов Павел Геннадьевич",
        "Заместитель главы по дорогам и благоустройству",
        (
            Duty("block_head", block="roads"),
            Duty("approver", body="roads"),
            Duty("approver", body="roadworks"),
            Duty("approver", body="amenities"),
        ),
    ),
    Member(
        "block.social",
        "Снегирёва Ольга Валерьевна",
        "Заместитель главы по социальным вопросам",
        (
            Duty("block_head", block="social"),
            Duty("approver", body="education"),
            Duty("approver", body="culture"),
            Duty("approver", body="hospital"),
            Duty("approver", body="social"),
        ),
    ),
    Member(
        "block.economy",
        "Краюшкин Михаил Львович",
        "Заместитель главы по экономике и земле",
        (
            Duty("block_head", block="economy"),
            Duty("approver", body="economy"),
            Duty("approver", body="property"),
        ),
    ),
    Member(
        "block.order",
        "Зимин Артём Викторович",
        "Начальник отдела безопасности",
        (Duty("block_head", block="order"), Duty("executor", body="administration")),
    ),
    Member(
        "executor.housing",
        "Сметанина Людмила Петровна",
        "Начальник жилищного отдела",
        (
            Duty("executor", body="housing"),
            Duty("approver", body="housing"),
            Duty("block_leader", block="utilities"),
        ),
    ),
    Member(
        "executor.housing.second",
        "Гуськов Роман Игоревич",
        "Инспектор жилищного отдела",
        (Duty("executor", body="housing"),),
    ),
    Member(
        "executor.roads",
        "Телегин Андрей Матвеевич",
        "Начальник отдела дорог и транспорта",
        (Duty("executor", body="roads"),),
    ),
    Member(
        "executor.roadworks",
        "Лыков Геннадий Фёдорович",
        "Мастер дорожного участка",
        (Duty("executor", body="roadworks"),),
    ),
    Member(
        "executor.amenities",
        "Рябинкина Вера Степановна",
        "Мастер участка благоустройства",
        (Duty("executor", body="amenities"),),
    ),
    Member(
        "executor.waterheat",
        "Ключников Степан Аркадьевич",
        "Главный инженер предприятия «Тепловодосеть»",
        (Duty("executor", body="waterheat"), Duty("approver", body="waterheat")),
    ),
    Member(
        "executor.education",
        "Колоскова Юлия Дмитриевна",
        "Главный специалист управления образования",
        (Duty("executor", body="education"),),
    ),
    Member(
        "executor.culture",
        "Жаворонкова Алина Олеговна",
        "Специалист отдела культуры и спорта",
        (Duty("executor", body="culture"),),
    ),
    Member(
        "executor.property",
        "Самоваров Кирилл Эдуардович",
        "Главный специалист комитета имущества",
        (Duty("executor", body="property"), Duty("executor", body="economy")),
    ),
    Member(
        "executor.hospital",
        "Туманова Инна Захаровна",
        "Заместитель главного врача районной больницы",
        (Duty("executor", body="hospital"),),
    ),
    Member(
        "executor.social",
        "Речкина Лариса Тимофеевна",
        "Начальник отделения социальной защиты",
        (Duty("executor", body="social"),),
    ),
    Member("auditor", "Морошкин Борис Наумович", "Контрольно-счётная палата", (Duty("auditor"),)),
    Member("press", "Лебедушкина Яна Фёдоровна", "Пресс-секретарь", (Duty("social_media"),)),
    Member("staff", "Уткин Глеб Ростиславович", "Специалист МЦУ", (Duty("staff"),)),
    Member(
        "pages",
        "Синицына Варвара Ильинична",
        "Администратор страницы управления образования",
        (Duty("page_admin", body="education"),),
    ),
    Member("region", "Верещагин Лев Платонович", "Методолог ЦУР", (Duty("regional"),)),
)

# One person of another municipality: whatever belongs to the invented town must stay hidden from her.
OUTSIDER = Member(
    "outsider",
    "Чужанина Эмма Карловна",
    "Ответственная за Инцидент соседнего округа",
    (Duty("incident"),),
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """`loc` holds the preposition too («в Подлипье»)."""

    code: str
    kind: str
    short: str
    name: str
    loc: str
    gen: str
    dat: str
    share: int


@dataclass(frozen=True, slots=True)
class Street:
    """A street with the cases of its name; `slip` is how people misspell or misname it."""

    settlement: str
    kind: str
    name: str
    gen: str
    prep: str
    dat: str
    housing: str
    houses: int
    slip: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """`loc` holds the preposition too («на рынке»)."""

    settlement: str
    kind: str
    name: str
    gen: str
    loc: str
    street: str


@dataclass(frozen=True, slots=True)
class Community:
    """An open group or feed where residents write."""

    channel: str
    name: str
    address: str


def data(name: str) -> dict[str, Any]:
    """A data file of the demonstration."""
    path = files("mcu.demo") / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _town() -> Mapping[str, Any]:
    return data("town")


def _cells(section: str) -> list[tuple[str, list[str]]]:
    return [
        (settlement, [cell.strip() for cell in line.split("|")])
        for settlement, lines in _town()[section].items()
        for line in lines.strip().splitlines()
    ]


def _street(settlement: str, cells: list[str]) -> Street:
    kind, name, gen, prep, dat, housing, houses, slip = cells
    gen, prep, dat = (name if form == "=" else form for form in (gen, prep, dat))
    return Street(settlement, kind, name, gen, prep, dat, housing, int(houses), slip)


SETTLEMENTS: tuple[Settlement, ...] = tuple(Settlement(**row) for row in _town()["settlement"])
STREETS: tuple[Street, ...] = tuple(_street(town, cells) for town, cells in _cells("streets"))
LANDMARKS: tuple[Landmark, ...] = tuple(
    Landmark(town, *cells) for town, cells in _cells("landmarks")
)
COMMUNITIES: tuple[Community, ...] = tuple(Community(**row) for row in _town()["community"])
COMPANIES: tuple[str, ...] = tuple(f"УК {name}" for name in _town()["companies"]["names"])
CONTACTS: Mapping[str, str] = _town()["contacts"]

TOWN_NAME: str = _town()["town"]["name"]
CENTRE: str = _town()["town"]["centre"]
