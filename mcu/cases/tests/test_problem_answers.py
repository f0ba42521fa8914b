"""One answer to everybody of a problem: drafts, going on after a kill, what is skipped."""

import pytest

from mcu.cases.actions import answer, problem_answer, problem_work
from mcu.cases.actions.problem import join
from mcu.cases.models import (
    Answer,
    Case,
    Problem,
    ProblemReply,
)
from mcu.cases.tests.test_problem_actions import opened, pothole
from mcu.core.errors import RuleViolation

TEXT = "По сообщению № {номер}: яму заделали 9 марта."


def ready(town, count=3) -> tuple[Problem, list[Case]]:
    cases = [pothole(town) for _ in range(count)]
    found = opened(town, cases)
    problem_work.charge(problem=found, body=town.roads, with_cases=True, by=town.actor())
    return found, cases


def begun(town, found, cases, **given):
    return problem_answer.begin(
        problem=found, text=TEXT, cases=[case.pk for case in cases], by=town.actor(), **given
    )


def test_everyone_gets_a_draft_of_their_own_and_goes_the_ordinary_way(town):
    found, cases = ready(town)
    answering = begun(town, found, cases, to_approval=True)
    assert problem_answer.carry_on(answering=answering, by=town.actor()) == 3
    for case in cases:
        case.refresh_from_db()
        made = case.answers.get()
        assert case.number in made.text
        assert (case.state, made.state) == ("approval", "approval")
    answering.refresh_from_db()
    assert answering.finished_at


def test_an_own_draft_and_an_appeal_are_left_alone(town):
    found, cases = ready(town)
    letter = pothole(town, regime="appeal", channel="letter")
    join(problem=found, cases=[letter], by=town.actor())
    answer.save_draft(case=cases[0], text="Свой ответ", by=town.actor())
    answering = begun(town, found, [*cases, letter])
    problem_answer.carry_on(answering=answering, by=town.actor())
    assert cases[0].answers.get().text == "Свой ответ"
    assert not letter.answers.exists()
    assert set(answering.replies.values_list("case", flat=True)) == {cases[1].pk, cases[2].pk}
    over = begun(town, found, cases[:1], overwrite=[cases[0].pk])
    problem_answer.carry_on(answering=over, by=town.actor())
    assert cases[0].number in cases[0].answers.get().text


def test_a_killed_run_goes_on_and_nobody_is_answered_twice(town, monkeypatch):
    found, cases = ready(town)
    answering = begun(town, found, cases)
    real, calls = problem_answer.save_draft, []

    def dies(**given):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**given)

    monkeypatch.setattr(problem_answer, "save_draft", dies)
    with pytest.raises(KeyboardInterrupt):
        problem_answer.carry_on(answering=answering, by=town.actor())
    assert Answer.objects.count() == 1
    problem_answer.carry_on(answering=answering, by=town.actor())
    assert sorted(Answer.objects.values_list("case", flat=True)) == [case.pk for case in cases]
    assert all(answer.number == 1 for answer in Answer.objects.all())
    assert not answering.replies.filter(state=ProblemReply.State.WAITING).exists()


def test_what_changed_in_between_is_skipped_and_told(town):
    found, cases = ready(town, 2)
    answering = begun(town, found, cases)
    answer.save_draft(case=cases[0], text="Успели сами", by=town.actor())
    problem_answer.carry_on(answering=answering, by=town.actor())
    line = answering.replies.get(case=cases[0])
    assert (line.state, line.why) == ("skipped", "уже есть свой черновик")


def test_nobody_to_answer_is_said(town):
    found, _ = ready(town, 1)
    with pytest.raises(RuleViolation, match="Отвечать некому"):
        begun(town, found, [])


# ---- the effect ----------------------------------------------------------------------------------
