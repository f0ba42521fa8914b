"""A line a day for each chain: how long it is and what it ends with. Kept elsewhere (printed, sent,
on another disk), it shows a chain that was written anew as a whole."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from mcu.core.errors import RuleViolation
from mcu.core.journal.writing import Actor, write
from mcu.core.models import JournalAnchor, JournalHead

LINE = re.compile(r"(\d{4}-\d\d-\d\d) (\d{1,18}) (\d{1,18}) ([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of a chain on a day: its length and its last hash."""

    day: date
    municipality_id: int
    sequence: int
    hash: str

    @property
    def line(self) -> str:
        """«2026-11-20 1 1843 9f86d0…»: day, municipality, entries, hash."""
        return f"{self.day} {self.municipality_id} {self.sequence} {self.hash}"


@transaction.atomic
def anchor(*, municipality_id: int, day: date, by: Actor, now: datetime) -> Anchor | None:
    """The anchor of the day, made once; None for a chain without entries."""
    head = JournalHead.objects.select_for_update().filter(pk=municipality_id).first()
    if head is None or not head.sequence:
        return None
    row, made = JournalAnchor.objects.get_or_create(
        municipality_id=municipality_id,
        day=day,
        defaults={"sequence": head.sequence, "hash": head.hash},
    )
    if made:
        after = {"day": day, "count": row.sequence, "hash": row.hash}
        write("journal.anchor", by=by, municipality_id=municipality_id, after=after, at=now)
    return view(row)


def stored(municipality_id: int) -> Iterator[Anchor]:
    """The anchors of the database itself."""
    rows = JournalAnchor.objects.filter(municipality_id=municipality_id).order_by("day")
    return (view(row) for row in rows)


def read_lines(path: Path) -> list[Anchor]:
    """The anchors kept in a file; empty lines and those that begin with # are left out.

    RuleViolation when there is no such file or a line is not an anchor.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise RuleViolation(f"Файл отметок «{path}» не читается. Проверьте путь.") from wrong
    lines = [line.strip() for line in text.splitlines()]
    return [_parsed(n, line, path) for n, line in enumerate(lines, 1) if line and line[0] != "#"]


def append(path: Path, anchors: Iterable[Anchor]) -> int:
    """Add the lines the file does not have yet; how many. A run cut off is made good by the next."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+", encoding="utf-8") as file:
            file.seek(0)
            text = file.read()
            known = set(text.splitlines())
            missing = [each.line for each in anchors if each.line not in known]
            torn = "\n" if text and not text.endswith("\n") else ""
            file.write(torn + "".join(f"{line}\n" for line in missing))
    except (OSError, UnicodeDecodeError) as wrong:
        raise RuleViolation(
            f"Файл отметок журнала «{path}» не пишется: {wrong}. Проверьте путь и права."
        ) from wrong
    return len(missing)


def _parsed(number: int, line: str, path: Path) -> Anchor:
    found = LINE.fullmatch(line)
    try:
        if found:
            return Anchor(date.fromisoformat(found[1]), int(found[2]), int(found[3]), found[4])
    except ValueError:
        pass
    raise RuleViolation(
        f"Строка {number} файла «{path}» — не отметка журнала. Отметка выглядит так: "
        "2026-11-20 1 1843 и 64 знака хеша."
    )


def view(row: JournalAnchor) -> Anchor:
    """A stored anchor as a plain value."""
    return Anchor(row.day, row.municipality_id, row.sequence, row.hash)
