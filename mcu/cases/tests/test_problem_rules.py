"""Problems without a database: steps, belonging and its undoing, likeness, groups, answers."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.problem import (
    BOARD,
    JOINABLE,
    OVER,
    Change,
    ProblemState,
    World,
    applied,
    check_step,
    contradiction,
    joining,
    leaving,
    opening,
    steps_from,
    uniting,
)
from mcu.cases.rules.problem.drawing import HIGH, WIDE, drawn
from mcu.cases.rules.problem.grouping import groups, pair
from mcu.cases.rules.problem.likeness import SUGGESTED, Traits, likeness, plain_place
from mcu.cases.rules.problem.reply import Addressee, Standing, check_text, may_go, reply_for
from mcu.cases.rules.problem.states import MISSING, STEPS
from mcu.cases.rules.words import Channel
from mcu.cases.rules.workflow import FINISHED, MOVES, State, Verb
from mcu.core.errors import RuleViolation
from mcu.text.similar import bag, rarity, shared

S = ProblemState
NOON = datetime(2026, 3, 10, 9, tzinfo=UTC)

# ---- steps ---------------------------------------------------------------------------------------

SAID = {
    "plan": {"plan": "Заделать", "plan_until": date(2026, 4, 1)},
    "done": {"done": "Заделали", "done_on": date(2026, 3, 9)},
    "reason": {"reason": "Так"},
    "proof": {"proof": "Фото"},
}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_only_the_steps_of_the_table_are_there_and_each_asks_for_its_words(before, after):
    step = STEPS.get((before, after))
    if step is None:
        with pytest.raises(RuleViolation, match="нельзя сразу перейти"):
            check_step(before, after, **SAID["plan"], **SAID["done"], **SAID["reason"])
        return
    words = {name: value for need in step.needs for name, value in SAID[need].items()}
    assert check_step(before, after, **words) is step
    for need in step.needs:
        rest = {n: v for n, v in words.items() if n not in SAID[need]}
        with pytest.raises(RuleViolation) as refused:
            check_step(before, after, **rest)
        assert refused.value.sentence == MISSING[need]


def test_every_column_of_the_board_is_reached_and_left():
    assert all(steps_from(state) for state in BOARD)
    assert all(any(step.target == state for step in STEPS.values()) for state in BOARD[1:])
    assert not JOINABLE & OVER


def test_a_file_proves_as_well_as_words():
    assert check_step(S.DONE, S.CHECKED, files=1)


def test_a_state_that_does_not_exist_is_named_in_the_refusal():
    with pytest.raises(RuleViolation, match="<script>"):
        check_step(S.OPEN, "<script>")


# ---- who belongs where ---------------------------------------------------------------------------

CASES, PROBLEMS = range(1, 9), range(101, 105)


@st.composite
def worlds(draw):
    states = {p: draw(st.sampled_from([S.OPEN, S.IN_WORK, S.DONE])) for p in PROBLEMS}
    where = {c: draw(st.sampled_from([None, *PROBLEMS])) for c in CASES}
    return World(where, states)


@st.composite
def acts(draw, world: World) -> Change:
    chosen = draw(st.lists(st.sampled_from(CASES), min_size=1, unique=True))
    kind = draw(st.sampled_from(["open", "join", "leave", "unite"]))
    live = [p for p in world.states if world.states[p] in JOINABLE]
    if kind == "open" or len(live) < 2:
        return opening(world, chosen, max(world.states, default=200) + 1)
    first, second = draw(st.permutations(live))[:2]
    if kind == "join":
        return joining(world, chosen, first)
    return leaving(world, chosen, first) if kind == "leave" else uniting(world, first, second)


@given(st.data())
def test_an_act_and_its_undoing_leave_everything_as_it_was(data):
    world = data.draw(worlds())
    change = data.draw(acts(world))
    after = applied(world, change)
    assert contradiction(after, change) == ""
    assert applied(after, change.opposite) == world
    assert change.opposite.opposite == change


@given(st.data())
def test_a_whole_chain_is_undone_from_its_end(data):
    chain = [data.draw(worlds())]
    changes = []
    for _ in range(data.draw(st.integers(1, 6))):
        changes.append(data.draw(acts(chain[-1])))
        chain.append(applied(chain[-1], changes[-1]))
    for (before, after), change in reversed(list(zip(pairwise(chain), changes, strict=True))):
        assert contradiction(after, change) == ""
        assert applied(after, change.opposite) == before


@given(st.data())
def test_what_may_be_undone_never_moves_a_case_that_is_elsewhere(data):
    world = data.draw(worlds())
    first = data.draw(acts(world))
    then = applied(world, first)
    second = data.draw(acts(then))
    now = applied(then, second)
    if contradiction(now, first) == "":
        assert all(now.where[each.case] == each.target for each in first.moved)
        back = applied(now, first.opposite)
        assert all(place is None or place in back.states for place in back.where.values())


def test_an_opened_problem_with_later_messages_is_not_undone():
    world = World({1: None, 2: None}, {})
    change = opening(world, [1], 7)
    now = applied(applied(world, change), joining(applied(world, change), [2], 7))
    assert "другие сообщения" in contradiction(now, change)


def test_a_problem_that_is_planned_by_now_is_not_taken_back():
    world = World({1: None}, {})
    change = opening(world, [1], 7)
    now = World({1: 7}, {7: S.PLANNED})
    assert "другое состояние" in contradiction(now, change)


def test_joining_twice_moves_nothing():
    world = World({1: 7, 2: None}, {7: S.OPEN})
    assert joining(world, [1], 7).moved == ()
    assert len(joining(world, [2, 2, 1], 7).moved) == 1


# ---- likeness ------------------------------------------------------------------------------------


def traits(key=1, text="На дороге глубокая яма, колесо пробил", **given) -> Traits:
    values = {
        "at": NOON, "topic": 5, "topic_name": "Ямы", "group": 1, "settlement": "Заречный",
        "street": "Полевая", "house": "14",
    } | given  # fmt: skip
    return Traits(key=key, words=bag(text), **values)


def score(first: Traits, second: Traits):
    return likeness(first, second, rarity([first.words, second.words]))


def test_the_same_house_topic_and_day_is_nearly_certain_and_says_why():
    found = score(traits(), traits(2, "Яма огромная, объезжаем по обочине"))
    assert found.score > 0.7
    assert "тот же дом: Полевая, 14" in found.because
    assert "та же тема: Ямы" in found.because
    assert "яма" in found.because
    assert {each.kind for each in found.evidence} == {"place", "topic", "time", "words"}


@pytest.mark.parametrize(
    ("other", "least"),
    [
        ({}, "place"),
        ({"house": "20"}, "place"),
        ({"street": "Садовая"}, "place"),
    ],
)
def test_the_further_away_the_less_alike(other, least):
    near, far = score(traits(), traits(2)), score(traits(), traits(2, **other))
    assert far.score <= near.score
    assert other == {} or far.score < near.score


def test_two_potholes_on_two_streets_are_two_problems():
    far = score(traits(), traits(2, "Яма у школы, опасно детям", street="Садовая", house="3"))
    assert far.score < SUGGESTED
    assert "разные улицы" in far.because


def test_another_settlement_is_another_problem_whatever_else_agrees():
    assert score(traits(), traits(2, settlement="Лесное")).score == 0


def test_place_and_time_alone_are_no_reason():
    found = score(traits(), traits(2, "Собаки бегают стаей", topic=9, topic_name="Собаки", group=3))
    assert found.score <= 0.3


@given(st.integers(0, 300), st.integers(0, 300))
def test_time_only_takes_away(first, second):
    near, far = sorted((first, second))
    scores = [
        score(traits(), traits(2, at=NOON + timedelta(days=days))).score for days in (near, far)
    ]
    assert scores[0] >= scores[1]


TEXTS = st.text(alphabet="абвгд яма дорога,.!№\x00", max_size=60)


@given(TEXTS, TEXTS, st.sampled_from(["", "Полевая", "ул. Полевая", "Садовая"]))
def test_likeness_is_between_nothing_and_one_and_looks_both_ways(first, second, street):
    a, b = traits(1, first, street=street), traits(2, second)
    there, back = score(a, b), score(b, a)
    assert 0 <= there.score <= 1
    assert there.score == pytest.approx(back.score)


@pytest.mark.parametrize(
    "name", ["Полевая", "ул. Полевая", "улица полевая", "ПОЛЕВАЯ ул", "  Полевая. "]
)
def test_one_street_however_it_is_written(name):
    assert plain_place(name) == "полевая"


def test_a_rare_word_counts_for_more_than_one_of_every_text():
    bags = [bag("яма люк"), bag("яма люк"), bag("яма снег"), bag("яма двор")]
    weights = rarity(bags)
    assert weights["люк"] > weights["яма"]
    assert shared(bags[0], bags[1], weights)[0] == pytest.approx(1)
    assert shared(bags[2], bags[3], weights)[1] == ["яма"]


def test_hidden_places_and_greetings_are_not_words():
    assert bag("Здравствуйте! [имя] [телефон] яма") == {"яма"}


# ---- groups --------------------------------------------------------------------------------------


def grouped(messages, unlike=frozenset()):
    return groups(messages, unlike, rarity(each.words for each in messages))


def test_messages_of_one_thing_stand_together_and_others_apart():
    here = [traits(key) for key in (1, 2, 3)]
    there = [traits(key, "Снег не убран", street="Садовая", topic=8) for key in (4, 5)]
    alone = traits(6, "Фонарь не горит", street="Лесная", topic=9)
    assert [group.cases for group in grouped([*here, *there, alone])] == [(1, 2, 3), (4, 5)]


def test_a_refused_pair_is_never_side_by_side_again():
    messages = [traits(key) for key in (1, 2, 3)]
    unlike = frozenset({pair(2, 1)})
    for group in grouped(messages, unlike):
        assert not {1, 2} <= set(group.cases)
    every = frozenset({pair(1, 2), pair(1, 3), pair(2, 3)})
    assert grouped(messages, every) == []


@given(
    st.lists(st.tuples(st.sampled_from("АБВ"), st.sampled_from("12"), st.integers(0, 20)), max_size=14),
    st.frozensets(st.tuples(st.integers(0, 13), st.integers(0, 13)).filter(lambda p: p[0] < p[1]), max_size=8),
)  # fmt: skip
def test_groups_share_no_message_and_hold_no_refused_pair(places, unlike):
    messages = [
        traits(key, street=street, house=house, at=NOON + timedelta(days=day))
        for key, (street, house, day) in enumerate(places)
    ]
    found = grouped(messages, unlike)
    seen = [key for group in found for key in group.cases]
    assert len(seen) == len(set(seen))
    assert all(len(group.cases) > 1 for group in found)
    for group in found:
        assert not any(pair(a, b) in unlike for a in group.cases for b in group.cases if a != b)


# ---- one answer for everyone ---------------------------------------------------------------------

TEXT = "{приветствие}\n\nПо сообщению № {номер} от {дата} яму заделали 9 марта."


def to(**given) -> Addressee:
    values = {
        "number": "2026-03-7", "channel": "vk", "regime": "message", "state": "in_work",
        "received": date(2026, 3, 1),
    } | given  # fmt: skip
    return Addressee(**values)


def test_a_comment_is_short_and_a_letter_is_a_letter():
    comment, letter = reply_for(TEXT, to()), reply_for(TEXT, to(channel="mail"))
    assert (
        comment.text
        == "Здравствуйте!\nПо сообщению № 2026-03-7 от 01.03.2026 яму заделали 9 марта."
    )
    assert letter.text.startswith("Уважаемый заявитель!\n\nПо сообщению")
    assert any("пустые строки" in change for change in comment.changes)
    assert any("2026-03-7" in change for change in letter.changes)


@pytest.mark.parametrize("channel", Channel)
def test_a_greeting_is_there_in_every_channel(channel):
    reply = reply_for("Яму заделали.", to(channel=channel))
    assert reply.text.startswith(("Здравствуйте!", "Уважаемый заявитель!"))
    assert any("добавлено приветствие" in change for change in reply.changes)


@pytest.mark.parametrize("state", State)
def test_an_answer_goes_only_where_a_draft_may_be_written(state):
    found = reply_for(TEXT, to(state=state))
    ready = state in MOVES[Verb.DRAFT].sources
    assert (found.standing == Standing.READY) == ready
    assert ready or state not in FINISHED or "закончена" in found.why


def test_an_appeal_is_never_answered_in_bulk():
    found = reply_for(TEXT, to(regime="appeal", own_draft="своё"))
    assert found.standing == Standing.LETTER
    assert not may_go(found, overwrite=True)


def test_an_own_draft_gives_way_only_when_asked():
    found = reply_for(TEXT, to(own_draft="Мы писали сами"))
    assert found.standing == Standing.HAS_DRAFT
    assert not may_go(found, overwrite=False)
    assert may_go(found, overwrite=True)
    assert reply_for(TEXT, to(own_draft=reply_for(TEXT, to()).text)).standing == Standing.READY


def test_a_channel_that_does_not_hold_it_is_named():
    found = reply_for("а" * 5000, to(channel="telegram"))
    assert found.standing == Standing.TOO_LONG
    assert "4096" in found.why


@pytest.mark.parametrize("text", ["", "  \x00 ", "а" * 15_001, "{имя}, здравствуйте", "{}"])
def test_a_text_that_cannot_go_is_refused_in_words(text):
    with pytest.raises(RuleViolation):
        check_text(text)


def test_braces_with_spaces_and_capitals_are_placeholders_too():
    assert "2026-03-7" in reply_for("{ Номер }", to()).text


# ---- the sheet of the map ------------------------------------------------------------------------


@given(st.lists(st.tuples(st.floats(-89, 89), st.floats(-179, 179)), max_size=20))
def test_every_point_is_on_the_sheet_and_north_is_above(points):
    found = drawn(points)
    assert len(found) == len(points)
    assert all(0 <= x <= WIDE and 0 <= y <= HIGH for x, y in found)
    by_latitude = sorted(zip(points, found, strict=True), key=lambda pair: pair[0][0])
    assert all(a[1][1] >= b[1][1] for a, b in pairwise(by_latitude))
