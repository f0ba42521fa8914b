"""A filled Word file as PDF, set by typst. The text travels as data: none of it is ever markup."""

import json
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from mcu.core.documents.blocks import blocks
from mcu.core.errors import RuleViolation

SOURCE = (files("mcu.core.documents") / "sheet.typ").read_text("utf-8")
LONG = re.compile(r"\S{60}(?=\S)")
BREAK = "\u200b"  # a word longer than a line may be broken here


def pdf(content: bytes, title: str) -> bytes:
    """The document as PDF; RuleViolation when a picture of it cannot be read."""
    found = blocks(content)
    pictures = found.pop("pictures")
    data = json.dumps(_breakable(found | {"title": title}), ensure_ascii=False)
    with tempfile.TemporaryDirectory(prefix="mcu-sheet-") as folder:
        for name, picture in pictures.items():
            (Path(folder) / name).write_bytes(picture)
        source = Path(folder) / "sheet.typ"
        source.write_text(SOURCE, "utf-8")
        (Path(folder) / "data.json").write_text(data, "utf-8")
        try:
            made: bytes = typst.compile(str(source), root=folder, ignore_system_fonts=True)
        except typst.TypstError as wrong:
            raise RuleViolation(
                "PDF по этому шаблону не получился: вероятно, в нём повреждён рисунок. "
                "Уберите рисунок из шаблона и загрузите его снова. Word сделать можно."
            ) from wrong
    return made


def _breakable(value: Any) -> Any:
    """The same with places to break a line within words that no line holds."""
    if isinstance(value, str):
        return LONG.sub(rf"\g<0>{BREAK}", value)
    if isinstance(value, dict):
        return {key: _breakable(one) for key, one in value.items()}
    return [_breakable(one) for one in value] if isinstance(value, list) else value
