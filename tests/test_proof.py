"""The rows of requirements that a run proves, and a table that claims too much."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TESTS = """
import pytest

@pytest.mark.row(1, 2)
def test_good(): pass

@pytest.mark.row(3)
def test_bad(): assert False

@pytest.mark.long
@pytest.mark.row(4)
def test_slow(): pass

@pytest.mark.row(6)
@pytest.mark.row(7, 8, 9)
def test_greedy(): pass
"""
INI = "[pytest]\ntestpaths = t\nmarkers =\n    row\n    long\n"


def run(folder: Path, *words: str, table: str) -> tuple[int, str]:
    (folder / "t").mkdir()
    (folder / "t" / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text(INI)
    (folder / "docs").mkdir()
    (folder / "docs" / "requirements.md").write_text(table)
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.proof", "-p", "xdist.plugin", *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout


def table(**where: str) -> str:
    rows = [f"| {name[1:]} | обязанность | mcu/x | {test} |" for name, test in where.items()]
    return "\n".join(["| № | что | где | тест |", "|---|---|---|---|", *rows])


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)])
def test_it_names_what_passed_tests_prove(tmp_path: Path, workers: tuple[str, ...]) -> None:
    told = table(_1="test_good", _2="test_good", _3="", _4="test_slow")
    code, said = run(tmp_path, "-m", "not long", *workers, table=told)
    assert code == 1
    assert "строк требований доказано: 2 из 4: 1, 2\n" in said
    assert "не проверялись в этом прогоне: 4" in said
    assert "теста нет" not in said
    assert "failed" in said.splitlines()[-1]


@pytest.mark.parametrize("workers", [(), pytest.param(("-n", "2"), marks=pytest.mark.long)])
def test_a_claim_that_no_passed_test_proves_fails_the_run(
    tmp_path: Path, workers: tuple[str, ...]
) -> None:
    told = table(_1="test_good", _3="test_bad", _5="test_nothing")
    code, said = run(tmp_path, "-m", "not long", *workers, table=told)
    assert code == 1
    assert "docs/requirements.md называет доказанными, а теста нет: 3, 5" in said


def test_a_part_of_the_tests_does_not_judge_the_table(tmp_path: Path) -> None:
    code, said = run(tmp_path, "-k", "good", table=table(_5="test_nothing"))
    assert code == 0
    assert "теста нет" not in said


def test_a_test_carries_at_most_three_rows(tmp_path: Path) -> None:
    code, said = run(tmp_path, "-k", "greedy", table=table(_1=""))
    assert code == 1
    assert "at most 3 rows" in said
