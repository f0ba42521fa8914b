"""CSV of any origin, read as a stream: encoding and delimiter are found out, nothing is guessed
from the name.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import IO

from mcu.core.tables.cells import MAX_COLUMNS, Row
from mcu.core.tables.refusals import DAMAGED, SAVE_AS, refusal

DELIMITERS = (";", ",", "\t", "|")
SAMPLE = 2**16
BLOCK = 2**20
LONG_CELL = "кавычка в начале текста не закрыта, и остаток файла слился в одну ячейку"


class Delimited:
    """A CSV as a source of rows; `sheet` is empty."""

    sheet = ""

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file, self._name = file, name
        self._encoding = _encoding(file, name)
        self._size = file.seek(0, 2)
        self._delimiter, self._skip = _delimiter(self._sample())

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Rows with their number, 1 for the first record; RuleViolation where it breaks off."""
        self._file.seek(0)
        text = self._text()
        try:
            reader = csv.reader(text, delimiter=self._delimiter)
            for number, row in enumerate(self._checked(reader), 1):
                if number > self._skip:
                    yield number, tuple(row[: MAX_COLUMNS + 1])
        finally:
            text.detach()

    def share(self) -> float:
        """How much of the file is read, 0 to 1."""
        return min(1.0, self._file.tell() / self._size)

    def _checked(self, reader: Iterator[list[str]]) -> Iterator[list[str]]:
        number = 0
        while True:
            number += 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                what = f"испорчен около строки {number}: {LONG_CELL}"
                raise refusal(self._name, what, SAVE_AS, "file_broken") from None
            yield row

    def _text(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(self._file, self._encoding, newline="")

    def _sample(self) -> str:
        self._file.seek(0)
        text = self._text()
        try:
            return text.read(SAMPLE)
        finally:
            text.detach()


def _encoding(file: IO[bytes], name: str) -> str:
    """utf-8 with or without a mark, utf-16 with a mark, else cp1251; the whole file must fit."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    elif start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    else:
        candidates = ["utf-8", "cp1251"]
    for encoding in candidates:
        if _fits(file, encoding, name):
            return encoding
    raise refusal(
        name,
        "записан в неизвестной кодировке",
        "Сохраните его как «CSV UTF-8 (разделитель — запятая)» или как xlsx.",
        "file_encoding",
    )


def _fits(file: IO[bytes], encoding: str, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            if "\x00" in decoder.decode(block):
                raise refusal(name, "содержит нулевые байты: это не текст", DAMAGED, "file_broken")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(sample: str) -> tuple[str, int]:
    """The delimiter and how many first records only announce it (`sep=;`)."""
    first, _, rest = sample.partition("\n")
    announced = first.rstrip("\r")[4:5]
    if first.lower().startswith("sep=") and announced in DELIMITERS:
        return announced, 1
    lines = (sample if len(sample) < SAMPLE else sample[: sample.rfind("\n") + 1]) or rest
    return max(DELIMITERS, key=lambda delimiter: _evenness(lines, delimiter)), 0


def _evenness(sample: str, delimiter: str) -> int:
    """How well the delimiter cuts the sample into rows of one width."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if len(row) > 1:
                widths[len(row)] += 1
    except csv.Error:
        return 0
    return max(((width - 1) * rows for width, rows in widths.items()), default=0)
