import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mcu.text.mask import mask
from mcu.text.personal.known import KnownNames


@pytest.mark.parametrize(
    "phone",
    [
        "+7 (900) 123-45-67",
        "+7(900)1234567",
        "8 900 123 45 67",
        "8-900-123-45-67",
        "89001234567",
        "79001234567",
        "9001234567",
        "8.900.123.45.67",
        "8(90012)3-45-67",
        "8 (90012) 3 45 67",
        "8 9 0 0 1 2 3 4 5 6 7",
        "8–900–123–45–67",
        "8\u00a0900\u00a0123\u00a045\u00a067",
        "(90012) 3-45-67",
        "12-34-56",
        "2-34-56",
        "123-45-67",
    ],
)
def test_a_phone_is_hidden_however_it_is_written(phone: str) -> None:
    assert mask(f"Звоните: {phone}, жду.") == "Звоните: [телефон], жду."


def test_a_short_number_is_a_phone_after_a_word_that_says_so() -> None:
    assert mask("тел. 234567, 765432") == "тел. [телефон]"
    assert mask("мой телефон: 23456") == "мой телефон: [телефон]"
    assert mask("заявка 234567") == "заявка 234567"


@pytest.mark.parametrize(
    "text",
    [
        "Снег не убирали с 12.05.2024 по 14.05.2024, в 10-00 и 18:30",
        "с 8.05.2024-12.05.2024",
        "создано 2024-12-25 10:15:00",
        "дом 15, 2024-2025 годы, 1 500 000 рублей",
        "ул. Сосновая, д. 5/12, 3 подъезд, 60 квартир, 45 кв.м",
        "улица А.С. Кедрова и ул. Ивана Петровича Соснова",
        "в Новой Деревне Кедровского района",
        "С уважением, жители дома 5",
        "Уважаемая администрация! Когда почистят Сосновый Бор?",
        "гул метро, blogok.ru/a",
    ],
)
def test_dates_sums_addresses_and_places_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    "document",
    [
        "4512 345678",
        "45 12 345678",
        "4512345678",
        "45 12 № 345678",
        "112-233-445 95",
        "1122 3344 5566 7788",
        "1122334455667788",
        "123456789012",
    ],
)
def test_a_number_of_a_document_is_hidden(document: str) -> None:
    assert mask(f"мой номер {document}.") == "мой номер [номер]."


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("пишите first.last+x@mail.example.ru!", "пишите [почта]!"),
        ("@some_nick, ответьте", "[профиль], ответьте"),
        ("vk.com/id123", "[профиль]"),
        ("https://m.vk.ru/some.name.", "[профиль]."),
        ("https://vk.com/wall123_45", "[профиль]"),
        ("https://ok.ru/profile/5500, вот", "[профиль], вот"),
        ("t.me/some_user и tg://user?id=5", "[профиль] и [профиль]"),
        ("https://max.ru/u/abc_def", "[профиль]"),
        ("https://wa.me/79001234567", "[профиль]"),
        ("[id55|Имя Фамилия], добрый день", "[имя], добрый день"),
        ("https://vk.com/wall-12_34?reply=56", "https://vk.com/wall-12_34"),
        ("https://t.me/kedrovsk/12?comment=3", "https://t.me/kedrovsk/12"),
        ("https://t.me/c/12345/3", "[профиль]"),
        ("https://ok.ru/group/5/topic/6", "https://ok.ru/group/5/topic/6"),
        ("https://vk.com/club77", "https://vk.com/club77"),
    ],
)
def test_addresses_of_people_are_hidden_and_of_open_posts_stay(written: str, masked: str) -> None:
    assert mask(written) == masked


@pytest.mark.parametrize(
    "flat",
    [
        "кв. 12",
        "кв.12",
        "кв 12",
        "Кв №12",
        "квартира 12",
        "квартире номер 12",
        "кв. 12, 13 и 14",
        "комн. 5",
    ],
)
def test_a_flat_is_hidden_and_the_house_stays(flat: str) -> None:
    assert mask(f"Сосновая, д. 5, {flat}!") == "Сосновая, д. 5, [квартира]!"


def test_a_flat_is_hidden_when_its_number_comes_first() -> None:
    assert mask("живу в 45-й квартире") == "живу в [квартира]"


@pytest.mark.parametrize(
    ("written", "masked"),
    [
        ("Соснова Мария Петровна", "[имя]"),
        ("от Сосновой Марии Петровны, дом 5", "от [имя], дом 5"),
        ("СОСНОВА МАРИЯ ПЕТРОВНА", "[имя]"),
        ("соснова мария петровна", "[имя]"),
        ("Иван Кузьмич Кедров", "[имя]"),
        ("Уважаемый Иван Петрович!", "Уважаемый [имя]!"),
        ("Кедров И.И. и И. И. Кедров", "[имя] и [имя]"),
        ("Меня зовут Мария, живу тут", "Меня зовут [имя], живу тут"),
        ("меня зовут мария и я", "меня зовут [имя] и я"),
        ("С уважением, Анна Соснова", "С уважением, [имя]"),
        ("Я, Кедров Иван, прошу", "Я, [имя], прошу"),
        ("ул. Кедрова Мария Петровна", "ул. Кедрова [имя]"),
    ],
)
def test_names_are_hidden(written: str, masked: str) -> None:
    assert mask(written) == masked


FRAGMENTS = st.sampled_from(
    [
        "8",
        "900",
        "123-45-67",
        "12.05.2024",
        "+7",
        "(",
        ")",
        "-",
        " ",
        ".",
        ",",
        "\n",
        "тел",
        "звоните",
        "кв",
        "кв. 12",
        "12-й",
        "квартире",
        "@nick",
        "№",
        "]",
        "[",
        "a@b.example",
        "vk.com/",
        "id5",
        "wall-1_2",
        "t.me/",
        "Иван",
        "Петрович",
        "Мария",
        "Петровна",
        "ИВАН",
        "ПЕТРОВИЧ",
        "А",
        "а",
        "ё",
        "ок",
        "иван петрович",
        "И.И.",
        "И. ",
        "Кедров",
        "ул. ",
        "Уважаемый",
        "Меня зовут ",
        "С уважением, ",
        "Я, ",
        "ФИО: ",
        "[id5",
        "4512 345678",
        "112-233-445 95",
    ]
)
HOSTILE = st.one_of(st.text(), st.lists(FRAGMENTS, max_size=14).map("".join))


@given(HOSTILE)
@example("12-34-56-89001234567")
@example("Иван Петрович Мария Сергеевна Кедров И.И.")
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


def test_numbers_of_a_service_stay_when_asked():
    text = "Уважаемая Мария Петровна, звоните диспетчеру: 8 (800) 111-22-33"
    masked = mask(text, phones=False)
    assert "8 (800) 111-22-33" in masked
    assert "Петровна" not in masked


def test_a_settlement_of_the_gazetteer_is_no_person():
    known = KnownNames(["Старая Рогозинка", "Петрово", "Верхние Ключи"])
    text = "В Старой Рогозинке у Ковригиной Марии нет воды, 8 900 000-14-57"
    assert mask(text) == "В [имя] у [имя] нет воды, [телефон]"
    assert mask(text, known=known) == "В Старой Рогозинке у [имя] нет воды, [телефон]"
    assert mask("Звонила Петрова Анна", known=known) == "Звонила [имя]"
