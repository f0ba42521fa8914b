"""The words of `data/answer_words.toml`, compiled once."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("mcu.cases").joinpath("data/answer_words.toml").read_text("utf-8"))


@cache
def forms(name: str) -> frozenset[str]:
    """A list of dictionary forms."""
    return frozenset(_data()[name].split())


@cache
def pattern(name: str) -> re.Pattern[str]:
    """A list of expressions as one, each from the beginning of a word."""
    return re.compile(rf"(?<!\w)(?:{choices(name)})")


def choices(name: str) -> str:
    """A list of expressions as a part of a larger one."""
    return "|".join(_data()["patterns"][name])
