"""The organisation section of a profile file: read and checked before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mcu.core.errors import RuleViolation


@dataclass(frozen=True, slots=True)
class BlockPart:
    code: str
    name: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BodyPart:
    code: str
    name: str
    short_name: str = ""
    kind: str = "branch"
    parent: str = ""
    block: str = ""
    aliases: tuple[str, ...] = ()


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


def read(data: Mapping[str, Any]) -> OrgPart:
    """The typed section; RuleViolation names the wrong place in Russian."""
    given = data.get("municipality")
    if not isinstance(given, Mapping) or not given.get("code") or not given.get("name"):
        raise RuleViolation("В профиле нет раздела [municipality] с полями code и name.")
    part = OrgPart(
        code=given["code"],
        name=given["name"],
        kind=given.get("kind", ""),
        region=given.get("region", ""),
        timezone=given.get("timezone", "Europe/Moscow"),
        population=given.get("population", 0),
        hours=_hours(given.get("working_time", {})),
        blocks=tuple(_block(block) for block in data.get("blocks", [])),
        bodies=tuple(_body(body) for body in data.get("bodies", [])),
    )
    _check(part)
    return part


def _hours(given: Mapping[str, Any]) -> dict[str, time | None]:
    names = {
        "start": "work_start",
        "end": "work_end",
        "lunch_start": "lunch_start",
        "lunch_end": "lunch_end",
        "short_end": "short_end",
    }
    unknown = set(given) - set(names)
    if unknown:
        raise RuleViolation(f"В working_time неизвестно: {', '.join(sorted(unknown))}.")
    try:
        return {
            names[key]: value if isinstance(value, time) else time.fromisoformat(value)
            for key, value in given.items()
        }
    except (TypeError, ValueError) as wrong:
        raise RuleViolation('В working_time время пишется так: "09:00".') from wrong


def _block(given: Mapping[str, Any]) -> BlockPart:
    return BlockPart(given["code"], given["name"], tuple(given.get("topics", ())))


def _body(given: Mapping[str, Any]) -> BodyPart:
    blocks = given.get("blocks") or [given.get("block", "")]
    return BodyPart(
        code=given["code"],
        name=given["name"],
        short_name=given.get("short_name", ""),
        kind=given.get("kind", "branch"),
        parent=given.get("parent", ""),
        block=blocks[0],
        aliases=tuple(given.get("aliases", ())),
    )


def _check(part: OrgPart) -> None:
    try:
        ZoneInfo(part.timezone)
    except (ZoneInfoNotFoundError, ValueError) as wrong:
        raise RuleViolation(f"Часовой пояс «{part.timezone}» неизвестен.") from wrong
    blocks, bodies = {b.code for b in part.blocks}, {b.code for b in part.bodies}
    _once("blocks", [b.code for b in part.blocks])
    _once("bodies", [b.code for b in part.bodies])
    for body in part.bodies:
        if body.parent and body.parent not in bodies:
            raise RuleViolation(f"Орган «{body.code}»: вышестоящего «{body.parent}» нет.")
        if body.block and body.block not in blocks:
            raise RuleViolation(f"Орган «{body.code}»: блока «{body.block}» нет.")


def _once(section: str, codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise RuleViolation(f"В разделе {section} код «{code}» встречается дважды.")
        seen.add(code)
