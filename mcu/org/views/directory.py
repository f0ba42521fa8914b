"""«Люди»: the directory, one act on many, a list taken in from a file and taken out."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.core.errors import RuleViolation
from mcu.core.tables import Column, Kind
from mcu.org import queries
from mcu.org.actions import people_bulk, people_list
from mcu.org.actions.people_bulk import Outcome
from mcu.org.forms import BulkPeopleForm, PeopleFileForm, PeopleFilterForm
from mcu.org.middleware import Request
from mcu.org.models import Duty, PeopleImport, Person
from mcu.org.rules.roles import Permission, Role, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, number_of_page, permitted, status
from mcu.org.views.people import in_force

PAGE = 50
MOST_AT_ONCE = 500
SHOWN_REFUSALS = 5
SAMPLE = 50
COLUMNS = (
    Column("ФИО", width=34),
    Column("Должность", width=40),
    Column("Роль", width=30),
    Column("Орган", width=34),
    Column("Блок", width=28),
    Column("С", Kind.DATE, 12),
    Column("Основание", width=34),
    Column("Почта", width=26),
    Column("Телефон", width=20),
    Column("Логин", width=20),
    Column("Вход", width=12),
)


@login_required
@require_GET
def people(request: Request) -> HttpResponse:
    """Who works here, with the duties of today."""
    permitted(request, Permission.SETTINGS)
    return _page(request, BulkPeopleForm(actor=request.actor))


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """What was found, one line for each duty, so that the file can be taken in again."""
    actor = permitted(request, Permission.SETTINGS)
    chosen = PeopleFilterForm(request.GET, actor=actor).chosen
    today = timezone.localdate()
    found = queries.found_people(actor, chosen, today)
    rows = (row for person in found for row in _rows(person, in_force(person.duties.all(), today)))
    return sheet("Люди", COLUMNS, rows, by=actor)


@login_required
@require_POST
@never_cache
def bulk(request: Request) -> HttpResponse:
    """One act on everybody marked; links of an invitation are shown on this answer only."""
    actor = permitted(request, Permission.ORGANISATION)
    form = BulkPeopleForm(request.POST, actor=actor)
    marked = [key for key in request.POST.getlist("person") if key.isdecimal() and len(key) < 19]
    found = list(queries.people(actor).filter(pk__in=marked[:MOST_AT_ONCE]))
    if not found:
        raise RuleViolation("Никто не отмечен. Отметьте людей в списке.")
    if not form.is_valid():
        return _page(request, form)
    outcome = BULK[form.cleaned_data["verb"]](found, form.cleaned_data, request)
    _tell(request, outcome)
    if outcome.secrets:
        return _links(request, outcome)
    return redirect(f"{reverse('org:people')}?{request.POST.get('query', '')}")


BULK: dict[str, Callable[[list[Person], dict[str, Any], Request], Outcome]] = {
    "give": lambda found, given, request: people_bulk.give_role(
        people=found,
        role=Role(given["role"]),
        body=given["body"],
        block=given["block"],
        since=given["day"],
        act=given["act"],
        by=request.actor,
    ),
    "end": lambda found, given, request: people_bulk.end_role(
        people=found, role=Role(given["role"]), on=given["day"], by=request.actor
    ),
    "move": lambda found, given, request: people_bulk.move_people(
        people=found, body=given["body"], since=given["day"], act=given["act"], by=request.actor
    ),
    "invite": lambda found, given, request: people_bulk.invite_people(
        people=found, by=request.actor
    ),
    "off": lambda found, given, request: people_bulk.switch_people(
        people=found, active=False, by=request.actor
    ),
    "on": lambda found, given, request: people_bulk.switch_people(
        people=found, active=True, by=request.actor
    ),
}


@login_required
def upload(request: Request) -> HttpResponse:
    """A file with people; one that is no table of people is refused at once."""
    actor = permitted(request, Permission.ORGANISATION)
    form = PeopleFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with beside(form, "file"):
            run = people_list.open_people_import(
                municipality=request.user.municipality, name=given.name, chunks=given.chunks(),
                by=actor,
            )  # fmt: skip
            return redirect("org:people-import", run.pk)
    past = PeopleImport.objects.filter(municipality_id=actor.municipality_id)[:10]
    context = {"form": form, "past": past}
    return render(request, "org/people_upload.html", context, status=status(form))


@login_required
@require_GET
def people_import(request: Request, pk: int) -> HttpResponse:
    """What the file would change, or what it did."""
    permitted(request, Permission.ORGANISATION)
    run = _run(request, pk)
    context: dict[str, Any] = {"run": run}
    if run.done_at is None:
        plan = people_list.plan_of(run, timezone.localdate())
        context |= {"plan": plan, "sample": [*plan.added, *plan.changed][:SAMPLE]}
    return render(request, "org/people_import.html", context)


@login_required
@require_POST
def take(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    run = people_list.take_people(run=_run(request, pk), by=actor)
    messages.success(request, f"Добавлено {run.added}, изменено {run.changed}.")
    return redirect("org:people-import", pk)


@login_required
@require_GET
def rejects(request: Request, pk: int) -> FileResponse:
    """The rows that were not taken, with the reason in front."""
    actor = permitted(request, Permission.ORGANISATION)
    rows = people_list.rejected_table(_run(request, pk))
    width = max((len(row) for row in rows), default=2)
    columns = [Column("Строка", Kind.WHOLE, 10), Column("Почему не загружена", width=50)]
    columns += [Column(f"Столбец {number}", width=24) for number in range(1, width - 1)]
    return sheet("Отклонённые строки", columns, rows, by=actor)


def _page(request: Request, bulk_form: BulkPeopleForm) -> HttpResponse:
    form = PeopleFilterForm(request.GET, actor=request.actor)
    today = timezone.localdate()
    found = queries.found_people(request.actor, form.chosen, today)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    context = {
        "page": page,
        "rows": [(person, in_force(person.duties.all(), today)) for person in page],
        "form": form,
        "bulk": bulk_form,
        "query": request.GET.urlencode(),
        "narrowed": form.chosen != type(form.chosen)(),
        "may_change": may(request.actor, Permission.ORGANISATION),
    }
    return render(request, "org/people.html", context, status=status(bulk_form))


def _rows(person: Person, duties: list[Duty]) -> Iterator[tuple[Any, ...]]:
    entry = "открыт" if person.is_active else "закрыт"
    contacts = (person.email, person.phone, person.login, entry)
    for duty in duties:
        yield (
            person.full_name, person.position, duty.get_role_display(), str(duty.body or ""),
            str(duty.block or ""), duty.since, duty.act, *contacts,
        )  # fmt: skip
    if not duties:
        yield (person.full_name, person.position, "", "", "", None, "", *contacts)


def _tell(request: Request, outcome: Outcome) -> None:
    if outcome.done:
        messages.success(request, f"Сделано: {len(outcome.done)}.")
    if outcome.refused:
        shown, more = outcome.refused[:SHOWN_REFUSALS], len(outcome.refused) - SHOWN_REFUSALS
        lines = [f"Не сделано: {len(outcome.refused)}."]
        lines += [f"{person.get_short_name()}: {why}" for person, why in shown]
        lines += [f"и ещё {more}"] if more > 0 else []
        messages.error(request, "\n".join(lines))


def _links(request: Request, outcome: Outcome) -> HttpResponse:
    rows = [
        (person, request.build_absolute_uri(reverse("org:link", args=[secret])))
        for person in outcome.done
        if (secret := outcome.secrets.get(person.pk))
    ]
    return render(request, "org/people_links.html", {"rows": rows})


def _run(request: Request, pk: int) -> PeopleImport:
    rows = PeopleImport.objects.filter(municipality_id=request.actor.municipality_id)
    return get_object_or_404(rows.select_related("municipality"), pk=pk)
