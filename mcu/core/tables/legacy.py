"""Old spreadsheets (xls, ods) through python-calamine, in a process of its own.

The library holds the whole sheet and ends its process when memory is refused; a file of a few
kilobytes can drive it there. So it works apart, with a ceiling of memory and of time, and writes
the rows as lines of JSON.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import IO

import python_calamine

from mcu.core.tables.cells import MAX_COLUMNS, Row, from_python, is_blank
from mcu.core.tables.refusals import Format, broken, empty, heavy, locked

MEMORY_LIMIT = 1536 * 2**20
SECONDS_LIMIT = 600
COPY_BLOCK = 2**20
START = "import sys; from mcu.core.tables.legacy import main; sys.exit(main(*sys.argv[1:]))"
BROKEN, PASSWORD, EMPTY = 3, 4, 5  # exit codes of the reading process
REFUSALS = {BROKEN: broken, PASSWORD: locked, EMPTY: empty}  # anything else: it was killed


class Legacy:
    """An xls or ods as a source of rows: the first visible sheet with rows, or the one named."""

    def __init__(
        self, file: IO[bytes], name: str, sheet: str | None = None, *, kind: Format
    ) -> None:
        self._lines = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the source)
        self._done = 0.0
        code = _read_apart(file, self._lines, kind, sheet)
        if code:
            self._lines.close()
            raise REFUSALS.get(code, heavy)(name)
        self._lines.seek(0)
        self.sheet, self._height = json.loads(self._lines.readline())
        self._start = self._lines.tell()

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Rows with their number in the sheet."""
        self._lines.seek(self._start)
        for line in self._lines:
            number, *row = json.loads(line)
            self._done = number / self._height
            yield number, tuple(row)

    def share(self) -> float:
        """How much of the sheet is read, 0 to 1."""
        return self._done

    def close(self) -> None:
        """Give the temporary file back."""
        self._lines.close()


def _read_apart(file: IO[bytes], out: IO[bytes], kind: Format, sheet: str | None) -> int:
    """Run `main` on a copy of the file; its exit code, negative when it was killed."""
    file.seek(0)
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as copy:  # the library goes by the suffix
        shutil.copyfileobj(file, copy, COPY_BLOCK)
        copy.flush()
        command = [sys.executable, "-c", START, copy.name, *([sheet] if sheet else [])]
        try:
            return subprocess.run(  # noqa: S603 (our own module, no shell)
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS_LIMIT,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            return -1


def main(path: str, sheet: str | None = None) -> int:
    """Write the rows of a spreadsheet to stdout as lines of JSON; the exit code says what failed."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS_LIMIT, SECONDS_LIMIT))
    try:
        chosen = _choose(python_calamine.load_workbook(path), sheet)
    except python_calamine.PasswordError:
        return PASSWORD
    except (python_calamine.CalamineError, OSError, ValueError):
        return BROKEN
    if chosen is None:
        return EMPTY
    with open(1, "w", encoding="utf-8", errors="replace", closefd=False) as out:
        out.write(json.dumps([chosen.name, chosen.total_height]) + "\n")
        for number, row in enumerate(chosen.iter_rows(), 1):
            cells = [from_python(cell) for cell in row[: MAX_COLUMNS + 1]]
            if not is_blank(cells):
                out.write(json.dumps([number, *cells]) + "\n")
    return 0


def _choose(
    book: python_calamine.CalamineWorkbook, sheet: str | None
) -> python_calamine.CalamineSheet | None:
    visible = python_calamine.SheetVisibleEnum.Visible
    ordered = sorted(book.sheets_metadata, key=lambda each: each.visible != visible)
    for each in ordered:
        if sheet is None or each.name == sheet:
            found = book.get_sheet_by_name(each.name)
            if found.height:
                return found
    return None
