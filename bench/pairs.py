"""Do two messages speak of one thing: the labelled pairs, by figures: `python -m bench.pairs`.

The points of `mcu.cases.rules.problem.likeness` were set on the part `dev`; `test` is only measured.
Nothing but figures is printed. Words weigh as they would in a town that has written all these
messages; topics and places are those of the cards.
"""

import argparse
import csv
import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path

from mcu.cases.rules.problem.certain import is_certain
from mcu.cases.rules.problem.likeness import GROUPED, SUGGESTED, Traits, likeness
from mcu.text.marks import signs
from mcu.text.similar import bag, rarity

PAIRS = Path(__file__).parents[1] / "mcu/text/tests/data/pairs.jsonl"
GAZETTEER = PAIRS.with_name("gazetteer.csv")
TOWN = "Тихоборск"


@cache
def stands() -> dict[str, tuple[str, str]]:
    """Landmark → street and house, as the gazetteer of the district says."""
    with GAZETTEER.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "landmark"]
    parted = {row["name"]: row["address"].partition(", ") for row in rows}
    return {name: (street, house) for name, (street, _, house) in parted.items()}


def traits(key: int, message: dict) -> Traits:
    place = {name: message["place"].get(name) or "" for name in
             ("settlement", "street", "house", "landmark")}  # fmt: skip
    topic = message["topic"]
    return Traits(
        key=key, at=datetime.fromisoformat(message["received"]), topic=topic, topic_name=topic,
        group=topic.split(".")[0], words=bag(message["text"]), signs=signs(message["text"]),
        wide=place["settlement"] == TOWN, beside=stands().get(place["landmark"], ("", "")), **place,
    )  # fmt: skip


def measure(part: str, threshold: float | None) -> dict[str, object]:
    """Without a threshold: by the rule of what residents are shown."""
    rows = [json.loads(line) for line in PAIRS.read_text("utf-8").splitlines()]
    texts = {each["text"] for row in rows for each in (row["one"], row["other"])}
    weights = rarity([bag(text) for text in texts])
    rows = [row for row in rows if row["part"] == part]
    found = [
        alike(traits(1, row["one"]), traits(2, row["other"]), weights, threshold) for row in rows
    ]
    right = sum(said and row["same"] for said, row in zip(found, rows, strict=True))
    kinds = Counter(row["kind"] for row in rows)
    wrong = Counter(
        row["kind"] for said, row in zip(found, rows, strict=True) if said != row["same"]
    )
    return {
        "part": part, "threshold": threshold, "pairs": len(rows),
        "precision": round(right / max(sum(found), 1), 3),
        "recall": round(right / sum(row["same"] for row in rows), 3),
        "errors": {kind: f"{wrong[kind]} of {kinds[kind]}" for kind in sorted(kinds)},
    }  # fmt: skip


def alike(one: Traits, other: Traits, weights: dict[str, float], threshold: float | None) -> bool:
    like = likeness(one, other, weights)
    if threshold is None:
        return is_certain(like)
    return like.score >= threshold


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=["dev", "test"], default="dev")
    parser.add_argument("--threshold", type=float, nargs="*")
    given = parser.parse_args()
    for threshold in given.threshold or (GROUPED, SUGGESTED, None):
        print(json.dumps(measure(given.part, threshold), ensure_ascii=False))


if __name__ == "__main__":
    main()
