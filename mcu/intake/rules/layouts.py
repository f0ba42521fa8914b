"""Finding the header in a file: which column is what.

Columns move between versions of an export, so they are found by the text of the header and never
by their letter.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

from mcu.core.errors import RuleViolation
from mcu.intake.rules.fields import BY_NAME, LAYOUTS, Field, Layout
from mcu.intake.rules.values import text

__all__ = [
    "AUTO",
    "LAYOUTS",
    "Field",
    "HeaderMatch",
    "Layout",
    "find_header",
    "normal",
    "unknown_header",
]

AUTO = "auto"
HEAD = 30  # rows in which the header is looked for
FEWEST = 2  # columns that make a header
LISTED = 12  # columns named in a refusal

Found = tuple[int, Layout, dict[Field, int]]
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The header that was found: which field stands in which column.

    `row_index` counts from 0 in the rows looked at; `titles` are names of all columns, made unique;
    `unknown` are the titles no field takes; `score` is the share of titled columns understood.
    """

    row_index: int
    mapping: Mapping[Field, int]
    titles: tuple[str, ...]
    unknown: tuple[str, ...]
    layout: Layout
    score: float
    _pick: Any = field(repr=False, compare=False)

    def pick(self, cells: Sequence[Any]) -> dict[str, Any]:
        """The cells of a row by field name; "" for fields that the file does not have."""
        missing = len(self.titles) + 1 - len(cells)
        padded = (*cells, *("",) * missing) if missing > 0 else (*cells[: len(self.titles)], "")
        return dict(zip(BY_NAME, self._pick(padded), strict=True))


def find_header(
    rows: Sequence[Sequence[Any]],
    layout: str = AUTO,
    saved: Mapping[str, str] | None = None,
    columns: Mapping[str, int] | None = None,
) -> HeaderMatch:
    """Find the header among the first rows, under titles if there are any.

    `layout` names a built-in layout or lets the best one win. `saved` (field → header) is a
    person's own mapping and goes before the layout; an empty header takes the field out.
    `columns` (field → index from 0) is the whole mapping as a person set it for this very file.
    RuleViolation lists what was looked for when nothing fits.
    """
    candidates = _candidates(layout)
    best = _best(rows, candidates, _known_fields(saved or {}))
    if best is None:
        if not columns or not rows:
            raise _not_found(candidates)
        best = _likeliest(rows, candidates)
    index, found, mapping = best
    if columns:
        width = len(rows[index])
        given = _known_fields(columns).items()
        mapping = {field_: column for field_, column in given if 0 <= column < width}
    return _match(index, rows[index], found, mapping)


def unknown_header(rows: Sequence[Sequence[Any]], layout: str = AUTO) -> HeaderMatch:
    """The likeliest header of a file whose titles nobody knows: no column is understood yet."""
    index, found, mapping = _likeliest(rows, _candidates(layout))
    return _match(index, rows[index], found, mapping)


@lru_cache(maxsize=4096)
def normal(header: object) -> str:
    """A header without case, ё, spaces, line breaks and punctuation, to be compared."""
    plain = text(header).replace("№", "номер").casefold().replace("ё", "е")
    return re.sub(r"[\W_]+", "", plain)


def _candidates(layout: str) -> Sequence[Layout]:
    found = [each for each in LAYOUTS if layout in (AUTO, each.name)]
    if not found:
        known = ", ".join(f"«{name}»" for name in (AUTO, *(each.name for each in LAYOUTS)))
        raise RuleViolation(f"Раскладки «{layout}» нет. Известны: {known}.", code="layout")
    return found


def _known_fields(given: Mapping[str, Value]) -> dict[Field, Value]:
    """The mapping without fields that this version of the program does not have."""
    return {BY_NAME[name]: value for name, value in given.items() if name in BY_NAME}


def _best(
    rows: Sequence[Sequence[Any]], candidates: Sequence[Layout], saved: Mapping[Field, str]
) -> Found | None:
    own = {field_: normal(header) for field_, header in saved.items()}
    best: Found | None = None
    best_rank: tuple[float, ...] = ()
    for index, cells in enumerate(rows[:HEAD]):
        headers = [normal(cell) for cell in cells]
        for layout in candidates:
            mapping = _map(headers, layout, own)
            rank = _rank(mapping, layout, index)
            if _is_header(mapping, own) and rank > best_rank:
                best, best_rank = (index, layout, mapping), rank
    return best


def _likeliest(rows: Sequence[Sequence[Any]], candidates: Sequence[Layout]) -> Found:
    """The row with most different texts, for a file whose headers nobody knows."""
    texts = [len({text(cell) for cell in cells} - {""}) for cells in rows[:HEAD]]
    return texts.index(max(texts)), candidates[-1], {}


def _map(headers: Sequence[str], layout: Layout, own: Mapping[Field, str]) -> dict[Field, int]:
    """Field → column; of equal headers the first counts, no column serves two fields."""
    first: dict[str, int] = {}
    for column, header in enumerate(headers):
        if header:
            first.setdefault(header, column)
    mapping = {field: first[header] for field, header in own.items() if header in first}
    taken = set(mapping.values())
    for field_, variants in _normal_columns(layout.name):
        if field_ in own and (field_ in mapping or not own[field_]):
            continue
        found = next((first[v] for v in variants if v in first), None)
        if found is not None and found not in taken:
            mapping[field_] = found
            taken.add(found)
    return mapping


@lru_cache(maxsize=16)
def _normal_columns(name: str) -> tuple[tuple[Field, tuple[str, ...]], ...]:
    columns = _candidates(name)[0].columns.items()
    return tuple((field_, tuple(normal(v) for v in variants)) for field_, variants in columns)


def _is_header(mapping: Mapping[Field, int], own: Mapping[Field, str]) -> bool:
    """A row of headers says where the text or the topic is, and names one more column."""
    enough = len(mapping) >= FEWEST or bool(own and mapping)
    return enough and (Field.TEXT in mapping or Field.TOPIC in mapping)


def _rank(mapping: Mapping[Field, int], layout: Layout, index: int) -> tuple[float, ...]:
    """More columns first, then the layout they fill best, then the upper row."""
    return len(mapping), len(mapping) / len(layout.columns), -index


def _match(
    index: int, cells: Sequence[Any], layout: Layout, mapping: dict[Field, int]
) -> HeaderMatch:
    titles = tuple(_titles(cells))
    known = set(mapping.values())
    named = [column for column, cell in enumerate(cells) if text(cell)]
    empty = len(titles)  # the padding that `pick` puts after the last column
    return HeaderMatch(
        row_index=index,
        mapping=mapping,
        titles=titles,
        unknown=tuple(titles[column] for column in named if column not in known),
        layout=layout,
        score=len(known) / max(len(named), 1),
        _pick=itemgetter(*(mapping.get(each, empty) for each in Field)),
    )


def _titles(cells: Iterable[Any]) -> Iterable[str]:
    """Names of the columns, unique: «Тема», «Тема (2)», «Столбец 5»."""
    seen: set[str] = set()
    for number, cell in enumerate(cells, 1):
        plain = title = " ".join(text(cell).split()) or f"Столбец {number}"
        repeat = 1
        while title in seen:
            repeat += 1
            title = f"{plain} ({repeat})"
        seen.add(title)
        yield title


def _not_found(candidates: Iterable[Layout]) -> RuleViolation:
    wanted = "; ".join(
        f"{layout.title}: "
        + ", ".join(f"«{variants[0]}»" for variants in list(layout.columns.values())[:LISTED])
        for layout in candidates
    )
    return RuleViolation(
        f"В первых {HEAD} строках нет знакомых заголовков. Искали — {wanted}. "
        "Проверьте, что в файле есть строка с названиями столбцов, среди них текст или тема, "
        "или сопоставьте столбцы вручную.",
        code="header",
    )
