"""The arithmetic of a rating: an example counted by hand, and what must hold for every town."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.core.errors import RuleViolation
from mcu.ratings.rules.method import DEFAULT, Method, changed, checked, read, weighed
from mcu.ratings.rules.parts import CATALOGUE, PARTS
from mcu.ratings.rules.scoring import (
    FEW,
    POOR,
    Scored,
    Sum,
    Tally,
    on_scale,
    placed,
    pooled,
    scored,
    shrunk,
    topic_level,
)

WATER, ROADS, SCHOOL = 1, 2, 3


def tally(body, topic, cases, **parts):
    """`in_time=(9, 10)`: nine of ten; a mean is given as the sum and the number of values."""
    shares = {"in_time", "complete", "solved", "satisfied"}
    made = {
        code: Sum(100.0 * pair[0] if code in shares else pair[0], pair[1])
        for code, pair in parts.items()
    }
    return Tally(body, topic, cases, made)


# Two topics: pipes are hard (others answer 50 % of them in time), papers are easy (90 %).
TOWN = [
    tally(WATER, "pipes", 30, in_time=(24, 30)),
    tally(ROADS, "pipes", 10, in_time=(5, 10)),
    tally(ROADS, "papers", 40, in_time=(36, 40)),
    tally(SCHOOL, "papers", 10, in_time=(8, 10)),
]
ONLY = replace(DEFAULT, weights=dict.fromkeys(PARTS, 0.0) | {"in_time": 100.0})


def one(found, body) -> Scored:
    return next(each for each in found if each.body == body)


def test_the_example_of_the_decision_file_counted_by_hand():
    """Of others 49 of 60 are in time: 81⅔. Of their pipes 5 of 10, laid beside 10 usual ones:
    (10·50 + 10·81⅔)/20 = 65.8⅓, so pipes are 15.8⅓ harder. Water answers 24 of 30 = 80, corrected
    95.8⅓; all together 73 of 90 = 81.1; drawn to it by ten cases: 81.1 + (95.83−81.1)·30/40 = 92.15."""
    found = scored(TOWN, [WATER, ROADS, SCHOOL], ONLY)
    water = one(found, WATER).parts[0]
    assert (water.value, water.base) == (80, 30)
    assert water.level == pytest.approx(65 + 5 / 6 - (81 + 2 / 3))
    assert water.pooled == pytest.approx(100 * 73 / 90)
    assert water.settled == pytest.approx(92.15, abs=0.005)
    assert one(found, WATER).score == pytest.approx(92.15, abs=0.005)
    assert [each.body for each in found] == [WATER, ROADS, SCHOOL]
    assert [each.place for each in found] == [1, 2, 3]
    assert one(found, WATER).zone == "green"


def test_without_corrections_the_value_itself_is_scored():
    found = scored(TOWN, [WATER, ROADS, SCHOOL], replace(ONLY, shrinks=False, levels=False))
    assert {each.body: each.score for each in found} == {WATER: 80, ROADS: 82, SCHOOL: 80}
    assert [each.place for each in found] == [1, 2, 2]  # equal ones share a place


def test_weights_are_shared_among_the_parts_that_have_cases():
    """In time 80 by 30, quality 4 of 5 by 20, nothing else: 30 and 20 of 50."""
    method = replace(DEFAULT, shrinks=False, levels=False)
    found = scored([tally(WATER, None, 9, in_time=(8, 10), quality=(16, 4))], [WATER], method)
    assert found[0].score == pytest.approx(0.6 * 80 + 0.4 * 80)
    assert [(part.code, part.share) for part in found[0].parts] == [
        ("in_time", 60),
        ("quality", 40),
    ]
    assert sum(part.points + part.lost for part in found[0].parts) == pytest.approx(100)


def test_who_has_too_little_is_named_but_not_compared():
    tallies = [
        tally(WATER, None, 1, in_time=(1, 1)),
        tally(ROADS, None, 5, in_time=(2, 2)),  # no part has three cases
        tally(SCHOOL, None, 5, satisfied=(5, 5)),  # a tenth of the weight
    ]
    found = scored(tallies, [WATER, ROADS, SCHOOL, 9], DEFAULT)
    assert {each.body: each.why for each in found} == {
        WATER: FEW, ROADS: POOR, SCHOOL: POOR, 9: FEW,
    }  # fmt: skip
    assert {(each.score, each.place) for each in found} == {(None, None)}


def test_a_topic_nobody_else_works_on_corrects_nothing():
    alone = [tally(WATER, "pipes", 9, in_time=(1, 9)), tally(ROADS, "snow", 9, in_time=(9, 9))]
    pool = pooled(alone, "in_time")
    assert topic_level(WATER, pool, 10) == topic_level(ROADS, pool, 10) == 0
    assert topic_level(WATER, pooled(alone[:1], "in_time"), 10) == 0  # the only body of the town


@pytest.mark.parametrize(
    ("value", "scale", "points"),
    [(50, (100, 50), 100), (75, (100, 50), 50), (120, (100, 50), 0), (4, (0, 5), 80), (7, (0, 5), 100)],
)  # fmt: skip
def test_a_scale_may_fall_and_ends_at_its_ends(value, scale, points):
    assert on_scale(value, *scale) == points


def cells():
    part = st.tuples(st.floats(0, 100), st.integers(1, 60))
    one = st.tuples(
        st.integers(1, 6), st.sampled_from(["a", "b", "c", None]), st.integers(0, 60),
        st.dictionaries(st.sampled_from(list(PARTS)), part, max_size=4),
    )  # fmt: skip
    return st.lists(one, max_size=14).map(
        lambda rows: [
            Tally(body, topic, cases, {c: Sum(mean * n, n) for c, (mean, n) in parts.items()})
            for body, topic, cases, parts in rows
        ]
    )


@given(cells(), st.booleans(), st.booleans(), st.floats(0, 50))
def test_scores_lie_between_their_parts_and_places_follow_them(tallies, shrinks, levels, strength):
    method = replace(DEFAULT, shrinks=shrinks, levels=levels, strength=strength)
    found = scored(tallies, range(1, 7), method)
    assert {each.body for each in found} == set(range(1, 7))
    ranked = [each for each in found if each.score is not None]
    for each in ranked:
        points = [part.score for part in each.parts]
        assert min(points) - 1e-9 <= each.score <= max(points) + 1e-9
        assert 0 <= each.score <= 100 + 1e-9
    assert [each.place for each in ranked] == sorted(each.place for each in ranked)
    assert found[: len(ranked)] == ranked


@given(st.floats(0, 100), st.integers(1, 10_000), st.floats(0, 100), st.floats(0, 1000))
def test_shrinking_goes_towards_the_mean_never_past_it_and_less_with_more_cases(
    value, count, mean, strength
):
    near, far = shrunk(value, count, mean, strength), shrunk(value, count * 2, mean, strength)
    assert min(value, mean) - 1e-9 <= near <= max(value, mean) + 1e-9
    assert abs(far - value) <= abs(near - value) + 1e-9
    assert shrunk(value, count, mean, 0) == pytest.approx(value)


@given(cells(), st.floats(0, 100))
def test_a_body_cannot_make_its_own_topics_look_hard(tallies, worse):
    """The level of its topics is learnt from others only: its own answers do not move it."""
    pool = pooled(tallies, "in_time")
    for body in pool.by_body:
        spoilt = [
            replace(t, parts={c: Sum(s.count * worse, s.count) for c, s in t.parts.items()})
            if t.body == body else t
            for t in tallies
        ]  # fmt: skip
        again = topic_level(body, pooled(spoilt, "in_time"), 10)
        assert again == pytest.approx(topic_level(body, pool, 10), abs=1e-6)


def test_equal_scores_as_shown_share_a_place_and_more_cases_come_first():
    found = placed([Scored(1, 5, (), 80.04), Scored(2, 9, (), 79.96), Scored(3, 1, (), 79.0)])
    assert [(each.body, each.place) for each in found] == [(1, 1), (2, 1), (3, 3)]


def test_a_method_survives_being_kept_and_says_by_what_it_differs():
    method = weighed(replace(DEFAULT, strength=3, kinds=("branch",)), {"in_time": 50})
    kept = read(method.as_json())
    assert kept == method
    assert changed(kept, DEFAULT) == ["веса", "сила поправки на малую выборку", "кого оценивают"]
    assert read({}) == DEFAULT
    assert read({"weights": {"gone": 5}, "future": 1}) == DEFAULT


def test_the_usual_weights_are_those_of_the_proposal():
    weights = {part.code: part.weight for part in CATALOGUE if part.weight}
    assert weights == {
        "in_time": 30, "term_used": 20, "quality": 20, "complete": 10, "solved": 10, "satisfied": 10,
    }  # fmt: skip
    assert (DEFAULT.green, DEFAULT.yellow, DEFAULT.least_cases) == (90, 70, 2)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weights": dict.fromkeys(PARTS, 0.0)}, "Все веса нулевые"),
        ({"weights": dict.fromkeys(PARTS, -1.0)}, "от 0 до 1000"),
        ({"scales": dict.fromkeys(PARTS, (5, 5))}, "на одном значении"),
        ({"green": 60, "yellow": 70}, "жёлтая ниже зелёной"),
        ({"least_base": 0}, "не меньше одного"),
        ({"strength": -1}, "Сила поправки"),
        ({"basis": "moon"}, "по дате получения"),
        ({"kinds": ("person",)}, "кого оценивать"),
    ],
)
def test_a_senseless_method_is_refused_in_words(wrong, words):
    with pytest.raises(RuleViolation, match=words):
        checked(Method(**wrong))
