"""The starter classifier as plain sets: what codes the demonstration may use."""

import tomllib
from importlib.resources import files

_CLASSIFIER = tomllib.loads((files("mcu.cases") / "data" / "topics.toml").read_text("utf-8"))

GROUPS: dict[str, str] = {group["code"]: group["name"] for group in _CLASSIFIER["groups"]}
TOPICS: frozenset[str] = frozenset(topic["code"] for topic in _CLASSIFIER["topics"])
