"""What the desk asks of whom."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.feed import FeedFilter
from mcu.cases.rules.workflow import FINISHED, MOVES, State, Verb
from mcu.desk.rules.day import (
    WANTS,
    Seen,
    Tile,
    is_calm,
    scope,
    stands,
    tile_words,
    tiles,
    usual,
    wanted,
    years_missing,
)
from mcu.org.rules.roles import FOR_BLOCK, FOR_BODY, Actor, DutyView, Role

ME, WATER, CITY = 7, 70, 700
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Europe/Moscow"))


def actor(*roles: Role) -> Actor:
    duties = tuple(
        DutyView(role, WATER if role in FOR_BODY else None, CITY if role in FOR_BLOCK else None)
        for role in roles
    )
    return Actor(ME, "Лисицын Е. И.", 1, duties)


def wants(state: State, role: Role, **given) -> str:
    want = wanted(Seen(state, **{"body_id": WATER, "block_id": CITY} | given), actor(role))
    return want.key if want else ""


@pytest.mark.parametrize(
    ("state", "role", "key"),
    [
        (State.NEW, Role.HEAD_OF_CENTRE, "assign"),
        (State.TRIAGE, Role.CURATOR, "assign"),
        (State.APPROVAL, Role.APPROVER, "approve"),
        (State.APPROVAL, Role.BLOCK_HEAD, "approve"),
        (State.ANSWERED, Role.POS, "publish"),
        (State.CHECK, Role.INCIDENT, "close"),
        (State.APPROVAL, Role.CURATOR, "control"),
        (State.ANSWERED, Role.APPROVER, ""),
        (State.NEW, Role.EXECUTOR, ""),
        (State.IN_WORK, Role.APPROVER, ""),
    ],
)
def test_a_state_wants_the_act_of_whoever_has_the_right(state, role, key):
    assert wants(state, role) == key


@pytest.mark.parametrize(
    ("today", "known", "missing"),
    [
        (date(2026, 9, 30), {2026}, []),
        (date(2026, 10, 1), {2026}, [2027]),
        (date(2026, 12, 31), {2026, 2027}, []),
        (date(2027, 1, 9), {2026}, [2027]),
    ],
)
def test_a_year_without_a_calendar_is_told_when_terms_reach_it(today, known, missing):
    assert years_missing(known.__contains__, today) == missing


def test_a_case_of_our_body_that_nobody_has_is_to_be_taken():
    assert wants(State.ASSIGNED, Role.EXECUTOR, body_id=WATER) == "take"
    assert wants(State.ASSIGNED, Role.BLOCK_HEAD, block_id=CITY, body_id=None) == "take"


def test_a_case_of_somebody_else_is_not_asked_of_me():
    assert wants(State.ASSIGNED, Role.EXECUTOR, body_id=71) == ""
    assert wants(State.ASSIGNED, Role.EXECUTOR, body_id=WATER, executor_id=8) == ""
    assert wants(State.IN_WORK, Role.EXECUTOR, body_id=WATER) == ""
    assert wants(State.IN_WORK, Role.EXECUTOR, body_id=WATER, executor_id=ME) == "draft"
    assert wants(State.REWORK, Role.EXECUTOR, executor_id=ME) == "rework"


def test_a_question_to_us_comes_before_everything_else():
    assert wants(State.APPROVAL, Role.APPROVER, asked_us=True) == "reply"
    assert wants(State.NEW, Role.AUDITOR, asked_us=True) == ""


@pytest.mark.parametrize("want", WANTS, ids=lambda want: want.key)
def test_every_act_is_possible_in_its_states(want):
    verbs = {"assign": Verb.ASSIGN, "rework": Verb.DRAFT, "draft": Verb.DRAFT}
    move = MOVES[verbs.get(want.key) or Verb(want.key)]
    assert move.permission == want.permission
    assert want.states <= move.sources


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", sorted(FINISHED))
def test_a_finished_case_asks_nothing_of_its_own(state, role):
    assert wants(state, role) in {"", "control"}


@pytest.mark.parametrize("role", [Role.HEAD, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_only_looks_has_a_calm_overview(role):
    assert is_calm(actor(role))
    assert [tile.key for tile in tiles(actor(role))] == ["late", "today", "open"]


def test_somebody_without_a_role_has_a_calm_overview():
    assert is_calm(actor())


def test_the_queues_follow_the_rights():
    assert [tile.key for tile in tiles(actor(Role.HEAD_OF_CENTRE))] == [
        "late", "today", "approval", "unassigned", "not_taken", "rework", "answered", "question",
    ]  # fmt: skip
    assert [tile.key for tile in tiles(actor(Role.EXECUTOR))] == [
        "late", "today", "not_taken", "rework", "question",
    ]  # fmt: skip
    assert [tile.key for tile in tiles(actor(Role.CURATOR))] == [
        "late", "today", "unassigned", "not_taken", "question",
    ]  # fmt: skip


def test_an_executor_is_shown_what_is_late_with_him_and_not_with_others():
    late = tiles(actor(Role.EXECUTOR))[0]
    assert (late.chosen.executor, late.title) == ("me", "просрочено у вас")
    assert tiles(actor(Role.EXECUTOR, Role.APPROVER))[0].chosen.executor == ""


@pytest.mark.parametrize(
    ("roles", "system"),
    [
        ([Role.INCIDENT], "incident"),
        ([Role.POS], "pos"),
        ([Role.POS, Role.INCIDENT], ""),
        ([Role.POS, Role.HEAD_OF_CENTRE], ""),
        ([Role.CURATOR], ""),
    ],
)
def test_who_answers_for_one_system_sees_that_one(roles, system):
    assert scope(actor(*roles)).system == system
    assert {tile.chosen.system for tile in tiles(actor(*roles))} == {system}


@pytest.mark.parametrize(
    ("after", "state", "words"),
    [
        (timedelta(minutes=-80), "late", "1 ч 20 мин"),
        (timedelta(0), "soon", "до 10:00"),
        (timedelta(hours=2), "soon", "до 12:00"),
        (timedelta(days=1), "ok", "завтра"),
        (timedelta(days=3), "ok", "пн 23.11"),
    ],
)
def test_a_clock_is_by_the_hour_today_and_by_the_day_later(after, state, words):
    view = stands(NOW + after, NOW)
    assert (view.state, view.words.replace("\N{NO-BREAK SPACE}", " ")) == (state, words)


def test_a_case_without_a_term_says_so():
    assert stands(None, NOW).words == "без срока"


def test_a_tile_tells_the_oldest_and_the_next():
    late, today = (
        Tile("late", "просрочено", FeedFilter()),
        Tile("today", "срок сегодня", FeedFilter()),
    )
    assert "самое давнее 2" in tile_words(late, 3, NOW - timedelta(hours=2), NOW)
    assert tile_words(today, 1, NOW + timedelta(hours=1), NOW).endswith("ближайший в 11:00")
    assert tile_words(late, 0, None, NOW) == "просрочено"


@pytest.mark.parametrize(
    ("counts", "mean"),
    [
        ([], None),
        ([0] * 8, None),
        ([0, 0, 0, 0, 0, 0, 0, 5], None),
        ([0, 0, 0, 0, 0, 0, 4, 0], 2),
        ([3, 3, 3, 3, 3, 3, 3, 3], 3),
    ],
)
def test_the_usual_counts_from_the_first_week_with_messages(counts, mean):
    assert usual(counts) == mean


@given(st.lists(st.integers(0, 10**6), max_size=8))
def test_the_usual_lies_among_what_was(counts):
    mean = usual(counts)
    assert mean is None or min(counts) <= mean <= max(counts)
