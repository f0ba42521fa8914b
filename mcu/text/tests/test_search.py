import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.search import QUERY_LIMIT, TEXT_LIMIT, fold, query, search_text


def test_the_index_gets_masked_lower_case_words() -> None:
    text = "Ёлка УПАЛА на ул.Сосновая, д.5 кв. 12! Тел. 8 900 123-45-67, [id5|Имя] 😤"
    assert search_text(text) == "елка упала на ул сосновая д 5 тел житель"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("дopoга", "дорога"),
        ("CНЕГ", "снег"),
        ("Wi-Fi и Windоws", "wi fi и windows"),
        ("CHЕГопад2", "снегопад2"),
        ("ВКонтакте/VK", "вконтакте vk"),
    ],
)
def test_look_alike_letters_make_no_difference(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Уборка снега", "уборка снега"),
        ('"нет воды"', '"нет воды"'),
        ("«горячая вода»", '"горячая вода"'),
        ('"нет воды', "нет воды"),
        ("яма -двор", 'яма -"двор"'),
        ('-"детский сад" яма', '-"детский сад" яма'),
        ("-юго-западный", '-"юго западный"'),
        ("яма ИЛИ колея", "яма or колея"),
        ("яма ИЛИ", "яма"),
        ("ИЛИ ИЛИ яма", "яма"),
        ("a & b | !(c:*) <-> d'\\", "a b or c d"),
        ("Сосновая 12/3", "сосновая 12 3"),
    ],
)
def test_a_query_keeps_phrases_exclusions_and_alternatives(typed: str, asked: str) -> None:
    assert query(typed) == asked


@pytest.mark.parametrize(
    "typed", ["", " ", '"', '""', "-", "ИЛИ", "\x00", "&|!", '- " - "', "😤", "or"]
)
def test_a_query_without_words_is_none(typed: str) -> None:
    assert query(typed) is None


def test_lengths_stay_within_what_postgresql_accepts() -> None:
    assert len(search_text("яма " * 100_000)) <= TEXT_LIMIT
    long = query("абвг" * 5000)
    assert long is not None
    assert max(map(len, long.split())) <= 60


@given(st.text(alphabet=st.one_of(st.sampled_from("\"-«»|&!() orИЛяя'\\:*"), st.characters())))
def test_any_query_is_safe(typed: str) -> None:
    asked = query(typed)
    assert asked is None or (
        asked.count('"') % 2 == 0
        and "\x00" not in asked
        and len(asked) <= 3 * QUERY_LIMIT
        and not set(asked) & set("&|!():*'\\<>")
    )


@given(st.text())
def test_a_folded_text_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)
