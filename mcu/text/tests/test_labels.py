"""Urgency, thanks, spam, abuse and language: by what is told, never by how loud it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.text.labels import labels
from mcu.text.language import Language, spoken
from mcu.text.questions import kind_of
from mcu.text.tone import Tone, tones
from mcu.text.urgency import Level, urgency


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("В доме 5 пахнет газом на лестнице, слабый запах, может и ерунда", {"gas", "life"}),
        ("у магазина канализационный колодец без крышки, прикрыли фанеркой", {"life"}),
        ("Дети остались без тепла: котельная встала ночью, на улице минус 30", {"heat", "child"}),
        ("Двое суток без воды, весь посёлок Южный", {"water"}),
        ("нет света вторые сутки", {"light"}),
        ("горит сухая трава за огородами, ветер в сторону домов", {"fire"}),
        ("вызвали скорую в 14 часов, сейчас 17, никто не приехал", {"life"}),
        (
            "Лифт встал между этажами, внутри женщина с ребёнком, никто не отвечает",
            {"life", "child"},
        ),
    ],
)
def test_a_calm_note_may_hold_an_emergency(text: str, why: set[str]) -> None:
    found = urgency(text)
    assert found.level == Level.EMERGENCY
    assert why <= set(found.why)
    assert found.reason
    assert 0.5 < found.confidence < 1


@pytest.mark.parametrize(
    "text",
    [
        "из крана течет ржавая вода с запахом, пить невозможно",
        "в классе 14 градусов, дети сидят в куртках",
        "Лифт не работает, а на восьмом этаже живёт колясочник",
        "Дорогу к деревне размыло, скорая не проедет",
        "Переход без освещения, вчера чуть не сбили девочку",
    ],
)  # fmt: skip
def test_harm_that_is_near_is_raised(text: str) -> None:
    assert urgency(text).level == Level.RAISED


@pytest.mark.parametrize(
    "text",
    [
        "КОГДА УЖЕ ПОКРАСЯТ ЛАВКИ!!! ПОЗОР!!!",
        "Горит лампочка в подъезде круглые сутки, выключите",
        "Убил полдня на запись к терапевту",
        "Будет ли плановое отключение воды в июне и на сколько дней?",
        "Просто взрыв мозга эта ваша парковка!!!!",
        "умираю от скуки в вашем городе, сделайте парк",
        "Полный потоп рекламы в подъезде, ящики забиты листовками",
        "В прошлом году был пожар в клубе, когда его восстановят?",
        "каток залейте детям во дворе",
    ],
)
def test_shouting_idioms_and_the_past_are_no_danger(text: str) -> None:
    assert urgency(text).level == Level.NONE


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Спасибо большое дорожникам, наша улица как новая!", {Tone.THANKS}),
        ("Хочу поблагодарить врача за внимание", {Tone.THANKS}),
        ("Прошу починить кран. Спасибо.", set()),
        ("Заранее благодарю за ответ", set()),
        ("Спасибо за потоп в подъезде", set()),
        ("Продам гараж в кооперативе, 150 тыс, звоните", {Tone.SPAM}),
        ("Наша компания предлагает услуги по уборке снега, прайс во вложении", {Tone.SPAM}),
        ("Когда уберут рекламу «куплю рога» со столбов у дома 4, администрация?", set()),
        ("Глава - вор и подонок", {Tone.ABUSE}),
        ("С*ки, верните воду", {Tone.ABUSE}),
        ("Это безобразие, опять отписка!!!", set()),
        ("На лугу пасутся бараны и козлы без пастуха", set()),
    ],
)
def test_labels_of_tone(text: str, found: set[Tone]) -> None:
    assert {label.tone for label in tones(text)} == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Уберите снег, please", Language.RU),
        ("Коли буде автобус, будь ласка? Дуже чекаємо", Language.OTHER),
        ("Безнең урамда су юк, кайчан булыр?", Language.OTHER),
        ("Where is the bus station and when does the bus come?", Language.OTHER),
        ("kogda uberut sneg vo dvore, nelzya proyti", Language.MIXED),
    ],
)
def test_the_language_of_a_text(text: str, language: Language) -> None:
    assert spoken(text).language == language


def test_a_message_that_only_asks_is_informational():
    hint = kind_of("Здравствуйте, где записаться в волонтёры и нужна ли книжка?")
    assert hint is not None
    assert (hint.kind, bool(hint.reason)) == ("informational", True)
    assert kind_of("Уберите снег во дворе") is None


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_gets_labels(text: str) -> None:
    found = labels(text)
    assert 0 <= found.urgency.confidence <= 1
    assert (found.urgency.level == Level.NONE) == (not found.urgency.reason)
    assert all(label.reason for label in found.tones)
