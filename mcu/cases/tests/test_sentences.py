import re
from pathlib import Path

import pytest

from mcu.cases import actions
from mcu.cases.rules.sentences import SENTENCES, became, sentence
from mcu.cases.rules.workflow import Verb

SOURCES = "".join(path.read_text() for path in Path(actions.__path__[0]).glob("*.py"))
WRITTEN = re.findall(r'journal\.write(?:_each)?\(\s*"([\w.]+)"', SOURCES)


@pytest.mark.parametrize("code", sorted({*WRITTEN, *(f"case.{verb}" for verb in Verb)}))
def test_every_act_has_a_sentence(code):
    assert code in SENTENCES


def test_the_codes_were_found_at_all():
    assert "case.register" in WRITTEN


def test_values_stand_in_the_sentence():
    assert sentence("case.assign", {"assigned": "Дорожная служба"}) == "назначено: Дорожная служба"
    assert sentence("case.close", {"outcome": "solved"}) == "закрыто: решено"
    given = {"postponed_until": "2026-12-01", "reason": "ждём материал"}
    assert sentence("case.postpone", given) == "отложено до 01.12.2026: ждём материал"


def test_an_entry_without_the_value_shows_a_dash():
    assert sentence("case.merge", {}) == "присоединено к № —"


def test_braces_in_a_value_are_only_text():
    assert sentence("case.return", {"reason": "{answer}"}).endswith("{answer}")


def test_an_act_of_another_app_keeps_its_code():
    assert sentence("poll.open", {}) == "poll.open"


def test_the_state_it_went_into():
    assert became({"state": "approval"}) == "На согласовании"
    assert became({"state": "gone"}) == ""
    assert became({}) == ""
