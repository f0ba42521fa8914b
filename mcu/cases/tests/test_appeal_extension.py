"""An extension of an appeal: proposed, agreed to by another, told to the author."""

from datetime import timedelta

import pytest

from mcu.cases.actions import route
from mcu.cases.actions.appeal import decisions
from mcu.cases.tests.appeals import letter, term
from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org.rules.roles import program

pytestmark = pytest.mark.usefixtures("law")


def extension(town, case, who="executor", days=10):
    return decisions.propose_extension(
        case=case, days=days, reason="request", words="Ждём выписку", by=town.actor(who)
    )


def test_an_extension_is_proposed_agreed_to_by_another_and_told_to_the_author(town):
    case = letter(town)
    route.assign(case=case, body=town.housing, executor=town.executor, by=town.actor())
    before = term(case, "answer").due_at
    proposed = extension(town, case)
    assert term(case, "answer").due_at == before
    with pytest.raises(AccessDenied):
        decisions.prolong(decision=proposed, by=town.actor("executor"))
    agreed = decisions.prolong(decision=proposed, by=town.actor())
    after = term(case, "answer").due_at
    assert (agreed.due_before, agreed.due_after) == (before, after)
    assert timedelta(days=1) <= after - before <= timedelta(days=16)
    told = case.notices.get()
    assert (told.kind, told.due_at, told.verified) == ("extended", before, True)
    with pytest.raises(RuleViolation, match="один раз"):
        extension(town, case)
    with pytest.raises(RuleViolation, match="уже решено"):
        decisions.prolong(decision=proposed, by=town.actor())


def test_whoever_proposed_does_not_agree_with_himself(town):
    case = letter(town)
    proposed = extension(town, case, who="head")
    with pytest.raises(RuleViolation, match="другой человек"):
        decisions.prolong(decision=proposed, by=town.actor())
    assert case.decisions.get().state == "proposed"


def test_a_refused_extension_leaves_the_term_and_may_be_asked_again(town):
    case = letter(town)
    before = term(case, "answer").due_at
    with pytest.raises(RuleViolation, match="почему отказано"):
        decisions.refuse(decision=extension(town, case, "head"), reason=" ", by=town.actor())
    proposed = case.decisions.get()
    decisions.refuse(decision=proposed, reason="Успеваем", by=town.actor())
    assert term(case, "answer").due_at == before
    assert extension(town, case, "head").state == "proposed"


def test_nothing_is_extended_after_its_end(town):
    case = letter(town)
    proposed = extension(town, case, "head")
    late = term(case, "answer").due_at + timedelta(minutes=1)
    with pytest.raises(RuleViolation, match="до его окончания"):
        decisions.prolong(decision=proposed, by=program(town.place.pk), now=late)
    with pytest.raises(RuleViolation, match="только срок обращения"):
        decisions.propose_extension(
            case=town.case(), days=5, reason="request", words="я", by=town.actor()
        )
