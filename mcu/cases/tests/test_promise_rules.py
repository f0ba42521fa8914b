"""How a promise stands and how it moves; no database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.rules.promises import (
    PromiseState,
    check_move,
    moved_by_postponing,
    standing,
)
from mcu.cases.rules.terms import ClockState
from mcu.core.errors import RuleViolation

S = PromiseState
TODAY = date(2026, 11, 18)
DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize(
    ("state", "due", "kept", "told", "level", "words"),
    [
        (S.OPEN, date(2026, 12, 18), None, False, ClockState.OK, "осталось 30\xa0дней"),
        (S.OPEN, date(2026, 11, 20), None, False, ClockState.SOON, "осталось 2\xa0дня"),
        (S.OPEN, TODAY, None, False, ClockState.SOON, "срок сегодня"),
        (S.OPEN, date(2026, 11, 17), None, False, ClockState.LATE, "просрочено на 1\xa0день"),
        (S.SUGGESTED, date(2026, 12, 18), None, False, ClockState.OK, "осталось 30\xa0дней"),
        (S.KEPT, TODAY, TODAY, True, ClockState.MET, "выполнено в срок"),
        (S.KEPT, TODAY, TODAY, False, ClockState.MET, "выполнено в срок; жителю не сообщили"),
        (S.KEPT, date(2026, 11, 10), date(2026, 11, 12), True, ClockState.MET_LATE,
         "выполнено, опоздание 2\xa0дня"),
        (S.RELEASED, date(2026, 11, 10), None, False, ClockState.NONE, "снято"),
        (S.DECLINED, date(2026, 11, 10), None, False, ClockState.NONE, "не обещание"),
    ],
)  # fmt: skip
def test_how_a_promise_stands(state, due, kept, told, level, words):
    found = standing(state, due, TODAY, kept_on=kept, told=told)
    assert (found.level, found.words) == (level, words)
    assert found.sign


@given(st.lists(DAYS), DAYS)
def test_after_postponing_nothing_is_promised_for_earlier_and_something_for_the_day(dues, until):
    earlier, is_new = moved_by_postponing(dues, until)
    after = [until if place in earlier else due for place, due in enumerate(dues)]
    after += [until] if is_new else []
    assert until in after
    assert min(after) >= until
    assert len(after) <= len(dues) + 1


@given(DAYS, DAYS, DAYS)
def test_a_promise_moves_only_on(due, until, today):
    if until > due and until > today:
        check_move(due, until, today)
    else:
        with pytest.raises(RuleViolation, match="позже"):
            check_move(due, until, today)
