"""The search of the list: word forms, mistakes forgiven, phrases word for word, numbers, order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mcu.cases.actions.likeness import fill_in
from mcu.cases.models import Case, Word
from mcu.cases.queries import feed
from mcu.cases.queries.search import many, spelled
from mcu.cases.rules.feed import FeedFilter, Sort
from mcu.text.sought import Neighbour, instead, loose, meant, number_of, phrases

NOW = timezone.now()


@pytest.fixture
def written(town):
    """Four messages whose words are in the dictionary."""
    texts = {
        "lamp": "Фонари на Полевой не горят третий день",
        "hole": "Яма на дороге, колесо пробил. Просим заделать яму у школы",
        "road": "Дорога к школе разбита, ямы",
        "heap": "Уличное освещение есть, а снег не убран",
    }
    cases = {name: town.case(text) for name, text in texts.items()}
    while fill_in(place=town.place):
        pass
    return cases


def found(town, words, **given):
    return feed(town.actor(), FeedFilter(q=words, **{"sort": Sort.BEST} | given), 1, NOW)


def names(page, cases) -> set[str]:
    keys = {line.pk for line in page.lines}
    return {name for name, case in cases.items() if case.pk in keys}


@pytest.mark.parametrize(
    ("words", "who", "sought"),
    [
        ("фонарь", {"lamp"}, ""),
        ("фонорь", {"lamp"}, "фонарь"),
        ("фнари", {"lamp"}, "фонарь"),
        ("ajyfhm", {"lamp"}, "фонарь"),
        ("освищение", {"heap"}, "освещение"),
        ("дрога школа", {"hole", "road"}, "дорога школа"),
        ('"фонорь"', set(), ""),
        ('"дороге, колесо"', {"hole"}, ""),
        ('"дорога колесо"', set(), ""),
        ('"третий день" фонарь', {"lamp"}, ""),
        ("школа -колесо", {"road"}, ""),
        ("паровоз", set(), ""),
    ],
)
def test_words_find_what_is_meant(town, written, words, who, sought):
    page = found(town, words)
    assert (names(page, written), page.sought) == (who, sought)


def test_what_fits_better_comes_first(town, written):
    assert [line.pk for line in found(town, "яма").lines] == [
        written["hole"].pk,
        written["road"].pk,
    ]
    newest = found(town, "яма", sort=Sort.NEW).lines
    assert {line.pk for line in newest} == {written["hole"].pk, written["road"].pk}


def test_a_rare_word_beside_a_frequent_one_is_asked_about(town):
    for number in range(25):
        town.case(f"Фонарь номер {number} не горит")
    town.case("Фонорь не горит")
    while fill_in(place=town.place):
        pass
    page = found(town, "фонорь")
    assert (len(page.lines), page.sought, page.maybe) == (1, "", "фонарь")
    assert found(town, "фонарь").maybe == ""


@pytest.mark.parametrize("form", ["{0}", "№ {0}", "{1}", "№{1}", "ПОС-77/26"])
def test_a_case_is_found_by_its_number(town, written, form):
    case = written["hole"]
    Case.objects.filter(pk=case.pk).update(external_id="ПОС-77/26", system="pos")
    page = found(town, form.format(case.number, case.number.rpartition("-")[2]))
    assert names(page, written) == {"hole"}


def test_a_number_that_no_case_has_is_looked_for_in_the_texts(town):
    case = town.case("Дом 1843 без света")
    assert [line.pk for line in found(town, "1843").lines] == [case.pk]


def test_words_of_another_municipality_put_nothing_right(town, elsewhere, written):
    assert spelled(town.place.pk, "фонорь").words == "фонарь"
    assert spelled(elsewhere.place.pk, "фонорь") is None


def test_a_search_costs_the_same_however_much_is_found(town, written):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            found(town, "яма")
        return len(queries)

    first = cost()
    for number in range(5):
        town.case(f"Ещё яма {number}")
    assert cost() == first <= 4


def test_the_page_says_what_was_looked_for_and_marks_it(town, written, client):
    client.force_login(town.head)
    page = client.get("/cases/?q=фонорь").content.decode()
    assert "Показано найденное по словам <b" in page
    assert "<mark>Фонари</mark>" in page
    assert "Сначала подходящие" in page


def test_a_line_is_read_into_number_phrases_and_loose_words():
    assert number_of("№ 2026-11-1843") == "2026-11-1843"
    assert number_of("дом 14") == ""
    assert phrases("«Яма, на Дороге» фонарь") == ["яма на дороге"]
    assert loose('фонорь "дороги" -ямка в 14 доме') == ["фонорь", "доме"]
    assert instead('Фонорь "фонорь" -фонорь', {"фонорь": "фонарь"}) == 'фонарь "фонорь" -фонорь'


@pytest.mark.parametrize(
    ("word", "known", "near", "better"),
    [
        ("фонорь", 0, [Neighbour("фонарь", 9), Neighbour("фонд", 90)], "фонарь"),
        ("фонорь", 1, [Neighbour("фонарь", 9)], ""),
        ("фонорь", 1, [Neighbour("фонарь", 90)], "фонарь"),
        ("фонорь", 3, [Neighbour("фонарь", 900)], ""),
        ("яма", 0, [Neighbour("рама", 90)], ""),
        ("фонорь", 0, [], ""),
    ],
)
def test_a_word_is_put_right_only_where_the_right_one_is_near_and_much_oftener(
    word, known, near, better
):
    assert meant(word, known, near) == better


def test_a_word_that_is_everywhere_is_not_counted_place_by_place(town):
    key = town.place.pk
    word = Word.objects.create(municipality_id=key, lemma="яма", cases=4000, spellings=[])
    assert many("Ямы", key, 1000)
    assert not any(many(words, key, 1000) for words in ('"яма"', "яма дом", "яма -дом", "дом", ""))
    word.cases = 3999
    word.save()
    assert not many("ямы", key, 1000)
