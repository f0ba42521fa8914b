"""Tasks as a table."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse

from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.tasks.models import Task
from mcu.web.sheets import form_of, table_file

LIMIT = 20_000
COLUMNS = (
    Column("№", Kind.WHOLE, 8),
    Column("Вид", width=20),
    Column("Что сделать", width=50),
    Column("О чём", width=24),
    Column("Орган", width=24),
    Column("Исполнитель", width=22),
    Column("Кто поставил", width=22),
    Column("Поставлена", Kind.MOMENT),
    Column("Срок", Kind.MOMENT),
    Column("Состояние"),
    Column("Сделана", Kind.MOMENT),
    Column("Возвратов", Kind.WHOLE, 10),
)


def export_tasks(request: Request, tasks: QuerySet[Task]) -> FileResponse:
    """The table as a file; RuleViolation when it would be longer than LIMIT."""
    rows = tasks.select_related("body", "block", "executor").order_by("due_at", "pk")
    if rows.count() > LIMIT:
        raise RuleViolation(
            "Выгружается не больше 20 000 строк. Сузьте фильтр и выгрузите по частям."
        )
    return table(request, "Задачи", "task.export", COLUMNS, (_line(task) for task in rows))


def table(
    request: Request, title: str, action: str, columns: Sequence[Column], rows: Iterable[Any]
) -> FileResponse:
    """A table as a file to keep; that it was taken out is journalled."""
    file, count = table_file(title, columns, rows, form=form_of(request))
    place = request.actor.municipality_id
    journal.record(action, by=request.actor, municipality_id=place, after={"rows": count})
    return file


def _line(task: Task) -> tuple[Any, ...]:
    return (
        task.pk, task.get_kind_display(), task.title, task.object_name, str(task.body or task.block or ""),
        task.executor.get_short_name() if task.executor else "", task.setter_name, task.set_at,
        task.due_at, task.get_state_display(), task.done_at, task.returns,
    )  # fmt: skip
