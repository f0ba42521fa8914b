"""Walking a chain: every row as it was written, none missing, none added, none moved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mcu.core.journal.anchors import Anchor, stored
from mcu.core.journal.writing import HASHED, digest_of
from mcu.core.models import JournalEntry, JournalHead

CHUNK = 5000
BEFORE_ALL = -(2**63)

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain stops being what was written."""

    municipality_id: int
    sequence: int
    entry_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Walk:
    """How many rows were walked, and the first broken one."""

    entries: int
    broken: Break | None


def verify(municipality_id: int, kept: Iterable[Anchor] = ()) -> Break | None:
    """The first broken row of one chain, or None when every row is as it was written."""
    return walk(municipality_id, kept).broken


def walk(
    municipality_id: int, kept: Iterable[Anchor] = (), progress: Progress = lambda count: None
) -> Walk:
    """Walk one chain in constant memory; other processes may go on writing to it.

    `kept` are anchors from outside the database; those stored in it are compared as well, so that
    a chain written anew as a whole, with every hash right, is noticed too.
    """
    anchors = {each.sequence: each for each in (*stored(municipality_id), *kept)}
    expected, previous = 1, "0" * 64
    while True:
        # Read before the rows: what is written meanwhile makes another chunk, so behind the last
        # chunk this head is exact.
        head = JournalHead.objects.filter(pk=municipality_id).first()
        chunk = _rows(municipality_id, expected - 1 if expected > 1 else BEFORE_ALL)
        if not chunk:
            reason = _end(head, expected, previous) or _short(anchors)
            broken = Break(municipality_id, expected, None, reason) if reason else None
            return Walk(expected - 1, broken)
        for row in chunk:
            reason = _broken(row, expected, previous) or _moved(anchors.pop(expected, None), row)
            if reason:
                return Walk(expected - 1, Break(municipality_id, expected, row["pk"], reason))
            expected, previous = expected + 1, row["hash"]
        progress(expected - 1)


def municipalities() -> list[int]:
    """Every municipality that has a chain or entries without one."""
    heads = JournalHead.objects.values_list("municipality_id", flat=True)
    written = JournalEntry.objects.values_list("municipality_id", flat=True).distinct()
    return sorted({*heads, *written})


def _rows(municipality_id: int, after: int) -> list[dict[str, Any]]:
    rows = JournalEntry.objects.filter(municipality_id=municipality_id, sequence__gt=after)
    return list(rows.order_by("sequence").values("pk", "hash", *HASHED)[:CHUNK])


def _broken(row: Mapping[str, Any], expected: int, previous: str) -> str:
    if row["sequence"] < expected:
        return f"лишняя запись № {row['sequence']}"
    if row["sequence"] > expected:
        return f"записи № {expected} нет"
    if row["previous_hash"] != previous:
        return "запись не продолжает предыдущую"
    if row["hash"] != digest_of(row):
        return "содержание записи изменено"
    return ""


def _moved(anchor: Anchor | None, row: Mapping[str, Any]) -> str:
    if anchor is None or anchor.hash == row["hash"]:
        return ""
    return f"запись не та, что на отметке от {anchor.day:%d.%m.%Y}: цепочка переписана"


def _end(head: JournalHead | None, expected: int, previous: str) -> str:
    if head is None:
        return "нет конца цепочки" if expected > 1 else ""
    same = (head.sequence, head.hash) == (expected - 1, previous)
    return "" if same else "последних записей не хватает"


def _short(beyond: Mapping[int, Anchor]) -> str:
    """Anchors that no row was met for: the chain was longer once."""
    if not beyond:
        return ""
    longest = beyond[max(beyond)]
    return f"записей меньше, чем на отметке от {longest.day:%d.%m.%Y}: там {longest.sequence}"
