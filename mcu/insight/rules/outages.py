"""A table of planned outages: which column is what, what each row says or why it cannot be taken."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mcu.core.errors import RuleViolation

HEAD, MOST_ROWS, MOST_DAYS = 20, 5_000, 366
TITLES: dict[str, tuple[str, ...]] = {
    "what": ("что", "вид работ", "отключение", "услуга", "работы"),
    "since": ("с", "начало", "дата начала", "дата"),
    "until": ("по", "конец", "окончание", "дата окончания"),
    "settlement": ("населенный пункт", "нп", "город"),
    "street": ("улица", "адрес", "где"),
    "organisation": ("организация", "подрядчик", "исполнитель", "кто"),
}
LONGEST = {"what": 200, "settlement": 120, "street": 200, "organisation": 200}
NEEDED = (
    "В файле нет столбцов «что» и «с». Нужны заголовки: что, с, по, населённый пункт, улица, "
    "организация; обязательны первые два."
)


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    since: date
    until: date
    settlement: str = ""
    street: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    line: int
    reason: str


def read(table: Iterable[tuple[int, Sequence[Any]]]) -> tuple[list[Row], list[Rejected]]:
    """Every row below the heading, each with its number in the file; RuleViolation where there is no heading or too much."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    columns: Mapping[str, int] = {}
    for line, cells in table:
        if not columns:
            columns = _columns(cells)
            if not columns and line >= HEAD:
                raise RuleViolation(NEEDED)
            continue
        if len(rows) + len(rejected) >= MOST_ROWS:
            raise RuleViolation(f"В файле больше {MOST_ROWS} строк. Разделите его на части.")
        said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        if any(_text(value) for value in said.values()):
            _take(said, line, rows, rejected)
    if not columns:
        raise RuleViolation(NEEDED)
    return rows, rejected


def _columns(cells: Sequence[Any]) -> Mapping[str, int]:
    names = [_text(cell).lower().replace("ё", "е") for cell in cells]
    found = {
        field: names.index(title)
        for field, titles in TITLES.items()
        for title in reversed(titles)
        if title in names
    }
    return found if {"what", "since"} <= found.keys() else {}


def _take(said: Mapping[str, Any], line: int, rows: list[Row], rejected: list[Rejected]) -> None:
    try:
        rows.append(_row(said))
    except ValueError as wrong:
        rejected.append(Rejected(line, str(wrong)))


def _row(said: Mapping[str, Any]) -> Row:
    texts = {name: _text(said.get(name, ""))[:most] for name, most in LONGEST.items()}
    if not texts["what"]:
        raise ValueError("не сказано, что отключают")
    since = _day(said["since"], "начала")
    until = _day(said["until"], "окончания") if _text(said.get("until", "")) else since
    if until < since:
        raise ValueError("окончание раньше начала")
    if (until - since).days > MOST_DAYS:
        raise ValueError("дольше года: проверьте даты")
    return Row(since=since, until=until, **texts)


def _day(value: Any, which: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = (_text(value).split(" ") or [""])[0]
    for pattern in ("%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 -- a day has no zone
        except ValueError:
            continue
    raise ValueError(f"не понятна дата {which}: «{text[:20]}», пишите 25.11.2026")


def _text(value: Any) -> str:
    return " ".join(str("" if value is None else value).replace("\x00", "").split())
