"""The life of a proposal as one table: what may be done in which state, by whose right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import TextChoices

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.rules.roles import DEFAULT, Actor, Denied, Permission, Role, may

# Who approves when the profile does not say: Пучеж 4.1.1 names the head of the centre,
# Петропавловская 3.3в the coordinator.
DECIDERS = frozenset({Role.HEAD_OF_CENTRE, Role.CURATOR})


class Subject(TextChoices):
    BLOCK = "block", "Состав блока"
    CENTRE = "centre", "Состав центра"
    STRENGTHEN = "strengthen", "Усиление состава"
    EXTEND = "extend", "Новый блок или темы"
    PARTICIPANTS = "participants", "Состав участников взаимодействия"


class Origin(TextChoices):
    MUNICIPALITY = "municipality", "муниципалитет"
    REGION_CENTRE = "region_centre", "ЦУР"


class Ask(TextChoices):
    """One change a proposal asks for."""

    GIVE_DUTY = "give_duty", "назначить роль"
    END_DUTY = "end_duty", "снять роль"
    MOVE_BODY = "move_body", "включить орган в блок"
    ADD_BLOCK = "add_block", "завести блок"
    RENAME_BLOCK = "rename_block", "переименовать блок"
    OTHER = "other", "иное, вручную"


class State(TextChoices):
    SUBMITTED = "submitted", "На рассмотрении"
    AGREED = "agreed", "Согласовано"
    RETURNED = "returned", "Возвращено"
    APPROVED = "approved", "Утверждено"
    ENACTED = "enacted", "Закреплено актом"
    DONE = "done", "Выполнено"
    REJECTED = "rejected", "Отклонено"
    WITHDRAWN = "withdrawn", "Отозвано"


# What an act calls the matter of each subject, and the verbs by which it says who decides.
MATTERS: dict[str, tuple[str, ...]] = {
    Subject.BLOCK: ("block_members",),
    Subject.CENTRE: ("composition", "roles"),
    Subject.STRENGTHEN: ("block_members", "composition"),
    Subject.EXTEND: ("blocks", "topics"),
    Subject.PARTICIPANTS: ("participants",),
}
DECISIVE = frozenset({"approves", "determines", "appoints", "changes"})


class Verb(StrEnum):
    AGREE = "agree"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    ENACT = "enact"
    CARRY_OUT = "carry_out"


S, P = State, Permission
FINISHED = frozenset({S.DONE, S.REJECTED, S.WITHDRAWN})
EDITABLE = frozenset({S.SUBMITTED, S.RETURNED})


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which states into which, by whose right; `said` when words are needed."""

    verb: Verb
    label: str
    permission: Permission
    sources: frozenset[State]
    target: State
    said: bool = False


MOVES: dict[Verb, Move] = {
    move.verb: move
    for move in (
        Move(Verb.AGREE, "Согласовать", P.PROPOSE, frozenset({S.SUBMITTED}), S.AGREED),
        Move(Verb.APPROVE, "Утвердить", P.DECIDE, frozenset({S.SUBMITTED, S.AGREED}), S.APPROVED),
        Move(
            Verb.RETURN, "Вернуть", P.DECIDE, frozenset({S.SUBMITTED, S.AGREED}), S.RETURNED, True
        ),
        Move(
            Verb.REJECT, "Отклонить", P.DECIDE, frozenset({S.SUBMITTED, S.AGREED}), S.REJECTED, True
        ),
        Move(Verb.RESUBMIT, "Подать снова", P.PROPOSE, frozenset({S.RETURNED}), S.SUBMITTED),
        Move(
            Verb.WITHDRAW,
            "Отозвать",
            P.PROPOSE,
            frozenset({S.SUBMITTED, S.AGREED, S.RETURNED}),
            S.WITHDRAWN,
        ),
        Move(Verb.ENACT, "Внести акт", P.DECIDE, frozenset({S.APPROVED}), S.ENACTED),
        Move(Verb.CARRY_OUT, "Выполнить", P.ORGANISATION, frozenset({S.ENACTED}), S.DONE),
    )
}


def deciders_of(subject: str, powers: Iterable[Mapping[str, Any]]) -> frozenset[Role]:
    """Who decides by the act (rows of `[[powers]]`); the usual ones when it does not say."""
    matters = MATTERS[subject]
    named = frozenset(
        Role(power["by"])
        for power in powers
        if power.get("what") in matters
        and power.get("verb") in DECISIVE
        and power.get("by") in Role.values
    )
    able = frozenset(role for role in named if DEFAULT.has(role, P.DECIDE))
    return able or DECIDERS


DECIDING = frozenset({Verb.APPROVE, Verb.RETURN, Verb.REJECT})
OWN = frozenset({Verb.RESUBMIT, Verb.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Seen:
    """What must be known of a proposal to say what may be done with it."""

    state: str
    made_by_id: int


def available(seen: Seen, actor: Actor, deciders: Iterable[Role] = DECIDERS) -> list[Move]:
    """What this person may do now, in the order of the table: the buttons of the page."""
    return [move for move in MOVES.values() if not _refused(move, seen, actor, deciders)]


def check(verb: Verb, seen: Seen, actor: Actor, deciders: Iterable[Role] = DECIDERS) -> Move:
    """The move, or RuleViolation in words."""
    move = MOVES[verb]
    refused = _refused(move, seen, actor, deciders)
    if refused:
        raise refused
    return move


def _refused(
    move: Move, seen: Seen, actor: Actor, deciders: Iterable[Role]
) -> RuleViolation | None:
    allowed = may(actor, move.permission)
    if isinstance(allowed, Denied):
        return allowed.refusal()
    if seen.state not in move.sources:
        return RuleViolation(
            f"Сейчас нельзя «{move.label}»: предложение в состоянии «{State(seen.state).label}».",
            code="state",
        )
    return _not_theirs(move, seen, actor, deciders)


def _not_theirs(
    move: Move, seen: Seen, actor: Actor, deciders: Iterable[Role]
) -> RuleViolation | None:
    """The part of the table that speaks of persons: deciders by the profile, the author's own."""
    if actor.is_program:
        return None
    if move.verb in DECIDING and not actor.roles & frozenset(deciders):
        names = ", ".join(sorted(role.label for role in deciders))
        return AccessDenied(f"Предложения по составу здесь утверждают: {names}.")
    if move.verb in OWN and seen.made_by_id != actor.person_id:
        return AccessDenied(f"«{move.label}» может только тот, кто подал предложение.")
    if move.verb is Verb.AGREE and seen.made_by_id == actor.person_id:
        return AccessDenied("Своё предложение согласует другой сотрудник.")
    return None
