"""Each indicator of the catalogue by a worked example."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mcu.analytics.rules.kpi import BY_CODE, CATALOGUE, CaseFact, Facts, RequestFact, computed, p90

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def case(key, **given):
    return CaseFact(key=key, received_at=NOW - 20 * DAY, **given)


def of(code, *cases, requests=()):
    return BY_CODE[code].compute(Facts(cases, requests, NOW))


def test_every_indicator_of_the_catalogue_has_its_row():
    wanted = [
        "T1",
        "T2",
        "T3",
        "T4",
        "T5",
        "T6",
        "Q1",
        "Q2",
        "Q3",
        "R1",
        "R2",
        "R3",
        "R4",
        "R5",
        "S1",
        "S2",
        "Z1",
        "Z2",
        "C1",
    ]
    assert [kpi.code for kpi in CATALOGUE] == wanted
    assert all(kpi.source and kpi.formula for kpi in CATALOGUE)


def test_nothing_counted_is_no_value_and_no_target_met():
    for kpi, figure in computed(Facts([], [], NOW)):
        assert figure.value is None, kpi.code
        assert kpi.met(figure) is None, kpi.code


def test_t1_and_t2_judge_whatever_fell_due_open_ones_too():
    """Of five: two in time, one late, one open and past due, one open and not due yet."""
    cases = [
        case(1, due_at=NOW - DAY, met_at=NOW - 2 * DAY),
        case(2, due_at=NOW + DAY, met_at=NOW),
        case(3, due_at=NOW - 2 * DAY, met_at=NOW - DAY),
        case(4, due_at=NOW - DAY),
        case(5, due_at=NOW + DAY),
    ]
    t1, t2 = of("T1", *cases), of("T2", *cases)
    assert (t1.value, t1.count, t1.of, t1.keys) == (50.0, 2, 4, (3, 4))
    assert (t2.value, t2.keys) == (50.0, (3, 4))
    assert BY_CODE["T1"].met(t1) is False
    assert BY_CODE["T2"].met(t2) is False


def test_t3_is_the_median_of_the_clock_with_mean_p90_and_working_hours_beside():
    hours = [1, 2, 3, 4, 10]
    cases = [
        case(n, system="incident", first_answer_at=NOW - 20 * DAY + n * HOUR, worked=n / 2)
        for n in hours
    ]
    figure = of("T3", *cases, case(99, system="pos", first_answer_at=NOW))
    assert figure.value == 3
    parts = dict(figure.parts)
    assert parts["среднее"] == 4
    assert round(parts["P90"], 2) == 7.6
    assert parts["медиана, рабочих часов"] == 1.5


def test_t4_is_the_mean_of_days_of_pos_alone():
    start = NOW - 20 * DAY
    figure = of(
        "T4",
        case(1, system="pos", closed_at=start + 4 * DAY),
        case(2, system="pos", closed_at=start + 10 * DAY),
        case(3, system="incident", closed_at=start + 19 * DAY),
        case(4, system="pos"),
    )
    assert (figure.value, figure.of) == (7.0, 2)
    assert BY_CODE["T4"].met(figure) is True


def test_t5_counts_questions_and_shows_the_cases_of_the_late_ones():
    asked = [
        RequestFact(1, True),
        RequestFact(1, True),
        RequestFact(2, False),
        RequestFact(3, None),
    ]
    figure = of("T5", requests=asked)
    assert (round(figure.value, 1), figure.of, figure.keys) == (66.7, 3, (2,))


def test_t6_is_the_share_of_fast_track_and_of_those_within_ten_days():
    start = NOW - 20 * DAY
    fast = {"system": "pos", "importance": "fast"}
    figure = of(
        "T6",
        case(1, **fast, closed_at=start + 10 * DAY),
        case(2, **fast, closed_at=start + 10 * DAY + HOUR),
        case(3, system="pos"),
        case(4, system="pos"),
        case(5, **fast | {"system": "own"}),
    )
    assert (figure.value, figure.of) == (50.0, 4)
    assert dict(figure.parts) == {"из них за 10 дней, %": 50.0}


def test_q1_is_the_mean_score_and_the_list_behind_it_are_the_weak_answers():
    figure = of("Q1", case(1, score=5.0), case(2, score=3.5), case(3))
    assert (figure.value, figure.keys) == (4.25, (2,))


def test_q2_and_q3_count_cases_not_returns():
    done = {"closed_at": NOW}
    q2 = of("Q2", case(1, returned=3, **done), case(2, **done), case(3))
    assert (q2.value, q2.keys, q2.of) == (50.0, (1,), 2)
    q3 = of("Q3", case(1, misrouted=True), case(2), case(3), case(4))
    assert (q3.value, q3.keys) == (25.0, (1,))


def test_r1_and_r2_look_at_closed_solvable_cases_only():
    solvable = {"kind": "solvable", "closed_at": NOW}
    cases = [
        case(1, outcome="solved", **solvable),
        case(2, outcome="explained", **solvable),
        case(3, outcome="explained", **solvable),
        case(4, outcome="not_solved", **solvable),
        case(5, outcome="explained", kind="informational", closed_at=NOW),
        case(6, kind="solvable"),
    ]
    assert (of("R1", *cases).value, of("R1", *cases).keys) == (25.0, (1,))
    assert (of("R2", *cases).value, of("R2", *cases).keys) == (50.0, (2, 3))


def test_r3_counts_the_postponed_and_those_whose_date_has_passed():
    figure = of(
        "R3",
        case(1, outcome="postponed", postponed_late=True),
        case(2, outcome="postponed"),
        case(3),
        case(4),
    )
    assert (figure.value, dict(figure.parts)) == (50.0, {"из них просрочено": 1.0})


def test_r4_shows_the_cases_with_a_question_left_open():
    done = {"closed_at": NOW}
    figure = of(
        "R4",
        case(1, questions=2, questions_answered=2, **done),
        case(2, questions=3, questions_answered=2, **done),
        case(3, questions=1, questions_answered=0),
        case(4, **done),
    )
    assert (figure.value, figure.of, figure.keys) == (50.0, 2, (2,))


def test_r5_s1_and_s2():
    assert of("R5", case(1, repeated=True), case(2)).value == 50.0
    rated = [
        case(1, rating=5, closed_at=NOW),
        case(2, rating=4, closed_at=NOW),
        case(3, rating=1, closed_at=NOW),
    ]
    silent = case(4, closed_at=NOW)
    s1, s2 = of("S1", *rated, silent), of("S2", *rated, silent)
    assert (round(s1.value, 1), s1.of) == (66.7, 3)
    assert BY_CODE["S1"].met(s1) is True
    assert round(s2.value, 2) == 3.33
    assert dict(s2.parts) == {"оценено, %": 75.0}


def test_z1_and_z2_look_at_appeals_alone():
    appeal = {"regime": "appeal"}
    cases = [
        case(
            1,
            **appeal,
            due_at=NOW - DAY,
            met_at=NOW - 2 * DAY,
            register_in_time=True,
            extended=True,
            result="explained",
        ),
        case(
            2,
            **appeal,
            due_at=NOW - DAY,
            register_in_time=False,
            redirect_in_time=True,
            result="measures",
        ),
        case(3, due_at=NOW - DAY, met_at=NOW),
    ]
    z1 = of("Z1", *cases)
    assert (z1.value, z1.of, z1.keys) == (50.0, 2, (2,))
    assert dict(z1.parts) == {
        "зарегистрировано за 3 дня, %": 50.0, "переадресовано за 7 дней, %": 100.0, "продлено, %": 50.0,
        "коллективных, %": 0.0, "повторных, %": 0.0,
    }  # fmt: skip
    z2 = of("Z2", *cases)
    assert (z2.value, dict(z2.parts)["разъяснено, %"]) == (50.0, 50.0)


def test_a_case_that_only_falls_due_in_the_period_counts_for_terms_and_for_nothing_else():
    old = case(
        1,
        of_period=False,
        due_at=NOW - DAY,
        kind="solvable",
        closed_at=NOW,
        outcome="solved",
        rating=5,
    )
    assert of("T1", old).of == 1
    for code in ("R1", "S1", "Q3", "R5"):
        assert of(code, old).of == 0
    assert of("R1", replace(old, of_period=True)).of == 1


@pytest.mark.parametrize(("values", "found"), [([7], 7), ([1, 2], 1.9), (list(range(1, 12)), 10)])
def test_the_ninth_decile(values, found):
    assert p90(values) == pytest.approx(found)
