"""What is wrong with the sections as a whole, and what they mean with the defaults of the program."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from mcu.cases.rules import conditions
from mcu.cases.rules.fast import check_route
from mcu.cases.rules.ladder import check as check_rung
from mcu.cases.rules.profile.parts import common_norms, route_steps, rungs
from mcu.cases.rules.words import Channel
from mcu.core.errors import RuleViolation
from mcu.core.profile import Mistake, meant
from mcu.text.topics import Classifier, read_classifier


@cache
def starter_classifier() -> Classifier:
    """The classifier every municipality starts with: 24 groups, 214 topics."""
    return read_classifier(files("mcu.cases").joinpath("data/topics.toml").read_bytes())


def known_topics() -> tuple[str, ...]:
    """Codes of the groups and topics that every municipality has."""
    starter = starter_classifier()
    groups = tuple(group.code for group in starter.groups)
    return groups + tuple(topic.code for topic in starter.topics)


def check(data: Mapping[str, Any]) -> Iterator[Mistake]:
    """Topics that are known nowhere, routes to nowhere or twice, channels without a name."""
    topics = _topics(data)
    yield from _unknown_topics(data, topics)
    yield from _routes(data.get("routes", ()), topics)
    codes = set(topics.values())
    for number, row in enumerate(data.get("norms", ())):
        if row.get("topic") and row["topic"] not in codes:
            where = f"norms «{row.get('code')}»"
            yield Mistake(("norms", number, "topic"), _no_topic(where, row["topic"], topics))
        first, last = row.get("valid_from"), row.get("valid_to")
        if first and last and last < first:
            yield Mistake(
                ("norms", number, "valid_to"),
                f"norms «{row.get('code')}»: valid_to раньше, чем valid_from.",
            )
    for number, rung in enumerate(rungs(data.get("ladder", ()))):
        try:
            check_rung(rung)
        except RuleViolation as wrong:
            yield Mistake(("ladder", number), f"ladder «{rung.code}»: {wrong.sentence}")
    yield from _fast_routes(data.get("fast_routes", ()))
    for number, row in enumerate(data.get("channels", ())):
        code = row.get("code", "")
        if code and code not in Channel.values and not (row.get("own") and row.get("name")):
            hint = meant(code, Channel.values) or "Для своей системы напишите name и own = true."
            yield Mistake(
                ("channels", number, "code"),
                f"channels: канала «{code}» программа не знает. {hint}",
            )


def complete(data: Mapping[str, Any]) -> dict[str, Any]:
    """With the common norms, every known channel, and topics of blocks as routes of their own."""
    topics = _topics(data)
    norms = data.get("norms", [])
    said = {row["code"] for row in norms}
    channels = data.get("channels", [])
    named = {row["code"] for row in channels}
    own = [
        row | {"group": topics[row["group"]]} if row.get("group") else row
        for row in data.get("topics", ())
    ]
    return {
        **data,
        "topics": own,
        "norms": [*norms, *(row for row in common_norms() if row["code"] not in said)],
        "channels": [*channels, *({"code": code} for code in Channel.values if code not in named)],
        "routes": _all_routes(data, topics),
    }


def _topics(data: Mapping[str, Any]) -> dict[str, str]:
    """Code of a topic or a group, or name of a group → its code."""
    starter = starter_classifier()
    known = {topic.code: topic.code for topic in starter.topics}
    for group in starter.groups:
        known |= {group.code: group.code, group.name: group.code}
    for row in data.get("topics", ()):
        if "code" in row:
            known[row["code"]] = row["code"]
            if "group" not in row and "name" in row:
                known[row["name"]] = row["code"]
    return known


def _unknown_topics(data: Mapping[str, Any], topics: Mapping[str, str]) -> Iterator[Mistake]:
    for number, row in enumerate(data.get("blocks", ())):
        for topic in row.get("topics", ()):
            if topic not in topics:
                where = f"blocks «{row.get('code')}»"
                yield Mistake(("blocks", number, "topics"), _no_topic(where, topic, topics))
    for number, row in enumerate(data.get("topics", ())):
        if row.get("group", "") and row["group"] not in topics:
            where = f"topics «{row.get('code')}»"
            yield Mistake(("topics", number, "group"), _no_topic(where, row["group"], topics))


def _routes(rows: Sequence[Mapping[str, Any]], topics: Mapping[str, str]) -> Iterator[Mistake]:
    seen: set[tuple[str, str, str]] = set()
    for number, row in enumerate(rows):
        path = ("routes", number)
        topic = row.get("topic") or row.get("group") or ""
        if not topic:
            yield Mistake(path, f"routes № {number + 1}: нет ни topic, ни group.")
        elif topic not in topics:
            yield Mistake(path, _no_topic(f"routes № {number + 1}", topic, topics))
        if not (row.get("body") or row.get("block")):
            yield Mistake(path, f"routes № {number + 1} «{topic}»: нет ни body, ни block.")
        key = (
            topics.get(topic, topic),
            row.get("settlement", "").lower(),
            str(row.get("condition")),
        )
        if topic and key in seen:
            yield Mistake(path, f"routes № {number + 1} «{topic}»: такой маршрут уже есть выше.")
        seen.add(key)


def _fast_routes(rows: Sequence[Mapping[str, Any]]) -> Iterator[Mistake]:
    """What the page of routes would refuse; what lacks a field was told already."""
    for number, row in enumerate(rows):
        if not _is_whole(row):
            continue
        try:
            check_route(row["name"], conditions.read(row["entry"]), route_steps(row))
        except RuleViolation as wrong:
            told = f"fast_routes «{row.get('code')}»: {wrong.sentence}"
            yield Mistake(("fast_routes", number), told)


def _is_whole(row: Mapping[str, Any]) -> bool:
    steps = row.get("steps", ())
    return {"name", "entry", "steps"} <= row.keys() and all(
        {"body", "what", "value", "unit"} <= step.keys() for step in steps
    )


def _no_topic(where: str, topic: str, topics: Mapping[str, str]) -> str:
    return (
        f"{where}: темы или группы «{topic}» в классификаторе нет. {meant(topic, topics)}".strip()
    )


def _all_routes(data: Mapping[str, Any], topics: Mapping[str, str]) -> list[dict[str, Any]]:
    """Routes by codes of topics; a topic of a block without a route of its own goes to the block."""
    inside = {row["code"]: _block(row) for row in data.get("bodies", ())}
    rows = []
    for given in data.get("routes", ()):
        row = {name: value for name, value in given.items() if name != "group"}
        row["topic"] = topics[given.get("topic") or given["group"]]
        if not row.get("block") and inside.get(row.get("body", "")):
            row["block"] = inside[row["body"]]
        rows.append(row)
    routed = {
        row["topic"] for row in rows if not row.get("settlement") and not row.get("condition")
    }
    for block in data.get("blocks", ()):
        for topic in block.get("topics", ()):
            if topics[topic] not in routed:
                routed.add(topics[topic])
                rows.append({"topic": topics[topic], "block": block["code"]})
    return rows


def _block(body: Mapping[str, Any]) -> str:
    return body.get("block") or next(iter(body.get("blocks", ())), "")
