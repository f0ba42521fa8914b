"""The catalogue of indicators: what each counts, its target, where it comes from, how it is computed.

An indicator is computed from facts of cases, so that the list behind a number is the same computation.
Names, formulas and targets are those of practice and of the founding acts; where no act and no
published target stands behind a value, the row is not `verified` and the page says so.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import fmean, median, quantiles

from mcu.cases.rules.words import Importance, Kind, Outcome, Regime, System
from mcu.coordination.rules.progress import Progress

FAST_DAYS = timedelta(days=10)
GOOD = 4


class Unit(StrEnum):
    PERCENT = "percent"
    HOURS = "hours"
    DAYS = "days"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the indicators need of one case; moments are aware, `key` is its primary key.

    `due_at`, `met_at`: the clock of the answer. `worked`: hours of work from receipt to the first
    answer. `of_period`: received in the period; cases that only fall due in it are there as well.
    """

    key: int
    received_at: datetime
    of_period: bool = True
    system: str = System.OWN
    regime: str = Regime.MESSAGE
    kind: str = ""
    outcome: str = ""
    importance: str = Importance.NORMAL
    first_answer_at: datetime | None = None
    closed_at: datetime | None = None
    due_at: datetime | None = None
    met_at: datetime | None = None
    worked: float | None = None
    returned: int = 0
    misrouted: bool = False
    questions: int = 0
    questions_answered: int = 0
    repeated: bool = False
    collective: bool = False
    extended: bool = False
    postponed_late: bool = False
    score: float | None = None
    rating: int | None = None
    register_in_time: bool | None = None
    redirect_in_time: bool | None = None
    result: str = ""


@dataclass(frozen=True, slots=True)
class RequestFact:
    """One question to a block: the case, whether the reply came by its term; None: not due yet."""

    case: int
    in_time: bool | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about the chosen cases at one moment; `points`: of road maps, due in the period."""

    cases: Sequence[CaseFact]
    requests: Sequence[RequestFact] = ()
    now: datetime | None = None
    points: Progress | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with what it was counted from: `count` of `of`; `keys` are the cases behind it.

    `value` is None where there is nothing to count. `parts` are further numbers by their names.
    """

    value: float | None
    count: int
    of: int
    keys: tuple[int, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Kpi:
    """One row of the catalogue; `target` is met from above unless `least` is False."""

    code: str
    title: str
    formula: str
    unit: Unit
    source: str
    verified: bool
    compute: Callable[[Facts], Figure] = field(repr=False)
    target: float | None = None
    least: bool = True

    def met(self, figure: Figure) -> bool | None:
        """Whether the target is reached; None without a target or a value."""
        if self.target is None or figure.value is None:
            return None
        return figure.value >= self.target if self.least else figure.value <= self.target


def share(cases: Iterable[CaseFact], counts: Callable[[CaseFact], bool]) -> Figure:
    """The percentage of cases that count; behind it stand those that do."""
    all_cases = list(cases)
    keys = tuple(case.key for case in all_cases if counts(case))
    value = 100 * len(keys) / len(all_cases) if all_cases else None
    return Figure(value, len(keys), len(all_cases), keys)


def received(facts: Facts) -> list[CaseFact]:
    return [case for case in facts.cases if case.of_period]


def due_now(facts: Facts) -> list[CaseFact]:
    """Cases whose answer fell due: the term is over, or the answer was given before it."""
    return [
        case
        for case in facts.cases
        if case.due_at and (case.met_at or (facts.now and case.due_at <= facts.now))
    ]


def _in_time(case: CaseFact) -> bool:
    return bool(case.met_at and case.due_at and case.met_at <= case.due_at)


def _t1(facts: Facts) -> Figure:
    """Behind the share of answers in time stand the late ones: they are what one wants to see."""
    found = due_now(facts)
    late = tuple(case.key for case in found if not _in_time(case))
    value = 100 * (len(found) - len(late)) / len(found) if found else None
    return Figure(value, len(found) - len(late), len(found), late)


def _t2(facts: Facts) -> Figure:
    return share(due_now(facts), lambda case: not _in_time(case))


def _t3(facts: Facts) -> Figure:
    """Median hours of the clock; beside it mean, P90 and the same of working hours."""
    found = [c for c in received(facts) if c.system == System.INCIDENT and c.first_answer_at]
    clock = [_hours(c.first_answer_at, c.received_at) for c in found]
    worked = [c.worked for c in found if c.worked is not None]
    if not clock:
        return Figure(None, 0, 0)
    parts = [("среднее", fmean(clock)), ("P90", p90(clock))]
    if worked:
        parts += [("медиана, рабочих часов", median(worked)), ("P90, рабочих часов", p90(worked))]
    keys = tuple(c.key for c in found)
    return Figure(median(clock), len(found), len(found), keys, tuple(parts))


def _t4(facts: Facts) -> Figure:
    found = [c for c in received(facts) if c.system == System.POS and c.closed_at]
    days = [_hours(c.closed_at, c.received_at) / 24 for c in found]
    value = fmean(days) if days else None
    return Figure(value, len(found), len(found), tuple(c.key for c in found))


def _t5(facts: Facts) -> Figure:
    judged = [request for request in facts.requests if request.in_time is not None]
    late = tuple(dict.fromkeys(request.case for request in judged if not request.in_time))
    good = sum(request.in_time is True for request in judged)
    return Figure(100 * good / len(judged) if judged else None, good, len(judged), late)


def _t6(facts: Facts) -> Figure:
    pos = [case for case in received(facts) if case.system == System.POS]
    fast = [case for case in pos if case.importance == Importance.FAST]
    quick = [c for c in fast if c.closed_at and c.closed_at - c.received_at <= FAST_DAYS]
    whole = share(pos, lambda case: case.importance == Importance.FAST)
    parts = (("из них за 10 дней, %", 100 * len(quick) / len(fast)),) if fast else ()
    return Figure(whole.value, whole.count, whole.of, whole.keys, parts)


def _q1(facts: Facts) -> Figure:
    found = [case for case in received(facts) if case.score is not None]
    value = fmean([case.score for case in found if case.score is not None]) if found else None
    weak = tuple(case.key for case in found if case.score is not None and case.score < GOOD)
    return Figure(value, len(found), len(found), weak)


def _q2(facts: Facts) -> Figure:
    return share(_answered(facts), lambda case: case.returned > 0)


def _q3(facts: Facts) -> Figure:
    return share(received(facts), lambda case: case.misrouted)


def _solvable(facts: Facts) -> list[CaseFact]:
    """Closed cases of the type «Решаемый»: an open one has no outcome to judge."""
    return [c for c in received(facts) if c.kind == Kind.SOLVABLE and c.closed_at]


def _r1(facts: Facts) -> Figure:
    return share(_solvable(facts), lambda case: case.outcome == Outcome.SOLVED)


def _r2(facts: Facts) -> Figure:
    return share(_solvable(facts), lambda case: case.outcome == Outcome.EXPLAINED)


def _r3(facts: Facts) -> Figure:
    found = received(facts)
    late = [case for case in found if case.postponed_late]
    whole = share(found, lambda case: case.outcome == Outcome.POSTPONED)
    parts = (("из них просрочено", float(len(late))),)
    return Figure(whole.value, whole.count, whole.of, whole.keys, parts)


def _r4(facts: Facts) -> Figure:
    """Behind it stand the cases with a question left without an answer."""
    found = [case for case in _answered(facts) if case.questions]
    open_ones = tuple(c.key for c in found if c.questions_answered < c.questions)
    value = 100 * (len(found) - len(open_ones)) / len(found) if found else None
    return Figure(value, len(found) - len(open_ones), len(found), open_ones)


def _r5(facts: Facts) -> Figure:
    return share(received(facts), lambda case: case.repeated)


def _rated(facts: Facts) -> list[CaseFact]:
    return [case for case in received(facts) if case.rating is not None]


def _s1(facts: Facts) -> Figure:
    return share(_rated(facts), lambda case: (case.rating or 0) >= GOOD)


def _s2(facts: Facts) -> Figure:
    found, answered = _rated(facts), _answered(facts)
    value = fmean([case.rating or 0 for case in found]) if found else None
    parts = (("оценено, %", 100 * len(found) / len(answered)),) if answered else ()
    return Figure(value, len(found), len(answered), tuple(c.key for c in found), parts)


def _appeals(facts: Facts) -> list[CaseFact]:
    return [case for case in received(facts) if case.regime == Regime.APPEAL]


def _z1(facts: Facts) -> Figure:
    """The share answered in time; the other shares of the report stand beside it."""
    found = _appeals(facts)
    judged = [c for c in due_now(facts) if c.of_period and c.regime == Regime.APPEAL]
    answered = share(judged, _in_time)
    parts = [
        ("зарегистрировано за 3 дня, %", _part(found, lambda c: c.register_in_time)),
        ("переадресовано за 7 дней, %", _part(found, lambda c: c.redirect_in_time)),
        ("продлено, %", _part(found, lambda c: c.extended)),
        ("коллективных, %", _part(found, lambda c: c.collective)),
        ("повторных, %", _part(found, lambda c: c.repeated)),
    ]
    late = tuple(case.key for case in judged if not _in_time(case))
    shown = tuple((name, value) for name, value in parts if value is not None)
    return Figure(answered.value, answered.count, answered.of, late, shown)


RESULTS = {
    "supported": "поддержано", "measures": "меры приняты", "explained": "разъяснено",
    "not_supported": "не поддержано",
}  # fmt: skip


def _z2(facts: Facts) -> Figure:
    """The share of the supported; the other results beside it."""
    found = [case for case in _appeals(facts) if case.result]
    good = share(found, lambda case: case.result in {"supported", "measures"})
    parts = tuple(
        (f"{title}, %", 100 * sum(case.result == code for case in found) / len(found))
        for code, title in RESULTS.items()
        if found
    )
    return Figure(good.value, good.count, good.of, good.keys, parts)


def _c1(facts: Facts) -> Figure:
    """Behind it stand points of road maps, no cases: their page opens them."""
    found = facts.points
    if found is None or not found.asked:
        return Figure(None, 0, 0)
    parts = (("просрочено пунктов", float(found.overdue)),)
    return Figure(100 * found.in_time / found.asked, found.in_time, found.asked, (), parts)


def _answered(facts: Facts) -> list[CaseFact]:
    return [case for case in received(facts) if case.first_answer_at or case.closed_at]


def _part(cases: Sequence[CaseFact], of: Callable[[CaseFact], bool | None]) -> float | None:
    known = [value for case in cases if (value := of(case)) is not None]
    return 100 * sum(known) / len(known) if known else None


def _hours(until: datetime | None, since: datetime) -> float:
    return (until - since).total_seconds() / 3600 if until else 0.0


def p90(values: Sequence[float]) -> float:
    """The ninth decile, between neighbours; of a single value that value."""
    return quantiles(values, n=10, method="inclusive")[-1] if len(values) > 1 else values[0]


PRACTICE = "предложение программы"
CATALOGUE: tuple[Kpi, ...] = (
    Kpi("T1", "Ответы в срок", "в срок / наступил срок ответа · 100", Unit.PERCENT, "Пучеж 2.7.6.3, 4.2.2", True, _t1, 100),
    Kpi("T2", "Просрочка", "100 − T1; открытые с прошедшим сроком тоже", Unit.PERCENT, "критерий рейтинга ЦУР Крыма, 2022 и 2025", True, _t2, 0, least=False),
    Kpi("T3", "Первый ответ в «Инциденте»", "медиана (первый ответ − получение)", Unit.HOURS, "концепция 2018 года: 24 часа; регионы — от 8 рабочих часов", False, _t3, 24, least=False),
    Kpi("T4", "Средний срок ответа ПОС", "среднее (закрытие − получение)", Unit.DAYS, "цель Минцифры на 2025 год: не больше 8 дней", True, _t4, 8, least=False),
    Kpi("T5", "Сведения от блока в срок", "ответы блока в срок / вопросы · 100", Unit.PERCENT, "Пучеж 3.3.3", True, _t5, 100),
    Kpi("T6", "Ускоренное рассмотрение ПОС", "фаст-трек / сообщения ПОС · 100", Unit.PERCENT, "Мурманская область, 2025: 90 %", False, _t6),
    Kpi("Q1", "Качество ответа", "средний балл проверок 0–5", Unit.POINTS, PRACTICE, False, _q1, 4),
    Kpi("Q2", "Возвраты на доработку", "с возвратом / с ответом · 100", Unit.PERCENT, PRACTICE, False, _q2, 5, least=False),
    Kpi("Q3", "Ошибочная маршрутизация", "сменили орган / все · 100", Unit.PERCENT, PRACTICE, False, _q3, 10, least=False),
    Kpi("R1", "Решено из «Решаемых»", "Решено / закрытые «Решаемые» · 100", Unit.PERCENT, "Демянск 2.2.3", True, _r1),
    Kpi("R2", "Разъяснено из «Решаемых»", "Разъяснено / закрытые «Решаемые» · 100", Unit.PERCENT, "Демянск 2.2.3: минимизировать", True, _r2),
    Kpi("R3", "Отложено", "отложенные / все · 100", Unit.PERCENT, PRACTICE, False, _r3),
    Kpi("R4", "Полнота реагирования", "отвечено на все вопросы / с ответом · 100", Unit.PERCENT, "Пучеж 4.2.2; Петропавловская 1.6г", True, _r4, 100),
    Kpi("R5", "Повторные", "повторные за 90 дней / все · 100", Unit.PERCENT, PRACTICE, False, _r5),
    Kpi("S1", "Оценки 4 и 5", "оценки 4–5 / оценки · 100", Unit.PERCENT, "цель Минцифры на 2025 год: не меньше 60 %", True, _s1, 60),
    Kpi("S2", "Средняя оценка", "среднее оценок", Unit.POINTS, "Пучеж 2.7.6.4", True, _s2),
    Kpi("Z1", "59-ФЗ: ответы в срок", "в срок / наступил срок · 100", Unit.PERCENT, "59-ФЗ, ст. 8 и 12", True, _z1, 100),
    Kpi("Z2", "59-ФЗ: поддержано", "поддержано и меры приняты / с результатом · 100", Unit.PERCENT, "форма отчёта не проверена", False, _z2),
    Kpi("C1", "Дорожные карты: пункты в срок", "выполнены к утверждённому дню / день наступил или выполнены · 100", Unit.PERCENT, "Демянск 2.4в; Заиграево 9.4", True, _c1),
)  # fmt: skip
BY_CODE: dict[str, Kpi] = {kpi.code: kpi for kpi in CATALOGUE}


def computed(facts: Facts) -> list[tuple[Kpi, Figure]]:
    """Every indicator of the catalogue over the same facts."""
    return [(kpi, kpi.compute(facts)) for kpi in CATALOGUE]
