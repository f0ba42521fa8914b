"""The sections of a profile that speak of topics, norms, routes and channels."""

from collections.abc import Mapping
from typing import Any

from mcu.cases.rules.conditions.profile import OnlyIf, Whenever
from mcu.cases.rules.ladder import UNITS as LADDER_UNITS
from mcu.cases.rules.ladder import When, Whom
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Channel, Importance, Kind, Regime, Speed, System
from mcu.core.profile import (
    Choice,
    Code,
    Day,
    Field,
    Flag,
    Many,
    Number,
    Ref,
    Section,
    Since,
    Text,
)  # fmt: skip
from mcu.core.workdays import Shift, Unit

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


def labels(words: Any) -> dict[str, str]:
    return {value: str(label) for value, label in words.choices}


def choice(name: str, label: str, options: Mapping[str, str], **given: Any) -> Field:
    return Field(name, label, Choice(options), **given)


TOPICS = Section(
    "topics",
    "Свои темы сверх общего классификатора",
    (
        Field("code", "код", Code(120), required=True),
        Field("name", "название", Text(300), required=True),
        Field("group", "группа", Text(300)),
        choice("kind", "тип", labels(Kind), default=Kind.SOLVABLE.value, implied=True),
        choice("speed", "скорость", labels(Speed), default=Speed.ORDINARY.value, implied=True),
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
        choice("kind", "срок чего", labels(TermKind), required=True),
        choice("unit", "единица", UNITS, required=True),
        Field("value", "сколько", Number(1), required=True),
        choice("shift", "если последний день нерабочий", SHIFTS, default="previous", implied=True),
        choice("start", "от чего", STARTS, default="received", implied=True),
        choice("regime", "режим", ANY | labels(Regime), default="", implied=True),
        choice("channel", "канал", ANY | labels(Channel), default="", implied=True),
        choice("system", "система", ANY | labels(System), default="", implied=True),
        choice("importance", "важность", ANY | labels(Importance), default="", implied=True),
        choice("speed", "скорость темы", ANY | labels(Speed), default="", implied=True),
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
        choice("when", "когда", labels(When), required=True),
        Field("value", "сколько", Number(0), required=True),
        choice("unit", "единица", LADDER_UNITS, required=True),
        choice("whom", "кому", labels(Whom), required=True),
        choice("kind", "срок чего", ANY | labels(TermKind), default="", implied=True),
        Field("condition", "только если", Whenever(), default={}, implied=True),
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
