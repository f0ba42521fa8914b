"""The municipality with its blocks and bodies, typed out of what a profile says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True)
class BlockPart:
    code: str
    name: str
    topics: tuple[str, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True)
class BodyPart:
    code: str
    name: str
    short_name: str = ""
    kind: str = "branch"
    parent: str = ""
    block: str = ""
    aliases: tuple[str, ...] = ()
    active: bool = True
    hours: Mapping[str, time] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrgPart:
    """What a profile says of the municipality, its blocks and bodies."""

    code: str
    name: str
    kind: str = ""
    region: str = ""
    timezone: str = "Europe/Moscow"
    population: int = 0
    hours: Mapping[str, time | None] = field(default_factory=dict)
    blocks: tuple[BlockPart, ...] = ()
    bodies: tuple[BodyPart, ...] = ()


BODY_HOURS = (
    "hours_start",
    "hours_end",
    "hours_lunch_start",
    "hours_lunch_end",
    "hours_short_end",
)
# Field of `working_time` → field of the municipality.
HOURS = {
    "start": "work_start",
    "end": "work_end",
    "lunch_start": "lunch_start",
    "lunch_end": "lunch_end",
    "short_end": "short_end",
}

# Field of `[centre]` → field of the centre's card, where people keep it up.
CENTRE_CARD = {
    "address": "address",
    "premises_by": "provided_by",
    "funding": "funding",
    "support": "support",
}


def read(data: Mapping[str, Any]) -> OrgPart:
    """The typed part of sections that were read and checked."""
    given = data["municipality"]
    said = {
        name: given[name] for name in ("kind", "region", "timezone", "population") if name in given
    }
    return OrgPart(
        code=given["code"],
        name=given["name"],
        hours=_hours(given.get("working_time", {})),
        blocks=tuple(
            BlockPart(
                row["code"], row["name"], tuple(row.get("topics", ())), row.get("active", True)
            )
            for row in data.get("blocks", ())
        ),
        bodies=tuple(_body(row) for row in data.get("bodies", ())),
        **said,
    )


def complete(data: Mapping[str, Any]) -> dict[str, Any]:
    """A body's block in one form."""
    bodies = [
        {name: value for name, value in row.items() if name != "blocks"}
        | ({"block": row["blocks"][0]} if row.get("blocks") else {})
        for row in data.get("bodies", ())
    ]
    return {**data, "bodies": bodies} if bodies else dict(data)


def _hours(given: Mapping[str, Any]) -> dict[str, time | None]:
    hours = {HOURS[name]: given[name] for name in HOURS if name in given}
    return hours if given.get("lunch", True) else hours | {"lunch_start": None, "lunch_end": None}


def _body(row: Mapping[str, Any]) -> BodyPart:
    return BodyPart(
        code=row["code"],
        name=row["name"],
        short_name=row.get("short_name", ""),
        kind=row.get("kind", "branch"),
        parent=row.get("parent") or "",
        block=row.get("block") or "",
        aliases=tuple(row.get("aliases", ())),
        active=row.get("active", True),
        hours={name: row[name] for name in BODY_HOURS if row.get(name) is not None},
    )
