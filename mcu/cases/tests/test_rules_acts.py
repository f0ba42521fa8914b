"""What a rule may do: read from JSON, planned, done or refused in words; no database."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcu.cases.actions import deeds
from mcu.cases.rules.automation import DEEDS, Act, Deed, read_acts, said_acts
from mcu.cases.rules.conditions import Facts
from mcu.cases.rules.planning import Reference, plan, with_tag, without_tag
from mcu.core.errors import RuleViolation


@given(st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=9)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["do", "value", "words", "x"]), inner, max_size=3),
    ),
    max_leaves=9,
))  # fmt: skip
def test_any_json_is_acts_or_a_sentence(hostile):
    try:
        said = json.dumps(said_acts(read_acts(hostile)))
    except RuleViolation as refusal:
        said = refusal.sentence
    assert said.endswith((".", "]", "?"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "хотя бы одно действие"),
        ([{"do": "tag", "value": "а"}] * 7, "Действий больше 6"),
        ([{"do": "delete", "value": "а"}], "Действие 1: такого действия нет"),
        ([{"do": "control", "value": "0", "words": "х"}], "от 1 до 90"),
        ([{"do": "control", "value": "٣", "words": "х"}], "от 1 до 90"),
        ([{"do": "importance", "value": "huge"}], "такой важности нет"),
        ([{"do": "notify", "value": "king", "words": "х"}], "такой роли нет"),
        ([{"do": "ask", "value": "city"}], "напишите вопрос"),
        ([{"do": "tag", "value": "а, б"}], "без запятых"),
    ],
)
def test_wrong_acts_are_refused_in_words(given, sentence):
    with pytest.raises(RuleViolation, match=sentence):
        read_acts(given)


@pytest.mark.parametrize("deed", list(Deed))
def test_every_deed_is_planned_and_done(deed):
    """No deed of the table without a doing, a plan and a refusal."""
    reference = Reference({need: {} for need in ("body", "block", "person")}, {})
    facts = Facts(
        received_at=datetime(2026, 11, 16, tzinfo=UTC), state="closed", importance="normal"
    )
    found = plan(Act(deed, "1", "х"), facts, reference)
    assert deed in deeds.DOINGS
    assert deed in DEEDS
    assert found.result == ("done" if deed is Deed.TAG or deed is Deed.NOTIFY else "refused")


def test_tags_stand_once_and_leave_whole():
    assert with_tag("", "а") == "а"
    assert with_tag("а, б", "б") == "а, б"
    assert without_tag("а, б,в", "б") == "а, в"
