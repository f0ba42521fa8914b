"""mcu text analyse: everything found in each text, whatever file it is given."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from mcu.core.errors import RuleViolation
from mcu.core.tables import texts
from mcu.text.learn.rows import LabelledText
from mcu.text.learn.training import train

MESSAGE = (
    "[id5|Яна], в подъезде пахнет газом! Когда приедут и кто вернёт деньги? Звоните 8 900 000-14-57, "
    "Ковригина Зоя Петровна. Обещали к 1 сентября починить."
)


def analysed(source: Any, *options: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("text", "analyse", str(source), "--on", "2026-04-06", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_everything_is_found_and_no_personal_value_is_repeated(tmp_path):
    file = tmp_path / "texts.txt"
    file.write_text(MESSAGE + "\n", encoding="utf-8")
    (found,) = analysed(file)
    assert found["urgency"]["level"] == "emergency"
    assert {"gas", "life"} <= set(found["urgency"]["why"])
    assert [one["asks"] for one in found["questions"]] == ["when", "who"]
    assert found["language"]["code"] == "ru"
    assert found["left_out"] == [{"kind": "mention", "length": len("[id5|Яна], ")}]
    assert found["dates"] == [{"phrase": "к 1 сентября", "due": "2026-09-01"}]
    assert found["topics"][0]["code"].startswith("energetika.")
    assert {span["type"] for span in found["personal"]} >= {"phone", "name"}
    assert not any(
        value in json.dumps(found, ensure_ascii=False) for value in ("Ковригин", "14-57")
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,text\n7,Нет воды\n8,\"Снег, лёд\"\n".encode()),
        ("a.csv", "id;text\n7;Нет воды\n8;Снег, лёд\n".encode("cp1251")),
        ("a.jsonl", '{"id": 7, "text": "Нет воды"}\n{"id": 8, "text": "Снег, лёд"}\n'.encode()),
        ("a", '\ufeff{"id": 7, "text": "Нет воды"}\n{"id": 8, "text": "Снег, лёд"}\n'.encode()),
        ("a", "id,text\n7,Нет воды\n8,\"Снег, лёд\"\n".encode()),
    ],
)  # fmt: skip
@pytest.mark.parametrize("piped", [False, True])
def test_tables_and_json_lines_are_known_by_their_content(
    name, content, piped, tmp_path, monkeypatch
):
    file = tmp_path / name
    file.write_bytes(content)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(content)))
    found = analysed("-" if piped else file)
    assert [(row["id"], row["clean"]) for row in found] == [("7", "Нет воды"), ("8", "Снег, лёд")]


def test_what_cannot_be_read_is_said_in_its_place(tmp_path):
    file = tmp_path / "a.jsonl"
    deep = b"[" * 100_000
    file.write_bytes(
        b'{"text": "\xd0\xaf\xd0\xbc\xd0\xb0"}\n{broken\n'
        + deep
        + b'\n{"no": 1}\n{"text": "\\ud800 a"}\n'
    )
    found = analysed(file)
    assert [row.get("error") for row in found] == [
        None,
        "Строка 2 не читается как JSON.",
        "Строка 3 не читается как JSON.",
        "В строке 4 нет текста в поле «text».",
        None,
    ]


def test_an_endless_line_is_read_to_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "LINE_LIMIT", 1_000_001)
    file = tmp_path / "a.txt"
    file.write_bytes("яма ".encode() * 500_000 + b"\n\x00\xff\nlast\n")
    found = analysed(file)
    assert [row["clean"][-4:] for row in found] == [" яма", "я", "last"]
    assert found[0]["cut"] > 0


def test_no_file_and_no_column_are_said_in_words(tmp_path):
    with pytest.raises(RuleViolation, match="Проверьте путь"):
        analysed(tmp_path / "none.csv")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(RuleViolation, match="нет колонки «text»"):
        analysed(tmp_path / "a.csv")
    with pytest.raises(RuleViolation):
        analysed(tmp_path / "a.csv", "--model", str(tmp_path / "a.csv"))


def test_a_trained_model_adds_its_guesses(tmp_path):
    rows = [LabelledText(text, topic) for text, topic in (
        ("нет воды в кране", "Вода"), ("воду отключили", "Вода"), ("снег не убран", "Снег"),
        ("сугробы и снег во дворе", "Снег"), ("воды нет третий день", "Вода"), ("чистите снег", "Снег"),
    )] * 2  # fmt: skip
    train(rows, target="topic").save(tmp_path / "model")
    file = tmp_path / "a.txt"
    file.write_text("опять нет воды\n", encoding="utf-8")
    (found,) = analysed(file, "--model", str(tmp_path / "model"))
    assert (found["learnt"][0]["target"], found["learnt"][0]["label"]) == ("topic", "Вода")


def test_places_are_found_by_a_gazetteer(tmp_path):
    known = tmp_path / "places.csv"
    known.write_text(
        "kind,type,name,settlement\nsettlement,город,Лукоморск,\nstreet,улица,Полевая,Лукоморск\n"
    )
    (tmp_path / "a.txt").write_text("На Полевой 8 яма\n", encoding="utf-8")
    (found,) = analysed(tmp_path / "a.txt", "--gazetteer", str(known))
    assert [(p["title"], p["house"]) for p in found["places"]] == [
        ("Лукоморск, улица Полевая, 8", ["8"])
    ]
    with pytest.raises(RuleViolation, match="нет колонок kind и name"):
        analysed(tmp_path / "a.txt", "--gazetteer", str(tmp_path / "a.txt"))
