"""Slices: asked of the mart, or of PostgreSQL while there is none, by the same question."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone

from mcu.analytics.models import SavedSlice
from mcu.analytics.queries import clickhouse, mart
from mcu.analytics.queries.clickhouse import ClickHouse
from mcu.analytics.queries.mart import Manifest
from mcu.analytics.queries.sources import Cell, Cells, Mart, Postgres, Source, bounded, order_of
from mcu.analytics.rules import dimensions, questions, slices
from mcu.analytics.rules.dimensions import Dimension, Named, Value
from mcu.analytics.rules.measures import BY_CODE, Measure
from mcu.analytics.rules.middles import Key
from mcu.analytics.rules.slices import Slice, Whose
from mcu.cases.models import Topic
from mcu.cases.queries import classifier_for
from mcu.coordination.models import RoadMap
from mcu.core.errors import RuleViolation
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.rules.roles import Actor, Permission

MOST_COLUMNS = 60
REST = "остальные"
NAMED: Mapping[Named, Any] = {
    Named.BLOCK: Block, Named.BODY: Body, Named.PERSON: Person, Named.ROAD_MAP: RoadMap,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """A row or a column: its value and words; `rest` gathers those that are not shown,
    `whole` is the total."""

    value: Value
    label: str
    rest: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: by column the cells of every measure, the totals, and those of the other period."""

    head: Head
    cells: list[list[Cell]]
    total: list[Cell]
    before: list[Cell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Grid:
    """The answer to a slice. `as_of`: the moment it tells of; `from_mart`: who told it."""

    chosen: Slice
    columns: list[Head]
    lines: list[Line]
    total: Line
    as_of: datetime
    from_mart: bool
    protected: bool = False

    @property
    def measures(self) -> list[Measure]:
        return self.chosen.counted


@contextmanager
def source_of(
    place: Municipality, scope: Whose, manifest: Manifest | None, now: datetime | None
) -> Iterator[Source]:
    """ClickHouse where one is named, else the mart; while there is none PostgreSQL itself."""
    if manifest is None:
        yield Postgres(place, scope, now or timezone.now())
    elif clickhouse.named():
        yield ClickHouse(place, scope, manifest.as_of, clickhouse.send)
    else:
        with mart.reading(manifest) as reader:
            yield Mart(place, scope, reader)


def whose(actor: Actor, place: Municipality) -> Whose:
    """As far as the figures of this actor go."""
    reach = actor.reach(Permission.SUMMARY)
    return Whose(
        place.pk, place.population, reach.everywhere, reach.bodies, reach.blocks, actor.person_id
    )


def sliced(
    chosen: Slice, scope: Whose, place: Municipality, *, shared: bool = False,
    manifest: Manifest | None = None, now: datetime | None = None,
) -> Grid:  # fmt: skip
    """The slice with totals, the greatest rows first, the small ones gathered.

    `shared`: for somebody who may know totals only, no number lets one case be guessed.
    """
    slices.checked(chosen)
    if shared:
        _refuse_persons(chosen)
    with source_of(place, scope, manifest, now) as source:
        rows, found = source.sliced(chosen)
        before = source.cells(chosen.before, rows) if chosen.before else None
    if shared:
        found = found.protected(chosen)
        before = before.protected(chosen) if before else None
    return _grid(chosen, found, before, source, shared)


def counts_by(
    chosen: Slice, cuts: Iterable[str], scope: Whose, place: Municipality, *,
    manifest: Manifest | None = None, now: datetime | None = None,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """How many cases by each combination of several dimensions: their values, then the number."""
    asked = [dimensions.BY_CODE[code] for code in cuts]
    with source_of(place, scope, manifest, now) as source:
        found = source.listed(questions.counts_by(chosen, asked, source.asker, source.facts()))
        return [
            (*(source.said(cut, value) for cut, value in zip(asked, row, strict=False)), row[-1])
            for row in found
        ]


def keys_behind(
    chosen: Slice, measure: str, scope: Whose, place: Municipality, *, limit: int, offset: int,
    manifest: Manifest | None = None,
) -> tuple[list[int], int]:  # fmt: skip
    """The cases behind a number, a page of them, and how many there are."""
    one = BY_CODE[measure]
    slices.checked(replace(chosen, measures=(measure,)))
    with source_of(place, scope, manifest, None) as source:
        asked = questions.behind(chosen, one, source.asker, source.facts(one.table), limit, offset)
        rows = source.listed(asked)
    return [row[0] for row in rows], rows[0][1] if rows else 0


def tallied(
    chosen: Slice, scope: Whose, place: Municipality, *, manifest: Manifest | None = None,
    now: datetime | None = None,
) -> tuple[dict[tuple[Value, Value], list[Cell]], datetime]:  # fmt: skip
    """Every cell of rows × columns, none gathered, and the moment they tell of."""
    slices.checked(chosen)
    with source_of(place, scope, manifest, now) as source:
        found = bounded(source.cells(chosen)).cells
    return {(row[0], column[0]): cells for (row, column), cells in found.items()}, source.as_of


def judged(
    chosen: Slice, measure: str, scope: Whose, place: Municipality, *, limit: int, offset: int,
    manifest: Manifest | None = None,
) -> tuple[dict[int, float], int]:  # fmt: skip
    """A page of the cases a measure stands on with the value of each, and how many there are."""
    slices.checked(chosen)
    one = BY_CODE[measure]
    with source_of(place, scope, manifest, None) as source:
        asked = questions.judged(chosen, one, source.asker, source.facts(one.table), limit, offset)
        rows = source.listed(asked)
    return {row[0]: float(row[1]) / one.per for row in rows}, rows[0][2] if rows else 0


def _grid(chosen: Slice, found: Cells, before: Cells | None, source: Source, shared: bool) -> Grid:
    rows = _heads(chosen.row, found.rows, source.place)
    columns = _heads(chosen.column, found.columns, source.place) if chosen.column else []
    if len(columns) > MOST_COLUMNS:
        raise RuleViolation(
            f"Столбцов {len(columns)}, на странице помещается {MOST_COLUMNS}. Поменяйте строки и "
            "столбцы местами или возьмите шаг крупнее."
        )
    empty = [Cell(None, 0)] * len(chosen.measures)
    heated = _heated(found, bool(columns))

    def line(head: Head) -> Line:
        key = (head.value, head.rest)
        cells = [heated.cells.get((key, (c.value, c.rest)), empty) for c in columns]
        earlier = before.rows.get(key, empty) if before else []
        return Line(head, cells, heated.rows[key], earlier)

    total = Line(
        Head(None, "Всего", whole=True),
        [found.columns[c.value, c.rest] for c in columns],
        found.total,
        before.total if before else [],
    )
    made = [line(head) for head in rows]
    return Grid(chosen, columns, made, total, source.as_of, source.from_mart, shared)


def _heads(
    dimension: Dimension, totals: Mapping[Key, list[Cell]], place: Municipality
) -> list[Head]:
    if dimension.ordered:
        keys = sorted(totals, key=lambda key: (key[0] is None, key[0]))
    else:
        keys = sorted(totals, key=lambda key: order_of(key, totals[key]))
    names = names_of(dimension, (value for value, _ in keys), place)
    return [
        Head(value, REST if rest else names.get(value) or dimension.label(value), rest)
        for value, rest in keys
    ]


def names_of(
    dimension: Dimension, values: Iterable[Value], place: Municipality
) -> dict[Value, str]:
    """The names of rows by their keys; one query, none for values that carry their words and for
    topics in force."""
    if dimension.named is None:
        return {}
    known = [value for value in values if value is not None]
    if dimension.named is Named.TOPIC:
        return _names_of_topics(known, place)
    model = NAMED[dimension.named]
    found: list[Any] = list(model._default_manager.filter(pk__in=known))
    return {row.pk: str(row) for row in found}


def _names_of_topics(codes: Iterable[Value], place: Municipality) -> dict[Value, str]:
    """Those of today, and of former versions of the classifier where a code is in it no more."""
    names: dict[Value, str] = {t.code: t.name for t in classifier_for(place.pk).rows}
    gone = [code for code in codes if code not in names]
    if gone:
        former = Topic.objects.filter(municipality=place, code__in=gone).order_by("until_version")
        names |= former.values_list("code", "name")
    return names


def _heated(found: Cells, crossed: bool) -> Cells:
    """Each cell with its place between the least and the greatest of its measure."""
    rows = [cells for key, cells in found.rows.items() if not key[1]]
    inside = [cells for (r, c), cells in found.cells.items() if not r[1] and not c[1]]
    shown = _levels(inside if crossed else rows)
    return Cells(
        {key: shown(cells) for key, cells in found.cells.items()},
        found.rows if crossed else {key: shown(cells) for key, cells in found.rows.items()},
        found.columns,
        found.total,
    )


def _levels(lines: list[list[Cell]]) -> Any:
    spans = []
    for column in zip(*lines, strict=True):
        values = [cell.value for cell in column if cell.value is not None]
        spans.append((min(values), max(values)) if values else (0.0, 0.0))

    def shown(cells: list[Cell]) -> list[Cell]:
        return [_warm(cell, span) for cell, span in zip(cells, spans, strict=True)]

    return shown if spans else list


def _warm(cell: Cell, span: tuple[float, float]) -> Cell:
    low, high = span
    if cell.value is None or high <= low:
        return cell
    share = (cell.value - low) / (high - low)
    return Cell(cell.value, cell.base, min(4, max(0, int(share * 5))))


def _refuse_persons(chosen: Slice) -> None:
    """People and single streets are known inside the municipality only."""
    codes = {chosen.rows, chosen.columns, *(code for code, _ in chosen.filters)}
    inside = [d.title for d in dimensions.CATALOGUE if d.code in codes and d.inside]
    if inside:
        raise RuleViolation(
            f"Разрез «{inside[0]}» открыт только внутри муниципалитета. Выберите другой."
        )


def saved_slices(actor: Actor) -> list[SavedSlice]:
    """One's own, by name."""
    return list(SavedSlice.objects.filter(person_id=actor.person_id or 0))


def saved_slice_for(actor: Actor, pk: int) -> SavedSlice:
    """A saved slice of one's own, else Http404."""
    found = SavedSlice.objects.filter(pk=pk, person_id=actor.person_id or 0).first()
    if found is None:
        raise Http404("Такого среза нет.")
    return found
