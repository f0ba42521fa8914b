"""Reports as a founding act names them: the section of a profile, and the form each row means.

The program prepares a row that is one of its own forms or says its sections; any other is a duty that
people fulfil by themselves.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mcu.cases.rules.words import System
from mcu.core.profile import Choice, Field, Flag, Many, Mistake, Number, Section, Text
from mcu.core.profile.kinds import meant
from mcu.core.workdays import Shift
from mcu.org.rules.profile import words as w
from mcu.org.rules.profile.sections import CODE, PROVEN, WHO
from mcu.org.rules.roles import Role
from mcu.reports.rules.contents import TITLES
from mcu.reports.rules.periods import LATEST, Every
from mcu.reports.rules.standard import standard

Row = Mapping[str, Any]
ALL = "all"  # every system; as a receiver it names nobody
SYSTEMS = {ALL: "все системы"} | {one.value: str(one.label) for one in System}
REPORTS = Section(
    "reports",
    "Отчёты",
    (
        CODE,
        Field("title", "название", Text(300), required=True),
        Field("to", "кому", Many(WHO), required=True),
        Field("by", "кто готовит", Many(WHO)),
        Field("signer", "кто подписывает", Choice(w.ROLES, "roles")),
        Field("period", "как часто", Choice(w.PERIODS, "periods")),
        Field("due_day", "на какой день после периода", Number(1, LATEST)),
        Field("shift", "если день нерабочий", Choice(w.SHIFTS)),
        Field("system", "о какой системе", Choice(SYSTEMS)),
        Field("sections", "разделы, которые готовит программа", Many(Choice(TITLES))),
        Field("form", "форма", Text(300)),
        Field("active", "готовится", Flag(), default=True, implied=True),
        *PROVEN,
    ),
    key=("code",),
    off=lambda row: row.get("active") is False,
)
# What the program proposes for a form that none of its own is like.
PROPOSED: dict[str, Any] = {
    "system": "", "every": Every.MONTH.value, "due_day": 10, "preparer": Role.STAFF.value,
    "signer": Role.HEAD_OF_CENTRE.value, "sections": [],
}  # fmt: skip
# What a form keeps → what a profile calls it; who prepares stands before who signs, which depends on it.
NAMES = {
    "title": "title", "preparer": "by", "signer": "signer", "every": "period", "due_day": "due_day",
    "shift": "shift", "system": "system", "sections": "sections", "active": "active",
}  # fmt: skip


def is_form(row: Row) -> bool:
    """Whether the program prepares it."""
    return row["code"] in standard() or bool(row.get("sections"))


def form_values(row: Row) -> dict[str, Any]:
    """The form a row means; what the act leaves open is proposed by the program."""
    own = standard().get(row["code"])
    base = own.values if own else PROPOSED
    preparer = next((one for one in row.get("by", ()) if one in w.ROLES), base["preparer"])
    system = row.get("system", base["system"])
    return {
        "title": row["title"],
        "preparer": preparer,
        "signer": row.get("signer") or _another(base["signer"], preparer),
        "every": row.get("period", base["every"]),
        "due_day": row.get("due_day", base["due_day"]),
        "shift": row.get("shift", Shift.PREVIOUS.value),
        "system": "" if system == ALL else system,
        "sections": list(row.get("sections") or base["sections"]),
        "active": row.get("active", True),
    }


def as_said(row: Row, form: Row) -> dict[str, Any]:
    """The row as a profile would say it now: what people changed in the form stands in it."""
    said = dict(row)
    for kept, name in NAMES.items():
        if form[kept] != form_values(said)[kept]:
            said[name] = _said(kept, form[kept])
    return said


def own_row(code: str, title: str) -> dict[str, Any]:
    """The least a profile says of a form that no act names."""
    own = standard().get(code)
    return {
        "code": code,
        "title": own.title if own else title,
        "to": list(own.to) if own else [ALL],
    }


def sets_term(row: Row) -> bool:
    """Whether the act itself says how often and by which day."""
    return "period" in row and "due_day" in row


def received(lines: Sequence[str], before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The recipients of a form when whom the act names changes; addresses and people's own lines stay."""
    names = {line.partition(";")[0].strip() for line in lines}
    gone = {w.WHO[one] for one in before if one not in now} if set(now) - {ALL} else set()
    fresh = [w.WHO[one] for one in now if one != ALL and one not in before]
    return [
        *(line for line in lines if line not in gone),
        *(name for name in fresh if name not in names),
    ]


def check(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """What a form says that the program cannot do, with its place."""
    for number, row in enumerate(data.get("reports", ())):
        if "code" in row and "title" in row:
            for field, sentence in _form_mistakes(row) if is_form(row) else _no_form(row):
                yield Mistake(("reports", number, field), f"reports «{row['code']}»: {sentence}")


def _form_mistakes(row: Row) -> Iterator[tuple[str, str]]:
    form = form_values(row)
    if form["every"] not in Every.values:
        yield (
            "period",
            f"программа готовит отчёт {', '.join(map(str, Every.labels))}, а не «{w.PERIODS[form['every']]}». "
            "Выберите один из этих сроков или уберите sections.",
        )
    if form["preparer"] == form["signer"]:
        yield "signer", "готовит и подписывает одна роль. Подписывает другой человек."


def _no_form(row: Row) -> Iterator[tuple[str, str]]:
    known = ", ".join(standard())
    for field in ("signer", "system"):
        if field in row:
            hint = meant(row["code"], standard())
            yield (
                field,
                f"такой формы отчёта в программе нет, есть {known}. {hint}".rstrip()
                + " Для своей формы назовите разделы: sections.",
            )


def _another(signer: str, preparer: str) -> str:
    """Nobody signs what they prepared."""
    return signer if signer != preparer else Role.CURATOR.value


def _said(kept: str, value: Any) -> Any:
    if kept == "preparer":
        return [value]
    return value or ALL if kept == "system" else value
