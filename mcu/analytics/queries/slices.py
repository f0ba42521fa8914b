"""Slices: asked of the mart, or of PostgreSQL while there is none, by the same question."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from mcu.analytics.models import SavedSlice
from mcu.analytics.queries import mart
from mcu.analytics.queries.fact_rows import calendars, facts_sql
from mcu.analytics.queries.mart import Manifest
from mcu.analytics.rules import dimensions, slices
from mcu.analytics.rules.dimensions import Dimension, Named, Value
from mcu.analytics.rules.measures import BY_CODE, How, Measure
from mcu.analytics.rules.slices import ALL, MOST_CELLS, MOST_ORDERED, Kept, Question, Slice, Whose
from mcu.analytics.rules.summary import rounded
from mcu.cases.models import Topic
from mcu.core.errors import RuleViolation
from mcu.org.models import Block, Body, Municipality, Person
from mcu.org.queries import zone
from mcu.org.rules.roles import Actor, Permission

FEWEST = 10  # a share or a median over fewer tells of somebody in particular
MOST_COLUMNS = 60
REST = "остальные"
Key = tuple[Value, bool]  # the value, and whether it is «остальные»


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and from how many cases it was counted; `heat` 0–4 is its place among its like."""

    value: float | None
    base: int
    heat: int = 0


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
    source = _Source(place, scope, manifest, now)
    found = source.cells(chosen)
    rows, columns = _kept(chosen.row, found.rows, chosen.top), Kept()
    if chosen.column:
        columns = _kept(chosen.column, found.columns, slices.TOP_ACROSS)
    if rows.values is not None or columns.values is not None:
        found = source.cells(chosen, rows, columns)
    if shared:
        found = found.protected(chosen)
    before = source.before(chosen, rows, shared=shared)
    return _grid(chosen, found, before, source, shared)


def counts_by(
    chosen: Slice, cuts: Iterable[str], scope: Whose, place: Municipality, *,
    manifest: Manifest | None = None, now: datetime | None = None,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """How many cases by each combination of several dimensions: their values, then the number."""
    source = _Source(place, scope, manifest, now)
    return source.ask(
        slices.counts_by(chosen, cuts, scope, source.moment, source.today, source.mark)
    )


def keys_behind(
    chosen: Slice, measure: str, scope: Whose, place: Municipality, *, limit: int, offset: int,
    manifest: Manifest | None = None,
) -> tuple[list[int], int]:  # fmt: skip
    """The cases behind a number, a page of them, and how many there are."""
    source = _Source(place, scope, manifest, None)
    asked = slices.behind(
        slices.checked(chosen), BY_CODE[measure], scope, source.moment, source.today, source.mark,
        limit, offset,
    )  # fmt: skip
    rows = source.ask(asked)
    return [row[0] for row in rows], rows[0][1] if rows else 0


def tallied(
    chosen: Slice, scope: Whose, place: Municipality, *, manifest: Manifest | None = None,
    now: datetime | None = None,
) -> tuple[dict[tuple[Value, Value], list[Cell]], datetime]:  # fmt: skip
    """Every cell of rows × columns, none gathered, and the moment they tell of."""
    source = _Source(place, scope, manifest, now)
    found = source.cells(slices.checked(chosen)).cells
    return {(row[0], column[0]): cells for (row, column), cells in found.items()}, source.as_of


def judged(
    chosen: Slice, measure: str, scope: Whose, place: Municipality, *, limit: int, offset: int,
    manifest: Manifest | None = None,
) -> tuple[dict[int, float], int]:  # fmt: skip
    """A page of the cases a measure stands on with the value of each, and how many there are."""
    source = _Source(place, scope, manifest, None)
    asked = slices.judged(
        slices.checked(chosen), BY_CODE[measure], scope, source.moment, source.today, source.mark,
        limit, offset,
    )  # fmt: skip
    rows = source.ask(asked)
    return {row[0]: float(row[1]) for row in rows}, rows[0][2] if rows else 0


@dataclass(slots=True)
class _Cells:
    """The answer as it came: cells and totals by key."""

    cells: dict[tuple[Key, Key], list[Cell]] = field(default_factory=dict)
    rows: dict[Key, list[Cell]] = field(default_factory=dict)
    columns: dict[Key, list[Cell]] = field(default_factory=dict)
    total: list[Cell] = field(default_factory=list)

    def protected(self, chosen: Slice) -> "_Cells":
        measures = chosen.counted

        def hidden(cells: list[Cell]) -> list[Cell]:
            return [_protected(*pair) for pair in zip(cells, measures, strict=True)]

        return _Cells(
            {key: hidden(cells) for key, cells in self.cells.items()},
            {key: hidden(cells) for key, cells in self.rows.items()},
            {key: hidden(cells) for key, cells in self.columns.items()},
            hidden(self.total),
        )


class _Source:
    """Who is asked: the mart as it stands, else PostgreSQL."""

    def __init__(
        self, place: Municipality, scope: Whose, manifest: Manifest | None, now: datetime | None
    ) -> None:
        self.place, self.scope, self.manifest = place, scope, manifest
        self.as_of = manifest.as_of if manifest else now or timezone.now()
        self.moment = self.as_of.astimezone(UTC).replace(tzinfo=None)
        self.today = timezone.localdate(self.as_of, timezone=zone(place))

    def mark(self, name: str) -> str:
        return f"${name}" if self.manifest else f"%({name})s"

    def ask(self, question: Question) -> list[tuple[Any, ...]]:
        if self.manifest:
            return mart.asked(self.manifest, question)
        given = {**question.params, **calendars([self.place])}
        sql = f"WITH fact AS NOT MATERIALIZED ({facts_sql()}) {question.sql}"
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return cursor.fetchall()

    def cells(self, chosen: Slice, rows: Kept = ALL, columns: Kept = ALL) -> _Cells:
        asked = slices.question(
            chosen, self.scope, self.moment, self.today, self.mark, rows, columns
        )
        found = self.ask(asked)
        if len(found) > MOST_CELLS:
            raise RuleViolation(
                "Срез слишком подробный: больше двадцати тысяч клеток. Возьмите разрез крупнее, "
                "сократите период или добавьте отбор."
            )
        return _sorted(found, bool(chosen.columns), len(chosen.measures))

    def before(self, chosen: Slice, rows: Kept, *, shared: bool) -> _Cells | None:
        """The same rows in the period to compare with."""
        earlier = chosen.before
        if earlier is None:
            return None
        found = self.cells(earlier, rows)
        return found.protected(earlier) if shared else found


def _sorted(found: list[tuple[Any, ...]], crossed: bool, measures: int) -> _Cells:
    answer = _Cells()
    for r, r_rest, c, c_rest, all_rows, all_columns, *values in found:
        cells = [Cell(_number(values[2 * n]), int(values[2 * n + 1] or 0)) for n in range(measures)]
        row, column = (r, bool(r_rest)), (c, bool(c_rest))
        if all_rows and all_columns:
            answer.total = cells
        elif all_columns:
            answer.rows[row] = cells
        elif all_rows:
            answer.columns[column] = cells
        else:
            answer.cells[row, column] = cells
    return answer


def _kept(dimension: Dimension, totals: Mapping[Key, list[Cell]], most: int) -> Kept:
    """All values where they have an order or are few, else the greatest by the first measure."""
    if dimension.ordered:
        if len(totals) > MOST_ORDERED:
            raise RuleViolation(
                f"«{dimension.title}»: {len(totals)} значений, это больше {MOST_ORDERED}. "
                "Возьмите период короче или шаг крупнее."
            )
        return Kept()
    if len(totals) <= most:
        return Kept()
    first = [value for value, _ in sorted(totals, key=lambda key: _order(key, totals[key]))[:most]]
    return Kept(tuple(value for value in first if value is not None), None in first)


def _grid(
    chosen: Slice, found: _Cells, before: _Cells | None, source: _Source, shared: bool
) -> Grid:
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
    return Grid(chosen, columns, made, total, source.as_of, source.manifest is not None, shared)


def _heads(
    dimension: Dimension, totals: Mapping[Key, list[Cell]], place: Municipality
) -> list[Head]:
    if dimension.ordered:
        keys = sorted(totals, key=lambda key: (key[0] is None, key[0]))
    else:
        keys = sorted(totals, key=lambda key: _order(key, totals[key]))
    names = names_of(dimension, (value for value, _ in keys), place)
    return [
        Head(value, REST if rest else names.get(value) or dimension.label(value), rest)
        for value, rest in keys
    ]


def names_of(
    dimension: Dimension, values: Iterable[Value], place: Municipality
) -> dict[Value, str]:
    """The names of rows by their keys; one query, none for values that carry their words."""
    if dimension.named is None:
        return {}
    known = [value for value in values if value is not None]
    if dimension.named is Named.TOPIC:
        topics = Topic.objects.filter(municipality=place, code__in=known)
        present_last = topics.order_by(F("until_version").asc(nulls_last=True))
        return dict(present_last.values_list("code", "name"))
    model = {Named.BLOCK: Block, Named.BODY: Body, Named.PERSON: Person}[dimension.named]
    found: list[Any] = list(model._default_manager.filter(pk__in=known))
    return {row.pk: str(row) for row in found}


def _order(key: Key, cells: list[Cell]) -> tuple[bool, float, str]:
    """The greatest first, «остальные» last."""
    first = cells[0].value
    return key[1], -(first if first is not None else float("-inf")), str(key[0])


def _heated(found: _Cells, crossed: bool) -> _Cells:
    """Each cell with its place between the least and the greatest of its measure."""
    rows = [cells for key, cells in found.rows.items() if not key[1]]
    inside = [cells for (r, c), cells in found.cells.items() if not r[1] and not c[1]]
    shown = _levels(inside if crossed else rows)
    return _Cells(
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


def _protected(cell: Cell, measure: Measure) -> Cell:
    base = rounded(cell.base)
    if cell.value is None:
        return Cell(None, base)
    if measure.how is How.COUNT:
        return Cell(rounded(int(cell.value)), base)
    if measure.how is How.PER_1000:
        return Cell(cell.value * base / cell.base if cell.base else 0.0, base)
    if cell.base < FEWEST:
        return Cell(None, base)
    if measure.how is How.SHARE:
        part = rounded(round(cell.value * cell.base / 100))
        return Cell(min(100.0, 100.0 * part / base), base)
    return Cell(round(cell.value, 1), base)


def _refuse_persons(chosen: Slice) -> None:
    """People and single streets are known inside the municipality only."""
    codes = {chosen.rows, chosen.columns, *(code for code, _ in chosen.filters)}
    inside = [d.title for d in dimensions.CATALOGUE if d.code in codes and d.inside]
    if inside:
        raise RuleViolation(
            f"Разрез «{inside[0]}» открыт только внутри муниципалитета. Выберите другой."
        )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def saved_slices(actor: Actor) -> list[SavedSlice]:
    """One's own, by name."""
    return list(SavedSlice.objects.filter(person_id=actor.person_id or 0))


def saved_slice_for(actor: Actor, pk: int) -> SavedSlice:
    """A saved slice of one's own, else Http404."""
    found = SavedSlice.objects.filter(pk=pk, person_id=actor.person_id or 0).first()
    if found is None:
        raise Http404("Такого среза нет.")
    return found
