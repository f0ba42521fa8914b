"""The starter classifier that the project brings, checked as a whole."""

from collections import Counter
from pathlib import Path

import pytest

from mcu.text.search import fold
from mcu.text.topics import match_name, read_classifier

CLASSIFIER = read_classifier((Path(__file__).parents[2] / "cases/data/topics.toml").read_bytes())
LEXICON = CLASSIFIER.lexicon()


def test_it_has_24_groups_and_214_topics() -> None:
    assert len(CLASSIFIER.groups) == 24
    assert len(CLASSIFIER.topics) == 214
    sizes = Counter(topic.group for topic in CLASSIFIER.topics)
    assert [sizes[group.code] for group in CLASSIFIER.groups] == (
        [33, 22, 24, 7, 6, 12, 14, 14, 10, 11, 4, 6, 3, 6, 4, 4, 4, 7, 4, 8, 3, 3, 3, 2]
    )


def test_every_topic_has_words_and_another_name() -> None:
    for topic in CLASSIFIER.topics:
        assert len(topic.words) >= 4, topic.code
        assert any(weight > 0 for _, weight in topic.words), topic.code
        assert topic.aliases, topic.code


def test_no_name_belongs_to_two_topics() -> None:
    names = Counter(fold(n) for t in CLASSIFIER.topics for n in {t.name, *t.aliases})
    assert [name for name, times in names.items() if times > 1] == []


def test_every_topic_is_found_by_its_names() -> None:
    known = CLASSIFIER.names()
    groups = {group.code: group.name for group in CLASSIFIER.groups}
    for topic in CLASSIFIER.topics:
        for name in (topic.name, *topic.aliases):
            assert match_name(f"★ {name.upper()}", groups[topic.group], known) == topic.code


def test_urgent_seasonal_and_foreign_topics_are_marked() -> None:
    marked = Counter((topic.type, topic.speed) for topic in CLASSIFIER.topics)
    by_code = {topic.code: topic for topic in CLASSIFIER.topics}
    assert marked == {
        ("solvable", "ordinary"): 151,
        ("solvable", "fast"): 37,
        ("informational", "ordinary"): 15,
        ("unsolvable", "ordinary"): 10,
        ("unsolvable", "fast"): 1,
    }
    assert by_code["dorogi.uborka-snega"].season == ("winter",)
    assert by_code["bezopasnost.prirodnye-pozhary"].season == ("spring", "summer")
    assert by_code["bezopasnost.propazha"].type == "unsolvable"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Улица Сосновая вся в снегу, дорогу не чистят третий день", "dorogi.uborka-snega"),
        ("Тротуар у школы — сплошной лёд, невозможно пройти", "dorogi.trotuary-sneg"),
        ("Во дворе не убирают снег, дворника никто не видел", "blago.dvory-sneg"),
        ("С крыши свисают огромные сосульки!", "zhkh.sneg-na-kryshah"),
        ("Огромная яма на дороге, пробил колесо", "dorogi.yamy"),
        ("Яма во дворе прямо у подъезда", "blago.yamy-vo-dvorah"),
        ("Не горят фонари вдоль дороги, темно", "dorogi.osveshchenie"),
        ("Нет горячей воды вторую неделю", "zhkh.net-vody"),
        ("Из крана идёт ржавая вода", "zhkh.kachestvo-vody"),
        ("Батареи холодные, в квартире 14 градусов", "zhkh.otoplenie"),
        ("Когда начнётся отопительный сезон?", "zhkh.otopitelnyy-sezon"),
        ("Не вывозят мусор, баки переполнены", "othody.vyvoz"),
        ("За посёлком образовалась стихийная свалка", "othody.svalki"),
        ("Автобус опять не приехал, ждали час", "transport.grafik"),
        ("Стая бродячих собак кидается на детей", "bezopasnost.beznadzornye"),
        ("Открытый люк на тротуаре, провалится ребёнок", "blago.lyuki"),
        ("Сломаны качели на детской площадке", "blago.ploshchadki-sostoyanie"),
        ("Отключили свет без предупреждения", "energetika.otklyuchenie-sveta"),
        ("Невозможно записаться к врачу, талонов нет", "zdorovie.zapis"),
        ("В детском саду нет мест, очередь 200 человек", "obrazovanie.mesta-v-sadah"),
        ("Лифт не работает неделю", "zhkh.lifty"),
        ("Вдоль дороги зарос борщевик", "blago.borshchevik"),
        ("Не ловит мобильная связь в деревне", "svyaz.mobilnaya"),
        ("Дохлая рыба в реке, вся всплыла", "ekologiya.gibel-zhivotnyh"),
    ],
)
def test_usual_complaints_find_their_topic(text: str, code: str) -> None:
    assert LEXICON.suggest(text)[0].code == code


def test_thanks_and_greetings_are_about_nothing() -> None:
    assert LEXICON.suggest("Спасибо большое, с наступающим!") == []
