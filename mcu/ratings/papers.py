"""A rating to take away: a sheet with typed cells, or a Word file; both say how it was counted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.utils import timezone

from mcu.analytics.rules.slices import BASES, Basis
from mcu.analytics.rules.summary import Period
from mcu.core.documents import Grid, Sheet, build
from mcu.core.tables import Column, Kind, write_xlsx
from mcu.ratings.rules.method import Method
from mcu.ratings.rules.parts import PARTS
from mcu.ratings.rules.words import amount, explained
from mcu.web.words import tenths

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WHOLE, PLACE, NAME, SCORE, CASES = 16.5, 1.2, 4.4, 1.5, 1.7  # centimetres of the page


@dataclass(frozen=True, slots=True)
class Paper:
    """What is taken away: tables by channel, each of lines; who signed a frozen one."""

    title: str
    period: Period
    method: Method
    tables: list[tuple[str, list[Any]]]
    as_of: datetime
    remark: str = ""
    signed: str = ""

    @property
    def notes(self) -> list[str]:
        head = [
            f"{self.title}, {self.period.words}.",
            f"По состоянию на {timezone.localtime(self.as_of):%d.%m.%Y %H:%M}.",
        ]
        told = explained(self.method, BASES[Basis(self.method.basis)])
        measures = [
            f"«{PARTS[code].title}»: {PARTS[code].measure.formula}; 0 баллов — "
            f"{amount(code, self.method.scales[code][0])}, 100 баллов — "
            f"{amount(code, self.method.scales[code][1])}. Основание: {PARTS[code].source}."
            for code in self.method.parts
        ]
        return [*head, *filter(None, [self.remark, self.signed]), *told, *measures]


def xlsx(paper: Paper) -> BytesIO:
    """One row for a body and a channel: the value and the score of every part."""
    codes = paper.method.parts
    columns = [
        Column("Каналы", width=14), Column("Место", Kind.WHOLE, 8), Column("Орган", width=44),
        Column("Балл", Kind.NUMBER, 8), Column("Зона", width=10), Column("Сообщений", Kind.WHOLE, 12),
    ]  # fmt: skip
    for code in codes:
        measure = PARTS[code].measure
        unit = f", {measure.unit}" if measure.unit else ""
        columns += [
            Column(f"{PARTS[code].title}{unit}", Kind.NUMBER, 16), Column("Случаев", Kind.WHOLE, 9),
            Column("Балл части", Kind.NUMBER, 9),
        ]  # fmt: skip
    columns.append(Column("Почему не сравнивается", width=40))
    target = BytesIO()
    write_xlsx(target, "Рейтинг", columns, _rows(paper), notes=paper.notes)
    target.seek(0)
    return target


def docx(paper: Paper) -> BytesIO:
    """One table for a channel, the method in small print below."""
    grids = tuple(_grid(paper, words, shown) for words, shown in paper.tables)
    sheet = Sheet(
        title=f"{paper.title}, {paper.period.words}", grids=grids, foot=tuple(paper.notes[1:])
    )
    return BytesIO(build(sheet))


def _rows(paper: Paper) -> Iterator[list[Any]]:
    for words, shown in paper.tables:
        for line in shown:
            row = line.scored
            score = None if row.score is None else round(row.score, 1)
            values: list[Any] = [words, row.place, line.name, score, line.zone, row.cases]
            for part in line.cells:
                values += (
                    [round(part.value, 2), part.base, round(part.score, 1)] if part else [None] * 3
                )
            yield [*values, line.why]


def _grid(paper: Paper, words: str, shown: list[Any]) -> Grid:
    codes = paper.method.parts
    each = (WHOLE - PLACE - NAME - SCORE - CASES) / max(len(codes), 1)
    head = ("Место", "Орган", "Балл", *(PARTS[code].title for code in codes), "Сообщений")
    rows = [
        (
            str(line.scored.place or "—"), line.name,
            "—" if line.scored.score is None else tenths(line.scored.score),
            *("—" if part is None else tenths(part.score) for part in line.cells),
            str(line.scored.cases),
        )
        for line in shown
    ]  # fmt: skip
    return Grid(words, head, tuple(rows), (PLACE, NAME, SCORE, *[each] * len(codes), CASES))
