"""What 59-ФЗ says of appeals, read from data: grounds, reasons, channels that are none, the reply."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any

from mcu.cases.rules.appeal.words import Result


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an appeal gets no answer on its merits; `norm` names the term of the notice, if there is one.

    `url`, `former`, `forward`, `complaint`: what has to be said with it, or what it is only for.
    """

    code: str
    title: str
    clause: str
    notice: str
    result: Result
    norm: str = ""
    verified: bool = False
    approval: bool = False
    returned: bool = False
    url: bool = False
    former: bool = False
    forward: bool = False
    complaint: bool = False

    @property
    def source(self) -> str:
        """«59-ФЗ, ст. 11 ч. 5 (не проверено)»."""
        return f"59-ФЗ, {self.clause}" + ("" if self.verified else " (не проверено)")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a term may be extended."""

    code: str
    title: str
    clause: str


@dataclass(frozen=True, slots=True)
class Barred:
    """Channels by which no appeal can come since a day, unless (`identified`) the author proved who they are."""

    channels: tuple[str, ...]
    valid_from: date
    identified: bool
    reply: bool
    source: str
    verified: bool

    def hits(self, channel: str, *, identified: bool, on: date) -> bool:
        known = self.identified and identified
        return channel in self.channels and on >= self.valid_from and not known


@dataclass(frozen=True, slots=True)
class Law:
    grounds: Mapping[str, Ground]
    reasons: Mapping[str, Reason]
    most_days: int
    extension: str
    barred: tuple[Barred, ...]
    subject: str
    text: str


def read(text: str) -> Law:
    """The rules of a TOML text; TypeError for a key that does not exist."""
    data = tomllib.loads(text)
    extension, reply = data["extension"], data["reply"]
    grounds = [_ground(row) for row in data["ground"]]
    return Law(
        grounds={ground.code: ground for ground in grounds},
        reasons={row["code"]: Reason(**row) for row in extension["reason"]},
        most_days=extension["most_days"],
        extension=extension["clause"],
        barred=tuple(
            Barred(**row | {"channels": tuple(row["channels"])}) for row in data["barred"]
        ),
        subject=reply["subject"],
        text=reply["text"].strip(),
    )


def _ground(row: Mapping[str, Any]) -> Ground:
    return Ground(**{**row, "result": Result(row["result"])})


LAW = read((files("mcu.cases") / "data" / "appeal.toml").read_text("utf-8"))
