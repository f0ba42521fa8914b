"""The sample profile: complete, readable by the program, in step with the phrases."""

from collections import Counter

import pytest

from mcu.cases.rules import profile as cases_profile
from mcu.demo.scenarios import SCENARIOS
from mcu.demo.tests.test_town import BLOCKS, BODIES, PROFILE
from mcu.demo.tests.topics import GROUPS, TOPICS
from mcu.org.rules import profile as org_profile

ROUTES = PROFILE["routes"]


def test_the_program_reads_it() -> None:
    part = org_profile.read(PROFILE)
    cases = cases_profile.read(PROFILE)
    assert (part.code, part.population) == ("demo", 38_000)
    assert len(part.blocks) == 5
    assert len(part.bodies) == 12
    assert len(cases.norms) == len(PROFILE["norms"])
    assert len(cases.routes) == len(ROUTES)


def test_every_group_of_topics_is_in_exactly_one_block_and_has_a_route() -> None:
    named = Counter(topic for block in PROFILE["blocks"] for topic in block["topics"])
    assert named == Counter(GROUPS.values())
    assert {row["group"] for row in ROUTES if "group" in row} == set(GROUPS.values())


def test_routes_lead_to_known_topics_bodies_and_blocks() -> None:
    assert {row["topic"] for row in ROUTES if "topic" in row} <= TOPICS
    assert {row["body"] for row in ROUTES} <= BODIES
    assert {row["block"] for row in ROUTES} <= BLOCKS


def test_no_route_is_named_twice() -> None:
    keys = [(r.get("group"), r.get("topic"), r.get("settlement")) for r in ROUTES]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("code", sorted(SCENARIOS))
def test_the_route_of_a_scenario_leads_to_the_body_that_answers_it(code: str) -> None:
    scenario = SCENARIOS[code]
    group = GROUPS[scenario.topic.split(".")[0]]
    own = [r for r in ROUTES if r.get("topic") == scenario.topic and "settlement" not in r]
    general = [r for r in ROUTES if r.get("group") == group]
    assert (own or general)[0]["body"] == scenario.body


def test_a_block_answers_within_two_working_hours_of_the_request() -> None:
    (norm,) = [row for row in PROFILE["norms"] if row["kind"] == "block_info"]
    assert (norm["value"], norm["unit"], norm["start"]) == (2, "working_hours", "requested")
    assert not norm["verified"]


def test_only_norms_of_law_are_marked_as_checked() -> None:
    assert {r["code"].split("-")[0] for r in PROFILE["norms"] if r["verified"]} == {"59fz"}
