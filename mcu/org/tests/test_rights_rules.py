"""The table of rights: what it says, how far a scope goes, what a refusal tells."""

import re

import pytest

from mcu.org.rules.roles import (
    ASKED,
    DEFAULT,
    FOR_BLOCK,
    FOR_BODY,
    NAMES,
    PRACTICE,
    SCOPED,
    Actor,
    Belongs,
    DutyView,
    Permission,
    Role,
    Scope,
    may,
)
from mcu.org.rules.roles.rights import read

P = Permission
ME, US, THEM, BLOCK = 7, 70, 71, 700
ACTS = "Пучеж|Демянск|Заиграево|Каменск|Петропавловская"
CLAUSE = re.compile(rf"({ACTS}) (прил\. )?[А-Яа-яВ\d.-]+(, [а-яВ\d.]+)*")


def holder(role: Role, body: int | None = None, block: int | None = None, below=()) -> Actor:
    return Actor(ME, role.label, 1, (DutyView(role, body, block, frozenset(below)),))


def belongs(**given) -> Belongs:
    return Belongs(1, **given)


@pytest.mark.parametrize("right", [r for role in Role for r in DEFAULT.of(role)], ids=str)
def test_each_row_names_an_act_and_clause_or_is_marked_as_practice(right):
    parts = right.clause.split("; ")
    assert right.clause == PRACTICE or all(CLAUSE.fullmatch(part) for part in parts)


def test_every_role_has_rights_and_every_permission_a_name_and_a_holder():
    assert all(DEFAULT.of(role) for role in Role)
    assert set(NAMES) == set(Permission)
    assert all(DEFAULT.holders(permission) for permission in Permission)


def test_a_scope_fits_the_role_and_the_permission():
    for right in (right for role in Role for right in DEFAULT.of(role)):
        if right.scope == Scope.BODY:
            assert right.role in FOR_BODY
        if right.scope == Scope.BLOCK:
            assert right.role in FOR_BLOCK
        if right.scope not in {Scope.MUNICIPALITY, Scope.REGION}:
            assert right.permission in SCOPED
        assert (right.scope == Scope.REGION) == (right.role == Role.REGIONAL)


def test_whoever_acts_on_a_case_sees_it():
    for role in Role:
        acts = {right.permission for right in DEFAULT.of(role)} & (SCOPED - {P.SUMMARY, P.LEADERS})
        assert DEFAULT.has(role, P.SEE) or acts <= {P.PROPOSE}


def test_the_dangerous_rights_are_held_by_these_roles_only():
    def who(permission):
        return {right.role for right in DEFAULT.holders(permission)}

    assert who(P.RIGHTS) == {Role.ADMINISTRATOR}
    assert who(P.REVEAL) == {Role.HEAD_OF_CENTRE, Role.INCIDENT, Role.POS}
    assert {right.permission for right in DEFAULT.of(Role.REGIONAL)} == {P.SUMMARY}
    auditor = {right.permission for right in DEFAULT.of(Role.AUDITOR)}
    assert auditor == {P.SEE, P.SUMMARY, P.JOURNAL, P.SETTINGS, P.TASK_SEE, P.REPORTS_SEE}


@pytest.mark.parametrize("broken", [
    {"king": {"case.see": ["municipality", "практика"]}},
    {"head": {"case.rule": ["municipality", "практика"]}},
    {"head": {"case.see": ["planet", "практика"]}},
])  # fmt: skip
def test_a_name_that_does_not_exist_is_an_error(broken):
    with pytest.raises(ValueError, match="is not a valid"):
        read(broken)


@pytest.mark.parametrize(
    ("actor", "case", "covered"),
    [
        (holder(Role.EXECUTOR, US), {"body_id": US}, True),
        (holder(Role.EXECUTOR, US, below=[72]), {"body_id": 72}, True),
        (holder(Role.EXECUTOR, US), {"body_id": THEM}, False),
        (holder(Role.EXECUTOR, US), {"body_id": THEM, "executor_id": ME}, True),
        (holder(Role.EXECUTOR, US), {}, False),
        (holder(Role.EXECUTOR), {"body_id": None}, False),
        (holder(Role.BLOCK_HEAD, block=BLOCK), {"block_id": BLOCK}, True),
        (holder(Role.BLOCK_HEAD, block=BLOCK), {"block_id": 701, "body_id": US}, False),
        (holder(Role.INCIDENT), {"body_id": THEM, "block_id": 701}, True),
        (holder(Role.REGIONAL), {"executor_id": ME}, False),
        (holder(Role.APPROVER, US), {"body_id": THEM, "asked_bodies": frozenset({US})}, True),
        (holder(Role.BLOCK_HEAD, block=BLOCK), {"asked_blocks": frozenset({BLOCK})}, True),
        (holder(Role.BLOCK_HEAD, block=BLOCK), {"asked_blocks": frozenset({701})}, False),
    ],
)
def test_how_far_seeing_goes(actor, case, covered):
    assert bool(may(actor, P.SEE, belongs(**case))) is covered


def test_whoever_was_only_asked_may_answer_but_not_decide():
    asked = belongs(body_id=THEM, asked_bodies=frozenset({US}))
    approver = holder(Role.APPROVER, US)
    assert all(may(approver, permission, asked) for permission in ASKED)
    assert not may(approver, P.APPROVE, asked)
    assert not may(approver, P.DRAFT, asked)


def test_a_right_held_for_one_body_is_not_held_for_another_of_ones_bodies():
    actor = Actor(ME, "Двое", 1, (DutyView(Role.EXECUTOR, US), DutyView(Role.APPROVER, THEM)))
    assert may(actor, P.APPROVE, belongs(body_id=THEM))
    assert not may(actor, P.APPROVE, belongs(body_id=US))
    assert may(actor, P.TAKE, belongs(body_id=US))
    assert not may(actor, P.TAKE, belongs(body_id=THEM))


def test_only_the_executor_of_the_case_postpones_it():
    executor = holder(Role.EXECUTOR, US)
    assert may(executor, P.POSTPONE, belongs(body_id=US, executor_id=ME))
    refused = may(executor, P.POSTPONE, belongs(body_id=US, executor_id=8))
    assert "только по сообщениям, где исполнитель — вы" in refused.reason


def test_no_scope_leaves_the_municipality():
    assert not may(holder(Role.INCIDENT), P.SEE, Belongs(2, executor_id=ME))


def test_a_refusal_says_what_is_missing_and_who_has_it():
    refused = may(holder(Role.EXECUTOR, US), P.IMPORT)
    assert refused.permission == P.IMPORT
    assert "загружать файлы" in refused.reason
    assert "Ответственный за Инцидент" in refused.reason
    assert refused.refusal().permission == "import.run"
