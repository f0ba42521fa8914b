"""`mcu import` as a person or a program calls it: totals, exit codes, sentences."""

import json
import re
from urllib.parse import urlsplit

import pytest

from mcu import __main__ as program
from mcu.cases.models import Case
from mcu.core.tests import hostile
from mcu.intake.models import ImportRun
from mcu.intake.tests.workbook import COLUMNS, incident_rows, write_incident_workbook


@pytest.fixture
def run(committed_intake, committed_db, databases, monkeypatch, capsys):
    """The command from its words to its exit code, what it printed, what it complained of."""
    address = urlsplit(databases.address())._replace(path=f"/{committed_db}").geturl()
    monkeypatch.setenv("MCU_DATABASE_URL", address)
    monkeypatch.setattr("mcu.core.startup.close_connections", lambda: None)  # those of the test

    def run(*words: object) -> tuple[int, str, str]:
        code = program.main(["import", *map(str, words)])
        return code, *capsys.readouterr()

    return run


def test_as_a_process_it_prints_the_totals_and_nothing_else(command, write):
    process = command(str(write("a.xlsx", write_incident_workbook, rows=5)), "--json")
    out, err = process.communicate()
    assert (process.returncode, err, json.loads(out)["new"]) == (0, "", 5)


def test_json_gives_the_totals_in_one_line(run, write):
    bad = [""] * len(COLUMNS)
    bad[COLUMNS.index("ID")] = "9000001"
    path = write("a.xlsx", write_incident_workbook, rows=30, extra=[bad])
    code, out, err = run(path, "--json")
    assert (code, err, out.count("\n")) == (0, "", 1)
    totals = json.loads(out)
    assert totals.pop("seconds") > 0
    expected = {"rows": 31, "new": 30, "updated": 0, "unchanged": 0, "rejected": 1}
    assert totals == expected
    again = json.loads(run(path, "--json")[1])
    assert (again["new"], again["unchanged"], again["rejected"]) == (0, 30, 1)


def test_without_json_it_says_the_totals_in_words(run, write):
    code, out, err = run(write("a.xlsx", write_incident_workbook, rows=5))
    assert (code, err) == (0, "")
    assert re.match(r"Строк: 5\. Новых: 5, .* отклонено: 0\. Время: [\d.]+ с\.\n$", out)


def test_formulas_are_taken_as_text_and_never_run(run, write):
    cells = next(iter(incident_rows(1)))
    cells[COLUMNS.index("Текст инцидента")] = "=cmd|' /C calc'!A0"
    cells[COLUMNS.index("Улица")] = "+1+1"
    path = write("a.xlsx", write_incident_workbook, rows=0, extra=[cells])
    assert run(path, "--json")[0] == 0
    assert Case.objects.get().text.startswith("=cmd|")


def test_a_file_of_which_no_row_can_be_taken_is_a_failure_with_the_totals_printed(run, write):
    bad = [""] * len(COLUMNS)
    bad[COLUMNS.index("ID")] = "9000001"
    code, out, err = run(write("a.xlsx", write_incident_workbook, rows=0, extra=[bad]), "--json")
    assert (code, json.loads(out)["rejected"]) == (1, 1)
    assert "Ни одной строки загрузить не удалось" in err


def _of_half_a_sheet() -> bytes:
    """A sheet that breaks off after rows that are whole."""
    row = '<row r="{0}"><c r="A{0}" t="inlineStr"><is><t>{1}</t></is></c>'
    row += '<c r="B{0}" t="inlineStr"><is><t>{2}</t></is></c></row>'
    rows = "".join(row.format(n, f"Яма {n}", f"Ямы {n}") for n in range(2, 60))
    sheet = hostile.sheet_of(row.format(1, "Текст", "Тема") + rows)
    return hostile.raw_xlsx(sheet.removesuffix("</sheetData></worksheet>"))


HOSTILE = {
    "empty.xlsx": (b"", "пуст"),
    "renamed.xlsx": (b"%PDF-1.7 renamed", "документ PDF"),
    "half.xlsx": (hostile.xlsx([["Тема", "Текст"], ["Ямы", "Яма"]])[:600], "повреждён"),
    "bomb.xlsx": (hostile.zip_bomb(64), "слишком большой объём"),
    "wide.xlsx": (hostile.xlsx([["Текст"] * 10_000]), "больше 200 столбцов"),
    "strange.csv": ("Имя;Возраст\nКто;5\n".encode(), "знакомых заголовков"),
    "breaks-off.xlsx": (_of_half_a_sheet(), "повреждён"),
}


def test_a_hostile_file_is_refused_with_one_sentence_on_stderr(run, tmp_path):
    for name, (content, sentence) in HOSTILE.items():
        path = tmp_path / name
        path.write_bytes(content)
        code, out, err = run(path, "--json")
        assert (code, out) == (1, ""), name
        assert sentence in err, name
        assert err.count("\n") == 1, name
        assert "Traceback" not in err, name
    assert Case.objects.count() == 0
    assert set(ImportRun.objects.values_list("state", flat=True)) == {ImportRun.State.FAILED}


def test_a_file_that_is_not_there_and_a_layout_nobody_knows_are_refused(run, write, tmp_path):
    code, _, err = run(tmp_path / "нет.xlsx")
    assert (code, "Проверьте путь" in err) == (1, True)
    path = write("a.xlsx", write_incident_workbook, rows=2)
    code, _, err = run(path, "--layout", "своя")
    assert (code, "Раскладки «своя» нет" in err) == (1, True)
