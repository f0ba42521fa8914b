"""What reads a text besides the rules: topics by words or by a model, places by a gazetteer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mcu.cases.rules.profile import starter_classifier
from mcu.core.errors import RuleViolation
from mcu.core.tables import open_table
from mcu.text.analysis import Reader
from mcu.text.learn.model import Model
from mcu.text.learn.storage import BadModel
from mcu.text.places import Entry, Gazetteer, find

COLUMNS = (
    "kind",
    "type",
    "name",
    "settlement",
    "old",
    "synonyms",
    "address",
    "houses",
    "lat",
    "lon",
)


def readers(model: Path | None, gazetteer: Path | None) -> dict[str, Reader]:
    found: dict[str, Reader] = {"topics": by_words()}
    if model is not None:
        found["learnt"] = learnt(model)
    if gazetteer is not None:
        found["places"] = places(gazetteer)
    return found


def by_words() -> Reader:
    """Topics by the starter lexicon."""
    starter = starter_classifier()
    lexicon, names = starter.lexicon(), {topic.code: topic.name for topic in starter.topics}

    def read(text: str) -> Sequence[Mapping[str, Any]]:
        return [
            {"code": g.code, "name": names[g.code], "confidence": g.confidence, "words": g.words}
            for g in lexicon.suggest(text)
        ]

    return read


def learnt(path: Path) -> Reader:
    """What a saved model tells."""
    try:
        model = Model.load(path)
    except BadModel as refusal:
        raise RuleViolation(str(refusal)) from refusal

    def read(text: str) -> Sequence[Mapping[str, Any]]:
        why = model.why(text)
        return [
            {"target": model.about.target, "label": g.label, "confidence": g.confidence,
             "words": why if place == 0 else ()}
            for place, g in enumerate(model.predict([text])[0].guesses)
        ]  # fmt: skip

    return read


def places(path: Path) -> Reader:
    """Places of a gazetteer in a table."""
    if not path.is_file():
        raise RuleViolation(f"Файла «{path}» нет. Проверьте путь.")
    with open_table(path) as table:
        header, *rows = [[str(cell) for cell in row] for row in table.rows()]
    at = {name: header.index(name) for name in COLUMNS if name in header}
    if not {"kind", "name"} <= at.keys():
        raise RuleViolation(
            f"В файле «{path.name}» нет колонок kind и name. Первая строка должна называть "
            f"колонки: {', '.join(COLUMNS)}."
        )
    known = Gazetteer(_entry({n: row[i] for n, i in at.items() if i < len(row)}) for row in rows)

    def read(text: str) -> Sequence[Mapping[str, Any]]:
        return [{"title": place.title, **asdict(place)} for place in find(text, known)]

    return read


def _entry(row: Mapping[str, str]) -> Entry:
    def names(column: str) -> tuple[str, ...]:
        return tuple(name for name in row.get(column, "").split("|") if name)

    return Entry(
        row.get("kind", ""),
        row.get("type", ""),
        row.get("name", ""),
        row.get("settlement", ""),
        names("old"),
        names("synonyms"),
        row.get("address", ""),
        row.get("houses", ""),
        _number(row.get("lat", "")),
        _number(row.get("lon", "")),
    )


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError as wrong:
        raise RuleViolation(f"Координата «{text[:40]}» не число. Исправьте файл.") from wrong
