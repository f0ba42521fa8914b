"""The life of a message in words for whoever wrote it: no word of the office, no name of an employee."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mcu.cases.rules.problem import ProblemState
from mcu.cases.rules.words import Outcome
from mcu.cases.rules.workflow import State
from mcu.web.words import plural, tenths

S, P = State, ProblemState

STEPS = ("Принято", "В работе", "Ответ", "Закрыто")
AT = {
    S.NEW: 0, S.TRIAGE: 0, S.ASSIGNED: 1, S.IN_WORK: 1, S.DRAFT: 1, S.APPROVAL: 1, S.REWORK: 1,
    S.ANSWERED: 1, S.INTERIM: 1, S.POSTPONED: 1, S.REDIRECTING: 1, S.CHECK: 2, S.REDIRECTED: 3,
    S.REJECTED: 3, S.MERGED: 3, S.CLOSED: 3,
}  # fmt: skip
WORDS = {
    S.NEW: "Сообщение принято. Сейчас его читают и решают, кому поручить.",
    S.TRIAGE: "Сообщение принято. Решаем, кому поручить.",
    S.ASSIGNED: "Сообщение передали тому, кто отвечает.",
    S.IN_WORK: "Сообщение в работе.",
    S.DRAFT: "Сообщение в работе, готовится ответ.",
    S.APPROVAL: "Ответ написан, его проверяют.",
    S.REWORK: "Ответ вернули исправить, работа идёт.",
    S.ANSWERED: "Ответ проверен и скоро появится здесь.",
    S.CHECK: "Вам ответили. Ответ — ниже.",
    S.INTERIM: "Вам ответили, что уже сделано. Работа продолжается.",
    S.POSTPONED: "Решение отложено: проблема есть, но сразу её не решить.",
    S.REDIRECTING: "Вопрос не наш, передаём туда, где его решают.",
    S.REDIRECTED: "Вопрос передан туда, где его решают.",
    S.REJECTED: "Рассмотрение закончено без ответа по существу.",
    S.MERGED: "Сообщение присоединено к другому о том же самом.",
    S.CLOSED: "Рассмотрение закончено.",
}
ENDED = {
    Outcome.SOLVED: "Проблема решена.",
    Outcome.EXPLAINED: "Вам дали разъяснение.",
    Outcome.NOT_SOLVED: "Решить не удалось, причина — в ответе.",
    Outcome.POSTPONED: "Решение отложено.",
    Outcome.REDIRECTED: "Вопрос передан туда, где его решают.",
}
# What a resident is told of the history; everything else stays inside.
TOLD = {
    "case.register": "Сообщение принято",
    "case.assign": "Передано тому, кто отвечает",
    "case.take": "Взято в работу",
    "case.publish": "Дан ответ",
    "case.interim": "Дан промежуточный ответ",
    "case.postpone": "Решение отложено",
    "case.redirect": "Решено передать в другой орган",
    "case.send": "Передано в другой орган",
    "case.came_back": "Другой орган вернул вопрос нам",
    "case.reconsider": "Рассматривается повторно",
    "case.reopen": "Возвращено в работу",
    "case.merge": "Присоединено к сообщению о том же самом",
    "case.wait": "Ждём ваших слов",
    "case.hear": "Вы добавили",
    "case.attach": "Добавлен файл",
    "case.prolong": "Срок продлён",
    "case.close": "Рассмотрение закончено",
    "case.reject": "Рассмотрение закончено",
    "problem.open": "Собрано вместе с такими же сообщениями",
}
PROBLEM = {
    P.OPEN: ("soon", "принята"),
    P.PLANNED: ("soon", "запланирована"),
    P.IN_WORK: ("soon", "в работе"),
    P.DONE: ("ok", "сделано"),
    P.CHECKED: ("ok", "сделано и проверено"),
    P.DISMISSED: ("none", "закрыта без работ"),
    P.JOINED: ("none", "объединена с другой"),
    P.VOID: ("none", "закрыта"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    words: str


def state_words(state: str, outcome: str = "") -> str:
    """Where the message stands, in a sentence."""
    if state == S.CLOSED:
        ended = ENDED.get(Outcome(outcome)) if outcome else ""
        return ended or WORDS[S.CLOSED]
    return WORDS[S(state)]


def step_of(state: str) -> int:
    """Which of `STEPS` has been reached."""
    return AT[S(state)]


def history(entries: Iterable[tuple[datetime, str]]) -> list[Event]:
    """What may be told, in order; the same thing twice in a row is told once."""
    found: list[Event] = []
    for at, action in entries:
        words = TOLD.get(action)
        if words and not (found and found[-1].words == words):
            found.append(Event(at, words))
    return found


def took(value: timedelta | None) -> str:
    """«5 часов», «2,4 дня»: as one would say it; a dash for nothing."""
    if value is None:
        return "—"
    hours = value.total_seconds() / 3600
    if hours < 1:
        return "меньше часа"
    if hours < 36:
        return plural(round(hours), "час|часа|часов")
    days = tenths(hours / 24)
    return plural(round(hours / 24), "день|дня|дней") if days.endswith(",0") else f"{days} дня"


def problem_words(state: str) -> str:
    return PROBLEM[P(state)][1]


def problem_level(state: str) -> str:
    return PROBLEM[P(state)][0]
