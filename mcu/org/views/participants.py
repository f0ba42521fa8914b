"""«Участники»: the register of those who receive and answer."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.core.tables import Column
from mcu.org import actions, queries
from mcu.org.forms import NewParticipantForm, ParticipantForm
from mcu.org.middleware import Request
from mcu.org.models import Body, Participant
from mcu.org.rules.roles import Permission, may
from mcu.org.rules.structure import Grounds
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, key_of, number_of_page, permitted, status, words_of

PAGE = 50
COLUMNS = (
    Column("Участник", width=44),
    Column("Вид", width=20),
    Column("Блок", width=28),
    Column("Ответственный", width=34),
    Column("Должность", width=34),
    Column("Телефон", width=20),
    Column("Почта", width=26),
    Column("Адрес", width=34),
    Column("Часы работы", width=24),
    Column("Канал", width=18),
    Column("Основание", width=34),
)


@login_required
@require_GET
def participants(request: Request) -> HttpResponse:
    """Searched and narrowed by the URL."""
    found = _found(request)
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    context = {
        "page": page, "q": words_of(request), "kinds": Body.Kind, "ways": Participant.Way,
        "blocks": queries.blocks(request.actor),
        "chosen": {name: request.GET.get(name, "") for name in ("kind", "way", "block", "gone")},
        "query": request.GET.urlencode(),
        "may_change": may(request.actor, Permission.ORGANISATION),
        "may_export": may(request.actor, Permission.SETTINGS),
    }  # fmt: skip
    return render(request, "org/participants.html", context)


@login_required
def add(request: Request) -> HttpResponse:
    permitted(request, Permission.ORGANISATION)
    form = NewParticipantForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        reason = given["act"] or "Включение в реестр участников"
        grounds = Grounds(timezone.localdate(), reason, given["act"])
        with beside(form, "name"):
            row = actions.add_participant(
                municipality=request.user.municipality, by=request.actor, grounds=grounds, **given
            )
            messages.success(request, f"«{row}» в реестре.")
            return redirect("org:participants")
    return render(request, "org/participant.html", {"form": form}, status=status(form))


@login_required
def participant(request: Request, pk: int) -> HttpResponse:
    """One record; posting changes it."""
    permitted(request, Permission.ORGANISATION)
    row = queries.participant_for(request.actor, pk)
    form = ParticipantForm(request.POST or None, instance=row, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        fresh = queries.participant_for(request.actor, pk)
        actions.change_participant(participant=fresh, by=request.actor, **form.cleaned_data)
        messages.success(request, f"«{fresh}»: сохранено.")
        return redirect("org:participants")
    context = {"form": form, "found": row}
    return render(request, "org/participant.html", context, status=status(form))


@login_required
@require_POST
def include_all(request: Request) -> HttpResponse:
    """All bodies of the tree at once."""
    permitted(request, Permission.ORGANISATION)
    count = actions.include_all(municipality=request.user.municipality, by=request.actor)
    messages.success(request, f"Включено в реестр: {count}.")
    return redirect("org:participants")


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.SETTINGS)
    return sheet("Участники взаимодействия", COLUMNS, _rows(_found(request)), by=request.actor)


def _found(request: Request) -> QuerySet[Participant]:
    return queries.participants(
        request.actor, words_of(request), request.GET.get("kind", ""), request.GET.get("way", ""),
        key_of(request, "block"), gone=request.GET.get("gone") == "1",
    )  # fmt: skip


def _rows(found: QuerySet[Participant]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        yield (
            row.body.name, row.body.get_kind_display(), str(row.body.block or ""),
            row.who, row.post, row.call, row.mail,
            row.address, row.hours, row.get_way_display(), row.act,
        )  # fmt: skip
