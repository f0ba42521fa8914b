"""The shape of a profile file: which sections, what must stand in each, of what type.

What the values mean is checked by the apps that read them.
"""

from collections.abc import Mapping
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from mcu.cases.rules.profile import CasesPart, NormPart, RoutePart
from mcu.cases.rules.terms import NormView, default_norms
from mcu.core.errors import RuleViolation
from mcu.org.rules.profile import OrgPart

SECTIONS = ("municipality", "blocks", "bodies", "norms", "routes", "channels")
# Sections that are lists of rows, with the texts each row must have.
ROWS = {
    "blocks": ("code", "name"),
    "bodies": ("code", "name"),
    "norms": ("code", "title", "source"),
    "routes": (),
}
LISTS = frozenset({"topics", "aliases", "blocks"})
NUMBERS = frozenset({"value", "population"})
DATES = frozenset({"valid_from", "valid_to"})
FLAGS = frozenset({"verified"})
TABLES = frozenset({"working_time"})
LONGEST = {"code": 50, "name": 200, "title": 300, "source": 500, "short_name": 100, "kind": 20}


def check_shape(data: Mapping[str, Any]) -> None:
    """RuleViolation that names the section and the field which is not as it should be."""
    for section in data:
        if section not in SECTIONS:
            raise RuleViolation(f"В профиле неизвестный раздел «{section}». {_hint(section)}")
    if isinstance(data.get("municipality"), Mapping):
        _check_fields("municipality", data["municipality"])
    for section, needed in ROWS.items():
        rows = data.get(section, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise RuleViolation(f"Раздел «{section}» пишется строками [[{section}]].")
        for number, row in enumerate(rows, 1):
            _check_row(section, number, row, needed)


def with_common(part: CasesPart, organisation: OrgPart) -> CasesPart:
    """The norms every municipality starts with and the topics of the blocks, under what the
    profile says itself: the same norm or topic there wins."""
    own = {norm.code for norm in part.norms}
    common = tuple(_norm(norm) for norm in default_norms() if norm.code not in own)
    routed = {route.topic for route in part.routes}
    of_blocks = tuple(
        RoutePart(topic, block=block.code)
        for block in organisation.blocks
        for topic in block.topics
        if topic not in routed
    )
    return CasesPart(norms=common + part.norms, routes=of_blocks + part.routes)


def _norm(norm: NormView) -> NormPart:
    """«Any» is None among the rules and an empty text in a row."""
    values = {name: getattr(norm, name) for name in NormView.__dataclass_fields__}
    for name in ("regime", "channel", "system", "importance"):
        values[name] = values[name] or ""
    return NormPart(**values)


def _hint(section: str) -> str:
    near = get_close_matches(section, SECTIONS, n=1)
    return f"Может быть, «{near[0]}»?" if near else f"Бывают: {', '.join(SECTIONS)}."


def _check_row(section: str, number: int, row: Mapping[str, Any], needed: tuple[str, ...]) -> None:
    code = row.get("code")
    where = f"{section} «{code}»" if isinstance(code, str) else f"{section} № {number}"
    for name in needed:
        if not row.get(name):
            raise RuleViolation(f"Профиль, {where}: нет поля {name}.")
    _check_fields(where, row)


def _check_fields(where: str, row: Mapping[str, Any]) -> None:
    for name, value in row.items():
        wrong = _complaint(name, value)
        if wrong:
            raise RuleViolation(f"Профиль, {where}: поле {name} — {wrong}.")


def _complaint(name: str, value: object) -> str:
    """What is wrong with the type or the size of a value; empty when nothing is."""
    kinds: tuple[tuple[frozenset[str], type | tuple[type, ...], str], ...] = (
        (LISTS, list, "список текстов в квадратных скобках"),
        (FLAGS, bool, "true или false"),
        (DATES, date, "дата без кавычек, например 2026-01-31"),
        (TABLES, Mapping, "подраздел"),
    )
    for names, kind, words in kinds:
        if name in names:
            return "" if isinstance(value, kind) and _plain(value) else words
    if name in NUMBERS:
        return "" if type(value) is int and 0 <= value < 2**31 else "целое число без кавычек"
    return _text_complaint(name, value)


def _text_complaint(name: str, value: object) -> str:
    if isinstance(value, time):
        return ""
    if not isinstance(value, str) or "\x00" in value:
        return "текст в кавычках"
    limit = LONGEST.get(name, 500)
    return f"длиннее {limit} знаков" if len(value) > limit else ""


def _plain(value: object) -> bool:
    """A list holds texts and nothing else."""
    return not isinstance(value, list) or all(isinstance(item, str) for item in value)
