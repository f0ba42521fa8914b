"""Finding personal data: the measure on the labelled set, and what every kind looks like."""

import json
from itertools import pairwise

import pytest

from bench.personal import SET, measure
from mcu.text.mask import depersonalised, mask
from mcu.text.personal import Kind, find

ITEMS = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]


def found(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], str(span.kind)) for span in find(text)]


@pytest.mark.parametrize(
    ("part", "recall", "precision"), [("dev", 0.97, 0.97), ("test", 0.88, 0.92)]
)
def test_most_of_what_is_personal_is_found_and_little_else(
    part: str, recall: float, precision: float
) -> None:
    counts, _ = measure([item for item in ITEMS if item["part"] == part])
    strong = sum(c["strong"] for c in counts.values())
    assert sum(c["strong found"] for c in counts.values()) / strong >= recall
    finds = sum(c["finds"] for c in counts.values())
    assert 1 - sum(c["false"] for c in counts.values()) / finds >= precision


def test_finds_stand_in_order_and_never_overlap() -> None:
    for item in ITEMS:
        spans = find(item["text"])
        assert all(one.end <= two.start for one, two in pairwise(spans))
        assert all(0 < span.confidence <= 1 and span.reason for span in spans)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Звонила Войтович Анна, сосед Мороз против",
            [("Войтович Анна", "name"), ("Мороз", "name")],
        ),
        ("тел +375 29 000-00-00", [("+375 29 000-00-00", "phone")]),
        ("ответ на почту morozova@example.ru", [("morozova@example.ru", "email")]),
        ("ул. Лесная, 14, подъезд 3, кв. 45", [("ул. Лесная, 14, подъезд 3, кв. 45", "address")]),
        ("проживаю: с. Сосновка, ул. Садовая, 5", [("с. Сосновка, ул. Садовая, 5", "address")]),
        ("полис 0000 1111 2222 3333", [("0000 1111 2222 3333", "document")]),
        ("Кедров Иван, 1956 г.р.", [("Кедров Иван", "name"), ("1956", "birth")]),
        ("карта 2200 0000 0000 0012", [("2200 0000 0000 0012", "card")]),
        ("страница vk.com/id0005", [("vk.com/id0005", "link")]),
    ],
)
def test_each_kind_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Глава Кузнецов обещал, депутат Сорокина тоже",
        "На улице Калинина, 5 и на Кирова темно",
        "ИП Саидова и ООО «Петров-Строй» не отвечают",
        "Почему Ростелеком молчит? Энергосбыт прислал счёт",
        "Звоните 8-800-000-00-00 или 112",
        "кот Василий Иванович сидит в подвале",
        "обращение № 12345678 от 12.05.2024",
        "яма у дома 12, ул. Садовая, 60 квартир",
        "пишите на adm@example.ru",
    ],
)
def test_officials_streets_companies_and_numbers_of_matters_are_not_personal(text: str) -> None:
    assert found(text) == []


HOMES = ("ул. Лесная, 14", "с. Ивановка, ул. Полевая, 9", "Дальняя 1", "ул. 40 лет Победы, 12")
SAID_HOMES = (
    *("Проживаю по адресу: {}.", "Живу на {}.", "{}, это мой дом.", "Мой дом — {}."),
    *("Ответ прошу прислать на адрес: {}", "собственник дома {}", "{}, живу там с 1990 года"),
)
FLATS = (
    *(
        "ул. Лесная, д. 14, кв. 32",
        "Кирова 12-45",
        "пр-т Победы д.5 корп.2 кв.10",
        "ул.Мира,5,кв.3",
    ),
    *("3-й микрорайон, 15-40", "улица 8 Марта, 12, кв. 3", "СНТ Рябинка, участок 45"),
    *("кв. 12 дома 5 по ул. Садовой", "Комсомольский пр., 20 - 15", "Лесная 1/2-3"),
)
SAID_FLATS = (
    "Заявитель Иванова Мария, {}, нет воды.",
    "Нет тепла по адресу: {}.",
    "в квартире ({}) сыро",
)
NAMES = (
    *("Абрамова Лариса", "Гайдук Пётр Ильич", "Жук О. П.", "Бадмаева С.Д.", "Тер-Петросян Арам"),
    *("Дмитрий Колесник", "Магомедова Патимат Алиевна", "Ахметзянов", "Марья Ивановна"),
)
SAID_NAMES = (
    *("Прошу принять меры, {}.", "С уважением, {}", "{}\nтел. 8 900 000-00-01", "Заявитель: {}."),
    *("Сосед {} шумит по ночам.", "Благодарим {} за помощь!", "дворник {} не убирает снег"),
)
WRITTEN = [
    (said, what)
    for saids, whats in ((SAID_HOMES, HOMES), (SAID_FLATS, FLATS), (SAID_NAMES, NAMES))
    for said in saids
    for what in whats
]


@pytest.mark.parametrize(("said", "what"), WRITTEN)
def test_people_and_dwellings_are_found_in_whatever_sentence(said: str, what: str) -> None:
    text = said.format(what)
    start = text.index(what)
    inside = [
        min(span.end, start + len(what)) - max(span.start, start)
        for span in find(text)
        if span.start < start + len(what) and start < span.end
    ]
    assert 2 * sum(inside) >= len(what)


def test_a_mention_is_one_person() -> None:
    assert {kind for _, kind in found("[id5|Анна Соснова], да")} == {"link", "name"}
    assert mask("[id5|Анна Соснова], да") == "[имя], да"


def test_a_depersonalised_text_has_no_house_of_a_dwelling() -> None:
    text = "Петрова А. С., ул. Лесная, 14, кв. 45, 12.03.1950 г.р., 8 900 000 11 22"
    assert mask(text) == "[имя], ул. Лесная, 14, [квартира], [дата рождения] г.р., [телефон]"
    assert depersonalised(text) == "[имя], [адрес], [дата рождения] г.р., [телефон]"


def test_a_long_text_is_looked_through_to_its_end() -> None:
    text = "Снег не убран. " * 3000 + "Звоните 8 900 000-11-22"
    assert mask(text).endswith("Звоните [телефон]")
    assert Kind.PHONE in {span.kind for span in find(text)}
