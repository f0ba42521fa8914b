"""The table of moves: every verb × state × role, without a database."""

import pytest

from mcu.cases.rules.workflow import FINISHED, MOVES, OPEN, State, Verb, available, check
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.rules.roles import DEFAULT, Actor, DutyView, Permission, Role, may, program

PROGRAM_LIKE = Actor(1, "Все права", 1, tuple(DutyView(role) for role in Role))


def holder(role: Role) -> Actor:
    return Actor(1, role.label, 1, (DutyView(role),))


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(State))
def test_a_move_is_allowed_exactly_from_its_sources(verb, state):
    if state in MOVES[verb].sources:
        assert check(verb, state, PROGRAM_LIKE).verb == verb
    else:
        with pytest.raises(RuleViolation, match="сейчас невозможно") as refusal:
            check(verb, state, PROGRAM_LIKE)
        assert State(state).label in refusal.value.sentence


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("role", list(Role))
def test_a_move_needs_the_permission_of_its_row(verb, role):
    move = MOVES[verb]
    state = sorted(move.sources)[0]
    if DEFAULT.has(role, move.permission):
        assert check(verb, state, holder(role)) is move
    else:
        with pytest.raises(AccessDenied, match="Ваша роль не позволяет"):
            check(verb, state, holder(role))


def test_the_right_is_checked_before_the_state():
    with pytest.raises(AccessDenied):
        check(Verb.APPROVE, State.CLOSED, holder(Role.EXECUTOR))


def test_every_move_leads_to_a_known_state_and_has_a_button():
    for move in MOVES.values():
        assert move.label
        assert move.target is None or move.target in State
        assert move.sources <= set(State)


def test_every_open_state_can_be_left_and_every_finished_one_reopened():
    for state in OPEN:
        assert any(state in m.sources and m.target not in {None, state} for m in MOVES.values())
    assert MOVES[Verb.REOPEN].sources >= FINISHED


def test_every_state_can_be_reached():
    reached = {State.NEW, *(move.target for move in MOVES.values() if move.target)}
    # A redirect is sent when number and notice are there.
    assert set(State) - reached == {State.REDIRECTED}


def test_the_auditor_sees_no_button_and_a_person_without_duties_neither():
    for state in State:
        assert available(state, holder(Role.AUDITOR)) == []
        assert available(state, Actor(1, "Никто", 1)) == []


def test_the_buttons_are_the_moves_that_check_lets_through():
    for role in Role:
        for state in State:
            allowed = {move.verb for move in available(state, holder(role))}
            for verb in Verb:
                try:
                    check(verb, state, holder(role))
                except RuleViolation:
                    assert verb not in allowed
                else:
                    assert verb in allowed


def test_a_denial_names_who_could():
    denied = may(holder(Role.EXECUTOR), Permission.IMPORT)
    assert not denied
    assert "Ответственный за Инцидент" in denied.reason
    assert "у вас: Исполнитель" in denied.reason


def test_the_program_sees_everything_and_may_what_its_caller_asked_for():
    actor = program(7)
    assert actor.sees_all
    assert actor.person_id is None
    assert all(may(actor, permission) for permission in Permission)
