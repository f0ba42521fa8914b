"""Places in texts: against the labelled district, without a gazetteer, on anything at all."""

import csv
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.places import Accuracy, Entry, Gazetteer, Place, Relation, Role, find

DATA = Path(__file__).parent / "data"


@cache
def district() -> Gazetteer:
    def split(text: str) -> tuple[str, ...]:
        return tuple(part for part in text.split("|") if part)

    with (DATA / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        return Gazetteer(
            Entry(
                row["kind"],
                row["type"],
                row["name"],
                row["settlement"],
                split(row["old"]),
                split(row["synonyms"]),
                row["address"],
                row["houses"],
                float(row["lat"]) if row["lat"] else None,
                float(row["lon"]) if row["lon"] else None,
            )
            for row in csv.DictReader(file)
        )


def titles(text: str) -> list[str]:
    return [place.title for place in find(text, district())]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("ул. Чехова, д. 3 нет света", "Тихоборск, улица Чехова, 3"),
        ("на Гоголя темно", "Тихоборск, улица Гоголя"),
        ("по улице Гончарной яма", "Тихоборск, улица Гончарная"),
        ("пр-т Победы 22", "Тихоборск, проспект Победы, 22"),
        ("пр. Победы д 22 подъезд 3", "Тихоборск, проспект Победы, 22"),
        ("мкр Северный дом 12", "Тихоборск, микрорайон Северный, 12"),
        ("5 мкр д 14", "Тихоборск, микрорайон 5-й, 14"),
        ("первый заводской проезд 5", "Тихоборск, проезд 1-й Заводской, 5"),
        ("дом 14 корп 2 по бульвару Космонавтов", "Тихоборск, бульвар Космонавтов, 14к2"),
        ("Кирова, д. 9/2 к.3", "Тихоборск, улица Кирова, 9/2к3"),
        ("Кирова 14с1", "Тихоборск, улица Кирова, 14с1"),
        ('Кирова 14 "А"', "Тихоборск, улица Кирова, 14А"),
        ("Кирова 33 дробь 1", "Тихоборск, улица Кирова, 33/1"),
        ("Кирова дома 3,5,7", "Тихоборск, улица Кирова, 3, 5, 7"),
        ("дома Кирова 12-14", "Тихоборск, улица Кирова, 12-14"),
        ("Кирова дом семь", "Тихоборск, улица Кирова, 7"),
        ("в 7-м доме по Кирова", "Тихоборск, улица Кирова, 7"),
        ("На Кирова неделю нет света, дома 5 и 7", "Тихоборск, улица Кирова, 5, 7"),
        ("на Мечурина 12 кв 5 холодно, Тихоборск", "Тихоборск, улица Мичурина, 12"),
        ("Гогаля 3 крыша", "Тихоборск, улица Гоголя, 3"),
        ("Cтроителей 28 лифт", "Тихоборск, улица Строителей, 28"),  # with a Latin C
        ("К.Маркса 5", "Тихоборск, улица Карла Маркса, 5"),
        ("8 марта 12", "Тихоборск, улица 8 Марта, 12"),
        ("на Дворянской 7", "Тихоборск, улица Ленина, 7"),
        ("в Кр. Яру на Набережной 5", "Красный Яр, улица Набережная, 5"),
        ("с Отрадное ул Садовая 5", "Отрадное, улица Садовая, 5"),
        ("ключи школьная 3", "Ключи, улица Школьная, 3"),
        ("Татарка, Тукая 7", "Татарские Ключи, улица Тукая, 7"),
        ("СНТ Ветеран участок 15", "Тихоборск, СНТ Ветеран, 15"),
        ("у школы № 3 нет перехода", "Тихоборск, школа № 3"),
        ("возле третьей школы", "Тихоборск, школа № 3"),
        ("за Магнитом мусор", "Тихоборск, Магнит"),
        ("между рынком и вокзалом темно", "Тихоборск, Центральный рынок, вокзал"),
        ("на углу Кирова и Калинина", "Тихоборск, улица Кирова и улица Калинина"),
        (
            "от Кирова до Чехова по Гоголя темно",
            "Тихоборск, улица Гоголя и улица Кирова и улица Чехова",
        ),
        ("на третьем километре дороги на Ключи дерево", "Тихоборск — Ключи, 3 км"),
        ("между 3 и 4 километром ключевской дороги", "Тихоборск — Ключи, 3-4 км"),
        ("трасса на Заокск 40 км", "Тихоборск — Заокск, 40 км"),
    ],
)
def test_a_place_is_found_however_it_is_written(text: str, title: str) -> None:
    assert titles(text) == [title]


@pytest.mark.parametrize(
    "text",
    [
        "С днём Победы!",
        "миру мир, а нам воду",
        "Гора мусора у подъезда",
        "к 9 января обещали",
        "В доме 40 лет не было ремонта",
        "кв. 15, подъезд 2",
        "Лесной пожар рядом",
        "на новой машине катаются",
        "Маршрут 5 и 12 не ходят после 20:00",
        "письмо в администрацию района",
        "до больницы час",
        "Орлова обещала ответить",
        "по дороге домой",
    ],
)
def test_words_of_every_day_are_no_places(text: str) -> None:
    assert titles(text) == []


def test_a_street_of_several_settlements_is_left_open() -> None:
    [place] = find("Вокзальная 5", district())
    offered = [one.settlement for one in place.candidates]
    assert (offered, place.settlement) == (["Тихоборск", "Заречный", "станции Тихая"], "")
    assert (place.street, place.point) == ("улица Вокзальная", None)


def test_the_house_and_the_settlement_of_the_text_decide() -> None:
    assert titles("Комсомольская 49") == ["Тихоборск, улица Комсомольская, 49"]
    assert titles("Мы из Заречного. На Комсомольской темно") == ["Заречный, улица Комсомольская"]


def test_a_flat_is_known_of_and_its_number_is_nowhere() -> None:
    [place] = find("Некрасова 9-31, соседи топят", district())
    assert (place.house, place.apartment) == (("9",), True)
    assert "31" not in repr(place).replace(repr(place.spans), "")


def test_several_places_keep_their_roles_and_relations() -> None:
    home, trouble = find("живу на Чехова 5, яма напротив Гоголя 7", district())
    assert (home.role, home.street, trouble.street) == (Role.HOME, "улица Чехова", "улица Гоголя")
    assert (trouble.role, trouble.relation) == (Role.PROBLEM, Relation.OPPOSITE)


def test_coordinates_come_from_the_nearest_that_the_gazetteer_knows() -> None:
    points = {text: find(text, district())[0].point for text in ("Кирова 5", "у школы № 2")}
    assert points["Кирова 5"] == (54.4095, 46.2288, Accuracy.STREET)
    assert points["у школы № 2"] == (54.4095, 46.2288, Accuracy.STREET)
    houses = Entry("street", "улица", "Кирова", houses="5;7", points={"5": (1.0, 2.0)})
    [place] = find("Кирова 5", Gazetteer([houses]))
    assert place.point == (1.0, 2.0, Accuracy.HOUSE)


def test_without_a_gazetteer_written_addresses_are_found() -> None:
    told = {
        "с. Ивановка, ул. Невская, д. 5, кв. 3": "Ивановка, улица Невская, 5",
        "на улице Невской, дом 5": "улица Невская, 5",
        "пер. Солнечный 5": "переулок Солнечный, 5",
        "Космодромная, 5 не горит свет": "улица Космодромная, 5",
        "у школы № 7 яма": "школа № 7",
    }
    found = {text: [place.title for place in find(text, Gazetteer())] for text in told}
    assert found == {text: [title] for text, title in told.items()}


def test_the_labelled_texts_to_tune_on_stay_found() -> None:
    lines = (DATA / "addresses.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    labels = right = false = 0
    for row in (row for row in rows if row["part"] == "dev"):
        found = find(row["text"], district())
        labels += len(row["places"])
        right += sum(any(_agrees(place, label) for place in found) for label in row["places"])
        false += sum(not any(_touches(place, label) for label in row["places"]) for place in found)
    assert labels > 130
    assert right / labels > 0.95
    assert false == 0


def _touches(place: Place, label: dict) -> bool:
    return any(a < d and c < b for a, b in place.spans for c, d in label["spans"])


def _agrees(place: Place, label: dict) -> bool:
    told = [list(place.house), list(place.landmark), list(place.crossing), place.road]
    wanted = [label["house"], label["landmark"], label["crossing"], label["road"] or ""]
    where = (place.settlement, place.street) == (label["settlement"] or "", label["street"] or "")
    same = told == wanted and len(place.candidates) == len(label["candidates"])
    return _touches(place, label) and same and (where or bool(label["candidates"]))


SAID = (
    "ул. Ленина Мира 5 кв 12 у школы № 3 , . / - на в с. Ключи км дороги 8 марта «Весна» между и до"
)
WORDS = st.sampled_from(SAID.split())


@given(st.lists(WORDS, max_size=25).map(" ".join) | st.text(max_size=80))
def test_any_text_gives_spans_inside_it(text: str) -> None:
    for place in find(text, district()):
        assert all(0 <= start < end <= len(text) for start, end in place.spans)
        assert 0 < place.confidence <= 1
        assert place.reason
