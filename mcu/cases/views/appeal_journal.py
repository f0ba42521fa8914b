"""«Журнал обращений»: a period on the page, and the same as a spreadsheet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions.appeal.journal import record_journal
from mcu.cases.forms.appeal_journal import AppealJournalForm
from mcu.cases.queries.appeal_journal import JournalFilter, Line, journal_cases, lines
from mcu.cases.rules.words import RevealReason
from mcu.cases.views.export import LIMIT, TOO_MANY
from mcu.cases.views.feed import page_of
from mcu.core.errors import RuleViolation
from mcu.core.tables import Column, Kind
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.web.sheets import table_file

PAGE = 50
HIDDEN = "скрыт"
COLUMNS = (
    Column("Регистрационный номер"),
    Column("Дата регистрации", Kind.DATE, 14),
    Column("Поступило", Kind.DATE, 14),
    Column("Вид", width=14),
    Column("Форма", width=14),
    Column("Чем пришло"),
    Column("Индивидуальное или коллективное", width=20),
    Column("Подписей", Kind.WHOLE, 10),
    Column("Автор", width=30),
    Column("Тема", width=30),
    Column("Кому адресовано", width=30),
    Column("Ответственный орган", width=28),
    Column("Исполнитель", width=20),
    Column("Контрольный срок", Kind.DATE, 14),
    Column("Продлено до", Kind.DATE, 14),
    Column("Переадресовано", width=30),
    Column("Результат", width=28),
    Column("Дата ответа", Kind.DATE, 14),
    Column("Номер ответа"),
    Column("Чем отправлен ответ", width=20),
    Column("Подписал", width=20),
    Column("Списано в дело", Kind.DATE, 14),
    Column("Индекс дела", width=14),
    Column("Номер в Пульте", width=16),
)


@login_required
@require_GET
def journal(request: Request) -> HttpResponse:
    """The period as a table; each line opens its case."""
    require(request.actor, Permission.SEE)
    form = _form(request.GET, request)
    chosen = form.filter
    page = Paginator(journal_cases(request.actor, chosen), PAGE).get_page(page_of(request))
    cases = journal_cases(request.actor, chosen).filter(pk__in=[case.pk for case in page])
    shown = {
        "form": form, "chosen": chosen, "page": page, "rows": list(lines(cases)),
        "query": request.GET.urlencode(), "here": request.get_full_path(),
        "may_export": bool(may(request.actor, Permission.EXPORT)),
        "may_name": bool(may(request.actor, Permission.REVEAL)),
    }  # fmt: skip
    return render(request, "cases/appeal_journal.html", shown)


@login_required
@require_POST
@never_cache
def journal_file(request: Request) -> FileResponse:
    """The spreadsheet; names of authors only for whoever may open them, and with an entry."""
    require(request.actor, Permission.EXPORT)
    chosen = _form(request.GET, request).filter
    cases = journal_cases(request.actor, chosen, Permission.EXPORT)
    count = cases.order_by()[: LIMIT + 1].count()
    if count > LIMIT:
        raise RuleViolation(TOO_MANY)
    named = _named(request, chosen) if request.POST.get("names") else frozenset()
    reason = str(RevealReason.CONTROL.label)
    record_journal(rows=count, named=len(named), reason=reason, by=request.actor)
    title = f"Журнал обращений {chosen.since:%d.%m.%Y} – {chosen.until:%d.%m.%Y}"
    rows = (_row(line, timezone.get_current_timezone()) for line in lines(cases, named))
    notes = _notes(title, count)
    return table_file("Журнал обращений", COLUMNS, rows, name=title, notes=notes)[0]


def _form(data: Any, request: Request) -> AppealJournalForm:
    return AppealJournalForm(data, bodies=list(org.bodies(request.actor)))


def _named(request: Request, chosen: JournalFilter) -> frozenset[int]:
    """The appeals whose authors this person may open; a refusal where it is none by right."""
    require(request.actor, Permission.REVEAL)
    found = journal_cases(request.actor, chosen, Permission.REVEAL)
    return frozenset(found.order_by().values_list("pk", flat=True))


def _notes(title: str, count: int) -> list[str]:
    return [
        title,
        f"Строк: {count}. Выгружено {timezone.localtime():%d.%m.%Y %H:%M}.",
        "Автор показан тому, у кого есть право открывать данные заявителей, и с записью в журнал.",
    ]


def _row(line: Line, zone: Any) -> tuple[Any, ...]:
    case, appeal = line.case, line.appeal

    def day(value: Any) -> Any:
        return value.astimezone(zone).date() if value else None

    return (
        appeal.number, day(case.registered_at), day(case.received_at), case.get_appeal_kind_display(),
        case.form_label, case.get_channel_display(),
        "коллективное" if case.collective else "индивидуальное",
        appeal.signatories if case.collective else None, line.author or HIDDEN,
        case.topic.name if case.topic else "",
        "; ".join(row.body.name for row in case.addressees.all()), str(case.body or ""),
        case.executor.get_short_name() if case.executor else "", day(line.due_at),
        day(line.extended_to), line.redirected_to, appeal.get_result_display(),
        day(case.first_answer_at), appeal.answer_number, appeal.get_answer_way_display(),
        appeal.signed_by, appeal.filed_on, appeal.file_index, case.number,
    )  # fmt: skip
