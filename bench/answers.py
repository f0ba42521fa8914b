"""How well answers are checked: `python -m bench.answers [--later] [--misses]`, on the labelled set.

`--later` measures the 50 pairs another author wrote after the rules were frozen. Misses and false
alarms are shown for the part `dev` only: the parts `test` and `later` are for measuring.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import correlation, mean, median
from typing import Any

from mcu.cases.rules.checks import BY_CODE, Draft, Review, Ticked, answers, review

DATA = Path(__file__).parents[1] / "mcu/cases/tests/data"
GOOD_FROM, LATE_ROUNDS = 4, 3


def draft(item: dict[str, Any]) -> Draft:
    """A line of the set as the checks are given it: the questions are split out by the program."""
    return Draft(
        text=item["answer"],
        message=item["message"],
        channel=item["channel"],
        regime=item["regime"],
        kind=item["kind"],
        today=date.fromisoformat(item["date"]),
        author=item["author"],
        earlier=(item["earlier"],) if "earlier" in item else (),
    )


def measure(items: list[dict[str, Any]]) -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts per check, by the definitions of the README of the set; and what went wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for item in items:
        said = review(draft(item))
        for code in said.codes | set(item["defects"]):
            labelled, fired = code in item["defects"], code in said.codes
            counts[code].update(labelled=labelled, fired=fired, found=labelled and fired)
            counts[code]["false in good"] += fired and item["good"]
            if labelled != fired:
                wrong.append(f"{item['id']} {'missed' if labelled else 'false'} {code}")
        _spans(item, said, counts)
    return counts, wrong


def _spans(item: dict[str, Any], said: Review, counts: dict[str, Counter[str]]) -> None:
    """A labelled span is met when half of it lies in what the check points at."""
    for label in item["spans"]:
        places = [f for f in said.findings if f.code == label["defect"] and f.start is not None]
        met = sum(
            max(0, min(f.end or 0, label["end"]) - max(f.start or 0, label["start"]))
            for f in places
        )
        counts[label["defect"]].update(spans=1, met=met * 2 >= label["end"] - label["start"])


def questions(items: list[dict[str, Any]]) -> Counter[str]:
    """Every labelled pair of question and answer, the questions given as a person would list them."""
    pairs: Counter[str] = Counter()
    for item in items:
        given = Draft(**{**vars(draft(item)), "questions": tuple(map(Ticked, item["questions"]))})
        for (_, told), truth in zip(answers(given), item["answered"], strict=True):
            pairs.update(pairs=1, right=told == truth, missed=not truth, found=not (told or truth))
    return pairs


def table(counts: dict[str, Counter[str]]) -> list[str]:
    lines = ["| check | labelled | found | recall | fired | precision | false in good | spans met |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for code in BY_CODE:
        c = counts[code]
        spans = f"{c['met']} of {c['spans']}" if c["spans"] else ""
        lines.append(
            f"| {code} | {c['labelled']} | {c['found']} | {_share(c['found'], c['labelled'])} "
            f"| {c['fired']} | {_share(c['found'], c['fired'])} | {c['false in good']} | {spans} |"
        )
    return lines


def scores(items: list[dict[str, Any]]) -> str:
    told = [review(draft(item)).score for item in items]
    given = [item["score"] for item in items]
    errors = [abs(a - b) for a, b in zip(told, given, strict=True)]
    flattered = sum(
        score >= GOOD_FROM for score, item in zip(told, items, strict=True) if not item["good"]
    )
    return (
        f"score: correlation {correlation(told, given):.2f}, mean error {mean(errors):.2f}, "
        f"within one point {_share(sum(e <= 1 for e in errors), len(errors))}, "
        f"bad answers with {GOOD_FROM} or more: {flattered}"
    )


def speed(items: list[dict[str, Any]]) -> str:
    """Time of one answer, the words already met and with a memory that is empty at first."""
    times = [_time(item) for _ in range(LATE_ROUNDS) for item in items]
    return f"{median(times):.1f} ms an answer (median), {max(times):.1f} ms the slowest"


def _time(item: dict[str, Any]) -> float:
    began = time.perf_counter()
    review(draft(item))
    return 1000 * (time.perf_counter() - began)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else ""


def main() -> None:
    later = "--later" in sys.argv
    name, parts = (
        ("answers_later.jsonl", ["later"]) if later else ("answers.jsonl", ["dev", "test"])
    )
    items = [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]
    for part in parts:
        chosen = [item for item in items if item["part"] == part]
        counts, wrong = measure(chosen)
        asked = questions(chosen)
        print(f"\n{part}: {len(chosen)} answers\n", *table(counts), "", sep="\n")
        print(scores(chosen))
        print(f"questions: {asked['right']} of {asked['pairs']} pairs right, "
              f"{asked['found']} of {asked['missed']} missed ones found")  # fmt: skip
        if part == "dev" and "--misses" in sys.argv:
            print(*wrong, sep="\n")
    print(f"\n{speed(items)}")


if __name__ == "__main__":
    main()
