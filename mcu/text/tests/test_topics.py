import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.lemmas import lemmas
from mcu.text.topics import KnownNames, Lexicon, match_name, read_classifier

LEXICON = Lexicon(
    [
        ("yamy", [("яма дорога", 4.0), ("яма", 2.0), ("двор", -3.0)]),
        ("dvory", [("яма двор", 4.0)]),
        ("sneg", [("снег|наледь убирать|чисти*", 4.0), ("снег", 1.0)]),
        ("kryshi", [("снег крыша", 5.0)]),
    ]
)


def codes(text: str, top: int = 3) -> list[str]:
    return [guess.code for guess in LEXICON.suggest(text, top)]


def test_forms_and_order_of_words_make_no_difference() -> None:
    assert codes("На дорогах одни ямы")[0] == "yamy"
    assert codes("когда уберут наледь")[:1] == []  # «убрать» is another word than «убирать»
    assert codes("не чистили снег")[0] == "sneg"
    assert codes("НАЛЕДЬ никто не убирает!!!")[0] == "sneg"


def test_a_word_against_a_topic_lowers_it() -> None:
    assert codes("яма во дворе") == ["dvory"]


def test_words_of_a_phrase_must_stand_near_each_other() -> None:
    far = "снег " + "и ещё много разных слов про другое " + "крыша"
    assert "kryshi" not in codes(far)
    assert codes("снег на крыше")[0] == "kryshi"


def test_a_guess_names_the_words_that_decided() -> None:
    guess = LEXICON.suggest("Здравствуйте! У нас яма на дороге, помогите")[0]
    assert guess.words == ("яма", "дороге")
    assert 0.3 < guess.confidence < 1


def test_nothing_found_is_an_empty_list() -> None:
    assert LEXICON.suggest("Спасибо за праздник") == []
    assert LEXICON.suggest("") == []
    assert Lexicon([]).suggest("яма") == []


def test_no_more_guesses_than_asked() -> None:
    assert len(codes("снег, яма, дорога", top=1)) == 1
    assert codes("снег", top=0) == []


def test_more_evidence_is_more_confidence() -> None:
    weak = LEXICON.suggest("яма")[0].confidence
    strong = LEXICON.suggest("яма на дороге")[0].confidence
    assert weak < strong


def test_mail_marks_and_look_alike_letters_do_not_hide_words() -> None:
    assert codes("'<b>Ямa</b> на дopoге")[0] == "yamy"


@given(st.text())
def test_confidences_are_shares(text: str) -> None:
    guesses = LEXICON.suggest(text + " яма снег")
    assert 0 < sum(guess.confidence for guess in guesses) <= 1
    assert guesses == sorted(guesses, key=lambda guess: -guess.confidence)


def test_a_word_keeps_all_its_readings() -> None:
    assert {"дорога", "дорогой"} <= set(lemmas("дорог"))
    assert "елка" in lemmas("ёлки")
    assert lemmas("12") == ("12",)
    assert lemmas("\U00017000") == ("\U00017000",)
    assert lemmas("ы" * 500) == ("ы" * 500,)


FILE = """
[sets]
"снег" = "снег|наледь"
[[groups]]
code = "dorogi"
name = "Дороги"
aliases = ["Автодороги"]
[[groups]]
code = "dvory"
name = "Дворы"
[[topics]]
code = "dorogi.sneg"
name = "Уборка дорог от снега"
speed = "fast"
season = ["winter"]
words = [["@снег дорога", 4]]
aliases = ["Очистка дорог"]
[[topics]]
code = "dorogi.prochee"
name = "Прочее"
[[topics]]
code = "dvory.prochee"
name = "Прочее"
type = "informational"
"""


def test_a_classifier_is_read_with_its_sets_written_out() -> None:
    classifier = read_classifier(FILE.encode())
    snow = classifier.topics[0]
    assert [group.code for group in classifier.groups] == ["dorogi", "dvory"]
    assert (snow.group, snow.type, snow.speed, snow.season) == (
        "dorogi",
        "solvable",
        "fast",
        ("winter",),
    )
    assert snow.words == (("снег|наледь дорога", 4.0),)
    assert classifier.topics[2].type == "informational"
    assert classifier.lexicon().suggest("наледь на дороге")[0].code == "dorogi.sneg"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('code = "dvory.prochee"', 'code = "dorogi.prochee"', "встречается дважды: dorogi.prochee"),
        ('code = "dvory"\n', 'code = "dorogi"\n', "Группа с одним кодом"),
        ('"informational"', '"вопрос"', "вид «вопрос» неизвестен"),
        ('"fast"', '"быстро"', "срочность «быстро» неизвестна"),
        ('["winter"]', '["зима"]', "время года «зима» неизвестно"),
        ('code = "dvory.prochee"', 'code = "sady.prochee"', "нет группы «sady»"),
        ('code = "dvory.prochee"', 'code = "dvory"', "Код пишется как «группа.тема»"),
        ("@снег дорога", "@лёд дорога", "нет набора слов «@лёд»"),
        ('[["@снег дорога", 4]]', '["снег"]', "слова задаются парами"),
        ('[["@снег дорога", 4]]', '[["снег", true]]', "слова задаются парами"),
        ('[["@снег дорога", 4]]', '[["снег", nan]]', "слова задаются парами"),
        ('[["@снег дорога", 4]]', '"снег"', "поле «words» должно быть списком"),
        ('["Автодороги"]', "[5]", "должны быть непустые строки"),
        ('name = "Дворы"', 'name = " "', "поле «name» должно быть непустой строкой"),
        ('"снег" = "снег|наледь"', '"снег" = 5', "Раздел «sets»"),
        ('["Очистка дорог"]', '["прочее!"]', "есть у двух тем"),
        ("[[topics]]", "[[temy]]", "нет раздела [[topics]]"),
        ("[sets]", "[sets", "не читается"),
    ],
)
def test_a_wrong_classifier_is_refused_in_russian(old: str, new: str, sentence: str) -> None:
    assert old in FILE
    with pytest.raises(ValueError, match=r".") as refusal:
        read_classifier(FILE.replace(old, new).encode())
    assert sentence in str(refusal.value)


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(ValueError, match="не читается"):
        read_classifier(b"\xff\xfe\x00")


KNOWN = read_classifier(FILE.encode()).names()


@pytest.mark.parametrize(
    ("name", "group", "code"),
    [
        ("Уборка дорог от снега", "Дороги", "dorogi.sneg"),
        ("★ УБОРКА  дорог, от снега.", "", "dorogi.sneg"),
        ("Уборка дорог от снега (в т.ч. тротуаров)", "Дороги", "dorogi.sneg"),
        ("очистка дорог", "что угодно", "dorogi.sneg"),
        ("Прочее", "Дворы", "dvory.prochee"),
        ("Прочее", "АВТОДОРОГИ", "dorogi.prochee"),
        ("Прочее", "", None),
        ("Прочее", "Парки", None),
        ("Уборка дорог", "Дороги", None),
        ("", "Дороги", None),
        ("(прочее)", "", None),
    ],
)
def test_a_name_is_matched_exactly_after_tidying(name: str, group: str, code: str | None) -> None:
    assert match_name(name, group, KNOWN) == code


def test_brackets_matter_when_both_names_are_known() -> None:
    known = KnownNames(
        [("a", ["Г"], ["Ремонт (дороги)"]), ("b", ["Г"], ["Ремонт (тротуары)"]), ("c", ["Г"], [])]
    )
    assert match_name("ремонт (тротуары)", "", known) == "b"
    assert match_name("ремонт", "Г", known) is None
