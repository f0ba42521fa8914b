"""The life of a report as a table: what may be done in which state, by whom, what comes of it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import TextChoices

from mcu.org.rules.roles import Actor, Permission, Role

P = Permission


class State(TextChoices):
    PREPARED = "prepared", "цифры готовы"
    OPENED = "opened", "в работе"
    READY = "ready", "на подписи"
    SIGNED = "signed", "подписан"
    SENT = "sent", "отправлен"


class Act(TextChoices):
    OPEN = "open", "Взять в работу"
    COMMENT = "comment", "Сохранить выводы"
    RECOUNT = "recount", "Пересчитать цифры"
    SUBMIT = "submit", "Передать на подпись"
    RETURN = "return", "Вернуть на доработку"
    SIGN = "sign", "Подписать"
    SEND = "send", "Отправить"
    CORRECT = "correct", "Исправить новой версией"


S, A = State, Act
FROZEN = frozenset({S.SIGNED, S.SENT})
UNSIGNED = frozenset({S.PREPARED, S.OPENED, S.READY})


@dataclass(frozen=True, slots=True)
class Move:
    """`after` is None where the state stays; `signer`: the role of the form that signs, else that prepares."""

    before: frozenset[State]
    after: State | None
    permission: Permission
    signer: bool = False


MOVES: dict[Act, Move] = {
    A.OPEN: Move(frozenset({S.PREPARED}), S.OPENED, P.REPORTS),
    A.COMMENT: Move(frozenset({S.PREPARED, S.OPENED}), S.OPENED, P.REPORTS),
    A.RECOUNT: Move(frozenset({S.PREPARED, S.OPENED}), None, P.REPORTS),
    A.SUBMIT: Move(frozenset({S.PREPARED, S.OPENED}), S.READY, P.REPORTS),
    A.RETURN: Move(frozenset({S.READY}), S.OPENED, P.REPORTS_SIGN, signer=True),
    A.SIGN: Move(frozenset({S.READY}), S.SIGNED, P.REPORTS_SIGN, signer=True),
    A.SEND: Move(FROZEN, S.SENT, P.REPORTS),
    A.CORRECT: Move(FROZEN, None, P.REPORTS),
}


@dataclass(frozen=True, slots=True)
class Roles:
    """Who prepares and who signs a form."""

    preparer: str
    signer: str


def whose(act: Act, roles: Roles) -> str:
    return roles.signer if MOVES[act].signer else roles.preparer


def not_yours(act: Act, roles: Roles, actor: Actor) -> str:
    """Whose duty the act is when it is not this person's; whoever leads the centre may prepare any."""
    move, role = MOVES[act], Role(whose(act, roles))
    able = {role} if move.signer else {role, Role.HEAD_OF_CENTRE}
    if actor.is_program or able & actor.roles:
        return ""
    return f"«{act.label}» — дело другой роли: {role.label}."


def not_now(act: Act, state: str, actor: Actor, wrote: Collection[int] = ()) -> str:
    """Why it cannot be done now; nobody signs what they wrote themselves (`wrote`: who typed it)."""
    if state not in MOVES[act].before:
        return f"Отчёт уже «{State(state).label}»: «{act.label}» сейчас нельзя. Обновите страницу."
    if act is Act.SIGN and actor.person_id in wrote:
        return (
            "Выводы писали вы: подписать должен другой человек. "
            "Кто подписывает, меняют в форме отчёта."
        )
    return ""


def open_to(state: str, roles: Roles, actor: Actor, wrote: Collection[int] = ()) -> list[Act]:
    """The acts of a report for this person."""
    return [
        act
        for act, move in MOVES.items()
        if actor.reach(move.permission)
        and not not_yours(act, roles, actor)
        and not not_now(act, state, actor, wrote)
    ]
