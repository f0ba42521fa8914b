"""Learning from labelled texts: what is learnt, how it is kept, what is refused."""

import io
import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from mcu.text.learn import storage, training
from mcu.text.learn.measuring import evaluate, metrics
from mcu.text.learn.model import KIND, Guess, Model, Prediction
from mcu.text.learn.rows import BadRows, LabelledText
from mcu.text.learn.storage import BadModel
from mcu.text.learn.training import train

ABOUT = {
    "Ямы": ["яма на дороге", "разбит асфальт", "дорога вся в выбоинах", "пробил колесо в яме"],
    "Свет": ["не горит фонарь", "темно на улице", "фонари не работают", "нет освещения вечером"],
    "Мусор": ["не вывозят мусор", "свалка у дома", "баки переполнены", "мусор лежит неделю"],
    "Вода": ["нет воды в кране", "ржавая вода", "прорвало трубу", "отключили воду без объявления"],
}
NAMES = {
    "Я": "Ямы на дороге, асфальт",
    "С": "Освещение: не горит фонарь",
    "М": "Мусор не вывозят, свалка",
    "В": "Водоснабжение: нет воды в кране",
    "З": "Дикие звери: лоси, волки",
}
STREETS = ["Лесная", "Речная", "Садовая", "Новая", "Полевая", "Мира"]


def invented(seed: int = 1, copies: int = 3) -> list[LabelledText]:
    chance = random.Random(seed)
    rows = [
        LabelledText(
            f"Здравствуйте, {text}, улица {chance.choice(STREETS)}", topic, category=topic[0]
        )
        for topic, texts in ABOUT.items()
        for text in texts
        for _ in range(copies)
    ]
    chance.shuffle(rows)
    return [*rows, LabelledText("Кабан ходит по огороду", "Звери"), LabelledText("", "Ямы")]


@pytest.fixture(scope="module")
def model() -> Model:
    return train(invented(), target="topic", made="2026-01-01")


@pytest.fixture
def file(model: Model, tmp_path: Path) -> Path:
    path = tmp_path / "тема.model"
    model.save(path)
    return path


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Огромная яма посреди дороги", "Ямы"),
        ("Второй день без воды, труба течёт", "Вода"),
        ("<p>Фонарь&nbsp;не горит</p>", "Свет"),
    ],
)
def test_the_usual_is_suggested_first(model: Model, text: str, topic: str) -> None:
    assert model.predict([text])[0].label == topic


@pytest.mark.parametrize("text", ["", "\x00", "hello world", "😀" * 50, "яма " * 50_000])
def test_confidence_is_a_share_and_falls(model: Model, text: str) -> None:
    (prediction,) = model.predict([text])
    shares = [guess.confidence for guess in prediction.guesses]
    assert len(shares) == 3
    assert sorted(shares, reverse=True) == shares
    assert all(0 <= share <= 1 for share in shares)
    assert sum(shares) <= 1.0005


def test_a_known_matter_is_surer_than_an_unknown_one(model: Model) -> None:
    known, unknown = model.predict(["Не вывозят мусор, баки полные", "Кто отменил концерт?"])
    assert known.confidence > 2 * unknown.confidence


def test_it_says_which_words_decided(model: Model) -> None:
    assert model.why("Скажите, почему на Лесной опять не горит фонарь?")[:2] == ("фонарь", "горит")
    assert model.why("Мусор и фонарь", "Мусор") == ("мусор",)
    assert model.why("") == ()


def test_what_stands_in_every_text_is_never_named_as_what_decided(model: Model) -> None:
    said = model.why("Здравствуйте, на улице у нас в доме нет воды, прошу помочь", "Вода")
    assert "воды" in said
    assert not {"на", "в", "у", "нас", "улице", "прошу", "здравствуйте"} & set(said)


def test_many_texts_are_told_what_one_is(model: Model) -> None:
    texts = ["Яма на дороге", "", "Не горит фонарь во дворе"]
    labels = ["Ямы", "Вода", "Мусор"]
    assert model.whys(texts, labels) == [
        model.why(*each) for each in zip(texts, labels, strict=True)
    ]
    assert model.whys([], []) == []


def test_the_same_rows_in_any_order_make_the_same_file(model: Model, tmp_path: Path) -> None:
    again = train(reversed(invented()), target="topic", made="2026-01-01")
    model.save(tmp_path / "one")
    again.save(tmp_path / "other")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_a_loaded_model_says_the_same_and_of_what_it_was_made(model: Model, file: Path) -> None:
    texts = [row.text for row in invented(2)]
    loaded = Model.load(file)
    assert loaded.about == model.about
    assert loaded.about.rows == 49
    for here, there in zip(loaded.predict(texts), model.predict(texts), strict=True):
        assert here.label == there.label
        assert here.confidence == pytest.approx(there.confidence, abs=0.01)


def test_the_name_of_a_label_is_an_example_of_it() -> None:
    rows = [LabelledText(row.text, row.topic[:1]) for row in invented()]
    named = train(rows, target="topic", names=NAMES)
    (told,) = named.predict(["К нам вышли волки и лоси"])
    assert told.label == "З"
    assert named.why("К нам вышли волки и лоси")[0] == "волки"


def test_of_too_many_rows_the_last_are_taught_and_some_of_each_label(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(training, "MOST_ROWS", 20)
    monkeypatch.setattr(training, "MOST_LABELS", 4)
    old = [LabelledText("дохлая рыба в реке", "Река")] * 2
    taught = train([*old, *invented()], target="topic")
    assert (taught.about.rows, taught.labels) == (20, ("Вода", "Мусор", "Свет", "Ямы"))


def test_labels_never_seen_are_misses_and_empty_ones_are_not_counted(model: Model) -> None:
    rows = [
        LabelledText("яма на дороге", "Ямы"),
        LabelledText("поёт соловей", "Птицы"),
        LabelledText("яма", ""),
        LabelledText("", "Ямы"),
    ]
    found = evaluate(model, rows)
    assert (found.n, found.accuracy, found.top3_accuracy) == (2, 0.5, 0.5)


def test_measures_are_those_of_the_textbook() -> None:
    given = [Prediction((Guess(first, 0.6), Guess("b", 0.3))) for first in "aabca"]
    found = metrics(list("abbbd"), given, 0.0)
    # a: 1 of 3 given, 1 of 1 true; b: 1 of 1, 1 of 3; c given once and d true once are lost
    assert found.accuracy == pytest.approx(2 / 5)
    assert found.top3_accuracy == pytest.approx(4 / 5)
    assert found.macro_f1 == pytest.approx((0.5 + 0.5 + 0 + 0) / 4)
    assert found.weighted_f1 == pytest.approx((0.5 * 1 + 0.5 * 3) / 5)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([], "Учить не на чем"),
        (invented()[:5], "нужно не меньше 10"),
        ([LabelledText(f"яма номер {n}", "Ямы") for n in range(20)], "одно значение — «Ямы»"),
        ([LabelledText(f"яма {n}", "") for n in range(20)], "Учить не на чем"),
    ],
)
def test_too_little_to_learn_from_is_refused(rows: list[LabelledText], sentence: str) -> None:
    with pytest.raises(BadRows, match=sentence):
        train(rows, target="topic")


def test_two_labels_are_enough(model: Model) -> None:
    rows = [row for row in invented() if row.topic in ("Ямы", "Вода")]
    two = train(rows, target="topic")
    assert [p.label for p in two.predict(["яма на дороге", "нет воды"])] == ["Ямы", "Вода"]


def _changed(file: Path, part: str, content: bytes | None) -> None:
    with zipfile.ZipFile(file) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts[part] = content or b""
    with zipfile.ZipFile(file, "w") as new:
        for name, some in parts.items():
            if name != part or content is not None:
                new.writestr(name, some)


def _array(array: np.ndarray, *, pickled: bool = False) -> bytes:
    out = io.BytesIO()
    np.save(out, array, allow_pickle=pickled)
    return out.getvalue()


HOSTILE: dict[str, Callable[[Path], None]] = {
    "empty": lambda file: file.write_bytes(b""),
    "text": lambda file: file.write_text("это не модель"),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:-200]),
    "no header": lambda file: _changed(file, "header.json", None),
    "header of another": lambda file: _changed(file, "header.json", b'{"kind": "xgboost"}'),
    "other version": lambda file: _changed(
        file, "header.json", json.dumps({"kind": "mcu.text.learn/999"}).encode()
    ),
    "deep header": lambda file: _changed(file, "header.json", b"[" * 100_000),
    "no concepts": lambda file: _changed(
        file, "header.json", json.dumps({"kind": KIND, "about": {}}).encode()
    ),
    "no words": lambda file: _changed(file, "words.json", None),
    "words are numbers": lambda file: _changed(file, "words.json", b"[1, 2]"),
    "one label": lambda file: _changed(file, "labels.json", '["Ямы"]'.encode()),
    "wrong shape": lambda file: _changed(file, "bias.npy", _array(np.zeros((2, 2)))),
    "not finite": lambda file: _changed(file, "bias.npy", _array(np.full(5, np.nan))),
    "pickle": lambda file: _changed(
        file, "bias.npy", _array(np.array([{"a": 1}] * 5, dtype=object), pickled=True)
    ),
    "array of rubbish": lambda file: _changed(file, "bias.npy", b"\x93NUMPY\x01\x00rubbish"),
}


@pytest.mark.parametrize("harm", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_harmed_file_is_refused_with_a_sentence(file: Path, harm: Callable[[Path], None]) -> None:
    harm(file)
    with pytest.raises(BadModel, match=r"[а-я]{4}.*\."):
        Model.load(file)


def test_a_bomb_is_refused_before_it_is_unpacked(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "LIMIT", 100_000)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("header.json", bytes(200_000))
    with pytest.raises(BadModel, match="слишком велик"):
        Model.load(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"нет\. Проверьте путь"):
        Model.load(tmp_path / "нет")
