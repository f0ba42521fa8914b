"""The guide and the JSON schema of profiles say what the program reads."""

import json
import tomllib
from pathlib import Path

import pytest

from mcu.core.profile.guides import json_schema, tables
from mcu.desk.queries.profile import OWN, SECTIONS, profiles

DOCS = Path(__file__).parents[1] / "docs"
MARK = "<!-- mcu profile schema --markdown -->\n"


def test_the_schema_in_the_documents_is_that_of_the_program():
    """Mend it with `mcu profile schema > docs/profile.schema.json`."""
    assert json.loads((DOCS / "profile.schema.json").read_text()) == json_schema(SECTIONS.values())


def test_the_tables_of_the_guide_are_those_of_the_program():
    """Mend them with `mcu profile schema --markdown`, after the mark."""
    assert (DOCS / "profile.md").read_text().split(MARK)[1].strip() == tables(
        list(SECTIONS.values())
    )


@pytest.mark.parametrize("name", profiles())
def test_fields_and_sections_of_a_profile_are_in_the_schema(name):
    properties = json_schema(SECTIONS.values())["properties"]
    for section, value in tomllib.loads(OWN.joinpath(f"{name}.toml").read_text("utf-8")).items():
        if section == "format":
            continue
        shape = properties[section]
        for row in value if isinstance(value, list) else [value]:
            assert set(row) <= set(shape.get("items", shape)["properties"])
