"""The life of a case as one table: what may be done in which state, what comes of it, who may.

Buttons, errors of the API and the tests derive from `MOVES`.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from mcu.core.errors import RuleViolation
from mcu.org.rules.roles import Actor, Belongs, Denied, Permission, may


class State(TextChoices):
    NEW = "new", "Новое"
    TRIAGE = "triage", "Распределение"
    ASSIGNED = "assigned", "Назначено"
    IN_WORK = "in_work", "В работе"
    DRAFT = "draft", "Готовится ответ"
    APPROVAL = "approval", "На согласовании"
    REWORK = "rework", "На доработке"
    ANSWERED = "answered", "Ответ согласован"
    CHECK = "check", "Ответ опубликован"
    INTERIM = "interim", "Промежуточный ответ"
    POSTPONED = "postponed", "Отложено"
    REDIRECTED = "redirected", "Перенаправлено"
    REJECTED = "rejected", "Отклонено"
    MERGED = "merged", "Присоединено"
    CLOSED = "closed", "Закрыто"


S = State
FINISHED = frozenset({S.CLOSED, S.REDIRECTED, S.REJECTED, S.MERGED})
OPEN = frozenset(set(State) - FINISHED)
BEFORE_WORK = frozenset({S.NEW, S.TRIAGE, S.ASSIGNED})
IN_HAND = frozenset({S.ASSIGNED, S.IN_WORK, S.DRAFT, S.REWORK, S.INTERIM, S.POSTPONED})


class Verb(StrEnum):
    CLASSIFY = "classify"
    ASSIGN = "assign"
    TAKE = "take"
    ASK = "ask"
    REPLY = "reply"
    FOLLOW_UP = "follow_up"
    EXPLAIN = "explain"
    REMIND = "remind"
    DRAFT = "draft"
    SUBMIT = "submit"
    APPROVE = "approve"
    RETURN = "return"
    PUBLISH = "publish"
    CLOSE = "close"
    REOPEN = "reopen"
    REDIRECT = "redirect"
    POSTPONE = "postpone"
    MERGE = "merge"
    NOTE = "note"
    ATTACH = "attach"
    FAST_ENTER = "fast_enter"
    FAST_DONE = "fast_done"
    FAST_OFF = "fast_off"
    FAST_END = "fast_end"
    TAG = "tag"
    IMPORTANCE = "importance"
    CONTROL = "control"
    UNCONTROL = "uncontrol"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, into which (None: the state stays), by whose right, its button."""

    verb: Verb
    label: str
    permission: Permission
    sources: frozenset[State]
    target: State | None = None


def _move(verb: Verb, label: str, permission: Permission, sources, target=None) -> Move:  # type: ignore[no-untyped-def]
    return Move(verb, label, permission, frozenset(sources), target)


P = Permission
MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        _move(Verb.CLASSIFY, "Определить тему", P.CLASSIFY, OPEN),
        _move(Verb.ASSIGN, "Назначить", P.ASSIGN, OPEN - {S.APPROVAL}, S.ASSIGNED),
        _move(Verb.TAKE, "Взять в работу", P.TAKE, {S.ASSIGNED, S.POSTPONED, S.REWORK}, S.IN_WORK),
        _move(Verb.ASK, "Спросить блок", P.ASK, OPEN),
        _move(Verb.REPLY, "Ответить на запрос", P.REPLY, OPEN),
        _move(Verb.FOLLOW_UP, "Уточнить вопрос", P.ASK, OPEN),
        _move(Verb.EXPLAIN, "Дополнить ответ на запрос", P.REPLY, OPEN),
        _move(Verb.REMIND, "Напомнить о вопросе", P.ASK, OPEN),
        _move(Verb.DRAFT, "Сохранить черновик", P.DRAFT, IN_HAND | {S.NEW, S.TRIAGE}, S.DRAFT),
        _move(Verb.SUBMIT, "На согласование", P.DRAFT, {S.DRAFT, S.REWORK}, S.APPROVAL),
        _move(Verb.APPROVE, "Согласовать", P.APPROVE, {S.APPROVAL}, S.ANSWERED),
        _move(Verb.RETURN, "Вернуть на доработку", P.APPROVE, {S.APPROVAL, S.ANSWERED}, S.REWORK),
        _move(Verb.PUBLISH, "Отметить публикацию", P.PUBLISH, {S.ANSWERED}, S.CHECK),
        _move(Verb.CLOSE, "Закрыть", P.CLOSE, OPEN - {S.APPROVAL}, S.CLOSED),
        _move(Verb.REOPEN, "Вернуть в работу", P.REOPEN, FINISHED | {S.CHECK}, S.IN_WORK),
        _move(Verb.REDIRECT, "Перенаправить", P.REDIRECT, OPEN - {S.APPROVAL}, S.REDIRECTED),
        _move(Verb.POSTPONE, "Отложить", P.POSTPONE, IN_HAND | {S.CHECK}, S.POSTPONED),
        _move(Verb.MERGE, "Присоединить", P.MERGE, OPEN, S.MERGED),
        _move(Verb.NOTE, "Заметка", P.NOTE, set(State)),
        _move(Verb.ATTACH, "Приложить файл", P.NOTE, set(State)),
        _move(Verb.FAST_ENTER, "На быстрый маршрут", P.ASSIGN, OPEN),
        _move(Verb.FAST_DONE, "Этап выполнен", P.TAKE, OPEN - {S.APPROVAL}),
        _move(Verb.FAST_OFF, "Снять с быстрого маршрута", P.ASSIGN, OPEN),
        _move(Verb.FAST_END, "Маршрут пройден", P.ASSIGN, set(State)),
        _move(Verb.TAG, "Теги", P.CLASSIFY, set(State)),
        _move(Verb.IMPORTANCE, "Важность", P.CLASSIFY, OPEN),
        _move(Verb.CONTROL, "Поставить на контроль", P.ASSIGN, OPEN),
        _move(Verb.UNCONTROL, "Снять с контроля", P.ASSIGN, OPEN),
        _move(Verb.RELEASE, "Снять назначение", P.ASSIGN, {S.ASSIGNED}, S.TRIAGE),
    )
}


def available(state: str, actor: Actor, case: Belongs | None = None) -> list[Move]:
    """The moves this person may make now, in the order of the table: the buttons of the card."""
    return [m for m in MOVES.values() if state in m.sources and may(actor, m.permission, case)]


def check(verb: Verb, state: str, actor: Actor, case: Belongs | None = None) -> Move:
    """The move, or RuleViolation in words: no right, not over this case, not from this state."""
    move = MOVES[verb]
    allowed = may(actor, move.permission, case)
    if isinstance(allowed, Denied):
        raise allowed.refusal()
    if state not in move.sources:
        label = State(state).label
        raise RuleViolation(
            f"Действие «{move.label}» сейчас невозможно: сообщение в состоянии «{label}». "
            "Обновите страницу: возможно, его уже изменил другой сотрудник.",
            code="state",
        )
    return move
