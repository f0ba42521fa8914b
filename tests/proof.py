"""Which rows of docs/requirements.md the passed tests prove, and whether the table tells the truth.

A test carries `@pytest.mark.row(39)`, at most three of them. After a whole run the table may
claim (name a test in its last column) only rows that a passed test proves; rows whose tests
were left out of this run (`long`, no Chromium) are named and not judged.
"""

import re
from pathlib import Path
from typing import Any

import pytest

ROW = re.compile(r"\s*\|\s*\d+\s*\|")
MOST = 3


class Proof:
    """Rows of this run: proven, carried by tests that failed, carried by tests that did not run."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.table: Path = config.rootpath / "docs" / "requirements.md"
        self.proven: set[int] = set()
        self.failed: set[int] = set()
        self.left_out: set[int] = set()
        self.lies: list[int] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        rows = {int(value) for name, value in report.user_properties if name == "row"}
        if report.failed:
            self.failed |= rows
        elif report.skipped:
            self.left_out |= rows
        elif report.when == "call":
            self.proven |= rows

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        for item in items:
            self.left_out.update(rows_of(item))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.left_out.update(getattr(node, "workeroutput", {}).get("left_out", ()))

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["left_out"] = sorted(self.left_out)
            return
        if not whole_run(self.config) or not self.table.exists():
            return
        claimed, _ = claims(self.table.read_text(encoding="utf-8"))
        self.lies = sorted(claimed - self._shown() - self.left_out)
        if self.lies and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        shown = sorted(self._shown())
        if not shown and not self.lies:
            return
        total = claims(self.table.read_text(encoding="utf-8"))[1] if self.table.exists() else 0
        say = terminalreporter.write_line
        say(f"строк требований доказано: {len(shown)} из {total}: {', '.join(map(str, shown))}")
        left = sorted(self.left_out - self._shown())
        if left:
            say(f"не проверялись в этом прогоне: {', '.join(map(str, left))}")
        if self.lies:
            rows = ", ".join(map(str, self.lies))
            say(f"docs/requirements.md называет доказанными, а теста нет: {rows}", red=True)

    def _shown(self) -> set[int]:
        return self.proven - self.failed


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Proof(config), "proof")


def pytest_itemcollected(item: pytest.Item) -> None:
    for row in rows_of(item):
        item.user_properties.append(("row", row))


def pytest_runtest_setup(item: pytest.Item) -> None:
    if len(rows_of(item)) > MOST:
        pytest.fail(f"one test proves at most {MOST} rows, not {rows_of(item)}", pytrace=False)


def whole_run(config: pytest.Config) -> bool:
    """True when nothing but `long` tests was left out by the command line."""
    option = config.option
    narrowed = option.keyword or option.deselect or option.markexpr not in {"", "not long"}
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not narrowed


def claims(text: str) -> tuple[set[int], int]:
    """The rows whose last column names a test, and how many rows the table has."""
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if ROW.match(line)]
    return {int(row[0]) for row in rows if "test" in row[-1]}, len({int(row[0]) for row in rows})


def rows_of(item: pytest.Item) -> list[int]:
    """The rows a test is marked with."""
    return sorted({int(row) for marker in item.iter_markers("row") for row in marker.args})
