"""How well personal data is found: `python -m bench.personal [--misses]`, on the labelled set.

Misses and false alarms are shown for the part `dev` only: the part `test` is for measuring.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from mcu.text.personal import Span, find

SET = Path(__file__).parents[1] / "mcu/text/tests/data/personal.jsonl"


def measure(items: list[dict[str, Any]]) -> tuple[dict[str, Counter[str]], list[str]]:
    """Counts per type, by the definitions of the README of the set; and what went wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong = []
    for item in items:
        found, text = find(item["text"]), item["text"]
        for label in item["spans"]:
            strength = "weak" if label.get("weak") else "strong"
            counts[label["type"]][strength] += 1
            if _covered(label, found) * 2 >= label["end"] - label["start"]:
                counts[label["type"]][f"{strength} found"] += 1
                same = [span for span in found if span.kind == label["type"]]
                typed = _covered(label, same) * 2 >= label["end"] - label["start"]
                counts[label["type"]][f"{strength} typed"] += typed
            elif strength == "strong":
                piece = text[label["start"] : label["end"]]
                wrong.append(f"{item['id']} missed {label['type']}: {piece!r}")
        for span in found:
            counts[span.kind]["finds"] += 1
            if not any(_touch(span, label) for label in item["spans"]):
                counts[span.kind]["false"] += 1
                counts[span.kind]["false in clean"] += not item["spans"]
                piece = text[span.start : span.end]
                wrong.append(f"{item['id']} false {span.kind} ({span.reason}): {piece!r}")
    return counts, wrong


def _covered(label: dict[str, Any], found: list[Span]) -> int:
    return sum(max(0, min(s.end, label["end"]) - max(s.start, label["start"])) for s in found)


def _touch(span: Span, label: dict[str, Any]) -> bool:
    return span.start < label["end"] and label["start"] < span.end


def table(counts: dict[str, Counter[str]]) -> list[str]:
    """One line per type and one for all."""
    whole = Counter[str]()
    for one in counts.values():
        whole.update(one)
    lines = ["| type | strong | recall | with type | finds | precision | weak | weak found |",
             "|---|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, c in [*sorted(counts.items()), ("all", whole)]:
        recall = c["strong found"] / (c["strong"] or 1)
        typed = c["strong typed"] / (c["strong"] or 1)
        precision = 1 - c["false"] / (c["finds"] or 1)
        lines.append(
            f"| {name} | {c['strong']} | {recall:.3f} | {typed:.3f} | {c['finds']} | "
            f"{precision:.3f} | {c['weak']} | {c['weak found']} |"
        )
    lines.append(f"False alarms in texts without personal data: {whole['false in clean']}")
    return lines


def main() -> None:
    items = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    for part in ("dev", "test") if "--dev" not in sys.argv else ("dev",):
        counts, wrong = measure([item for item in items if item["part"] == part])
        print(f"\n{part}", *table(counts), sep="\n")
        if part == "dev" and "--misses" in sys.argv:
            print(*wrong, sep="\n")
    texts = [item["text"] for item in items if item["part"] == "dev"]
    clean = [item["text"] for item in items if item["part"] == "dev" and not item["spans"]]
    for name, some in (("all texts of dev", texts), ("those without personal data", clean)):
        started = time.process_time()
        for _ in range(20):
            for text in some:
                find(text)
        spent = time.process_time() - started
        letters = sum(map(len, some))
        print(f"{name}: {spent / 20 / len(some) * 1e6:.0f} µs each, "
              f"{spent / 20 / letters * 300 * 1e6:.0f} µs per 300 characters")  # fmt: skip


if __name__ == "__main__":
    main()
