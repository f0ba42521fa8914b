"""The table of a proposal's life."""

import pytest

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.rules.proposals import (
    DECIDERS,
    FINISHED,
    MOVES,
    Seen,
    State,
    Subject,
    Verb,
    available,
    check,
    deciders_of,
)
from mcu.org.rules.roles import Actor, DutyView, Role

AUTHOR, OTHER = 1, 2


def actor(role: Role, person: int = OTHER) -> Actor:
    return Actor(person, "Лицо", 1, (DutyView(role),))


def verbs(state: State, role: Role, person: int = OTHER, deciders=DECIDERS) -> set[str]:
    return {move.verb for move in available(Seen(state, AUTHOR), actor(role, person), deciders)}


@pytest.mark.parametrize(
    ("state", "role", "person", "expected"),
    [
        (State.SUBMITTED, Role.HEAD_OF_CENTRE, OTHER, {"agree", "approve", "return", "reject"}),
        (State.SUBMITTED, Role.CURATOR, OTHER, {"agree", "approve", "return", "reject"}),
        (State.SUBMITTED, Role.HEAD, OTHER, {"agree"}),
        (State.SUBMITTED, Role.BLOCK_HEAD, AUTHOR, {"withdraw"}),
        (State.SUBMITTED, Role.BLOCK_HEAD, OTHER, {"agree"}),
        (State.SUBMITTED, Role.EXECUTOR, OTHER, set()),
        (State.AGREED, Role.HEAD_OF_CENTRE, OTHER, {"approve", "return", "reject"}),
        (State.RETURNED, Role.BLOCK_HEAD, AUTHOR, {"resubmit", "withdraw"}),
        (State.RETURNED, Role.CURATOR, OTHER, set()),
        (State.APPROVED, Role.CURATOR, OTHER, {"enact"}),
        (State.ENACTED, Role.ADMINISTRATOR, OTHER, {"carry_out"}),
        (State.ENACTED, Role.CURATOR, OTHER, set()),
    ],
)
def test_who_may_do_what_in_which_state(state, role, person, expected):
    assert verbs(state, role, person) == expected


@pytest.mark.parametrize("state", sorted(FINISHED))
def test_nothing_is_done_with_what_is_finished(state):
    for role in Role:
        assert verbs(state, role, AUTHOR) == set()


def test_every_state_is_reached_and_every_unfinished_one_is_left():
    assert {move.target for move in MOVES.values()} == set(State)
    assert {s for move in MOVES.values() for s in move.sources} == set(State) - FINISHED


def test_a_refusal_says_why():
    with pytest.raises(RuleViolation, match="Выполнено"):
        check(Verb.APPROVE, Seen(State.DONE, AUTHOR), actor(Role.CURATOR))
    with pytest.raises(AccessDenied, match="утверждают: Куратор МЦУ"):
        check(
            Verb.APPROVE, Seen(State.SUBMITTED, AUTHOR), actor(Role.HEAD_OF_CENTRE), {Role.CURATOR}
        )
    with pytest.raises(AccessDenied, match="другой сотрудник"):
        check(Verb.AGREE, Seen(State.SUBMITTED, AUTHOR), actor(Role.CURATOR, AUTHOR))


POWERS = (
    {"what": "block_members", "verb": "approves", "by": "curator"},
    {"what": "block_members", "verb": "proposes", "by": "block_head"},
    {"what": "roles", "verb": "appoints", "by": "head"},
    {"what": "participants", "verb": "determines", "by": "region_centre"},
    {"what": "topics", "verb": "approves", "by": "executor"},
)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        (Subject.BLOCK, {Role.CURATOR}),
        (Subject.CENTRE, {Role.HEAD}),
        (Subject.PARTICIPANTS, DECIDERS),
        (Subject.EXTEND, DECIDERS),
    ],
)
def test_who_decides_is_read_from_the_act_and_usual_where_it_is_silent(subject, expected):
    assert deciders_of(subject, POWERS) == expected
