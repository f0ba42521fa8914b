"""mcu topics: train, evaluate and predict on invented tables of every spelling."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from mcu.__main__ import main
from mcu.text.tests.test_learn import invented

Run = Any


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        code = main(["topics", *map(str, words)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def table(path: Path, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        out = csv.writer(file, delimiter=delimiter)
        out.writerow(["lat", "category", "ID", "Text", "topic"])
        for number, row in enumerate(invented()):
            out.writerow(
                ["55.7", row.category, f"№{number}", row.text and f"<p>{row.text}</p>", row.topic]
            )
    return path


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    path = folder / "тема.model"
    assert main(["topics", "train", str(table(folder / "data.csv")), "--out", str(path)]) == 0
    return path


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1251", ";"), ("utf-16", "\t")],
)
def test_tables_of_every_spelling_are_measured_alike(
    tmp_path: Path, run: Run, model: Path, encoding: str, delimiter: str
) -> None:
    other = table(tmp_path / "other.csv", encoding=encoding, delimiter=delimiter)
    code, out, _ = run("evaluate", model, other, "--target", "topic", "--json")
    found = json.loads(out)
    assert code == 0
    assert set(found) == {"accuracy", "top3_accuracy", "weighted_f1", "macro_f1", "n", "seconds"}
    assert found["n"] == 49
    assert found["accuracy"] > 0.9


def test_every_row_gets_three_suggestions(tmp_path: Path, run: Run, model: Path) -> None:
    texts = tmp_path / "texts.csv"
    texts.write_text('id,text\nа-1,"яма, и\nеще одна"\nа-2,\n,нет воды\n', encoding="utf-8")
    code, out, _ = run("predict", model, texts, "--out", tmp_path / "out.csv", "--json")
    with (tmp_path / "out.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert code == 0
    assert json.loads(out)["rows"] == 3
    assert [row["id"] for row in rows] == ["а-1", "а-2", "3"]
    assert [rows[0]["label1"], rows[2]["label1"]] == ["Ямы", "Вода"]
    assert all(0 <= float(row[f"confidence{n}"]) <= 1 for row in rows for n in (1, 2, 3))


def test_training_tells_what_it_made(tmp_path: Path, run: Run) -> None:
    data = table(tmp_path / "data.csv")
    code, out, _ = run("train", data, "--target", "category", "--out", tmp_path / "m", "--json")
    assert code == 0
    assert {"target": "category", "rows": 48, "labels": 4}.items() <= json.loads(out).items()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Проверьте путь"),
        ("", "пуст"),
        ("id,message,topic\n1,яма,Ямы\n", "нет колонки «text»"),
        ("id,text\n1,яма\n", "нет колонки «topic»"),
        ("text,topic\n", "Учить не на чем"),
        ("text,topic\n" + "яма,Ямы\n" * 20, "одно значение"),
    ],
)
def test_a_table_that_teaches_nothing_is_refused(
    tmp_path: Path, run: Run, content: str | None, sentence: str
) -> None:
    data = tmp_path / "data.csv"
    if content is not None:
        data.write_text(content, encoding="utf-8")
    code, _, err = run("train", data, "--out", tmp_path / "m")
    assert code == 1
    assert sentence in err
    assert not (tmp_path / "m").exists()


def test_a_model_of_another_column_or_none_is_refused(
    tmp_path: Path, run: Run, model: Path
) -> None:
    data = table(tmp_path / "data.csv")
    assert "обучена на колонке «topic»" in run("evaluate", model, data, "--target", "category")[2]
    assert "не модель" in run("evaluate", data, data)[2]
    assert "нет такой папки" in run("predict", model, data, "--out", tmp_path / "no" / "x.csv")[2]
