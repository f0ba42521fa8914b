import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.clean import clean, normal, plain


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("'Не убран снег", "Не убран снег"),
        ("'", ""),
        ("", ""),
        ("Первая<br>вторая<br />третья", "Первая\nвторая\nтретья"),
        ('<b>Яма</b> на <a href="http://a.example">дороге</a>', "Яма на дороге"),
        ("&laquo;Сосна&raquo; &amp; Ко &lt;br&gt; дальше", "«Сосна» & Ко\nдальше"),
        ("если a<b и c>d, то 1 < 2", "если a<b и c>d, то 1 < 2"),
        ("кран\x00 те\u200bчёт\u202e", "кран течёт"),
        ("строка\r\nдругая\u2028третья", "строка\nдругая\nтретья"),
        ("  много   пробелов \n\n\n\n и строк  ", "много пробелов\n\nи строк"),
        ("Мой\u0306ка, е\u0308лка", "Мой\u0306ка, ёлка"),
        ("битый \ud800 знак", "битый знак"),
    ],
)
def test_plain_shows_what_the_resident_wrote(written: str, shown: str) -> None:
    assert plain(written) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[id123|Имя Фамилия], добрый день", "@житель, добрый день"),
        ("[id123:bp-45_67|Имя], добрый день", "@житель, добрый день"),
        ("[club77|Новости Кедровска], почистите", "Новости Кедровска, почистите"),
        ("[public77|Кедровск], привет", "Кедровск, привет"),
        ("[nickname|Имя Фамилия], спасибо", "@житель, спасибо"),
        ("@id5 (Имя), @club7 (Кедровск)", "@житель, Кедровск"),
        ("*id5 (Имя)", "@житель"),
        ("@some_nick, здравствуйте", "@житель, здравствуйте"),
        ("пишите на box@mail.example", "пишите на box@mail.example"),
        ("массив [1|2] и [Фотография]", "массив [1|2] и [Фотография]"),
    ],
)
def test_mentioned_people_lose_their_names_and_communities_keep_them(
    written: str, shown: str
) -> None:
    assert clean(written) == shown


def test_emoji_stay_for_display_and_leave_for_analysis() -> None:
    text = "Яма 😤👨‍👩‍👧 огромная ‼️ 1️⃣"
    assert plain(text) == text
    assert normal(text) == "Яма огромная 1"


@pytest.mark.parametrize(
    ("written", "analysed"),
    [
        ("Помогииите!!!! Ну когдааа???", "Помогите! Ну когда?"),
        ("ООО «Сосна», XXX век", "ООО «Сосна», XXX век"),
        ("телефон 8 900 000 00 00", "телефон 8 900 000 00 00"),
        ("смотрите https://a.example/b?c=1 там", "смотрите там"),
        ("Снег<br>[Фотография]<br>лёд", "Снег лёд"),
        ("е\u0301му и \u0301\u0301\u0301", "ему и"),
    ],
)
def test_normal_is_one_line_of_words(written: str, analysed: str) -> None:
    assert normal(written) == analysed


def test_an_endless_character_reference_is_left_alone() -> None:
    assert clean(f"&#{'9' * 5000};").startswith("&#999")


HOSTILE = st.text(
    alphabet=st.one_of(st.sampled_from("<>&;#[]|@*()'\"\\/ \nаяАid1\u0301\u200d"), st.characters())
)


@given(HOSTILE)
def test_any_text_can_be_cleaned_stored_and_shown(text: str) -> None:
    for result in (clean(text), plain(text), normal(text)):
        assert "\x00" not in result
        result.encode()


@given(HOSTILE)
def test_normal_never_breaks_the_line(text: str) -> None:
    assert normal(text).split() == normal(text).split(" ") or normal(text) == ""
