"""How well topics, executors and categories are told: `python -m bench.topics PATH [--seeds 3] [--speed]`.

PATH is a table `id,text,topic,executor,category` of real messages; it is not distributed. Without PATH
only what needs no training is measured: the starter lexicon on our own labelled messages.
Five folds, repeated with other shuffles; mean ± standard deviation over all folds.
"""

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from mcu.cases.rules.profile import starter_classifier
from mcu.core.tables import open_table
from mcu.text.learn.measuring import metrics
from mcu.text.learn.model import Model, Prediction
from mcu.text.learn.rows import TARGETS, LabelledText, labelled
from mcu.text.learn.training import train

SET = Path(__file__).parents[1] / "mcu/text/tests/data/messages.jsonl"
FOLDS = 5
COLUMNS = ("accuracy", "top3", "weighted F1", "macro F1", "surer half", "gap of confidence")


def from_zero() -> list[str]:
    """The lexicon alone, by the definitions of the README of the set; figures only."""
    classifier = starter_classifier()
    lexicon = classifier.lexicon()
    lines = ["| part | texts | group | topic | topic among 3 | no answer | answers to nothing |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    every = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    for part in ("dev", "test"):
        items = [item for item in every if item["part"] == part]
        about = [item for item in items if item["topic"]]
        groups = first = three = silent = 0
        for item in about:
            right = {item["topic"], *item.get("alternatives", ())}
            codes = [guess.code for guess in lexicon.suggest(item["text"])]
            silent += not codes
            first += bool(codes) and codes[0] in right
            three += bool(right & set(codes))
            own = {code.partition(".")[0] for code in right}
            groups += bool(codes) and codes[0].partition(".")[0] in own
        false = sum(bool(lexicon.suggest(item["text"])) for item in items if not item["topic"])
        n = len(about)
        lines.append(
            f"| {part} | {n} | {groups / n:.3f} | {first / n:.3f} | {three / n:.3f} | {silent} | "
            f"{false} of {len(items) - n} |"
        )
    return lines


def read(path: Path) -> list[LabelledText]:
    with open_table(path) as table:
        header, *rows = table.rows()
    names = [str(name).strip().lower() for name in header]
    return [
        LabelledText(
            **{
                name: str(value)
                for name, value in zip(names, row, strict=False)
                if name in ("id", "text", *TARGETS)
            }
        )
        for row in rows
    ]


def crossed(rows: Sequence[LabelledText], target: str, seeds: int) -> str:
    kept, labels = labelled(rows, target)
    lexicon = starter_classifier().lexicon()
    found = []
    for seed in range(seeds):
        folds = _folds(labels, seed)
        for fold in range(FOLDS):
            taught = [row for row, own in zip(kept, folds, strict=True) if own != fold]
            asked = [row for row, own in zip(kept, folds, strict=True) if own == fold]
            model = train(taught, target=target, lexicon=lexicon)
            given = model.predict([row.text for row in asked])
            found.append(_measures([row.label(target) for row in asked], given))
    cells = [
        f"{statistics.mean(column):.3f} ± {statistics.pstdev(column):.3f}"
        for column in zip(*found, strict=True)
    ]
    return f"| {target} ({len(set(labels))}) | " + " | ".join(cells) + " |"


def _folds(labels: Sequence[str], seed: int) -> list[int]:
    """Every label spread over the folds evenly."""
    chance = np.random.default_rng(seed).random(len(labels))
    order = sorted(range(len(labels)), key=lambda place: (labels[place], chance[place]))
    folds = [0] * len(labels)
    for position, place in enumerate(order):
        folds[place] = position % FOLDS
    return folds


def _measures(labels: Sequence[str], given: Sequence[Prediction]) -> tuple[float, ...]:
    found = metrics(labels, given, 0)
    right = np.array([one.label == label for one, label in zip(given, labels, strict=True)])
    sure = np.array([one.confidence for one in given])
    half = np.argsort(-sure, kind="stable")[: len(sure) // 2]
    gap = abs(float(sure.mean() - right.mean()))
    return (
        found.accuracy, found.top3_accuracy, found.weighted_f1, found.macro_f1,
        float(right[half].mean()), gap,
    )  # fmt: skip


def speed(rows: Sequence[LabelledText]) -> list[str]:
    """One core; words are met for the first time, then again."""
    model = train(rows, target="topic", lexicon=starter_classifier().lexicon())
    texts = [row.text for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        model.save(path)
        size = path.stat().st_size / 1e6
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        started = time.process_time()
        loaded = Model.load(path)
        load = time.process_time() - started
    spent = []
    for _ in range(3):
        started = time.process_time()
        loaded.predict(texts)
        spent.append(time.process_time() - started)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return [
        f"Model {size:.1f} MB, load {load:.2f} s, {grown:.0f} MB of memory more at most; texts a second "
        f"on one core: {len(texts) / spent[0]:.0f} the first time, {len(texts) / min(spent):.0f} after."
    ]


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("path", nargs="?", type=Path)
    asked.add_argument("--seeds", type=int, default=3)
    asked.add_argument("--targets", nargs="*", default=TARGETS)
    asked.add_argument("--speed", action="store_true")
    given = asked.parse_args()
    if given.path is None:
        print("Starter lexicon, nothing learnt", *from_zero(), sep="\n")
        return
    rows = read(given.path)
    if given.speed:
        print(*speed(rows), sep="\n")
        return
    print(
        "| target (labels) | " + " | ".join(COLUMNS) + " |",
        "|---|" + "---|" * len(COLUMNS),
        sep="\n",
    )
    for target in given.targets:
        print(crossed(rows, target, given.seeds), flush=True)


if __name__ == "__main__":
    main()
