"""The five real founding acts as profiles: each says what its own act says, and nothing of another."""

import re
import tomllib

import pytest

from mcu.cases.models import Norm
from mcu.core.journal import verify
from mcu.desk.actions import load_profile
from mcu.desk.actions.profile import apply_profile
from mcu.desk.queries.profile import text_of, wanted

FIVE = ("puchezh", "demyansk", "zaigraevo", "kamensk", "petropavlovskaya")
# What a row of these sections sets comes out of the act, so the row names the clause.
CITED = (
    "powers", "positions", "participants", "bodies", "norms", "channels", "reports", "indicators",
    "ratings", "normative_base", "definitions",
)  # fmt: skip
INITIALS = re.compile(r"\b[А-ЯЁ]\. ?[А-ЯЁ]\.")


def said(name):
    return tomllib.loads(text_of(name))


def rows(name, section, **wanted):
    found = said(name).get(section, [])
    return [row for row in found if all(row.get(key) == value for key, value in wanted.items())]


@pytest.mark.parametrize("name", FIVE)
def test_an_act_sets_its_municipality_up_and_again_changes_nothing(db, name):
    place = load_profile(name)
    again, found = apply_profile(profile=wanted(name), name=name)
    assert again == place
    assert not found.written
    assert verify(place.pk) is None


@pytest.mark.parametrize("name", FIVE)
def test_every_row_names_its_clause(name):
    data = said(name)
    bare = [
        (section, row.get("code") or row.get("what"))
        for section in CITED
        for row in data.get(section, [])
        if not row.get("clause")
    ]
    duties = [
        duty["text"] for role in data["roles"] for duty in role.get("duties", [])
        if not duty.get("clause")
    ]  # fmt: skip
    switched = set(data["modules"]) - {"clauses"} - set(data["modules"]["clauses"])
    assert (bare, duties, switched) == ([], [], set())


@pytest.mark.parametrize("name", FIVE)
def test_nobody_is_named(name):
    assert INITIALS.findall(text_of(name)) == []


def test_five_centres_live_side_by_side(db):
    places = {name: load_profile(name) for name in FIVE}
    zones = {name: place.timezone for name, place in places.items()}
    assert zones["zaigraevo"] == "Asia/Irkutsk"
    assert zones["kamensk"] == "Asia/Yekaterinburg"
    assert {place.code for place in places.values()} == set(FIVE)


def test_the_two_hours_bind_one_town_only(db):
    for name in FIVE:
        load_profile(name)
    asked = Norm.objects.filter(kind="block_info").values_list("municipality__code", "value")
    assert list(asked) == [("puchezh", 2)]


def test_the_fifth_day_binds_one_town_only_and_is_never_moved():
    dated = {
        name: [(row["due_day"], row.get("shift")) for row in rows(name, "reports")
               if "due_day" in row]
        for name in FIVE
    }  # fmt: skip
    assert dated == {name: [(5, None)] if name == "kamensk" else [] for name in FIVE}


def test_who_approves_the_plan_differs():
    approvers = {
        name: [row["by"] for row in rows(name, "powers", what="development_plan", verb="approves")]
        for name in FIVE
    }
    assert approvers["puchezh"] == ["head_of_centre", "region_centre"]
    assert approvers["petropavlovskaya"] == ["curator"]
    assert approvers["kamensk"] == []


def test_the_head_appoints_where_the_act_says_so():
    appointed = {
        name: sorted(role for row in rows(name, "powers", verb="appoints", by="head")
                     for role in row["roles"])
        for name in FIVE
    }  # fmt: skip
    assert appointed["puchezh"] == ["curator", "head_of_centre"]
    assert appointed["petropavlovskaya"] == ["administrator", "curator", "head_of_centre"]
    assert appointed["zaigraevo"] == appointed["demyansk"] == appointed["kamensk"] == []


@pytest.mark.parametrize("name", ["demyansk", "zaigraevo", "kamensk"])
def test_telegram_is_named_and_off(name):
    (telegram,) = rows(name, "channels", code="telegram")
    assert (telegram["named"], telegram["enabled"]) == (True, False)


def test_titles_and_marks_of_roles():
    (coordinator,) = rows("petropavlovskaya", "roles", role="curator")
    assert coordinator["title"] == "Координатор МЦУ"
    (hired,) = rows("zaigraevo", "roles", role="head_of_centre")
    assert hired["outside_service"]
    (both,) = rows("puchezh", "positions", code="head-analytics")
    assert both["roles"] == ["pos", "incident"]
    (press,) = rows("puchezh", "roles", role="social_media")
    assert (press["listed"], press["described"]) == (True, False)
