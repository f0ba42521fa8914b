"""Reports of a founding act: what a row means; no database."""

import pytest

from mcu.reports.queries.sections import BUILDERS
from mcu.reports.rules.contents import TITLES
from mcu.reports.rules.profile import as_said, check, form_values, received
from mcu.reports.rules.standard import standard


def test_every_section_has_its_builder():
    assert BUILDERS.keys() == TITLES.keys()


def test_what_the_act_leaves_open_is_that_of_the_program_and_two_people_stand_under_it():
    own = standard()["pos"].values
    said = {"code": "pos", "title": "Свод", "to": ["head"]}
    meant = form_values(said)
    assert meant["title"] == "Свод"
    assert {meant[name] for name in ("every", "due_day")} == {own["every"], own["due_day"]}
    assert meant["shift"] == "previous"
    led = form_values(said | {"by": ["centre", "head_of_centre"]})
    assert (led["preparer"], led["signer"]) == ("head_of_centre", "curator")


def test_every_change_of_a_form_is_said_and_means_the_same_again():
    row = {
        "code": "x",
        "title": "Т",
        "to": ["head"],
        "by": ["head_of_centre"],
        "sections": ["late"],
    }
    changes = {
        "title": "И", "preparer": "pos", "signer": "curator", "every": "year", "due_day": 60,
        "shift": "next", "system": "pos", "sections": ["flow", "late"], "active": False,
    }  # fmt: skip
    meant = form_values(row)
    for name in meant:
        form = meant | {name: changes[name]}
        assert form_values(as_said(row, form)) == form
    assert form_values(as_said(row, changes)) == changes
    assert as_said(row, meant) == row


@pytest.mark.parametrize(
    ("lines", "before", "now", "after"),
    [
        ([], [], ["head", "all"], ["Глава муниципалитета"]),
        (["ЦУР; a@b.ru", "Штаб"], ["head"], ["region_centre"], ["ЦУР; a@b.ru", "Штаб"]),
        (["Глава муниципалитета", "Штаб"], ["head"], ["administration"], ["Штаб", "Администрация"]),
        (["Глава муниципалитета"], ["head"], ["all"], ["Глава муниципалитета"]),
        ([], ["head"], ["head"], []),  # taken out by hand, and the act says nothing new
    ],
)
def test_recipients_follow_the_act_and_keep_what_people_wrote(lines, before, now, after):
    assert received(lines, before, now) == after


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"code": "poss", "signer": "head"}, "Может быть, «pos»"),
        ({"code": "x", "sections": ["late"], "period": "day"}, "а не «ежедневно»"),
        ({"code": "pos", "by": ["head"], "signer": "head"}, "одна роль"),
    ],
)
def test_a_form_the_program_cannot_prepare_is_told(row, told):
    (mistake,) = check({"reports": [{"title": "Т", "to": ["head"]} | row]})
    assert told in mistake.sentence
    assert mistake.path[:2] == ("reports", 0)
