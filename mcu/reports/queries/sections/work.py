"""Sections of how messages of a system are worked with: indicators, flow, topics, bodies, what is late."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from mcu.analytics.queries.kpi import period_moments
from mcu.analytics.rules.kpi import CATALOGUE, due_now
from mcu.analytics.rules.measures import BY_CODE
from mcu.cases.models import Answer, Case
from mcu.cases.rules.words import System
from mcu.core.tables import Kind
from mcu.reports.queries.sections.asked import Asked, counted, names, plain, table
from mcu.reports.rules import wording
from mcu.reports.rules.figures import Cell, Head, Section, Table, comma
from mcu.reports.rules.periods import Every
from mcu.reports.rules.wording import Indicator

STEPS = {Every.WEEK: "day", Every.MONTH: "week"}
MOST_LISTED = 40
ONLY = {"T3": System.INCIDENT, "T4": System.POS, "T6": System.POS}
OF_NO_SYSTEM = {"Z1", "Z2", "C1"}  # of appeals, of road maps
MET = {True: "да", False: "нет", None: "—"}


def indicators(asked: Asked) -> Section:
    """Every indicator of the catalogue that this system has, beside the former period."""
    rows = [
        Indicator(kpi, kpi.compute(asked.facts), kpi.compute(asked.facts_before))
        for kpi in CATALOGUE
        if _is_of(kpi.code, asked.system)
    ]
    now, before = (_received(facts) for facts in (asked.facts, asked.facts_before))
    heads = (
        Head("Код", width=1), Head("Показатель", width=5), Head("За период"), Head("Было"), Head("Цель"),
        Head("Достигнута"), Head("Считано из", Kind.WHOLE),
    )  # fmt: skip
    lines = [_volume(asked, now, before), *(_line(row) for row in rows)]
    notes = [
        f"{row.kpi.code} «{row.kpi.title}»: {row.kpi.formula}. Основание: {row.kpi.source}"
        f"{'' if row.kpi.verified else ' (не проверено)'}."
        for row in rows
    ]
    said = [wording.count(now, before), *wording.indicators(rows)]
    shown = Table("Показатели", heads, tuple(lines))
    return Section("indicators", "Показатели", (shown,), tuple(said), tuple(notes))


def _is_of(code: str, system: str) -> bool:
    """Whether an indicator belongs into a report of this system; one of all systems has them all."""
    return not system or (code not in OF_NO_SYSTEM and ONLY.get(code, system) == system)


def flow(asked: Asked) -> Section:
    """How it came and was done, step by step."""
    step = STEPS.get(asked.every, "month")  # type: ignore[call-overload]
    grid = asked.grid(asked.slice(step, ("count", "closed", "overdue", "open")))
    by_step = names((grid, {}))
    said = []
    if by_step:
        name, number = max(by_step, key=lambda row: row[1])
        said = [f"Больше всего сообщений пришло: {name} — {number}."]
    shown = plain("Поступление", BY_STEP[step], grid)
    return Section("flow", "Поступление и работа", (shown,), tuple(said))


BY_STEP = {"day": "День", "week": "Неделя", "month": "Месяц"}


def topics(asked: Asked) -> Section:
    """What people write about; terms, quality and satisfaction of each group of topics."""
    found = counted(
        asked, "topic_group", ("in_time", "close_mean", "repeated", "quality", "satisfied")
    )
    total = int(found[0].total.total[0].value or 0)
    said = wording.leading(names(found), total, "Чаще всего пишут")
    more = [
        (line.head.label, int(line.total[0].value or 0) - found[1].get(line.head.value, 0))
        for line in found[0].lines
    ]
    said += wording.most([row for row in more if row[1] > 0], "Заметнее всего прибавилось")
    return Section("topics", "Темы", (table("Темы", "Группа тем", found),), tuple(said))


def networks(asked: Asked) -> Section:
    found = counted(asked, "channel", ("in_time", "answer_median", "worked_median", "satisfied"))
    total = int(found[0].total.total[0].value or 0)
    said = wording.leading(names(found), total, "Больше всего сообщений в каналах")
    return Section("networks", "Каналы", (table("Каналы", "Канал", found),), tuple(said))


def bodies(asked: Asked) -> Section:
    speed = "answer_median" if asked.system == System.INCIDENT else "close_mean"
    found = counted(
        asked, "body", ("overdue", "overdue_share", "returned", speed, "quality", "rating")
    )
    said = wording.most(names(found, 1), "Больше всего ответов с просрочкой")
    if not said and found[0].lines:
        said = ["Просроченных ответов у органов нет."]
    return Section("bodies", "Органы", (table("Органы", "Орган", found),), tuple(said))


def late(asked: Asked) -> Section:
    """Answers whose term was missed and answers that were returned, one by one."""
    overdue = [one for one in due_now(asked.facts) if not (one.met_at and one.met_at <= one.due_at)]  # type: ignore[operator]
    cases = _cases(asked, [one.key for one in overdue])
    rows = sorted(
        (_overdue_row(cases[one.key], one.due_at, one.met_at, asked.now) for one in overdue),
        key=lambda row: -(row[-1] if isinstance(row[-1], float) else 0),
    )  # fmt: skip
    returned = _returned(asked)
    tables = (
        Table(f"Ответы с просрочкой: {len(rows)}", LATE, tuple(rows[:MOST_LISTED])),
        Table(f"Возвращённые ответы: {len(returned)}", RETURNED, tuple(returned[:MOST_LISTED])),
    )
    notes = [
        f"{what}: показаны первые {MOST_LISTED} из {len(all_)}."
        for what, all_ in (("Просрочки", rows), ("Возвраты", returned))
        if len(all_) > MOST_LISTED
    ]
    said = [f"Ответов с просрочкой {len(rows)}, возвращённых на доработку {len(returned)}."]
    said += wording.most(_by(rows, 1), "Просрочки по темам")
    said += wording.most(_by(returned, 2), "Возвраты по органам")
    return Section("late", "Просрочки и возвраты", tables, tuple(said), tuple(notes))


LATE = (
    Head("Номер"), Head("Тема", width=4), Head("Орган", width=4), Head("Срок", Kind.DATE),
    Head("Отвечено", Kind.DATE), Head("Опоздание, дн.", Kind.NUMBER),
)  # fmt: skip
RETURNED = (
    Head("Номер"), Head("Тема", width=4), Head("Орган", width=4), Head("Возвратов", Kind.WHOLE),
)  # fmt: skip


def _overdue_row(case: Case, due: Any, met: Any, now: datetime) -> tuple[Cell, ...]:
    days = ((met or now) - due).total_seconds() / 86400
    return (*_named(case), _day(due), _day(met) if met else "", round(days, 1))


def _returned(asked: Asked) -> list[tuple[Cell, ...]]:
    times = Count("answers", filter=Q(answers__state=Answer.State.RETURNED))
    found = Case.objects.filter(
        municipality=asked.place, received_at__range=period_moments(asked.period)
    )
    if asked.system:
        found = found.filter(system=asked.system)
    rows = found.annotate(times=times).filter(times__gt=0).select_related("topic", "body")
    return [(*_named(case), case.times) for case in rows.order_by("-times", "pk")]


def _cases(asked: Asked, keys: list[int]) -> dict[int, Case]:
    rows = Case.objects.filter(municipality=asked.place, pk__in=keys)
    return rows.select_related("topic", "body").in_bulk()


def _named(case: Case) -> tuple[str, str, str]:
    topic = case.topic.name if case.topic else "не определена"
    return case.number, topic, str(case.body) if case.body else "не назначен"


def _by(rows: list[tuple[Cell, ...]], place: int) -> list[tuple[str, int]]:
    return Counter(str(row[place]) for row in rows).most_common()


def _day(moment: datetime) -> str:
    return timezone.localtime(moment).date().isoformat()


def _received(facts: Any) -> int:
    return sum(case.of_period for case in facts.cases)


def _volume(asked: Asked, now: int, before: int) -> tuple[Cell, ...]:
    """V1: how many, and for each thousand of inhabitants."""
    measure = BY_CODE["per_1000"]
    said = [
        f"{number} ({comma(1000 * number / asked.place.population)} на 1000 жителей)"
        if asked.place.population
        else str(number)
        for number in (now, before)
    ]
    return (measure.kpi, BY_CODE["count"].title, *said, "—", MET[None], now)


def _line(row: Indicator) -> tuple[Cell, ...]:
    kpi = row.kpi
    more = "".join(f"; {name} {comma(value)}" for name, value in row.now.parts)
    sign = "≥ " if kpi.least else "≤ "
    unit = wording.UNITS[kpi.unit]
    target = "—" if kpi.target is None else f"{sign}{comma(kpi.target)}{unit}"
    now = f"{wording.value(kpi, row.now)}{more}"
    return (
        kpi.code, kpi.title, now, wording.value(kpi, row.before), target, MET[row.met], row.now.of,
    )  # fmt: skip
