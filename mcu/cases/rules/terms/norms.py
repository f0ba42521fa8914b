"""Norms: how long something may take, by which source, and which norm fits a case."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import NoneType
from typing import Any

from django.db.models import TextChoices

from mcu.cases.rules.conditions import ALWAYS, Condition
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Count, Shift, Unit, WorkCalendar
from mcu.web.words import plural

# ПОС marks some messages for faster consideration; the mark travels as importance.
FAST_TRACK = "fast"


AMOUNTS = {
    Unit.CLOCK_HOURS: "час|часа|часов",
    Unit.WORKING_HOURS: "рабочий час|рабочих часа|рабочих часов",
    Unit.CALENDAR_DAYS: "календарный день|календарных дня|календарных дней",
    Unit.WORKING_DAYS: "рабочий день|рабочих дня|рабочих дней",
}


class TermKind(TextChoices):
    """What a term is for."""

    REGISTER = "register", "Регистрация"
    FIRST_REACTION = "first_reaction", "Первая реакция"
    BLOCK_INFO = "block_info", "Сведения от блока"
    PART = "part", "Часть ответа соисполнителя"
    INTERIM = "interim", "Промежуточный ответ"
    ANSWER = "answer", "Ответ"
    INTERIM_FINAL = "interim_final", "Окончательный ответ после промежуточного"
    REDIRECT = "redirect", "Переадресация"
    PROMISE = "promise", "Обещание"
    APPROVAL = "approval", "Согласование"
    FAST_STEP = "fast_step", "Этап быстрого маршрута"
    CONTROL = "control", "Контроль"
    NOTICE = "notice", "Уведомление"


class StartMoment(StrEnum):
    """The event from which a norm is counted."""

    RECEIVED = "received"
    REGISTERED = "registered"
    REQUESTED = "requested"
    INTERIM = "interim"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class NormView:
    """One norm. An empty regime, channel, system, importance, speed, region or topic means any.

    `topic` is the code of a topic or of a group; `condition` narrows it further, `words` say it.
    `pausable` says whether the clock may stand while
    one waits for the author.
    `valid_from` and `valid_to` are both inclusive, None means no bound is known. `verified` is
    False for own knowledge, for practice of another place and for a proposal of the program.
    """

    code: str
    title: str
    kind: TermKind
    unit: Unit
    value: int
    shift: Shift = Shift.PREVIOUS
    start: str = StartMoment.RECEIVED
    regime: str | None = None
    channel: str | None = None
    system: str | None = None
    importance: str | None = None
    speed: str | None = None
    region: str | None = None
    topic: str | None = None
    condition: Condition = ALWAYS
    words: str = ""
    pausable: bool = True
    source: str = ""
    verified: bool = False
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def amount(self) -> str:
        """«7 рабочих дней»."""
        return plural(self.value, AMOUNTS[self.unit])


@dataclass(frozen=True, slots=True)
class About:
    """What of a case the choice of a norm depends on; what is not known is empty.

    `topics` are the codes from the widest group to the topic itself; `fitting` are the conditions of
    norms that hold for it.
    """

    regime: str | None = None
    channel: str | None = None
    system: str | None = None
    importance: str | None = None
    speed: str | None = None
    region: str | None = None
    topics: tuple[str, ...] = ()
    fitting: frozenset[Condition] = frozenset()


@dataclass(frozen=True, slots=True)
class Rejected:
    """A norm of the asked kind that was not taken, and why, in Russian."""

    norm: NormView
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The norm that applies, or None, with the reason in Russian."""

    norm: NormView | None
    reason: str
    rejected: tuple[Rejected, ...] = ()


FIELDS = {
    "regime": ("режим", "для другого режима"),
    "channel": ("канал", "для другого канала"),
    "system": ("система", "для другой системы"),
    "importance": ("важность", "для другой важности"),
    "speed": ("скорость темы", "для тем другой скорости"),
    "region": ("регион", "для другого региона"),
}


def choose(norms: Iterable[NormView], *, kind: TermKind, about: About, on: date) -> Choice:
    """The most specific norm in force on a date; of equally specific ones the latest in force.

    A norm of the topic comes before one of its group, and that before one for any topic; among these
    the one that names more of regime, channel, system, importance, speed, region and condition. A
    norm that names something the case does not have never applies.
    """
    fitting: list[NormView] = []
    rejected: list[Rejected] = []
    for norm in norms:
        if norm.kind != kind:
            continue
        if reason := _unfit(norm, about, on):
            rejected.append(Rejected(norm, reason))
        else:
            fitting.append(norm)
    if not fitting:
        return Choice(None, f"нормы нет: {TermKind(kind).label.lower()}", tuple(rejected))
    best = max(fitting, key=lambda norm: _rank(norm, about))
    rejected += [Rejected(norm, _beaten(norm, best, about)) for norm in fitting if norm is not best]
    return Choice(best, _chosen(best, len(fitting), about), tuple(rejected))


def count(norm: NormView, start: datetime, calendar: WorkCalendar, extra: int = 0) -> Count:
    """When the norm is due if its clock starts at an aware moment. Raises as WorkCalendar.add."""
    return calendar.add(start, norm.value, norm.unit, norm.shift, extra)


def _unfit(norm: NormView, about: About, on: date) -> str:
    """Why the norm cannot apply; empty when it can."""
    if norm.valid_from and on < norm.valid_from:
        return f"ещё не действует: с {norm.valid_from:%d.%m.%Y}"
    if norm.valid_to and on > norm.valid_to:
        return f"уже не действует: по {norm.valid_to:%d.%m.%Y}"
    if norm.topic and norm.topic not in about.topics:
        return "для другой темы"
    for field, (_, reason) in FIELDS.items():
        wanted = getattr(norm, field)
        if wanted and wanted != getattr(about, field):
            return reason
    if norm.condition and norm.condition not in about.fitting:
        return f"не подходит по условию: {norm.words}"
    return ""


def _depth(norm: NormView, about: About) -> int:
    """How near to the topic of the case: 0 for a norm that names none."""
    return about.topics.index(norm.topic) + 1 if norm.topic else 0


def _named(norm: NormView, about: About) -> list[str]:
    topic = []
    if norm.topic:
        topic = ["тема" if norm.topic == about.topics[-1] else "группа тем"]
    condition = ["условие"] if norm.condition else []
    named = [word for field, (word, _) in FIELDS.items() if getattr(norm, field)]
    return topic + named + condition


def _rank(norm: NormView, about: About) -> tuple[int, int, date, bool, str]:
    """The last two only make the choice stable where the others leave it open."""
    named = len(_named(norm, about)), norm.valid_from or date.min, norm.verified, norm.code
    return _depth(norm, about), *named


def _beaten(norm: NormView, best: NormView, about: About) -> str:
    mine, its = _rank(norm, about), _rank(best, about)
    if mine[:2] < its[:2]:
        return "менее точная"
    return "начала действовать раньше" if mine[2] < its[2] else "равна выбранной, взята одна"


def _chosen(best: NormView, fitting: int, about: About) -> str:
    named = _named(best, about)
    what = f"совпали: {', '.join(named)}" if named else "общая, для любых сообщений"
    return f"{'единственная подходящая' if fitting == 1 else 'самая точная'}; {what}"


def parse_norms(toml: str) -> tuple[NormView, ...]:
    """Norms of a TOML text: `[[norms]]` with the fields of NormView, an absent bound is None.

    Raises RuleViolation that names the norm and what is wrong with it.
    """
    try:
        rows = tomllib.loads(toml).get("norms", [])
    except tomllib.TOMLDecodeError as wrong:
        raise RuleViolation(f"Файл норм не читается: {wrong}.") from wrong
    norms = tuple(_norm(row) for row in rows)
    seen: set[tuple[str, date | None]] = set()
    for norm in norms:
        if (norm.code, norm.valid_from) in seen:
            raise RuleViolation(f"Норма «{norm.code}» записана дважды с одной даты.")
        seen.add((norm.code, norm.valid_from))
    return norms


@cache
def default_norms() -> tuple[NormView, ...]:
    """The norms a municipality starts with, before its own acts are entered."""
    return parse_norms(files("mcu.cases").joinpath("data/norms.toml").read_text("utf-8"))


CLOSED_FIELDS: dict[str, type[StrEnum] | type[TextChoices]] = {
    "kind": TermKind,
    "unit": Unit,
    "shift": Shift,
    "start": StartMoment,
}


def _norm(row: Mapping[str, Any]) -> NormView:
    code = row.get("code", "без кода")
    try:
        known = {name: kind(row[name]) for name, kind in CLOSED_FIELDS.items() if name in row}
        norm = NormView(**{**row, **known})
    except (TypeError, ValueError) as wrong:
        raise RuleViolation(
            f"Норма «{code}»: лишнее, недостающее или неверное поле ({wrong})."
        ) from wrong
    if type(norm.value) is not int or norm.value <= 0:
        raise RuleViolation(f"Норма «{code}»: срок должен быть целым положительным числом.")
    if not all(type(day) in {date, NoneType} for day in (norm.valid_from, norm.valid_to)):
        raise RuleViolation(f"Норма «{code}»: даты пишутся без кавычек, например 2026-01-31.")
    if not norm.source:
        raise RuleViolation(f"Норма «{code}»: не указано основание.")
    return norm
