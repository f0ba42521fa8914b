"""Where a message is: suggested by its text, confirmed by a person with one key."""

import pytest
from django.urls import reverse

from mcu.cases.actions.place import set_place
from mcu.cases.models import SaidPoint, Suggestion
from mcu.cases.rules.placing import PlaceWords, place_guesses, words_of
from mcu.core.errors import RuleViolation
from mcu.core.models import JournalEntry
from mcu.org.rules.roles import program
from mcu.places.actions import add_place
from mcu.text.places import Candidate, Place, Role


@pytest.fixture
def known(town):
    """Two villages with one street each of the same name."""
    by = program(town.place.pk)
    for name, lat in (("Ключи", 54.1), ("Пески", 54.2)):
        add_place(municipality=town.place, kind="settlement", type="село", name=name, by=by)
        add_place(
            municipality=town.place, kind="street", type="улица", name="Полевая", settlement=name,
            lat=lat, lon=46.0, by=by,
        )  # fmt: skip
    return town


def open_places(case) -> list[str]:
    rows = Suggestion.objects.filter(case=case, about="place", decided_at=None)
    return [row.title for row in rows.order_by("pk")]


def test_a_new_message_without_a_place_gets_suggestions_with_a_reason(known):
    case = known.case("В Песках на Полевой, 5 третий день яма")
    [row] = Suggestion.objects.filter(case=case, about="place")
    assert (row.title, row.value) == ("улица Полевая, 5, Пески", "Пески|улица Полевая|5|")
    assert row.confidence > 0.8
    assert "улица" in row.reason


def test_what_the_text_leaves_open_is_offered_whole(known):
    assert open_places(known.case("На Полевой яма")) == [
        "улица Полевая, Ключи",
        "улица Полевая, Пески",
    ]


def test_a_place_that_was_told_is_not_guessed(known):
    assert open_places(known.case("На Полевой яма", settlement="Ключи")) == []


def test_the_card_offers_the_place_with_its_point_and_one_key_takes_it(known, client):
    client.force_login(known.head)
    case = known.case("В Песках на Полевой, 5 яма")
    part = client.get(
        reverse("cases:where", args=[case.pk]), HTTP_HX_REQUEST="true"
    ).content.decode()
    assert 'data-key="m"' in part
    assert "54.2000, 46.0000" in part
    client.post(reverse("cases:place", args=[case.pk]), {"choice": "Пески|улица Полевая|5|"})
    case.refresh_from_db()
    assert (case.settlement, case.street, case.house) == ("Пески", "улица Полевая", "5")
    assert "улица Полевая" in case.search_text
    decided = Suggestion.objects.get(case=case, about="place")
    assert decided.decided_value == decided.value
    entry = JournalEntry.objects.get(action="case.place")
    assert entry.after["street"] == "улица Полевая"


@pytest.mark.row(33)
def test_what_a_message_is_about_is_structured_topic_place_subject_and_type(known, client):
    client.force_login(known.head)
    case = known.case("В Песках на Полевой, 5 яма. Когда засыпят? Почему не огородили?")
    about = {row.about: row for row in Suggestion.objects.filter(case=case, decided_at=None)}
    assert about["topic"].value == known.topic.code
    client.post(
        reverse("cases:classify", args=[case.pk]),
        {"topic": about["topic"].value, "kind": "solvable"},
    )
    client.post(reverse("cases:place", args=[case.pk]), {"choice": about["place"].value})
    case.refresh_from_db()
    assert (case.topic, case.kind) == (known.topic, "solvable")
    assert (case.settlement, case.street, case.house) == ("Пески", "улица Полевая", "5")
    card = client.get(reverse("cases:card", args=[case.pk])).content.decode()
    for words in ("Когда засыпят?", "Почему не огородили?", "Ямы на дорогах", "Решаемый"):
        assert words in card


def test_a_person_writes_another_place_and_the_difference_is_kept(known):
    case = known.case("В Песках на Полевой яма")
    set_place(case=case, place=PlaceWords("Ключи", "", "", "у моста"), by=program(known.place.pk))
    row = Suggestion.objects.get(case=case, about="place")
    assert (row.value, row.decided_value) == ("Пески|улица Полевая||", "Ключи|||у моста")
    assert case.landmark == "у моста"
    with pytest.raises(RuleViolation, match="хотя бы"):
        set_place(case=case, place=PlaceWords(), by=program(known.place.pk))


def test_home_comes_after_the_trouble_and_the_end_of_a_route_is_left_out():
    told = [
        Place(((0, 1),), street="улица Мира", role=Role.HOME, confidence=0.9, reason="а"),
        Place(((2, 3),), street="улица Лесная", confidence=0.8, reason="б"),
        Place(((4, 5),), settlement="Ключи", role=Role.OTHER, confidence=0.9, reason="в"),
    ]
    assert [guess.words.street for guess in place_guesses(told)] == ["улица Лесная", "улица Мира"]


def test_candidates_keep_the_house_and_a_road_its_kilometre():
    two = (Candidate("Ключи", "улица Мира"), Candidate("Пески", "улица Мира"))
    open_one = Place(((0, 1),), house=("5", "7"), candidates=two, confidence=0.4, reason="а")
    road = Place(((2, 3),), road="А — Б", km="3-4", confidence=0.9, reason="б")
    titles = [guess.words.title for guess in place_guesses([open_one, road])]
    assert titles == ["улица Мира, 5, 7, Ключи", "улица Мира, 5, 7, Пески", "А — Б, 3-4 км"]
    assert words_of("Ключи|улица Мира|5|") == PlaceWords("Ключи", "улица Мира", "5")
    assert words_of("что-то другое") == PlaceWords()


def test_the_card_tells_where_a_said_place_is_on_the_map(known, client):
    client.force_login(known.head)
    case = known.case("Яма", settlement="Пески", street="улица Полевая", house="5")
    url = reverse("cases:where", args=[case.pk])
    part = client.get(url, HTTP_HX_REQUEST="true").content.decode()
    assert "54.20000, 46.00000 — по улице" in part
    assert "at=54.20000,46.00000&amp;z=17" in part
    SaidPoint.objects.create(case=case, lat=54.21, lon=46.02)
    assert "54.21000, 46.02000 — отметил автор" in client.get(url).content.decode()
    nowhere = known.case("Яма", street="улица Неведомая")
    assert "на карте" not in client.get(reverse("cases:where", args=[nowhere.pk])).content.decode()
