"""What a mark leads to, what a lot draws, how sure a share is, how questions are read."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.words import Regime
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation
from mcu.core.steps import taken
from mcu.quality.rules import codes, conflict, survey
from mcu.quality.rules.rating import (
    Consequence,
    Policy,
    checked,
    consequence,
    invitation,
)
from mcu.quality.rules.sampling import draw, draw_by_group, mean, share

NOON = datetime(2026, 11, 20, 9, tzinfo=UTC)
N, R, H = Consequence.NONE, Consequence.REOPEN, Consequence.TO_HEAD


@pytest.mark.parametrize(
    ("score", "solved", "regime", "state", "then"),
    [
        (5, "yes", Regime.MESSAGE, State.CLOSED, N),
        (3, "partly", Regime.MESSAGE, State.CLOSED, N),
        (2, "partly", Regime.MESSAGE, State.CLOSED, R),
        (5, "no", Regime.MESSAGE, State.CLOSED, R),
        (1, "no", Regime.MESSAGE, State.CHECK, R),
        (1, "no", Regime.MESSAGE, State.POSTPONED, H),
        (1, "no", Regime.MESSAGE, State.IN_WORK, H),
        (1, "no", Regime.APPEAL, State.CLOSED, H),
        (3, "yes", Regime.APPEAL, State.CLOSED, N),
    ],
)
def test_a_bad_word_returns_to_work_or_goes_to_the_head(score, solved, regime, state, then):
    assert consequence(score, solved, regime, state, Policy()) == then


def test_where_the_municipality_wants_no_reopening_the_head_decides():
    assert consequence(1, "no", "message", "closed", Policy(reopens=False)) == H


@pytest.mark.parametrize(
    ("score", "solved", "reasons"),
    [(0, "yes", []), (6, "yes", []), ("5", "yes", []), (5, "", []), (5, "yes", ["зло"])],
)
def test_what_cannot_be_a_rating_is_refused_in_words(score, solved, reasons):
    with pytest.raises(RuleViolation):
        checked(score, solved, reasons)


def test_the_reminder_says_that_it_is_one():
    first = invitation(place="Округ", about="Яма", url="u", stop_url="s", again=False)
    again = invitation(place="Округ", about="Яма", url="u", stop_url="s", again=True)
    assert "Напоминаем" not in first[1]
    assert "Напоминаем" in again[1]
    assert all("Яма" in text and "s" in text for _, text in (first, again))


@given(st.sets(st.integers(0, 10**9), max_size=60), st.text(max_size=8), st.integers(0, 70))
def test_the_lot_depends_on_the_seed_alone(keys, seed, size):
    drawn = draw(keys, seed, size)
    assert drawn == draw(sorted(keys, reverse=True), seed, size)
    assert len(drawn) == min(size, len(keys))
    assert set(drawn) <= keys


def test_another_seed_draws_others_and_every_row_has_the_same_chance():
    keys = range(40)
    times = dict.fromkeys(keys, 0)
    for seed in range(2000):
        for key in draw(keys, str(seed), 4):
            times[key] += 1
    assert min(times.values()) > 140  # 200 expected, four standard deviations below is 146
    assert max(times.values()) < 260


def test_every_body_gives_its_share_rounded_up_and_at_least_so_many():
    groups = {1: list(range(100)), 2: list(range(100, 103)), None: [500]}
    drawn = draw_by_group(groups, "s", share=5, least=1)
    assert sum(key < 100 for key in drawn) == 5
    assert sum(100 <= key < 103 for key in drawn) == 1
    assert 500 in drawn


def test_the_interval_of_a_share_agrees_with_a_worked_example():
    """Wilson, 40 of 50: 0.6696–0.8876."""
    found = share(40, 50)
    assert (round(found.low, 4), round(found.high, 4)) == (0.6696, 0.8876)
    assert share(0, 0) is None
    assert share(3, 3).high == 1.0
    assert share(50, 50, population=50).low == 1.0  # everybody was asked: nothing is estimated


@given(st.integers(1, 500), st.data())
def test_a_share_lies_within_its_interval(n, data):
    count = data.draw(st.integers(0, n))
    found = share(count, n, data.draw(st.integers(n, 10 * n)))
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


def test_a_mean_narrows_as_the_sample_becomes_everybody():
    values = [5, 4, 4, 3, 5, 1, 2, 5]
    alone, most = mean(values), mean(values, population=9)
    assert alone.value == most.value == 3.625
    assert most.high - most.low < alone.high - alone.low
    assert mean([]) is None
    assert mean([4]).low == 4


def test_questions_are_read_from_lines_and_kept_as_data():
    text = "Как вам ответ?\nКуда писали? | в сеть | письмом"
    questions = survey.parse_lines(text)
    assert [each.shape for each in questions] == ["scale", "choice"]
    assert survey.from_data(survey.as_data(questions)) == questions


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "хотя бы один вопрос"),
        ("а\nб | один", "Строка 2"),
        ("а | б | б", "повторяются"),
        ("а | б |", "без пустых"),
        ("x" * 301, "длиннее"),
        ("\n".join("аб" for _ in range(21)), "больше 20"),
    ],
)
def test_a_wrong_question_is_named_by_its_line(text, said):
    with pytest.raises(RuleViolation, match=said):
        survey.parse_lines(text)


@given(st.dictionaries(st.sampled_from(["q0", "q1", "q2"]), st.text(max_size=5)))
def test_whatever_is_sent_is_an_answer_or_a_refusal(given_values):
    questions = survey.parse_lines("Как?\nЧто? | а | б")
    try:
        answers = survey.read(questions, given_values)
    except RuleViolation:
        return
    assert answers[0] in {None, 1, 2, 3, 4, 5}
    assert answers[1] in {None, 0, 1}


def test_the_results_count_what_was_answered_to_each_question():
    questions = survey.parse_lines("Как?\nЧто? | а | б")
    scale, choice = survey.tally(questions, [[5, 0], [3, None], [None, 1], [4, 0]], 40)
    assert (scale.answered, scale.mean.value) == (3, 4.0)
    assert [(option.title, option.count) for option in choice.options] == [("а", 2), ("б", 1)]
    assert choice.mean is None


def test_a_code_is_found_however_it_was_typed():
    code = codes.new_code()
    assert codes.digest(codes.spelled(code).lower()) == codes.digest(code)
    assert codes.digest("АВС-234") == codes.digest("abc 234")  # the first in Russian letters
    assert codes.digest("ABC2345") != codes.digest("ABC2346")


def test_a_conflict_moves_only_by_its_table_and_only_with_words():
    assert taken(conflict.STEPS, "advise", "new", "так").target == "work"
    assert taken(conflict.STEPS, "reopen", "refused", "так").target == "work"
    for name, state, words in (
        ("settle", "settled", "так"), ("reopen", "new", "так"), ("злой", "new", "так"), ("settle", "new", " "),
    ):  # fmt: skip
        with pytest.raises(RuleViolation):
            taken(conflict.STEPS, name, state, words)
    assert set(conflict.ADVICE) == set(conflict.Kind)
