"""How many messages a second are read whole: `python -m bench.reading [--cores 2] [--seconds 5]`.

Everything the stream does with a text: cleaned, masked, its topic told by a learnt model, its places
found, the keys of its likes made. The texts are all our own labelled ones, with a number or a word that
nobody has met put into each, so that tables of remembered words do not tell all. One process a core, each
warmed by every text once. The model is taught by the part `dev` of our messages: its size matters here,
not how good it is.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path

from bench.places import gazetteer
from mcu.cases.rules.problem.footprint import print_of
from mcu.cases.rules.profile import starter_classifier
from mcu.text import places
from mcu.text.learn.rows import LabelledText
from mcu.text.learn.training import train
from mcu.text.mask import mask
from mcu.text.said import said

DATA = Path(__file__).parents[1] / "mcu/text/tests/data"
TOGETHER = 200
SYLLABLES = ("ба", "во", "га", "ди", "же", "за", "ки", "ло", "му", "на")


def read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def every_text() -> list[str]:
    names = ("messages.jsonl", "addresses.jsonl", "personal.jsonl")
    return [row["text"] for name in names for row in read(name)]


def fresh(texts: list[str], rng: random.Random) -> Iterator[str]:
    """The texts over and over, each with a word of its own."""
    while True:
        for text in texts:
            yield f"{text} {''.join(rng.choices(SYLLABLES, k=4))} {rng.randint(1, 999)}"


def stages() -> dict[str, Callable[[list[str]], object]]:
    classifier = starter_classifier()
    names = {topic.code: topic.name for topic in classifier.topics}
    dev = [row for row in read("messages.jsonl") if row["part"] == "dev"]
    rows = [LabelledText(row["text"], row["topic"] or "") for row in dev]
    model = train(rows, target="topic", names=names, lexicon=classifier.lexicon())
    known = gazetteer()
    return {
        "clean": lambda texts: [said(text).text for text in texts],
        "personal": lambda texts: [mask(text) for text in texts],
        "topic": model.predict,
        "place": lambda texts: [places.find(text, known) for text in texts],
        "duplicates": lambda texts: [print_of(1, text) for text in texts],
    }


def one_core(seed: int, seconds: float) -> dict[str, float]:
    """How many texts, in how much time by the clock and of the processor, and of it each stage."""
    flow, work = fresh(every_text(), random.Random(seed)), stages()
    spent = dict.fromkeys(work, 0.0)
    for _ in range(5):  # what a running program has met
        _through(work, [next(flow) for _ in range(TOGETHER)], spent)
    spent, done, begun, used = dict.fromkeys(work, 0.0), 0, time.perf_counter(), time.process_time()
    quickest = float("inf")
    while time.perf_counter() - begun < seconds:
        before = time.process_time()
        _through(work, [next(flow) for _ in range(TOGETHER)], spent)
        quickest = min(quickest, (time.process_time() - before) / TOGETHER)
        done += TOGETHER
    clock, used = time.perf_counter() - begun, time.process_time() - used
    shares = {stage: round(took / done * 1e6) for stage, took in spent.items()}
    return {"texts": done, "clock": clock, "processor": used, "quickest": quickest, **shares}


def _through(
    work: dict[str, Callable[[list[str]], object]], texts: list[str], spent: dict[str, float]
) -> None:
    for stage, does in work.items():
        begun = time.process_time()
        does(texts)
        spent[stage] += time.process_time() - begun


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cores", type=int, default=2)
    asked.add_argument("--seconds", type=float, default=5)
    given = asked.parse_args()
    with get_context("spawn").Pool(given.cores) as pool:
        found = pool.starmap(one_core, [(seed, given.seconds) for seed in range(given.cores)])
    texts = sum(one["texts"] for one in found)
    told = {
        "texts_per_s": round(sum(one["texts"] / one["clock"] for one in found)),
        "texts_per_s_of_processor": round(sum(one["texts"] / one["processor"] for one in found)),
        "texts_per_s_of_the_quickest_batches": round(sum(1 / one["quickest"] for one in found)),
        "characters": round(sum(map(len, every_text())) / len(every_text())),
        "texts": texts,
        "µs": {name: round(sum(o[name] for o in found) / len(found)) for name in stages()},
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
