"""mcu topics: a model learnt from labelled messages, its measure, and its suggestions for a file."""

import csv
import json
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from mcu.cases.rules.profile import starter_classifier
from mcu.core.errors import RuleViolation
from mcu.core.tables import Row, open_table
from mcu.text.learn.measuring import evaluate
from mcu.text.learn.model import Model, Prediction
from mcu.text.learn.rows import TARGETS, BadRows, LabelledText
from mcu.text.learn.storage import BadModel
from mcu.text.learn.training import train

SHOWN = 3
COLUMNS = ("id", "text", *TARGETS)


class Command(BaseCommand):
    help = "train|evaluate|predict — обучить, проверить, применить подсказчик тем и исполнителей"
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="train|evaluate|predict")
        teach = verbs.add_parser("train", help="обучить по таблице с верными ответами")
        teach.add_argument("data", type=Path, metavar="ДАННЫЕ.csv")
        teach.add_argument("--target", choices=TARGETS, default="topic", help="что угадывать")
        teach.add_argument("--out", type=Path, required=True, metavar="МОДЕЛЬ")
        teach.add_argument("--seed", type=int, default=0, help="начало случайных чисел")
        check = verbs.add_parser("evaluate", help="сравнить подсказки с верными ответами")
        check.add_argument("model", type=Path, metavar="МОДЕЛЬ")
        check.add_argument("data", type=Path, metavar="ПРОВЕРКА.csv")
        check.add_argument("--target", choices=TARGETS, default="", help="как при обучении")
        apply = verbs.add_parser("predict", help="три подсказки с уверенностью на каждый текст")
        apply.add_argument("model", type=Path, metavar="МОДЕЛЬ")
        apply.add_argument("data", type=Path, metavar="ТЕКСТЫ.csv")
        apply.add_argument("--out", type=Path, required=True, metavar="ОТВЕТ.csv")
        for verb in (teach, check, apply):
            verb.add_argument("--json", action="store_true", help="итог одной строкой JSON")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        try:
            totals, sentence = VERBS[verb](options)
        except (BadRows, BadModel) as refusal:
            raise RuleViolation(str(refusal)) from refusal
        self.stdout.write(json.dumps(totals, ensure_ascii=False) if options["json"] else sentence)


def _train(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    data, out, target = options["data"], options["out"], options["target"]
    _refuse_no_folder(out)
    rows = _read(data, ("text", target))
    started = time.perf_counter()
    with _bar(quiet=options["json"]) as bar:
        task = bar.add_task("Чтение", total=1.0)
        model = train(
            rows,
            target=target,
            seed=options["seed"],
            lexicon=starter_classifier().lexicon(),
            progress=lambda share, what: bar.update(task, completed=share, description=what),
        )
    model.save(out)
    about = asdict(model.about)
    totals = about | {
        "labels": len(model.labels),
        "megabytes": round(out.stat().st_size / 1e6, 1),
        "seconds": round(time.perf_counter() - started, 1),
    }
    return totals, (
        f"Модель сохранена: {out} ({totals['megabytes']} МБ). Строк {about['rows']}, разных "
        f"ответов {totals['labels']}, время {totals['seconds']} с. На отложенных строках верна "
        f"первая подсказка в {about['metrics']['accuracy']:.1%} случаев."
    )


def _evaluate(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    model = Model.load(options["model"])
    target = options["target"] or model.about.target
    if target != model.about.target:
        raise RuleViolation(
            f"Модель «{options['model']}» обучена на колонке «{model.about.target}», а не "
            f"«{target}». Укажите --target {model.about.target} или другую модель."
        )
    found = evaluate(model, _read(options["data"], ("text", target)))
    return asdict(found), (
        f"Проверено строк: {found.n}. Верна первая подсказка: {found.accuracy:.1%}, одна из трёх: "
        f"{found.top3_accuracy:.1%}. F1 взвешенная {found.weighted_f1:.3f}, простая "
        f"{found.macro_f1:.3f}. Время: {found.seconds} с."
    )


def _predict(options: dict[str, Any]) -> tuple[dict[str, Any], str]:
    _refuse_no_folder(options["out"])
    model = Model.load(options["model"])
    rows = _read(options["data"], ("text",))
    started = time.perf_counter()
    predictions = model.predict((row.text for row in rows), top=SHOWN)
    seconds = round(time.perf_counter() - started, 3)
    names = [row.id or str(number) for number, row in enumerate(rows, 1)]
    _write(options["out"], names, predictions)
    return {"rows": len(rows), "seconds": seconds}, (
        f"Подсказки записаны: {options['out']}. Текстов {len(rows)}, время {seconds} с."
    )


VERBS = {"train": _train, "evaluate": _evaluate, "predict": _predict}


def _read(path: Path, needed: Sequence[str]) -> list[LabelledText]:
    """The rows of a table; the first one names the columns."""
    if not path.is_file():
        raise RuleViolation(f"Файла «{path}» нет. Проверьте путь.")
    with open_table(path) as table:
        header, *rows = table.rows()
    places = _places(header, path, needed)
    return [LabelledText(**{name: _cell(row, at) for name, at in places.items()}) for row in rows]


def _places(header: Row, path: Path, needed: Sequence[str]) -> dict[str, int]:
    found = {str(name).strip().lower(): place for place, name in reversed([*enumerate(header)])}
    missing = [name for name in needed if name not in found]
    if missing:
        raise RuleViolation(
            f"В файле «{path.name}» нет колонки «{missing[0]}». Первая строка должна называть "
            f"колонки: {', '.join(COLUMNS)}."
        )
    return {name: found[name] for name in COLUMNS if name in found}


def _cell(row: Row, place: int) -> str:
    return str(row[place]) if place < len(row) else ""


def _refuse_no_folder(out: Path) -> None:
    if not out.parent.is_dir() or out.is_dir():
        raise RuleViolation(f"Записать «{out}» нельзя: нет такой папки или это папка.")


def _write(out: Path, names: Sequence[str], predictions: Sequence[Prediction]) -> None:
    """Plain csv with commas: the answer is for programs, spreadsheets open it as well."""
    heads = [f"{what}{place + 1}" for place in range(SHOWN) for what in ("label", "confidence")]
    with out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["id", *heads])
        for name, prediction in zip(names, predictions, strict=True):
            cells = [cell for g in prediction.guesses for cell in (g.label, g.confidence)]
            table.writerow([name, *cells, *[""] * (len(heads) - len(cells))])


def _bar(*, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())  # fmt: skip
    return Progress(*columns, disable=quiet or not sys.stderr.isatty())
