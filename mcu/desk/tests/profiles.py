"""A small profile that is right, and any profile the program should be able to hold, drawn from its sections."""

from datetime import date, time
from typing import Any

from hypothesis import strategies as st

from mcu.cases.rules.conditions.profile import OnlyIf
from mcu.cases.rules.ladder import Rung, check
from mcu.cases.rules.profile import starter_classifier
from mcu.cases.rules.profile.acting import Acts, NumberFormat
from mcu.cases.rules.words import Channel
from mcu.core.errors import RuleViolation
from mcu.core.profile import (
    Choice,
    Code,
    Day,
    Field,
    Flag,
    Kind,
    Many,
    Number,
    Ref,
    Rows,
    Section,
    Table,
    Text,
    Time,
    Zone,
)  # fmt: skip
from mcu.desk.queries.profile import SECTIONS
from mcu.reports.rules import profile as reports

GOOD = """
[municipality]
code = "ruchey"
name = "Ручейский округ"
population = 1200
[municipality.working_time]
start = "08:30"
[[blocks]]
code = "city"
name = "Городское хозяйство"
topics = ["Дороги", "ЖКХ"]
[[bodies]]
code = "water"
name = "Водоканал"
block = "city"
[[norms]]
code = "block"
title = "Сведения от блока"
kind = "block_info"
unit = "clock_hours"
value = 2
source = "распоряжение, пункт 3"
[[routes]]
group = "ЖКХ"
body = "water"
"""


TEXT = (
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)
CODES = st.text("abcdef-", min_size=1, max_size=6)
CLAUSES = st.lists(st.sampled_from(["1.1", "3.3.3", "3.2а", "14.2"]), min_size=1, max_size=2)
# The narrower kind stands before the wider.
WHEN = (
    None,
    {"all": [{"field": "channel", "op": "any", "value": ["vk", "ok"]}]},
    {"any": [{"field": "text", "op": "has", "value": ["снег"]}, {"field": "body", "op": "empty"}]},
)
ENTRY = {"all": [{"field": "topic", "op": "any", "value": ["dorogi"]}, *WHEN[1]["all"]]}
ACTS = (
    [{"do": "tag", "value": "зима"}],
    [{"do": "importance", "value": "high"}, {"do": "control", "value": "2", "words": "готово?"}],
)
SINGLE: tuple[tuple[type[Kind], st.SearchStrategy[Any]], ...] = (
    (Zone, st.sampled_from(["Europe/Moscow", "Asia/Irkutsk", "Asia/Yekaterinburg"])),
    (NumberFormat, st.sampled_from(["{n}-{yy}", "{n}/{mm}/{year}"])),
    (Code, CODES),
    (Text, TEXT),
    (Flag, st.booleans()),
    (Day, st.dates(date(2015, 1, 1), date(2030, 12, 31))),
    (OnlyIf, st.sampled_from(WHEN)),
    (Acts, st.sampled_from(ACTS)),
    (Time, st.times().map(lambda moment: moment.replace(second=0, microsecond=0))),
)
TOPICS = tuple(topic.code for topic in starter_classifier().topics)
# What rows of each section are told apart by, drawn first so that others can refer to them.
REFERRED = ("blocks", "bodies", "acts", "normative_base")


@st.composite
def profiles(draw: st.DrawFn) -> dict[str, Any]:
    """Sections in the form in which reading leaves them."""
    codes = {
        name: draw(st.lists(CODES, max_size=3, unique=True)) for name in REFERRED
    } | {"channels": ["telegram", "vk"]}  # fmt: skip
    data: dict[str, Any] = {}
    for section in SECTIONS.values():
        value = draw(_special(section, codes))
        if value:
            data[section.name] = value
    return data


def _special(section: Section, codes: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    if section.name == "municipality":
        return _row(section.fields, codes, {"code": st.just("ruchey"), "working_time": _hours()})
    if not section.is_rows:
        return st.none() | _row(section.all_fields[:-3], codes)
    if section.name == "fast_routes" and not codes["bodies"]:
        return st.none()
    if section.name in REFERRED:
        return _named(section, codes)
    keys = {
        "routes": st.tuples(
            st.sampled_from(TOPICS), st.sampled_from(["", "Кукушкин Яр"]), st.sampled_from(WHEN)
        ),
        "channels": st.tuples(st.sampled_from(Channel.values)),
        "topics": st.tuples(CODES.map(lambda code: f"own.{code}")),
        "norms": st.tuples(CODES.map(lambda code: f"n-{code}")),
    }
    own = (_value(section.field(name).kind, codes) for name in section.key)
    key = keys.get(section.name, st.tuples(*own))
    rows = st.lists(key, max_size=3, unique_by=str).flatmap(
        lambda found: st.tuples(*(_keyed(section, codes, one) for one in found))
    )
    return rows.map(lambda made: [row for row in made if _sensible(section.name, row)])


def _keyed(section: Section, codes: dict[str, list[str]], key: tuple[Any, ...]) -> Any:
    fixed = {name: st.just(value) for name, value in zip(section.key, key, strict=True)}
    if section.name == "norms":
        fixed["topic"] = st.sampled_from(["", *TOPICS])
    if section.name == "fast_routes":
        step = _row(section.field("steps").kind.fields, codes)
        fixed |= {"entry": st.just(ENTRY), "steps": st.lists(step, min_size=1, max_size=2)}
        fixed["active"] = st.just(False)  # a body of it may be switched off
    return _row(section.fields, codes, fixed)


def _sensible(section: str, row: dict[str, Any]) -> bool:
    if section == "ladder":
        return _is_rung(row)
    if section == "reports":
        return not list(reports.check({section: [row]}))
    return section != "routes" or bool(row.get("body") or row.get("block"))


def _is_rung(row: dict[str, Any]) -> bool:
    """A rung that the ladder itself takes: nearer than its farthest, no percents after the term."""
    names = ("code", "when", "value", "unit", "whom")
    try:
        check(Rung(**{name: row.get(name, "") for name in names}))
    except (RuleViolation, TypeError):
        return False
    return True


@st.composite
def _named(draw: st.DrawFn, section: Section, codes: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Rows that point only at rows before them, so that there are no circles."""
    rows: list[dict[str, Any]] = []
    for number, code in enumerate(codes[section.name]):
        earlier = codes | {section.name: codes[section.name][:number]}
        fixed = {"code": st.just(code)} | ({"main": st.none()} if section.name == "acts" else {})
        rows.append(draw(_row(section.fields, earlier, fixed)))
    return rows


@st.composite
def _row(
    draw: st.DrawFn, fields: tuple[Field, ...], codes: dict[str, list[str]],
    fixed: dict[str, st.SearchStrategy[Any]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = {}
    for one in fields:
        given = (fixed or {}).get(one.name)
        if given is None and (one.sugar or one.name in ("group", "valid_to")):
            continue
        if given is None and not one.required and draw(st.integers(0, 3)):
            continue
        value = draw(given if given is not None else _value(one.kind, codes, one.required))
        if value not in (None, "", [], {}):
            row[one.name] = value
    if not draw(st.integers(0, 3)):
        row["clause"] = draw(CLAUSES)
    return row


def _hours() -> st.SearchStrategy[Any]:
    whole = {"start": time(8, 30), "end": time(17, 15), "short_end": time(16)}
    return st.sampled_from([None, {"start": time(8)}, {"lunch": False}, whole])


def _value(
    kind: Kind, codes: dict[str, list[str]], required: bool = False
) -> st.SearchStrategy[Any]:
    if isinstance(kind, Ref):
        known = codes.get(kind.section, [])
        return st.sampled_from(known) if known else st.none()
    if isinstance(kind, Many):
        items = _value(kind.kind, codes).filter(lambda item: item is not None)
        empty = isinstance(kind.kind, Ref) and not codes.get(kind.kind.section)
        most = 0 if empty else 2
        return st.lists(items, min_size=int(required), max_size=most, unique=True)
    if isinstance(kind, Rows):
        return st.lists(_row(tuple(kind.fields), codes), max_size=2)
    if isinstance(kind, Table):
        return _row(tuple(kind.fields), codes)
    return _single(kind)


def _single(kind: Kind) -> st.SearchStrategy[Any]:
    if isinstance(kind, Choice):
        return st.sampled_from([*kind.options])
    if isinstance(kind, Number):
        return st.integers(kind.least, min(kind.most, 30_000))
    return next(drawn for known, drawn in SINGLE if isinstance(kind, known))
