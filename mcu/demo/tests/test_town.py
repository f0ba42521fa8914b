"""The invented municipality holds together: cast, places, profile."""

import re
import tomllib
from importlib.resources import files

import pytest

from mcu.demo.places import Place, find_street
from mcu.demo.town import (
    CAST,
    COMMUNITIES,
    CONTACTS,
    LANDMARKS,
    MUNICIPALITY,
    OUTSIDE_MUNICIPALITY,
    OUTSIDER,
    SETTLEMENTS,
    STREETS,
)

PROFILE = tomllib.loads((files("mcu.desk") / "profiles" / "demo.toml").read_text("utf-8"))
BODIES = {body["code"] for body in PROFILE["bodies"]}
BLOCKS = {block["code"] for block in PROFILE["blocks"]}
ROLES = {
    "head_of_centre", "curator", "administrator", "incident", "pos",
    "block_head", "block_leader", "executor", "approver", "head", "auditor",
    "social_media", "staff", "page_admin", "regional",
}  # fmt: skip


def test_the_cast_is_unique_people_with_latin_logins() -> None:
    logins = [member.login for member in CAST]
    assert len(CAST) == len(set(logins)) == 29
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)*", login) for login in logins)
    assert len({member.full_name for member in CAST}) == 29


def test_every_role_is_held_and_some_are_held_by_several() -> None:
    held = [duty.role for member in CAST for duty in member.duties]
    assert set(held) == ROLES
    assert held.count("incident") > 1
    assert any(len({duty.role for duty in member.duties}) > 1 for member in CAST)


def test_duties_name_bodies_and_blocks_of_the_profile() -> None:
    duties = [duty for member in CAST for duty in member.duties]
    assert {duty.body for duty in duties if duty.body} == BODIES
    assert {duty.block for duty in duties if duty.block} == BLOCKS


@pytest.mark.parametrize("role", ["executor", "approver"])
@pytest.mark.parametrize("body", sorted(BODIES))
def test_every_body_has_somebody_to_work_and_to_approve(body: str, role: str) -> None:
    assert any(d.body == body and d.role == role for m in CAST for d in m.duties)


def test_the_outsider_is_of_another_municipality_and_not_in_the_cast() -> None:
    assert OUTSIDER.login == "outsider"
    assert OUTSIDER not in CAST
    assert PROFILE["municipality"]["code"] == MUNICIPALITY != OUTSIDE_MUNICIPALITY


def test_every_body_has_a_contact() -> None:
    assert set(CONTACTS) == BODIES


def test_there_is_one_town_with_six_villages_and_forty_streets() -> None:
    assert [s.kind for s in SETTLEMENTS].count("город") == 1
    assert len(SETTLEMENTS) == 7
    assert len(STREETS) >= 40
    assert len({(s.settlement, s.name) for s in STREETS}) == len(STREETS)


def test_every_landmark_stands_on_a_known_street() -> None:
    assert all(find_street(mark.settlement, mark.street) for mark in LANDMARKS)


def test_every_settlement_has_a_landmark_to_steer_by() -> None:
    assert {mark.settlement for mark in LANDMARKS} == {s.code for s in SETTLEMENTS}


def test_communities_lead_to_the_reserved_zone() -> None:
    assert all(re.match(r"https://\w+\.example/", c.address) for c in COMMUNITIES)


def test_a_place_is_the_town_unless_said_otherwise() -> None:
    assert Place().settlement.name == "Тихоозёрск"
