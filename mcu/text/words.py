"""The small lists of words of `data/words.toml`."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files("mcu.text").joinpath("data/words.toml").read_text("utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    return frozenset(_lists()[name].split())
