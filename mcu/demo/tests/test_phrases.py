"""The phrase language and the grammar of places, tried on every phrase there is."""

import random
import re
from datetime import date

import pytest

from mcu.demo.phrasing import ONLY_IN, SEASONAL, Scene, company, dates, in_season
from mcu.demo.places import CENTRE, SETTLEMENT, Place, Speaker, find_street
from mcu.demo.scenarios import SCENARIOS
from mcu.demo.tests.topics import TOPICS
from mcu.demo.town import COMPANIES, LANDMARKS, STREETS

FIELDS = ("says", "adds", "asks", "short", "notes", "thanks", "answers")
LEFT_OVER = re.compile(r"[\[\]{}<>|]|  |None| ,|\.\.(?!\.)")


def place(street: str, house: str = "14", town: str = "town") -> Place:
    mark = next(mark for mark in LANDMARKS if mark.settlement == town)
    return Place(SETTLEMENT[town], find_street(town, street), house, mark)


def said(slot: str, where: Place) -> set[str]:
    return {Speaker(where, random.Random(seed)).forms[slot]() for seed in range(60)}


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_every_phrase_comes_out_clean(code: str) -> None:
    given = {"due": "до 3 июня", "due_at": "1 июня", "done": "31 мая"}
    phrases = [phrase for field in FIELDS for phrase in getattr(SCENARIOS[code], field)]
    for where in (place("Садовая"), place("Рабочая", "", "torf"), Place()):
        for number, phrase in enumerate(phrases):
            rng = random.Random(f"{code}{number}")
            scene = Scene(Speaker(where, rng), rng, gender="fm"[number % 2], given=given)
            text = scene.say(SEASONAL.sub("", phrase))
            assert not LEFT_OVER.search(text), text
            assert not text[0].islower() or text[1] == "."


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_a_scenario_has_enough_to_say(code: str) -> None:
    scenario = SCENARIOS[code]
    assert scenario.topic in TOPICS
    variants = sum(phrase.count("|") + 1 for phrase in scenario.says)
    assert variants >= 4
    assert scenario.asks
    assert scenario.short
    assert scenario.notes
    assert scenario.answers


def test_there_are_more_than_sixty_scenarios_of_all_the_groups() -> None:
    assert len(SCENARIOS) >= 60
    groups = {topic.split(".")[0] for topic in TOPICS}
    assert {s.topic.split(".")[0] for s in SCENARIOS.values()} == groups


def test_no_month_leaves_a_scenario_without_words() -> None:
    for scenario in SCENARIOS.values():
        for month in range(1, 13):
            assert in_season(scenario.says, month), scenario.code
            assert in_season(scenario.short, month), scenario.code


def test_a_seasonal_phrase_is_said_only_in_its_months() -> None:
    assert in_season(["(холод) Мёрзнем."], 1) == ["Мёрзнем."]
    assert in_season(["(холод) Мёрзнем."], 7) == []
    assert all(months < set(range(1, 13)) for months in ONLY_IN.values())


@pytest.mark.parametrize(
    ("street", "slot", "expected"),
    [
        ("Садовая", "on", "на улице Садовой"),
        ("Садовая", "of", "улицы Садовой"),
        ("Садовая", "along", "по Садовой"),
        ("Садовая", "street_acc", "улицу Садовую"),
        ("Мира", "on", "на улице Мира"),
        ("Мира", "of", "улицы Мира"),
        ("Мира", "street_acc", "улицу Мира"),
        ("Тружеников", "on", "на проспекте Тружеников"),
        ("Механизаторов", "along", "по проезду Механизаторов"),
        ("Речной", "on", "в переулке Речном"),
        ("Речной", "of", "переулка Речного"),
        ("Речной", "street_acc", "переулок Речной"),
        ("Садовая", "of_house", "дома 14 по улице Садовой"),
        ("Садовая", "in_house", "в доме 14 на Садовой"),
        ("Садовая", "addr", "ул. Садовая, д. 14"),
    ],
)
def test_a_street_stands_in_the_right_case(street: str, slot: str, expected: str) -> None:
    assert expected in said(slot, place(street))


def test_a_street_named_by_a_noun_keeps_its_word_for_whose_and_along() -> None:
    assert said("of", place("Мира")) == {"улицы Мира"}
    assert said("along", place("Мира")) == {"по улице Мира"}


def test_a_village_is_named_once() -> None:
    speaker = Speaker(place("Рыбачья", "", "plyos"), random.Random(1))
    first, second = speaker.on(), speaker.on()
    assert "в Верхнем Плёсе" in first
    assert "Плёсе" not in second


@pytest.mark.parametrize("street", [s.name for s in STREETS if s.settlement == "town"])
def test_a_misspelled_street_keeps_the_wrong_name_everywhere(street: str) -> None:
    where = place(street)
    speaker = Speaker(where, random.Random(2), slip=True)
    assert where.street
    assert where.street.slip in speaker.addr()
    assert where.street.slip in speaker.at()


def test_what_is_told_is_remembered() -> None:
    speaker = Speaker(place("Садовая"), random.Random(3))
    assert speaker.told == set()
    speaker.on()
    assert speaker.told == {"street"}
    speaker.yard()
    assert speaker.told == {"street", "house"}


def test_a_street_has_one_managing_company() -> None:
    street = find_street(CENTRE.code, "Садовая")
    assert len({company(street, random.Random(seed)) for seed in range(20)}) == 1
    assert {company(None, random.Random(seed)) for seed in range(40)} == set(COMPANIES)


def test_promises_lie_after_the_answer_and_deeds_before_it() -> None:
    for seed in range(50):
        found = dates(date(2026, 11, 2), date(2026, 11, 5), random.Random(seed))
        assert date(2026, 11, 2) <= found.done <= date(2026, 11, 5) < found.begin < found.due
