"""What residents write about: one scenario per kind of trouble, read out of the data files."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from mcu.demo.town import data

FILES = (
    "roads",
    "traffic",
    "snow",
    "amenities",
    "places",
    "houses",
    "water",
    "transport",
    "order",
    "school",
    "people",
    "offices",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Phrases about one trouble and when, where and through which channels it is written of.

    `topic` is a code of the starter classifier, `body` a code of the profile. `season` names a curve of
    `rhythm.SEASONS`, `event` the weather that multiplies such messages. `place` is one of
    street, house, flats, private, village, landmark, town; `marks` are kinds of landmarks.
    """

    code: str
    topic: str
    body: str
    says: tuple[str, ...]
    adds: tuple[str, ...]
    asks: tuple[str, ...]
    short: tuple[str, ...]
    notes: tuple[str, ...]
    answers: tuple[str, ...]
    thanks: tuple[str, ...] = ()
    weight: float = 1.0
    kind: str = "complaint"
    season: str = "year"
    event: str = ""
    place: str = "street"
    marks: tuple[str, ...] = ()
    street_names: tuple[str, ...] = ()
    lean: str = "plain"
    urgent: bool = False


def frozen(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a data file with its lists made tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _scenario(row: Mapping[str, Any]) -> Scenario:
    known = {field.name for field in fields(Scenario)}
    if unknown := set(row) - known:
        raise ValueError(f"{row['code']}: unknown fields {sorted(unknown)}")
    return Scenario(**frozen(row))


SCENARIOS: Mapping[str, Scenario] = {
    row["code"]: _scenario(row) for name in FILES for row in data(f"scenarios_{name}")["scenario"]
}
