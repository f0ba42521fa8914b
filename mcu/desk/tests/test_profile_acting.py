"""What the program does by itself comes with a profile and goes with it: conditions, rules, stages."""

import pytest

from mcu.cases.actions.rules import set_rule, switch_rule
from mcu.cases.models import Route
from mcu.cases.queries.answering import modes_of
from mcu.cases.queries.stages import approval_of
from mcu.cases.rules.automation import Act, Deed
from mcu.cases.rules.conditions import ALWAYS
from mcu.core.errors import RuleViolation
from mcu.core.profile import Mistakes
from mcu.desk.actions import load_profile
from mcu.desk.queries.profile import comparison, exported, wanted
from mcu.desk.tests.profiles import GOOD
from mcu.org.rules.roles import program

WHEN = """
[[routes]]
topic = "zhkh"
condition = { all = [{ field = "channel", op = "any", value = ["vk"] }] }
block = "city"
"""


def test_a_route_with_a_condition_is_loaded_beside_the_one_without_and_goes_with_its_profile(
    db, written
):
    load_profile(written(GOOD + WHEN))
    load_profile(written(GOOD + WHEN))
    rows = Route.objects.filter(topic__code="zhkh").order_by("pk")
    assert [bool(row.condition) for row in rows] == [False, True]
    load_profile(written(GOOD))
    assert [bool(row.condition) for row in rows.all()] == [False]


def test_a_profile_with_a_condition_on_what_changes_is_refused(db, written):
    late = WHEN.replace(
        'field = "channel", op = "any", value = ["vk"]', 'field = "overdue", op = "yes"'
    )
    with pytest.raises(
        RuleViolation, match=r"поле condition — условие на сообщения\. «Просрочено»"
    ):
        load_profile(written(GOOD + late))


ACTING = """
[[approvals]]
system = "incident"
need = "none"
[[approval_stages]]
order = 1
title = "Центр"
role = "head_of_centre"
[[checks]]
code = "rude"
mode = "block"
[appeals]
number_format = "{n}/{year}"
[[fast_routes]]
code = "dark"
name = "Тёмная улица"
entry = { all = [{ field = "topic", op = "any", value = ["dorogi.osveshchenie"] }] }
steps = [{ body = "water", what = "Осмотреть", value = 4, unit = "working_hours", clause = "2.6" }]
[[rules]]
code = "accident"
name = "Авария"
event = "registered"
condition = { all = [{ field = "text", op = "has", value = ["авари"] }] }
acts = [{ do = "importance", value = "high" }, { do = "body", value = "water" }]
"""


def test_what_the_program_does_by_itself_comes_and_goes_with_its_profile(db, written):
    place = load_profile(written(GOOD + ACTING))
    rule, route = place.rules.get(), place.fast_routes.get()
    assert (rule.active, rule.version, rule.acts[1]["value"]) == (True, 1, "water")
    assert (route.active, route.steps.get().body.code) == (True, "water")
    assert approval_of(place.pk, "incident") == "none"
    assert place.approval_stages.get().role == "head_of_centre"
    assert modes_of(place.pk)["rude"] == "block"
    assert place.appeal_setup.number_format == "{n}/{year}"
    assert comparison(place, wanted(written(GOOD + ACTING))).changes == []

    switch_rule(rule=rule, active=False, by=program(place.pk))
    about = {"name": "Иванову", "event": "registered", "condition": ALWAYS}
    set_rule(place=place, acts=[Act(Deed.EXECUTOR, "ivanova")], by=program(place.pk), **about)
    load_profile(written(GOOD + ACTING.replace('"high"', '"fast"')))
    rule.refresh_from_db()
    assert (rule.version, rule.active, rule.acts[0]["value"]) == (2, False, "fast")
    assert place.rules.count() == 2
    assert "ivanova" not in exported(place)

    load_profile(written(GOOD))
    route.refresh_from_db()
    place.appeal_setup.refresh_from_db()
    assert not route.active
    assert not place.approval_stages.exists()
    assert approval_of(place.pk, "incident") == "needed"
    assert modes_of(place.pk)["rude"] == "advise"
    assert place.appeal_setup.number_format == "{n}-{yy}"
    assert comparison(place, wanted(written(GOOD))).changes == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('value = "water"', 'value = "watre"', "rules «accident»: в разделе bodies нет «watre». Может"),
        ('["dorogi.osveshchenie"]', '["dorogi.svet"]', "в разделе topics нет «dorogi.svet». Может"),
        ('op = "has"', 'op = "hsa"', "rules «accident»: поле condition — .*сравнения «hsa» нет"),
        ('do = "importance"', 'do = "burn"', "поле acts — действия правила. Действие 1: такого"),
        ('do = "body", value = "water"', 'do = "executor", value = "i"', "В профиле людей нет"),
        ('body = "water"', 'body = "fire"', "fast_routes «dark»: в разделе bodies нет «fire»"),
        ('field = "topic", op = "any"', 'field = "topic", op = "none"', "Назовите темы маршрута"),
        ("{n}/{year}", "{n}", "поле number_format — вид номера. .* нужен год"),
        ('role = "head_of_centre"', 'role = "auditor"', "поле role — «auditor», а бывает: "),
        ('code = "rude"', 'code = "rood"', "поле code — «rood», а бывает: "),
    ],
)  # fmt: skip
def test_what_the_program_would_do_wrong_is_told_with_its_row(written, old, new, said):
    assert old in ACTING
    with pytest.raises(Mistakes, match=said):
        wanted(written(GOOD + ACTING.replace(old, new)))


def test_codes_in_the_conditions_of_routes_are_checked(written):
    strange = WHEN.replace('field = "channel"', 'field = "block"').replace('"vk"', '"ctiy"')
    with pytest.raises(Mistakes, match="в разделе blocks нет «ctiy»"):
        wanted(written(GOOD + strange))


def test_the_words_of_earlier_profiles_on_approval_are_still_read(written):
    profile = wanted(written(GOOD + '[[approvals]]\nsystem = "pos"\nneed = "chain"\n'))
    assert profile.meant["approvals"] == [{"system": "pos", "need": "needed"}]
