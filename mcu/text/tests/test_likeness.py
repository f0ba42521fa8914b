"""Signs, keys and spellings: what two texts are compared and looked up by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.marks import AGAIN, CUT, DONE, clash, other_thing, signs
from mcu.text.similar import bag
from mcu.text.sketch import bands, digest
from mcu.text.typos import allowed, distance, other_layout, spellings

WORDS = st.text(alphabet="абвгдеж", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Лифт во втором подъезде стоит", {"подъезд 2"}),
        ("п. 1, лифт стоит", {"подъезд 1"}),
        ("5-й автобус не остановился, автобус № 12 тоже", {"маршрут 5", "маршрут 12"}),
        ("Опять яма, а в мае её заделали", {AGAIN, DONE}),
        ("Яму так никто и не заделал", set()),
        ("Заранее спасибо!", set()),
        ("Почта открылась, спасибо. Но два часа в неделю мало", {DONE}),
        ("Второй день без света, ПЛАНОВОЕ отключение", {CUT, "плановое"}),
        ("Батареи еле тёплые", set()),
    ],
)
def test_signs_of_a_text(text, found):
    assert signs(text) == found


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ({"подъезд 1"}, {"подъезд 2"}, "подъезд 1 и подъезд 2"),
        ({"подъезд 1", "подъезд 2"}, {"подъезд 2"}, ""),
        ({"подъезд 1"}, {"маршрут 5"}, ""),
        (set(), {"подъезд 2"}, ""),
    ],
)
def test_only_two_of_one_kind_stand_against_each_other(first, second, said):
    assert clash(frozenset(first), frozenset(second)) == said


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("Качели сломаны", "На горке торчит гвоздь", "качели и горка"),
        ("Сломаны качели и горка", "Горка треснула", ""),
        ("Тополь упал", "берёза над крышей", "тополь и берёза"),
        ("Нет горячей воды", "Горячая вода пропала", ""),
        ("Сломана горка", "Упал тополь", ""),
    ],
)
def test_two_things_of_one_kind_are_told_apart_by_their_words(first, second, said):
    found = other_thing(signs(first), signs(second))
    assert sorted(found.split(" и ")) == sorted(said.split(" и "))


def test_a_repost_has_the_key_of_its_text_whatever_its_case_and_marks():
    first = digest("Рабочая 19, у баков куча мебели!")
    assert digest("РАБОЧАЯ 19 — у баков куча мeбели") == first  # a Latin letter among them
    assert digest("Рабочая 21, у баков куча мебели!") != first
    assert digest("Рабочая 19, у баков куча мебели!", "другой район") != first
    assert digest("Верните лавку") is None


def test_nearly_the_same_words_share_a_band_and_strangers_none():
    text = "Во дворе дома сломана детская карусель, торчит острый железный штырь, просим убрать"
    ours, near = bag(text), bag(text + " поскорее")
    assert set(bands(ours)) & set(bands(near))
    assert not set(bands(ours)) & set(bands(bag("Почтальон не ходит, пенсию не приносят вовремя")))
    assert bands(ours) == bands(sorted(ours, reverse=True))


@given(WORDS, st.data())
def test_one_mistake_leaves_a_spelling_in_common(word, data):
    place = data.draw(st.integers(0, len(word) - 2))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:place] + word[place + 1 :],
                word[:place] + "я" + word[place:],
                word[:place] + "я" + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            ]
        )
    )
    assert distance(word, wrong) <= 1
    if len(wrong) >= 4:
        assert set(spellings(word)) & set(spellings(wrong))


@given(WORDS, WORDS)
def test_distance_looks_both_ways_and_is_nothing_only_for_the_same_word(first, second):
    assert distance(first, second) == distance(second, first)
    assert (distance(first, second) == 0) == (first == second)


def test_the_longer_the_word_the_more_is_forgiven():
    assert [allowed(word) for word in ("яма", "фонарь", "освещение")] == [0, 1, 2]


def test_a_word_of_the_wrong_layout_is_turned():
    assert other_layout("ljhjuf") == "дорога"
    assert other_layout("дорога") == ""
