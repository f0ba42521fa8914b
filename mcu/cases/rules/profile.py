"""The sections of a profile that speak of topics, norms, routes and channels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from mcu.cases.rules import conditions
from mcu.cases.rules.conditions.profile import OnlyIf
from mcu.cases.rules.ladder import UNITS as LADDER_UNITS
from mcu.cases.rules.ladder import Rung, When, Whom
from mcu.cases.rules.ladder import check as check_rung
from mcu.cases.rules.terms import NormView, TermKind, default_norms
from mcu.cases.rules.words import Approval, Channel, Importance, Kind, Regime, Speed, System
from mcu.core.errors import RuleViolation
from mcu.core.profile import (
    Choice,
    Code,
    Day,
    Field,
    Flag,
    Many,
    Mistake,
    Number,
    Ref,
    Section,
    Since,
    Text,
    meant,
)  # fmt: skip
from mcu.core.workdays import Shift, Unit
from mcu.text.topics import Classifier, read_classifier

STARTS = {
    "received": "получение",
    "registered": "регистрация",
    "requested": "запрос",
    "interim": "промежуточный ответ",
    "submitted": "передача на согласование",
}
UNITS = {
    Unit.CLOCK_HOURS.value: "часов подряд",
    Unit.WORKING_HOURS.value: "рабочих часов",
    Unit.CALENDAR_DAYS.value: "календарных дней",
    Unit.WORKING_DAYS.value: "рабочих дней",
}
SHIFTS = {
    Shift.PREVIOUS.value: "на предшествующий рабочий день",
    Shift.NEXT.value: "на следующий рабочий день",
    Shift.NONE.value: "не переносится",
}
SEASONS = {"winter": "зима", "spring": "весна", "summer": "лето", "autumn": "осень"}
ANY = {"": "любой"}


@dataclass(frozen=True, slots=True)
class NormPart:
    """One norm of the profile, checked."""

    code: str
    title: str
    kind: str
    unit: str
    value: int
    source: str
    shift: str = Shift.PREVIOUS
    start: str = "received"
    regime: str = ""
    channel: str = ""
    system: str = ""
    importance: str = ""
    speed: str = ""
    region: str = ""
    topic: str = ""
    condition: dict[str, Any] = field(default_factory=dict)
    pausable: bool = True
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class RoutePart:
    """`topic` is the code of a topic or a group, or the name of a group."""

    topic: str
    block: str = ""
    body: str = ""
    settlement: str = ""
    condition: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CasesPart:
    norms: tuple[NormPart, ...]
    routes: tuple[RoutePart, ...]


def _labels(words: Any) -> dict[str, str]:
    return {value: str(label) for value, label in words.choices}


def _choice(name: str, label: str, options: Mapping[str, str], **given: Any) -> Field:
    return Field(name, label, Choice(options), **given)


TOPICS = Section(
    "topics",
    "Свои темы сверх общего классификатора",
    (
        Field("code", "код", Code(120), required=True),
        Field("name", "название", Text(300), required=True),
        Field("group", "группа", Text(300)),
        _choice("kind", "тип", _labels(Kind), default=Kind.SOLVABLE.value, implied=True),
        _choice("speed", "скорость", _labels(Speed), default=Speed.ORDINARY.value, implied=True),
        Field("season", "сезон", Many(Choice(SEASONS), ordered=False), default=[], implied=True),
        Field("aliases", "другие названия", Many(Text(300), ordered=False), default=[]),
    ),
    key=("code",),
)
NORMS = Section(
    "norms",
    "Нормы сроков",
    (
        Field("code", "код", Code(60), required=True),
        Field("title", "норма", Text(300), required=True),
        _choice("kind", "срок чего", _labels(TermKind), required=True),
        _choice("unit", "единица", UNITS, required=True),
        Field("value", "сколько", Number(1), required=True),
        _choice("shift", "если последний день нерабочий", SHIFTS, default="previous", implied=True),
        _choice("start", "от чего", STARTS, default="received", implied=True),
        _choice("regime", "режим", ANY | _labels(Regime), default="", implied=True),
        _choice("channel", "канал", ANY | _labels(Channel), default="", implied=True),
        _choice("system", "система", ANY | _labels(System), default="", implied=True),
        _choice("importance", "важность", ANY | _labels(Importance), default="", implied=True),
        _choice("speed", "скорость темы", ANY | _labels(Speed), default="", implied=True),
        Field("region", "регион", Text(120), default="", implied=True),
        Field("topic", "тема или группа", Text(300), default="", implied=True),
        Field("condition", "только если", OnlyIf(), default={}, implied=True),
        Field("pausable", "останавливается, пока ждём автора", Flag(), default=True, implied=True),
        Field("source", "основание", Text(500), required=True),
        Field("verified", "проверено", Flag(), default=False, implied=True),
        Field("valid_from", "действует с", Since()),
        Field("valid_to", "действует по", Day()),
    ),
    key=("code",),
    off=lambda row: row.get("valid_to") is not None,
)
LADDER = Section(
    "ladder",
    "Напоминания до срока и лестница после него",
    (
        Field("code", "код", Code(16), required=True),
        _choice("when", "когда", _labels(When), required=True),
        Field("value", "сколько", Number(0), required=True),
        _choice("unit", "единица", LADDER_UNITS, required=True),
        _choice("whom", "кому", _labels(Whom), required=True),
        _choice("kind", "срок чего", ANY | _labels(TermKind), default="", implied=True),
    ),
    key=("code",),
)
ROUTES = Section(
    "routes",
    "Маршруты тем",
    (
        Field("topic", "тема", Text(300)),
        Field("group", "группа тем", Text(300), sugar=True),
        Field("settlement", "только для населённого пункта", Text(120), default="", implied=True),
        Field("condition", "только если", OnlyIf(), default={}, implied=True),
        Field("body", "орган", Ref(section="bodies"), implied=True),
        Field("block", "блок", Ref(section="blocks"), implied=True),
    ),
    key=("topic", "settlement", "condition"),
    repeated=True,
)
CHANNELS = Section(
    "channels",
    "Каналы",
    (
        Field("code", "код", Code(), required=True),
        Field("name", "название", Text(200), default=""),
        Field("named", "назван актом", Flag(), default=False, implied=True),
        Field("enabled", "включён", Flag(), default=True, implied=True),
        Field("answer_order", "порядок, в котором отвечают", Number(0, 1000), default=0),
        Field(
            "own", "своя система муниципалитета или региона", Flag(), default=False, implied=True
        ),
    ),
    key=("code",),
    off=lambda row: row.get("own") is True and row.get("enabled") is False,
)
APPROVALS = Section(
    "approvals",
    "Согласование ответов",
    (
        _choice("system", "система", _labels(System), required=True),
        _choice("need", "согласование", _labels(Approval), required=True),
    ),
    key=("system",),
)
SECTIONS = (TOPICS, NORMS, LADDER, ROUTES, CHANNELS, APPROVALS)
CHOICES = {
    each.name: frozenset(each.kind.options)
    for each in NORMS.fields
    if isinstance(each.kind, Choice)
}
KNOWN = {"channels": tuple(Channel.values)}


@cache
def starter_classifier() -> Classifier:
    """The classifier every municipality starts with: 24 groups, 214 topics."""
    return read_classifier(files("mcu.cases").joinpath("data/topics.toml").read_bytes())


def read(data: Mapping[str, Any]) -> CasesPart:
    """The typed part of sections that were read and checked."""
    return CasesPart(
        norms=tuple(_norm(row) for row in data.get("norms", ())),
        routes=tuple(
            RoutePart(
                row.get("topic") or row["group"],
                row.get("block") or "",
                row.get("body") or "",
                row.get("settlement", ""),
                row.get("condition", {}),
            )
            for row in data.get("routes", ())
        ),
    )


def check(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Topics that are known nowhere, routes to nowhere or twice, channels without a name."""
    topics = _topics(data)
    yield from _unknown_topics(data, topics)
    yield from _routes(data.get("routes", ()), topics)
    for number, row in enumerate(data.get("norms", ())):
        first, last = row.get("valid_from"), row.get("valid_to")
        if first and last and last < first:
            yield Mistake(
                ("norms", number, "valid_to"),
                f"norms «{row.get('code')}»: valid_to раньше, чем valid_from.",
            )
    for number, rung in enumerate(rungs(data.get("ladder", ()))):
        try:
            check_rung(rung)
        except RuleViolation as wrong:
            yield Mistake(("ladder", number), f"ladder «{rung.code}»: {wrong.sentence}")
    for number, row in enumerate(data.get("channels", ())):
        code = row.get("code", "")
        if code and code not in Channel.values and not (row.get("own") and row.get("name")):
            hint = meant(code, Channel.values) or "Для своей системы напишите name и own = true."
            yield Mistake(
                ("channels", number, "code"),
                f"channels: канала «{code}» программа не знает. {hint}",
            )


def complete(data: Mapping[str, Any]) -> dict[str, Any]:
    """With the common norms, every known channel, and topics of blocks as routes of their own."""
    topics = _topics(data)
    norms = data.get("norms", [])
    said = {row["code"] for row in norms}
    channels = data.get("channels", [])
    named = {row["code"] for row in channels}
    own = [
        row | {"group": topics[row["group"]]} if row.get("group") else row
        for row in data.get("topics", ())
    ]
    return {
        **data,
        "topics": own,
        "norms": [*norms, *(row for row in common_norms() if row["code"] not in said)],
        "channels": [*channels, *({"code": code} for code in Channel.values if code not in named)],
        "routes": _all_routes(data, topics),
    }


@cache
def _common_norms() -> tuple[NormView, ...]:
    return tuple(default_norms())


def common_norms() -> list[dict[str, Any]]:
    """The norms every municipality starts with, as a profile would say them."""
    return [_said(norm) for norm in _common_norms()]


def _said(norm: NormView) -> dict[str, Any]:
    """Only what differs from the defaults; «any» is None among the rules and empty in a row."""
    values = {each.name: getattr(norm, each.name) for each in NORMS.fields}
    values["condition"] = conditions.said(norm.condition)
    values = {
        name: str(v) if isinstance(v, str) else v for name, v in values.items() if v is not None
    }
    return {name: value for name, value in values.items() if value != NORMS.defaults[name]}


def _norm(row: Mapping[str, Any]) -> NormPart:
    return NormPart(**{name: row[name] for name in NORMS.defaults if row.get(name) is not None})


def _topics(data: Mapping[str, Any]) -> dict[str, str]:
    """Code of a topic or a group, or name of a group → its code."""
    starter = starter_classifier()
    known = {topic.code: topic.code for topic in starter.topics}
    for group in starter.groups:
        known |= {group.code: group.code, group.name: group.code}
    for row in data.get("topics", ()):
        if "code" in row:
            known[row["code"]] = row["code"]
            if "group" not in row and "name" in row:
                known[row["name"]] = row["code"]
    return known


def _unknown_topics(data: Mapping[str, Any], topics: Mapping[str, str]) -> Iterator[Mistake]:
    for number, row in enumerate(data.get("blocks", ())):
        for topic in row.get("topics", ()):
            if topic not in topics:
                where = f"blocks «{row.get('code')}»"
                yield Mistake(("blocks", number, "topics"), _no_topic(where, topic, topics))
    for number, row in enumerate(data.get("topics", ())):
        if row.get("group", "") and row["group"] not in topics:
            where = f"topics «{row.get('code')}»"
            yield Mistake(("topics", number, "group"), _no_topic(where, row["group"], topics))


def _routes(rows: Sequence[Mapping[str, Any]], topics: Mapping[str, str]) -> Iterator[Mistake]:
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(rows):
        path = ("routes", number)
        topic = row.get("topic") or row.get("group") or ""
        if not topic:
            yield Mistake(path, f"routes № {number + 1}: нет ни topic, ни group.")
        elif topic not in topics:
            yield Mistake(path, _no_topic(f"routes № {number + 1}", topic, topics))
        if not (row.get("body") or row.get("block")):
            yield Mistake(path, f"routes № {number + 1} «{topic}»: нет ни body, ни block.")
        key = (
            topics.get(topic, topic),
            row.get("settlement", "").lower(),
            str(row.get("condition")),
        )
        if topic and key in seen:
            yield Mistake(path, f"routes № {number + 1} «{topic}»: такой маршрут уже есть выше.")
        seen.add(key)


def _no_topic(where: str, topic: str, topics: Mapping[str, str]) -> str:
    return (
        f"{where}: темы или группы «{topic}» в классификаторе нет. {meant(topic, topics)}".strip()
    )


def _all_routes(data: Mapping[str, Any], topics: Mapping[str, str]) -> list[dict[str, Any]]:
    """Routes by codes of topics; a topic of a block without a route of its own goes to the block."""
    inside = {row["code"]: _block(row) for row in data.get("bodies", ())}
    rows = []
    for given in data.get("routes", ()):
        row = {name: value for name, value in given.items() if name != "group"}
        row["topic"] = topics[given.get("topic") or given["group"]]
        if not row.get("block") and inside.get(row.get("body", "")):
            row["block"] = inside[row["body"]]
        rows.append(row)
    routed = {
        row["topic"] for row in rows if not row.get("settlement") and not row.get("condition")
    }
    for block in data.get("blocks", ()):
        for topic in block.get("topics", ()):
            if topics[topic] not in routed:
                routed.add(topics[topic])
                rows.append({"topic": topics[topic], "block": block["code"]})
    return rows


def _block(body: Mapping[str, Any]) -> str:
    return body.get("block") or next(iter(body.get("blocks", ())), "")


def rungs(rows: Iterable[Mapping[str, Any]]) -> list[Rung]:
    """The rungs of a profile that was read and checked."""
    return [
        Rung(**{name: row.get(name, default) for name, default in LADDER.defaults.items()})
        for row in rows
    ]
