"""The list as a table: what is filtered or marked, without personal data."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse

from mcu.cases.actions.annotate import record_export
from mcu.cases.models import Case
from mcu.cases.queries import within
from mcu.cases.queries.depersonalised import FIELDS, csv_line, depersonalised_rows
from mcu.core.errors import RuleViolation
from mcu.core.tables import Column, Kind
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission
from mcu.web.sheets import form_of, table_file

LIMIT = 20_000
TOO_MANY = (
    "Выгружается не больше 20 000 строк, а под фильтр подходит больше. "
    "Сузьте фильтр, например возьмите месяц, и выгрузите по частям."
)
COLUMNS = (
    Column("Номер", width=16),
    Column("Получено", Kind.MOMENT),
    Column("Режим", width=22),
    Column("Система", width=20),
    Column("Канал"),
    Column("Группа тем", width=24),
    Column("Тема", width=30),
    Column("Текст (имена и телефоны скрыты)", width=60),
    Column("Место", width=28),
    Column("Блок", width=20),
    Column("Орган", width=24),
    Column("Исполнитель", width=20),
    Column("Состояние"),
    Column("Срок", Kind.MOMENT),
    Column("Итог"),
    Column("Закрыто", Kind.MOMENT),
    Column("Номер обращения"),
    Column("Вид обращения"),
    Column("Форма"),
    Column("Кто пишет", width=20),
    Column("Кому адресовано", width=30),
)


def export_cases(request: Request, cases: QuerySet[Case]) -> FileResponse:
    """The table as a file; RuleViolation when it would be longer than LIMIT."""
    require(request.actor, Permission.EXPORT)
    cases = cases.filter(within(request.actor, Permission.EXPORT))
    count = cases.order_by()[: LIMIT + 1].count()
    if count > LIMIT:
        raise RuleViolation(TOO_MANY)
    if request.GET.get("format") == "depersonalised":
        return _depersonalised(request, cases, count)
    form = form_of(request)
    record_export(rows=count, form=form, by=request.actor)
    return table_file("Сообщения", COLUMNS, _lines(cases), form=form)[0]


def _depersonalised(request: Request, cases: QuerySet[Case], count: int) -> FileResponse:
    """The same cases without people: for analysis, for training sets, for a report."""
    record_export(rows=count, form="depersonalised", by=request.actor)
    heading = [Column(name) for name in FIELDS]
    rows = (csv_line(row) for row in depersonalised_rows(cases))
    return table_file("Обезличенные сообщения", heading, rows, form="csv")[0]


def _lines(cases: QuerySet[Case]) -> Iterator[tuple[Any, ...]]:
    found = cases.select_related("topic__parent", "block", "body", "executor", "appeal")
    found = found.prefetch_related("addressees__body")
    for case in found.order_by("received_at", "pk").iterator(chunk_size=1000):
        topic = case.topic
        yield (
            case.number, case.received_at, case.get_regime_display(), case.get_system_display(),
            case.get_channel_display(), topic.parent.name if topic and topic.parent else "",
            topic.name if topic else "", case.text, case.address, str(case.block or ""),
            str(case.body or ""), case.executor.get_short_name() if case.executor else "",
            case.get_state_display(), case.due_at, case.get_outcome_display(), case.closed_at,
            case.appeal.number if hasattr(case, "appeal") else "", case.get_appeal_kind_display(),
            case.form_label, case.get_category_display(),
            "; ".join(str(row.body) for row in case.addressees.all()),
        )  # fmt: skip
