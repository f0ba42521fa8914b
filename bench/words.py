"""How well a message is read: `python -m bench.words [--dev]`, on the labelled set `messages.jsonl`.

Figures only: the part `test` is for measuring and is never shown.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mcu.text.labels import Labels, labels
from mcu.text.questions import kind_of, split
from mcu.text.said import said

SET = Path(__file__).parents[1] / "mcu/text/tests/data/messages.jsonl"
LATER = SET.with_name("messages_later.jsonl")
"""Written by another author after the rules were frozen."""
_WORD = re.compile(r"[^\W_]+")
Item = dict[str, Any]


def words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def cleaning(items: Sequence[Item]) -> list[str]:
    right: Counter[bool] = Counter()
    left: Counter[bool] = Counter()
    for item in items:
        wanted = item["text"] if item["clean"] is None else item["clean"]
        same = words(said(item["text"]).text) == words(wanted)
        (left if item["clean"] is None else right)[same] += 1
    return [
        f"to clean, equal in words: {right[True]} of {right.total()}",
        f"nothing to clean, left as it is: {left[True]} of {left.total()}",
    ]


def shares(pairs: Sequence[tuple[bool, bool]]) -> str:
    """Precision and recall of (labelled, found)."""
    hits = sum(labelled and found for labelled, found in pairs)
    found, labelled = sum(pair[1] for pair in pairs), sum(pair[0] for pair in pairs)
    precision = f"{hits / found:.2f}" if found else "—"
    recall = f"{hits / labelled:.2f}" if labelled else "—"
    return f"precision {precision} ({hits} of {found}), recall {recall} ({hits} of {labelled})"


def urgency(items: Sequence[Item], read: Sequence[Labels]) -> list[str]:
    levels = [
        (item["urgency"], str(one.urgency.level)) for item, one in zip(items, read, strict=True)
    ]
    lines = [
        "emergency: " + shares([(a == "emergency", b == "emergency") for a, b in levels]),
        "emergency or raised: " + shares([(a != "none", b != "none") for a, b in levels]),
        f"confusions (labelled, found): {dict(sorted(Counter(levels).items()))}",
    ]
    for code in ("life", "heat", "water", "light", "gas", "child", "fire", "road"):
        told = [(code in i["why"], code in r.urgency.why) for i, r in zip(items, read, strict=True)]
        lines.append(f"why {code}: " + shares(told))
    return lines


def tone(items: Sequence[Item], read: Sequence[Labels]) -> list[str]:
    lines = []
    for code in ("thanks", "spam", "abuse"):
        told = [
            (item[code], code in {label.tone for label in one.tones})
            for item, one in zip(items, read, strict=True)
        ]
        lines.append(f"{code}: " + shares(told))
    spoken = Counter(
        (i["language"], str(r.spoken.language)) for i, r in zip(items, read, strict=True)
    )
    right = sum(count for (a, b), count in spoken.items() if a == b)
    return [*lines, f"language: {right} of {len(items)}, {dict(sorted(spoken.items()))}"]


def asked(items: Sequence[Item]) -> list[str]:
    counts = [(len(i["questions"]), len(split(said(i["text"]).text))) for i in items]
    several = [(a > 1, b > 1) for a, b in counts]
    exact = sum(a == b for a, b in counts)
    labelled, found = sum(a for a, _ in counts), sum(b for _, b in counts)
    kinds = [(i["kind"], kind_of(said(i["text"]).text)) for i in items if i["kind"]]
    sure = [(a, b.kind) for a, b in kinds if b]
    right = sum(a == b for a, b in sure)
    return [
        f"questions: as many as labelled in {exact} of {len(items)}; {found} found, {labelled} labelled",
        "more than one question: " + shares(several),
        f"kind, where one is told: {right} right of {len(sure)}, told for {len(sure)} of {len(kinds)}",
    ]


def cost(name: str, work: Callable[[str], object], texts: Sequence[str]) -> str:
    for text in texts:
        work(text)
    begun = time.process_time()
    for _ in range(20):
        for text in texts:
            work(text)
    return f"{name}: {(time.process_time() - begun) / 20 / len(texts) * 1e6:.0f} µs a text"


def main() -> None:
    items = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    items += [json.loads(line) for line in LATER.read_text(encoding="utf-8").splitlines()]
    for part in ("dev",) if "--dev" in sys.argv else ("dev", "test", "later"):
        chosen = [item for item in items if item["part"] == part]
        own = [said(item["text"]) for item in chosen]
        read = [labels(one.text, linked=one.linked) for one in own]
        lines = [*cleaning(chosen), *urgency(chosen, read), *tone(chosen, read), *asked(chosen)]
        print(f"\n{part}", *lines, sep="\n")
    texts = [item["text"] for item in items if item["part"] == "dev"]
    plain = [said(text).text for text in texts]
    print(f"\nprocessor time, texts of {sum(map(len, texts)) // len(texts)} characters")
    print(cost("clean", said, texts), cost("labels", labels, plain), sep="\n")
    print(cost("questions", split.__wrapped__, plain))


if __name__ == "__main__":
    main()
