"""A file with people: which column is what, and what each row says or why it cannot be taken."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mcu.core.errors import RuleViolation
from mcu.org.rules.names import plain_name
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Role

HEAD = 30  # rows in which the header is looked for
MOST_ROWS = 5000
TITLES: dict[str, tuple[str, ...]] = {
    "full_name": ("фио", "фамилия имя отчество", "сотрудник", "ф и о", "работник"),
    "surname": ("фамилия",),
    "name": ("имя",),
    "patronymic": ("отчество",),
    "position": ("должность", "наименование должности"),
    "body": ("орган", "подразделение", "организация", "учреждение", "отдел"),
    "block": ("блок", "отраслевой блок"),
    "role": ("роль", "роль в мцу", "роли"),
    "email": ("почта", "электронная почта", "e-mail", "email", "служебная почта"),
    "phone": ("телефон", "служебный телефон", "тел"),
    "login": ("логин", "учетная запись"),
    "since": ("с", "дата назначения", "назначен с"),
    "act": ("основание", "акт", "распоряжение"),
}
BY_TITLE = {title: field for field, titles in TITLES.items() for title in titles}
LONGEST = {"full_name": 200, "position": 200, "phone": 60, "act": 300}
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}")
LOGIN = re.compile(r"[a-z0-9._-]{1,60}")
DAYS = ("%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d %H:%M:%S")
ROLES = {plain_name(role.label): role for role in Role} | {str(role): role for role in Role}


@dataclass(frozen=True, slots=True)
class Header:
    """Where each field stands; `line` is the row of the header itself, from 0."""

    line: int
    columns: Mapping[str, int]
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """What one row says of a person; names of bodies and blocks are still words."""

    line: int
    cells: tuple[str, ...]
    full_name: str
    login: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    roles: tuple[Role, ...] = ()
    body: str = ""
    block: str = ""
    since: date | None = None
    act: str = ""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    line: int
    cells: tuple[str, ...]
    reason: str


def find_header(rows: Sequence[Sequence[Any]]) -> Header:
    """The row with most columns we know; RuleViolation without one that names people."""
    best = Header(0, {}, ())
    for line, cells in enumerate(rows[:HEAD]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(cells):
            field = BY_TITLE.get(plain_name(str(cell)))
            if field and field not in columns:
                columns[field] = index
        if len(columns) > len(best.columns):
            best = Header(line, columns, tuple(str(cell) for cell in cells))
    if not {"full_name", "surname"} & best.columns.keys():
        raise RuleViolation(
            "В файле нет столбца «ФИО». Нужны заголовки: ФИО, должность, орган, роль, почта, "
            "телефон, логин; обязателен только первый."
        )
    return best


def read_row(line: int, cells: Sequence[Any], header: Header) -> PersonRow | RejectedRow:
    """The row as it is meant, or the reason in words why it is not taken."""
    texts = tuple(" ".join(str(cell).replace("\x00", "").split()) for cell in cells)
    given = {
        name: texts[index] if index < len(texts) else "" for name, index in header.columns.items()
    }
    values: dict[str, Any] = {
        "full_name": _full_name(given),
        "login": given.get("login", "").lower(),
        "position": given.get("position", ""),
        "email": given.get("email", "").lower(),
        "phone": given.get("phone", ""),
        "body": given.get("body", ""),
        "block": given.get("block", ""),
        "act": given.get("act", ""),
    }
    reason = _wrong(values) or _wrong_roles(given, values)
    since = _day(given.get("since", ""))
    if not reason and since is None and given.get("since"):
        reason = f"Дата «{given['since']}» непонятна. Напишите так: 20.11.2026."
    if reason:
        return RejectedRow(line, texts, reason)
    return PersonRow(line, texts, roles=_roles(given)[0], since=since, **values)


def read_rows(
    numbered: Iterable[tuple[int, Sequence[Any]]], header: Header
) -> list[PersonRow | RejectedRow]:
    """Every row below the header; RuleViolation when there are too many."""
    rows: list[PersonRow | RejectedRow] = []
    for index, (line, cells) in enumerate(numbered):
        if index <= header.line:
            continue
        if len(rows) >= MOST_ROWS:
            raise RuleViolation(f"В файле больше {MOST_ROWS} человек. Разделите его на части.")
        rows.append(read_row(line, cells, header))
    return rows


def _full_name(given: Mapping[str, str]) -> str:
    if given.get("full_name"):
        return given["full_name"]
    parts = (given.get(name, "") for name in ("surname", "name", "patronymic"))
    return " ".join(part for part in parts if part)


def _wrong(values: Mapping[str, str]) -> str:
    name = values["full_name"]
    if len(name.split()) < 2:
        return "Впишите фамилию и имя." if name else "ФИО пусто."
    if not re.fullmatch(r"[^\W\d_][^\d_]*", name):
        return f"«{name[:60]}» не похоже на ФИО."
    for field, longest in LONGEST.items():
        if len(values[field]) > longest:
            return f"Слишком длинно: больше {longest} знаков."
    if values["email"] and not EMAIL.fullmatch(values["email"]):
        return f"Почта «{values['email'][:60]}» написана с ошибкой."
    if values["login"] and not LOGIN.fullmatch(values["login"]):
        return "В логине только латинские буквы, цифры, точка и дефис, до 60 знаков."
    return ""


def _wrong_roles(given: Mapping[str, str], values: Mapping[str, str]) -> str:
    roles, unknown = _roles(given)
    if unknown:
        return f"Роли «{unknown[:60]}» нет. Есть: {', '.join(role.label for role in Role)}."
    for role in roles:
        if role in FOR_BODY and not values["body"]:
            return f"Для роли «{role.label}» укажите орган."
        if role in FOR_BLOCK and not values["block"]:
            return f"Для роли «{role.label}» укажите блок."
    return ""


def _roles(given: Mapping[str, str]) -> tuple[tuple[Role, ...], str]:
    """The roles of the cell and the first word that is none."""
    names = [name.strip() for name in re.split(r"[;\n]", given.get("role", "")) if name.strip()]
    known = [(name, ROLES.get(plain_name(name)) or ROLES.get(name.casefold())) for name in names]
    unknown = next((name for name, role in known if role is None), "")
    return tuple(dict.fromkeys(role for _, role in known if role)), unknown


def _day(text: str) -> date | None:
    for pattern in DAYS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None
