"""Why a term is due when it is due, sentence by sentence, in Russian."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from mcu.cases.rules.terms.clock import ClockState, clock, remaining
from mcu.cases.rules.terms.moving import Life, Moved
from mcu.cases.rules.terms.norms import AMOUNTS, NormView, StartMoment, TermKind
from mcu.core.workdays import Count, OffDay, Shift, Unit, Wait
from mcu.web.words import WEEKDAYS, duration, plural, plural_form

HAPPENED = {
    StartMoment.RECEIVED: "получено",
    StartMoment.REGISTERED: "зарегистрировано",
    StartMoment.REQUESTED: "запрошено",
    StartMoment.INTERIM: "промежуточный ответ дан",
    StartMoment.SUBMITTED: "передано на согласование",
}
STANDING = "срок остановлен"
DECIDED = {StartMoment.REQUESTED: "решено перенаправить"}
WAITED = {
    Wait.BEFORE_WORK: "до начала работы",
    Wait.LUNCH: "в обед",
    Wait.AFTER_WORK: "после работы",
    Wait.DAY_OFF: "в нерабочий день",
}


def explain(
    norm: NormView, term: Moved, *, now: datetime, met_at: datetime | None = None
) -> list[str]:
    """Sentences from the norm to the present state of the term; `now` and `met_at` are aware."""
    count = term.count
    sentences = [_norm(norm), _start(norm, count)]
    if count.shifted_from is not None:
        sentences += _shift(count, count.shifted_from)
    sentences += _skipped(count)
    sentences += _short(count)
    sentences += _pauses(term)
    sentences += _extensions(term.life, count.due.tzinfo)
    if stands(term.life):
        return sentences
    sentences.append(f"срок: до {_moment(term.due)}")
    sentences.append(_state(term, now, met_at))
    return sentences


def explain_set(due: datetime, life: Life, *, now: datetime, met_at: datetime | None) -> list[str]:
    """The same for a term whose date a person set; `due` is local."""
    shown = clock(due, met_at, now)
    words = f"{shown.sign} {shown.words}"
    return [
        "дата назначена человеком",
        *_extensions(life, due.tzinfo),
        f"срок: до {_moment(due)}",
        words,
    ]


def stands(life: Life) -> bool:
    """Whether the clock stands now."""
    return any(pause.until is None for pause in life.pauses)


def _pauses(term: Moved) -> Iterator[str]:
    tz = term.count.due.tzinfo
    for pause, amount in zip(term.life.pauses, term.stood, strict=True):
        since = pause.since.astimezone(tz)
        why = f" ({pause.reason})" if pause.reason else ""
        if pause.until is None:
            yield (
                f"{STANDING} с {_moment(since)}: ждём автора{why}; дата сдвинется, когда он ответит"
            )
        else:
            until = pause.until.astimezone(tz)
            stood = _amount(amount, term.count.unit)
            yield f"пауза {stood}: с {_moment(since)} по {_moment(until)} ждали автора{why}"


def _extensions(life: Life, tz: tzinfo | None) -> Iterator[str]:
    for each in life.extensions:
        before, due = each.before.astimezone(tz), each.due.astimezone(tz)
        why = f": {each.reason}" if each.reason else ""
        yield f"продлён {_from(before.date())} до {_moment(due)}{why}"


def _amount(amount: int, unit: Unit) -> str:
    if unit in {Unit.CALENDAR_DAYS, Unit.WORKING_DAYS}:
        return plural(amount, AMOUNTS[unit])
    words = duration(timedelta(microseconds=amount))
    return f"{words} рабочего времени" if unit == Unit.WORKING_HOURS else words


def _norm(norm: NormView) -> str:
    doubt = "" if norm.verified else " (не проверено)"
    return f"норма: {norm.title} — {norm.amount}; основание: {norm.source}{doubt}"


def _start(norm: NormView, count: Count) -> str:
    words = HAPPENED | (DECIDED if norm.kind == TermKind.REDIRECT else {})
    happened = f"{words[StartMoment(norm.start)]} {_at(count.start)}"
    if count.wait is not None:
        return f"{happened}, {WAITED[count.wait]} → отсчёт {_since(count.effective_start)}"
    if count.unit == Unit.CALENDAR_DAYS:
        return f"{happened}; этот день не в счёт, срок идёт со следующего дня"
    if count.unit == Unit.WORKING_DAYS:
        return f"{happened}; этот день не в счёт, срок идёт со следующего рабочего дня"
    return f"{happened}, отсчёт сразу"


def _skipped(count: Count) -> Iterator[str]:
    if not count.skipped_days:
        return
    many = len({day.holiday for day in count.skipped_days}) > 1
    number = len(count.skipped_days)
    verb = "пропущены" if many else plural_form(number, "пропущен|пропущены|пропущено")
    yield f"{verb} {_days_off(count.skipped_days)}"


def _shift(count: Count, raw: date) -> Iterator[str]:
    due = count.due.date()
    where = "предшествующий" if due < raw else "следующий"
    sentence = f"срок перенесён {_from(raw)} на {where} рабочий день {due:%d.%m.%Y}"
    if due > raw and count.shift == Shift.PREVIOUS:
        sentence += ": внутри срока рабочих дней нет"
    yield sentence
    yield "правило переноса — настройка нормы (не проверено)"


def _days_off(days: tuple[OffDay, ...]) -> str:
    """«2 выходных и 1 праздничный день (День России)»."""
    plain = sum(not day.holiday for day in days)
    holidays = len(days) - plain
    parts = []
    if plain:
        parts.append(plural(plain, "выходной|выходных|выходных"))
    if holidays:
        titles = ", ".join(dict.fromkeys(day.title for day in days if day.holiday))
        number = plural(holidays, "праздничный день|праздничных дня|праздничных дней")
        parts.append(f"{number} ({titles})")
    return " и ".join(parts)


def _short(count: Count) -> Iterator[str]:
    if not count.short_days:
        return
    days = ", ".join(_day(day) for day in count.short_days)
    yield f"{'короткий день' if len(count.short_days) == 1 else 'короткие дни'}: {days}"


def _state(term: Moved, now: datetime, met_at: datetime | None) -> str:
    view = clock(term.due, met_at, now, start=term.count.effective_start)
    words = remaining(term.due - now) if view.state == ClockState.OK else view.words
    return f"{view.sign} {words}"


def _at(moment: datetime) -> str:
    return f"{'во' if moment.weekday() == 1 else 'в'} {_moment(moment)}"


def _since(moment: datetime) -> str:
    return f"{_from(moment.date())} {moment:%H:%M}"


def _from(day: date) -> str:
    """«с пн», but «со вт» and «со ср», as the full words are read."""
    return f"{'со' if day.weekday() in {1, 2} else 'с'} {_day(day)}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())} {moment:%H:%M}"


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day:%d.%m.%Y}"
