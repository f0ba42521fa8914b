"""A table of values: which column is what, what each row says or why it cannot be taken; pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mcu.core.errors import RuleViolation
from mcu.planning.rules import cadence as periods
from mcu.planning.rules import numbers

HEAD, MOST_ROWS, MOST_NOTE = 20, 5_000, 300
TITLES: dict[str, tuple[str, ...]] = {
    "name": ("показатель", "наименование показателя", "название"),
    "settlement": ("населенный пункт", "нп", "территория", "где"),
    "period": ("период", "дата", "за какой период"),
    "value": ("значение", "факт", "величина"),
    "note": ("примечание", "комментарий"),
}
NEEDED = frozenset({"name", "period", "value"})
NO_HEAD = (
    "В файле нет столбцов «показатель», «период» и «значение». Скачайте шаблон: в нём заголовки и "
    "показатели, которых ждут."
)
WHOLE = frozenset({"", "-", "—", "весь муниципалитет", "муниципалитет", "в целом", "всего"})


@dataclass(frozen=True, slots=True)
class Known:
    """An indicator as a table is checked against it."""

    pk: int
    name: str
    cadence: str
    by_settlement: bool
    mine: bool
    owner: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one row says of an indicator."""

    line: int
    indicator: int
    settlement: str
    since: date
    value: Decimal
    note: str

    @property
    def key(self) -> tuple[int, str, date]:
        return self.indicator, self.settlement, self.since


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken: its cells as they stood, and why."""

    line: int
    reason: str
    cells: tuple[str, ...]


Row = Said | Refused


class Reader:
    """Rows of a table against the catalogue, the settlements and the day."""

    def __init__(
        self, catalogue: Iterable[Known], settlements: Collection[str], today: date
    ) -> None:
        self.known = {plain(one.name): one for one in catalogue}
        self.settlements = {plain(name): name for name in settlements}
        self.today = today
        self.lines: dict[tuple[int, str, date], int] = {}

    def read(self, table: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[Row]:
        """Every row with a value; RuleViolation where there is no heading or too much."""
        columns: Mapping[str, int] = {}
        count = 0
        for line, cells in table:
            if not columns:
                columns = _columns(cells)
                if not columns and line >= HEAD:
                    raise RuleViolation(NO_HEAD)
                continue
            said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
            if not _text(said["value"]):  # a row of the template nobody filled in
                continue
            count += 1
            if count > MOST_ROWS:
                raise RuleViolation(f"В файле больше {MOST_ROWS} строк. Разделите его на части.")
            yield self._one(line, said)
        if not columns:
            raise RuleViolation(NO_HEAD)

    def _one(self, line: int, said: Mapping[str, Any]) -> Row:
        try:
            return self._taken(line, said)
        except ValueError as wrong:
            cells = tuple(_text(said.get(name, ""))[:200] for name in TITLES)
            return Refused(line, str(wrong), cells)

    def _taken(self, line: int, said: Mapping[str, Any]) -> Said:
        one = self._indicator(_text(said["name"]))
        where = self._settlement(one, _text(said.get("settlement", "")))
        since = periods.read(one.cadence, said["period"])
        begun(since, self.today)
        value, note = numbers.read(said["value"]), _text(said.get("note", ""))[:MOST_NOTE]
        row = Said(line, one.pk, where, since, value, note)
        if (former := self.lines.setdefault(row.key, line)) != line:
            raise ValueError(f"то же самое уже было в строке {former}")
        return row

    def _indicator(self, name: str) -> Known:
        one = self.known.get(plain(name))
        if one is None:
            raise ValueError(
                f"показателя «{name[:80]}» нет в справочнике" if name else "не назван показатель"
            )
        if not one.mine:
            raise ValueError(f"показатель вносит {one.owner}")
        return one

    def _settlement(self, one: Known, name: str) -> str:
        if plain(name) in WHOLE:
            return ""
        if not one.by_settlement:
            raise ValueError("показатель вносят по муниципалитету в целом, без населённого пункта")
        if plain(name) not in self.settlements:
            raise ValueError(f"населённого пункта «{name[:60]}» нет в справочнике мест")
        return self.settlements[plain(name)]


def begun(since: date, today: date) -> None:
    """ValueError for a period that has not begun."""
    if since > today:
        raise ValueError("период ещё не начался")


def plain(name: str) -> str:
    return " ".join(name.casefold().replace("ё", "е").split())


def _columns(cells: Sequence[Any]) -> Mapping[str, int]:
    names = [plain(_text(cell)) for cell in cells]
    found = {
        field: next(names.index(title) for title in titles if title in names)
        for field, titles in TITLES.items()
        if set(titles) & set(names)
    }
    return found if found.keys() >= NEEDED else {}


def _text(value: Any) -> str:
    return " ".join(str("" if value is None else value).replace("\x00", "").split())
