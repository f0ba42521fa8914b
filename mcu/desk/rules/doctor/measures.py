"""Which measure of which act a check serves, with the mark of how far we know it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of an act, with the mark of how far we know it."""

    title: str
    acts: list[dict[str, Any]]
    checks: list[str]
    verified: bool
    source: str


@cache
def acts() -> list[dict[str, Any]]:
    return list(_data()["acts"])


@cache
def measures() -> list[Measure]:
    by_code = {act["code"]: act for act in acts()}
    return [
        Measure(
            row["title"],
            [by_code[code] for code in row["acts"]],
            row["checks"],
            row["verified"],
            row.get("source", ""),
        )
        for row in _data()["measures"]
    ]


def measures_of(code: str) -> list[Measure]:
    return [measure for measure in measures() if code in measure.checks]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("mcu.desk") / "data" / "security.toml").read_text("utf-8"))
