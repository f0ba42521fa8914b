"""Norms: which one is chosen, which are there from the start, how they are read."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.conditions import read
from mcu.cases.rules.terms import (
    FAST_TRACK,
    About,
    Choice,
    NormView,
    StartMoment,
    TermKind,
    choose,
    default_norms,
    parse_norms,
)
from mcu.core.errors import RuleViolation
from mcu.core.workdays import Shift, Unit

TODAY = date(2026, 11, 20)

ANSWER = NormView(
    code="answer",
    title="Ответ",
    kind=TermKind.ANSWER,
    unit=Unit.CALENDAR_DAYS,
    value=30,
    start=StartMoment.REGISTERED,
    source="порядок, п. 1",
    verified=True,
)
HOURS = replace(
    ANSWER,
    code="block",
    title="Сведения от блока",
    kind=TermKind.BLOCK_INFO,
    unit=Unit.WORKING_HOURS,
    value=2,
    start=StartMoment.RECEIVED,
)


def pick(*norms: NormView, on: date = TODAY, **case: Any) -> Choice:
    return choose(norms, kind=TermKind.ANSWER, about=About(**case), on=on)


def test_every_kind_of_term_has_a_russian_label() -> None:
    assert dict(TermKind.choices) == {
        "register": "Регистрация",
        "first_reaction": "Первая реакция",
        "block_info": "Сведения от блока",
        "interim": "Промежуточный ответ",
        "answer": "Ответ",
        "part": "Часть ответа соисполнителя",
        "interim_final": "Окончательный ответ после промежуточного",
        "redirect": "Переадресация",
        "promise": "Обещание",
        "approval": "Согласование",
        "fast_step": "Этап быстрого маршрута",
        "control": "Контроль",
        "notice": "Уведомление",
    }


# --- the choice of a norm


def test_a_general_norm_applies_to_everything() -> None:
    choice = pick(ANSWER, regime="appeal", channel="vk")
    assert choice.norm == ANSWER
    assert choice.reason == "единственная подходящая; общая, для любых сообщений"
    assert choice.rejected == ()


def test_the_most_specific_norm_wins_and_the_rest_say_why_not() -> None:
    by_system = replace(ANSWER, code="system", system="pos")
    by_both = replace(ANSWER, code="both", system="pos", importance="high")
    choice = pick(by_both, ANSWER, by_system, system="pos", importance="high")
    assert choice.norm == by_both
    assert choice.reason == "самая точная; совпали: система, важность"
    assert [(r.norm.code, r.reason) for r in choice.rejected] == [
        ("answer", "менее точная"),
        ("system", "менее точная"),
    ]


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("regime", "для другого режима"),
        ("channel", "для другого канала"),
        ("system", "для другой системы"),
        ("importance", "для другой важности"),
    ],
)
@pytest.mark.parametrize("given_value", ["another", None])
def test_a_norm_for_something_else_never_applies(
    field: str, reason: str, given_value: str | None
) -> None:
    choice = pick(replace(ANSWER, **{field: "wanted"}), **{field: given_value})
    assert choice.norm is None
    assert choice.reason == "нормы нет: ответ"
    assert [r.reason for r in choice.rejected] == [reason]


def test_an_empty_text_means_any_as_none_does() -> None:
    assert pick(replace(ANSWER, regime="", channel="")).norm is not None


def test_of_equally_specific_norms_the_latest_in_force_wins() -> None:
    old = replace(ANSWER, code="old")
    recent = replace(ANSWER, code="recent", valid_from=date(2026, 1, 1))
    older = replace(ANSWER, code="older", valid_from=date(2025, 1, 1))
    choice = pick(recent, old, older)
    assert choice.norm == recent
    assert {r.reason for r in choice.rejected} == {"начала действовать раньше"}


def test_specificity_goes_before_the_date() -> None:
    recent = replace(ANSWER, code="recent", valid_from=date(2026, 1, 1))
    exact = replace(ANSWER, code="exact", system="pos")
    assert pick(recent, exact, system="pos").norm == exact


def test_of_fully_equal_norms_the_verified_one_is_taken() -> None:
    doubtful = replace(ANSWER, code="zz", verified=False)
    for norms in ((ANSWER, doubtful), (doubtful, ANSWER)):
        choice = pick(*norms)
        assert choice.norm == ANSWER
        assert choice.rejected[0].reason == "равна выбранной, взята одна"


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        (date(2025, 3, 29), "ещё не действует: с 30.03.2025"),
        (date(2025, 3, 30), None),
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "уже не действует: по 31.12.2025"),
    ],
)
def test_validity_includes_both_its_ends(on: date, reason: str | None) -> None:
    norm = replace(ANSWER, valid_from=date(2025, 3, 30), valid_to=date(2025, 12, 31))
    choice = pick(norm, on=on)
    assert (choice.norm is None) == (reason is not None)
    assert [r.reason for r in choice.rejected] == ([reason] if reason else [])


def test_norms_of_another_kind_are_not_spoken_of() -> None:
    assert pick(HOURS).rejected == ()


codes = st.sampled_from([None, "a", "b"])
norms_in_any_order = st.lists(
    st.builds(
        NormView,
        code=st.uuids().map(str),
        title=st.just("Норма"),
        kind=st.just(TermKind.ANSWER),
        unit=st.just(Unit.CALENDAR_DAYS),
        value=st.just(1),
        regime=codes,
        channel=codes,
        system=codes,
        verified=st.booleans(),
        valid_from=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    ),
    max_size=8,
)


@given(norms_in_any_order, codes, codes)
def test_the_order_of_norms_does_not_matter_and_none_is_forgotten(
    norms: list[NormView], regime: str | None, channel: str | None
) -> None:
    choice = pick(*norms, regime=regime, channel=channel)
    assert pick(*reversed(norms), regime=regime, channel=channel).norm == choice.norm
    assert len(choice.rejected) + (choice.norm is not None) == len(norms)


# --- the norms a municipality starts with


def default(kind: TermKind, **case: str | None) -> NormView | None:
    return choose(default_norms(), kind=kind, about=About(**case), on=TODAY).norm


@pytest.mark.parametrize(
    ("kind", "value", "start"),
    [
        (TermKind.REGISTER, 3, "received"),
        (TermKind.ANSWER, 30, "registered"),
        (TermKind.REDIRECT, 7, "registered"),
    ],
)
def test_an_appeal_has_the_terms_of_the_law(kind: TermKind, value: int, start: str) -> None:
    norm = default(kind, regime="appeal", channel="letter", system="own", importance="normal")
    assert norm is not None
    assert (norm.value, norm.unit, norm.start) == (value, Unit.CALENDAR_DAYS, start)
    assert norm.shift == Shift.PREVIOUS
    assert norm.verified
    assert norm.source.startswith("59-ФЗ, ст. ")


def test_an_appeal_that_came_through_pos_keeps_the_term_of_the_law() -> None:
    norm = default(TermKind.ANSWER, regime="appeal", system="pos", importance=FAST_TRACK)
    assert norm is not None
    assert norm.code == "59fz-answer"


@pytest.mark.parametrize(
    ("kind", "importance", "value", "unit"),
    [
        (TermKind.ANSWER, "normal", 30, Unit.CALENDAR_DAYS),
        (TermKind.ANSWER, FAST_TRACK, 10, Unit.CALENDAR_DAYS),
    ],
)
def test_a_message_of_pos_has_its_ordinary_and_its_fast_term(
    kind: TermKind, importance: str, value: int, unit: Unit
) -> None:
    norm = default(kind, regime="message", system="pos", importance=importance)
    assert norm is not None
    assert (norm.value, norm.unit) == (value, unit)


def test_an_incident_has_a_first_reaction_and_a_final_answer_after_an_interim_one() -> None:
    first = default(TermKind.FIRST_REACTION, regime="message", system="incident")
    final = default(TermKind.INTERIM_FINAL, regime="message", system="incident")
    assert first is not None
    assert final is not None
    assert (first.value, first.unit) == (24, Unit.CLOCK_HOURS)
    assert (final.value, final.unit, final.start) == (7, Unit.WORKING_DAYS, "interim")


def test_only_the_terms_of_the_law_are_called_verified() -> None:
    assert {n.code for n in default_norms() if n.verified} == {
        "59fz-register",
        "59fz-answer",
        "59fz-redirect",
        "59fz-notice-court",
    }


def test_the_two_hours_of_a_block_are_not_a_common_norm() -> None:
    assert all(norm.kind != TermKind.BLOCK_INFO for norm in default_norms())


GOOD = """
[[norms]]
code = "a"
title = "Ответ"
kind = "answer"
unit = "working_days"
value = 5
source = "порядок"
"""


def test_norms_are_read_with_their_defaults() -> None:
    (norm,) = parse_norms(GOOD + "valid_from = 2026-01-31\n")
    assert norm.valid_from == date(2026, 1, 31)
    assert norm.valid_to is None
    assert (norm.unit, norm.shift, norm.start) == (Unit.WORKING_DAYS, Shift.PREVIOUS, "received")
    assert not norm.verified
    assert parse_norms("") == ()


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[[norms", "не читается"),
        (GOOD + "extra = 1\n", "Норма «a»: лишнее"),
        (GOOD.replace('title = "Ответ"', ""), "Норма «a»: лишнее, недостающее"),
        (GOOD.replace("answer", "guess"), "Норма «a»"),
        (GOOD.replace("working_days", "weeks"), "Норма «a»"),
        (GOOD + 'start = "dreamt"\n', "Норма «a»"),
        (GOOD + 'shift = "sideways"\n', "Норма «a»"),
        (GOOD.replace("5", "0"), "целым положительным"),
        (GOOD.replace("5", "1.5"), "целым положительным"),
        (GOOD.replace("5", "true"), "целым положительным"),
        (GOOD.replace("порядок", ""), "не указано основание"),
        (GOOD + 'valid_to = "2026-01-31"\n', "без кавычек"),
        (GOOD + "valid_to = 2026-01-31T10:00:00\n", "без кавычек"),
        (GOOD.replace('code = "a"', ""), "Норма «без кода»"),
        (GOOD + GOOD, "записана дважды"),
    ],
)
def test_it_refuses_a_wrong_norm_and_names_it(toml: str, words: str) -> None:
    with pytest.raises(RuleViolation, match=words):
        parse_norms(toml)


def test_one_norm_may_have_several_editions() -> None:
    assert len(parse_norms(GOOD + GOOD + "valid_from = 2026-01-31\n")) == 2


VK = read({"all": [{"field": "channel", "op": "any", "value": ["vk"]}]})


def test_a_norm_whose_condition_does_not_fit_is_refused_in_words_and_one_that_fits_wins() -> None:
    narrow = replace(ANSWER, code="vk", condition=VK, words="канал: ВКонтакте")
    missed = pick(ANSWER, narrow)
    assert missed.norm is ANSWER
    assert missed.rejected[0].reason == "не подходит по условию: канал: ВКонтакте"
    met = pick(ANSWER, narrow, fitting=frozenset({VK}))
    assert met.norm is narrow
    assert met.reason.endswith("совпали: условие")
    assert met.rejected[0].reason == "менее точная"
