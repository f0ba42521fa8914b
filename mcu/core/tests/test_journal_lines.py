"""Lines of the journal kept in a file: added once, a torn one made good, a wrong one named."""

from datetime import date
from pathlib import Path

import pytest

from mcu.core import journal
from mcu.core.errors import RuleViolation

TOWN = 7


def test_lines_are_added_to_the_file_once_and_a_torn_one_is_made_good(tmp_path: Path) -> None:
    days = [journal.Anchor(date(2026, 3, day), TOWN, day, "b" * 64) for day in (1, 2, 3)]
    file = tmp_path / "deep" / "kept.txt"
    assert journal.append(file, days[:2]) == 2
    file.write_text(file.read_text() + days[2].line[:20])  # the machine stopped in the middle
    assert journal.append(file, days) == 1
    assert journal.append(file, days) == 0
    assert file.read_text().splitlines()[-1] == days[2].line


@pytest.mark.parametrize("text", ["hello", "2026-13-01 1 1 " + "a" * 64, "2026-01-01 1 1 abc"])
def test_a_line_that_is_no_anchor_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kept.txt"
    file.write_text(f"# отметки\n{text}\n")
    with pytest.raises(RuleViolation, match="Строка 2 файла"):
        journal.read_lines(file)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\xff"])
def test_a_file_of_anchors_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None
) -> None:
    file = tmp_path / "kept.txt"
    if content:
        file.write_bytes(content)
    with pytest.raises(RuleViolation, match="не читается"):
        journal.read_lines(file)
