"""What is learnt from, what counts as better, what is shown: without a database."""

import pytest

from mcu.cases.rules.learning import (
    Judged,
    Learning,
    Proposed,
    because,
    compare,
    decisive_words,
    discounted,
    is_due,
    is_kept_aside,
    mixed,
    score,
    sureness,
)
from mcu.cases.rules.learning.policy import rarest
from mcu.core.errors import RuleViolation


def judged(truth: str, *guesses: tuple[str, float], key: int = 1) -> Judged:
    return Judged(key, truth, guesses)


RIGHT, WRONG = judged("a", ("a", 0.9)), judged("a", ("b", 0.8), ("a", 0.1))


@pytest.mark.parametrize(
    ("decided", "before", "due"),
    [(299, None, False), (300, None, True), (399, 300, False), (400, 300, True), (200, 300, False)],
)
def test_learning_waits_for_enough_decisions(decided, before, due):
    assert is_due(Learning(), decided, before) is due


def test_nothing_is_learnt_where_it_is_switched_off():
    assert not is_due(Learning(mode="lexicon"), 10_000, None)


@pytest.mark.parametrize(
    "wrong",
    [
        Learning(show_from=90, bulk_from=90),
        Learning(bulk_from=101),
        Learning(least=49),
        Learning(step=1),
        Learning(mode="guess"),
    ],
)
def test_senseless_settings_are_refused_in_words(wrong):
    with pytest.raises(RuleViolation):
        wrong.check()


def test_copies_of_a_text_are_kept_aside_together():
    texts = [f"Яма у дома {n}, когда заделают?" for n in range(20)]
    copies = [f"  {text.upper()}!!" for text in texts]
    assert [is_kept_aside(text) for text in texts] == [is_kept_aside(text) for text in copies]


def test_one_text_of_five_is_kept_aside():
    kept = sum(is_kept_aside(f"сообщение номер {n}") for n in range(1000))
    assert 150 < kept < 250


def test_figures_count_the_first_and_the_three_and_what_is_above_a_threshold():
    found = score([RIGHT, RIGHT, WRONG, judged("c")])
    assert (found.n, found.right, found.in_three) == (4, 2, 3)
    assert [row for row in found.coverage if row[0] in (0, 90)] == [[0, 3, 2], [90, 2, 2]]
    assert found.labels == {"a": [3, 2, 0], "b": [0, 0, 1], "c": [1, 0, 0]}
    assert found.confused == [["a", "b", 1]]
    assert found.mistakes == [[1, "a", "b", 0.8]]


@pytest.mark.parametrize(
    ("mended", "broken", "better"),
    [(1, 0, True), (0, 0, False), (0, 1, False), (3, 2, False), (6, 2, True), (9, 7, False)],
)
def test_a_version_takes_over_only_where_it_mends_more_than_chance_would(mended, broken, better):
    new = [RIGHT] * mended + [WRONG] * broken + [RIGHT] * 20
    old = [WRONG] * mended + [RIGHT] * broken + [RIGHT] * 20
    assert compare(new, old, "у версии 1").takes_over is better


def test_too_few_decisions_compare_nothing():
    verdict = compare([RIGHT] * 19, [WRONG] * 19, "у словаря")
    assert (verdict.takes_over, "мало" in verdict.why) == (False, True)


def test_a_topic_without_examples_is_reached_by_the_lexicon_and_a_closed_one_is_not():
    learnt = [Proposed("old", 0.5), Proposed("closed", 0.3), Proposed("other", 0.1)]
    lexicon = [Proposed("fresh", 0.8, ("граффити",)), Proposed("old", 0.1)]
    found = mixed(learnt, lexicon, known={"old", "closed"}, in_force={"old", "fresh", "other"})
    assert [one.label for one in found] == ["fresh", "old", "other"]
    assert sum(one.confidence for one in found) <= 1


def test_the_lexicon_does_not_speak_against_what_was_learnt_surely():
    found = mixed([Proposed("old", 0.95)], [Proposed("fresh", 1.0)], known={"old"},
                  in_force={"old", "fresh"})  # fmt: skip
    assert found[0].label == "old"
    strange = mixed([Proposed("old", 0.95)], [Proposed("fresh", 1.0)], known={"old"},
                    in_force={"old", "fresh"}, read=0.0)  # fmt: skip
    assert strange[0].label == "fresh"


def test_whoever_gave_such_cases_back_is_proposed_later():
    proposed = [Proposed("roads", 0.6), Proposed("water", 0.4)]
    assert [one.label for one in discounted(proposed, {"roads": (0, 3)})] == ["water", "roads"]
    assert discounted(proposed, {"roads": (9, 0)}) == proposed


def test_confidence_is_said_in_plain_words_and_the_words_are_found_again():
    assert [sureness(share) for share in (0.95, 0.75, 0.5, 0.1)] == [
        "почти наверняка", "скорее всего", "возможно", "слабая догадка",
    ]  # fmt: skip
    assert decisive_words(because(("яма", "дорога"))) == ["яма", "дорога"]
    assert decisive_words(because(())) == []


@pytest.mark.parametrize(("examples", "least"), [(50, 3), (2_000, 3), (6_000, 4), (20_000, 13)])
def test_the_more_examples_the_less_rare_a_word_may_be(examples, least):
    assert rarest(examples) == least
