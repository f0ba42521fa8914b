"""Places found in texts: how many whole, how many false, how fast.

    python -m bench.places [--part dev|test|later] [--errors] [--speed]

Counts as mcu/text/tests/data/README.md says. `--errors` prints what went wrong and is for the `dev` part only.
"""

import argparse
import csv
import json
import time
from collections import Counter
from pathlib import Path
from typing import Any

from mcu.text.places import Entry, Gazetteer, Place, find

DATA = Path(__file__).parent.parent / "mcu/text/tests/data"


def gazetteer() -> Gazetteer:
    with (DATA / "gazetteer.csv").open(encoding="utf-8", newline="") as file:
        return Gazetteer(_entry(row) for row in csv.DictReader(file))


def _entry(row: dict[str, str]) -> Entry:
    def split(text: str) -> tuple[str, ...]:
        return tuple(part for part in text.split("|") if part)

    return Entry(
        row["kind"], row["type"], row["name"], row["settlement"], split(row["old"]),
        split(row["synonyms"]), row["address"], row["houses"],
        float(row["lat"]) if row["lat"] else None, float(row["lon"]) if row["lon"] else None,
    )  # fmt: skip


def texts(part: str) -> list[dict[str, Any]]:
    name = "addresses_later.jsonl" if part == "later" else "addresses.jsonl"
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["part"] == part]


def overlaps(place: Place, label: dict[str, Any]) -> bool:
    return any(a < d and c < b for a, b in place.spans for c, d in label["spans"])


def right(place: Place, label: dict[str, Any]) -> bool:
    """Settlement, street and house agree, and landmarks, road, crossing; nothing chosen where it is open."""
    same = (
        sorted(place.house) == sorted(label["house"])
        and sorted(place.landmark) == sorted(label["landmark"])
        and sorted(place.crossing) == sorted(label["crossing"])
        and place.road == (label["road"] or "")
        and place.km == (label["km"] or "")
    )
    if label["candidates"]:
        offered = {(c.settlement, c.street) for c in place.candidates}
        wanted = {(c["settlement"], c.get("street") or "") for c in label["candidates"]}
        return same and offered == wanted and len(place.candidates) == len(label["candidates"])
    told = place.settlement == (label["settlement"] or "")
    return same and told and place.street == (label["street"] or "") and not place.candidates


def _paired(found: list[Place], label: dict[str, Any]) -> Place | None:
    near = [place for place in found if overlaps(place, label)]
    return next((place for place in near if right(place, label)), near[0] if near else None)


def count(rows: list[dict[str, Any]], known: Gazetteer, *, errors: bool) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in rows:
        found = find(row["text"], known)
        total["found"] += len(found)
        total["texts"] += 1
        false = [p for p in found if not any(overlaps(p, label) for label in row["places"])]
        total["false"] += len(false)
        total["false in texts without places"] += 0 if row["places"] else len(false)
        for place in false if errors else ():
            print(f"FALSE {row['id']}: {row['text']}\n   {place}")
        for label in row["places"]:
            _count_label(total, _paired(found, label), label, row if errors else None)
    return total


def _count_label(
    total: Counter[str], place: Place | None, label: dict[str, Any], shown: dict[str, Any] | None
) -> None:
    total["labels"] += 1
    good = place is not None and right(place, label)
    total["seen"] += place is not None
    total["right"] += good
    if place is not None and label["candidates"] and not place.candidates:
        total["chosen where open"] += 1
    if place is not None:
        for name in ("relation", "role", "apartment", "house_known"):
            total[name] += getattr(place, name) == label[name]
    if shown and not good:
        print(f"WRONG {shown['id']}: {shown['text']}\n   {label}\n   {place}")


def report(total: Counter[str]) -> None:
    seen = max(total["seen"], 1)
    print(f"texts {total['texts']}, places {total['labels']}, found {total['found']}")
    print(f"found whole {total['right'] / total['labels']:.3f} ({total['right']})")
    print(f"found at all {total['seen'] / total['labels']:.3f}")
    print(f"precision (touches a place) {1 - total['false'] / max(total['found'], 1):.3f}")
    print(f"precision (whole) {total['right'] / max(total['found'], 1):.3f}")
    print(
        f"false alarms {total['false']}, in texts without places {total['false in texts without places']}"
    )
    print(f"chosen where open {total['chosen where open']}")
    for name in ("relation", "role", "apartment", "house_known"):
        print(f"{name} {total[name] / seen:.3f}")


def speed(rows: list[dict[str, Any]], known: Gazetteer, rounds: int = 20) -> None:
    said = [row["text"] for row in rows]
    for text in said:
        find(text, known)
    best = min(_seconds(said, known) for _ in range(rounds))
    print(f"{best / len(said) * 1e6:.0f} µs a text, {len(said) / best:.0f} texts/s on one core")


def _seconds(said: list[str], known: Gazetteer) -> float:
    start = time.process_time()
    for text in said:
        find(text, known)
    return time.process_time() - start


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--part", choices=("dev", "test", "later"), default="dev")
    options.add_argument("--errors", action="store_true")
    options.add_argument("--speed", action="store_true")
    given = options.parse_args()
    start = time.perf_counter()
    known = gazetteer()
    print(f"gazetteer of {len(known.entries)} rows compiled in {time.perf_counter() - start:.2f} s")
    rows = texts(given.part)
    report(count(rows, known, errors=given.errors and given.part == "dev"))
    if given.speed:
        speed(rows, known)


if __name__ == "__main__":
    main()
