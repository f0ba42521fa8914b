"""The life of a task as one table: what may be done in which state, what comes of it, by whom.

Buttons, refusals and the tests derive from `MOVES`.
"""

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from mcu.core.errors import AccessDenied, RuleViolation


class State(TextChoices):
    SET = "set", "Поставлена"
    IN_WORK = "in_work", "В работе"
    DONE = "done", "Ждёт приёмки"
    RETURNED = "returned", "Возвращена"
    ACCEPTED = "accepted", "Принята"
    CANCELLED = "cancelled", "Отменена"


S = State
OPEN = frozenset({S.SET, S.IN_WORK, S.DONE, S.RETURNED})
IN_HAND = frozenset({S.SET, S.IN_WORK, S.RETURNED})
FINISHED = frozenset({S.ACCEPTED, S.CANCELLED})


class Part(StrEnum):
    """What somebody is to a task: does it, decides about it, or only sees it."""

    DOER = "doer"
    JUDGE = "judge"
    READER = "reader"


WHO = {
    Part.DOER: "исполнитель или его орган",
    Part.JUDGE: "тот, кто поставил задачу, или кто принимает работу центра",
    Part.READER: "всякий, кто видит задачу",
}


class Verb(StrEnum):
    TAKE = "take"
    REPORT = "report"
    CONCLUDE = "conclude"
    ACCEPT = "accept"
    RETURN = "return"
    REOPEN = "reopen"
    CANCEL = "cancel"
    REASSIGN = "reassign"
    ASK_EXTENSION = "ask-extension"
    EXTEND = "extend"
    REFUSE = "refuse"
    TICK = "tick"
    ADD_ITEM = "add-item"
    EVIDENCE = "evidence"
    REVIEW = "review"
    GIVE_LINK = "give-link"
    REVOKE_LINK = "revoke-link"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states, into which (None: the state stays), by which parts, its button."""

    verb: Verb
    label: str
    parts: frozenset[Part]
    sources: frozenset[State]
    target: State | None = None


DOER, JUDGE = frozenset({Part.DOER}), frozenset({Part.JUDGE})
BOTH, ANY = DOER | JUDGE, frozenset(Part)
MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        Move(Verb.TAKE, "Взять в работу", DOER, frozenset({S.SET, S.RETURNED}), S.IN_WORK),
        Move(Verb.REPORT, "Сделано", DOER, IN_HAND, S.DONE),
        Move(Verb.CONCLUDE, "Дать заключение", DOER, IN_HAND, S.DONE),
        Move(Verb.ACCEPT, "Принять", JUDGE, frozenset({S.DONE}), S.ACCEPTED),
        Move(Verb.RETURN, "Вернуть", JUDGE, frozenset({S.DONE}), S.RETURNED),
        Move(Verb.REOPEN, "Вернуть в работу", JUDGE, FINISHED, S.RETURNED),
        Move(Verb.CANCEL, "Отменить", JUDGE, OPEN, S.CANCELLED),
        Move(Verb.REASSIGN, "Перепоручить", JUDGE, IN_HAND, S.SET),
        Move(Verb.ASK_EXTENSION, "Попросить продлить", DOER, IN_HAND),
        Move(Verb.EXTEND, "Продлить", JUDGE, OPEN),
        Move(Verb.REFUSE, "Отказать в продлении", JUDGE, OPEN),
        Move(Verb.TICK, "Отметить пункт", DOER, IN_HAND),
        Move(Verb.ADD_ITEM, "Добавить пункт", BOTH, IN_HAND),
        Move(Verb.EVIDENCE, "Приложить подтверждение", BOTH, OPEN),
        Move(Verb.REVIEW, "Принять или вернуть отчёт подрядчика", BOTH, OPEN),
        Move(Verb.GIVE_LINK, "Ссылка подрядчику", BOTH, IN_HAND),
        Move(Verb.REVOKE_LINK, "Отозвать ссылку", BOTH, frozenset(State)),
        Move(Verb.COMMENT, "Написать", ANY, frozenset(State)),
    )
}


def available(state: str, parts: Set[Part]) -> list[Move]:
    """The moves somebody with these parts may make now, in the order of the table."""
    return [move for move in MOVES.values() if state in move.sources and move.parts & parts]


def check(verb: Verb, state: str, parts: Set[Part]) -> Move:
    """The move; AccessDenied says whose it is, RuleViolation that the state does not allow it."""
    move = MOVES[verb]
    if not move.parts & parts:
        whose = "; ".join(WHO[part] for part in Part if part in move.parts)
        raise AccessDenied(f"«{move.label}» по этой задаче делает не вы. Это может: {whose}.")
    if state not in move.sources:
        raise RuleViolation(
            f"«{move.label}» сейчас нельзя: задача в состоянии «{State(state).label}». "
            "Обновите страницу: возможно, её уже изменил другой сотрудник.",
            code="state",
        )
    return move
