"""The summary as a spreadsheet: every table of the page under one head."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

from mcu.analytics.queries import Summary
from mcu.analytics.rules.summary import Figures, duration, step_name, working_duration
from mcu.core.tables import Column, Kind, write_xlsx

COLUMNS = (
    Column("Разрез", width=14),
    Column("Название", width=46),
    Column("Поступило", Kind.WHOLE, 12),
    Column("Закрыто", Kind.WHOLE, 12),
    Column("Из них с нарушением срока", Kind.WHOLE, 16),
    Column("Закрыто в срок", Kind.PERCENT, 12),
    Column("Просрочено сейчас", Kind.WHOLE, 14),
)
MEANINGS = (
    "Поступило — сообщения, полученные за период; закрыто — завершённые за период.",
    "С нарушением срока — из закрытых те, у которых хотя бы один срок выполнен позже или не выполнен.",
    "Просрочено сейчас — открытые сообщения, срок которых прошёл, когда бы они ни поступили.",
)


def workbook(found: Summary, narrowed: list[str], now: datetime) -> BytesIO:
    """The bytes of the xlsx, ready to be read; `narrowed` are the filters in words."""
    target = BytesIO()
    reaction = found.total.reaction
    notes = (
        f"Сводка за {found.period.words}, составлена {now:%d.%m.%Y %H:%M}.",
        f"Отбор: {', '.join(narrowed) or 'все сообщения, доступные вам'}.",
        f"Первая реакция, медиана: {duration(reaction.clock)}; "
        f"в рабочих часах: {working_duration(reaction.working)}.",
        *MEANINGS,
    )
    write_xlsx(target, "Сводка", COLUMNS, _rows(found), notes=notes)
    target.seek(0)
    return target


def _rows(found: Summary) -> Iterator[tuple[Any, ...]]:
    yield _row("Всего", found.period.words, found.total.figures)
    for table in found.tables:
        for line in table.lines:
            part = table.title if not line.level else f"{table.title}: тема"
            yield _row(part, line.name, line.figures)
    for point in found.points:
        yield (
            step_name(found.period).capitalize(),
            point.step.label,
            point.received,
            point.closed,
            None,
            None,
            None,
        )


def _row(part: str, name: str, figures: Figures) -> tuple[Any, ...]:
    counted = (figures.received, figures.closed, figures.missed, figures.in_time, figures.late)
    return (part, name, *counted)
