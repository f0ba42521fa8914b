"""What a person said apart from what came with it; nothing of it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.clean import tidy, uncarried
from mcu.text.said import Kind, said


@pytest.mark.parametrize(
    ("came", "own", "kinds"),
    [
        ("[id77|Марина], уберите снег", "уберите снег", {Kind.MENTION}),
        ("@admin_town уберите снег", "уберите снег", {Kind.MENTION}),
        ("Памятник падает, [id5|Нина] видела", "Памятник падает, Нина видела", set()),
        ("Яма тут: https://a.example/b?c=1 глубокая", "Яма глубокая", {Kind.LINK}),
        ("Свет горит днём\n#свет #город", "Свет горит днём", {Kind.HASHTAGS}),
        ("Лёд.\n\nС уважением,\nИрина", "Лёд.", {Kind.SIGNATURE}),
        ("Лёд. С уважением, мама", "Лёд.", {Kind.SIGNATURE}),
        ("Лёд.\n--\nСергей П.\nОтправлено с телефона", "Лёд.", {Kind.SIGNATURE}),
        ("Лёд.\n\nС уважением, Яна\n\nP.S. И яма", "Лёд.\n\nP.S. И яма", {Kind.SIGNATURE}),
        ("Прошу убрать.\n\n12 июня в 10:15 Приёмная <a@example.ru> писал(а):\n> Принято",
         "Прошу убрать.", {Kind.QUOTE}),
        ("> Принято\nНе принято, яма есть", "Не принято, яма есть", {Kind.QUOTE}),
        ("Лёд.\n-----Исходное сообщение-----\nОт: Зеленхоз\nПлан.", "Лёд.", {Kind.QUOTE}),
        ("Пересланное сообщение\nОт: Чат 24\nАвтобус не пришёл", "Автобус не пришёл", {Kind.QUOTE}),
        ("Яма.\n📲 Подписывайтесь на @gorod\n👉 https://t.me/gorod", "Яма.", {Kind.TAIL}),
        ("Лёд.\nЖители дома № 5", "Лёд.", {Kind.SIGNATURE}),
        ("Нет тепла.\nСемья с детьми мёрзнет", "Нет тепла.\nСемья с детьми мёрзнет", set()),
        ("Яма. Отправлено из приложения «Город». ID: 12", "Яма.", {Kind.TAIL}),
        ("Обращение № 7 от 01.02.2026\nНет света", "Нет света", {Kind.TAIL}),
        ("Координаты: 00.0, 00.0", "Координаты: 00.0, 00.0", set()),
        ("https://a.example/b", "https://a.example/b", set()),
        ("С уважением к труду дворников пишу: лёд", "С уважением к труду дворников пишу: лёд", set()),
    ],
)  # fmt: skip
def test_carriers_signatures_and_tails_stand_aside(came: str, own: str, kinds: set[Kind]) -> None:
    found = said(came)
    assert found.text == own
    assert {part.kind for part in found.aside} == kinds


@pytest.mark.parametrize(
    ("came", "meant"),
    [
        ("Дaвнo нeт cвeтa y нac", "Давно нет света у нас"),
        ("HET BOДЫ", "НЕТ ВОДЫ"),
        ("Связи нееееет, поставьте вышкуууу", "Связи нет, поставьте вышку"),
        ("часы СССР и ООО «Сосна»", "часы СССР и ООО «Сосна»"),
        ("Wi-Fi на вокзале", "Wi-Fi на вокзале"),
        ("<style>p{color:red}</style><!-- письмо --><p>Яма&nbsp;есть</p>", "Яма есть"),
    ],
)
def test_words_are_mended(came: str, meant: str) -> None:
    assert said(came).text == meant


PIECES = ["С уважением", "\n", " ", "> ", "-----Исходное сообщение-----", "--", "#тег", "https://a.example",
          "[id1|Яна]", "@nick", "Отправлено с iPhone", "От: Яна", "Яма", "слово", ".", "Подписывайтесь на @a", "<p>"]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=14).map("".join)))
def test_all_parts_together_are_the_whole_text(came: str) -> None:
    found = said(came)
    assert found.whole == tidy(uncarried(came))
    letters = any(sign.isalpha() for sign in found.whole)
    assert not letters or any(sign.isalpha() for sign in found.text)
