"""«Голосования»: what residents were asked, how they voted, what came of it."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.queries.classifier import topics_of
from mcu.cases.queries.problem import problems_for
from mcu.core.tables import Column, Kind
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.export import sheet
from mcu.org.views.frame import beside, me, number_of_page, permitted, status
from mcu.polls import actions, queries
from mcu.polls.forms import CountForm, PollFilter, PollForm, TableForm, UseForm
from mcu.polls.models import Poll
from mcu.polls.rules.poll import State, shares, state_of
from mcu.polls.rules.table import HEADER
from mcu.web.sheets import form_of, table_file

PAGE = 30
COLUMNS = (
    Column("Номер", width=16), Column("Вид", width=24), Column("Где"), Column("Название", width=44),
    Column("Населённый пункт", width=24), Column("Тема", width=28), Column("Начало", Kind.DATE),
    Column("Окончание", Kind.DATE), Column("Состояние"), Column("Участников", Kind.WHOLE, 12),
    Column("Вариант", width=44), Column("Голосов", Kind.WHOLE, 12),
    Column("Доля голосов", Kind.PERCENT, 12), Column("Как учтены итоги", width=60),
)  # fmt: skip
SAMPLE = (
    ("77001", "голосование", "Где ставить новый фонтан", "Выберите место", "01.06.2026",
     "30.06.2026", "https://pos.gosuslugi.ru/", "Ключи", 412, "Сквер у вокзала", 260),
    ("77001", "голосование", "Где ставить новый фонтан", "Выберите место", "01.06.2026",
     "30.06.2026", "https://pos.gosuslugi.ru/", "Ключи", 412, "Площадь у Дома культуры", 152),
)  # fmt: skip


@login_required
@require_GET
def listed(request: Request) -> HttpResponse:
    """Searched and narrowed by the URL."""
    _reading(request)
    form, found = _found(request)
    counts = queries.state_counts(queries.polls(request.actor), timezone.localdate())
    page = Paginator(found, PAGE).get_page(number_of_page(request))
    shown = {
        "form": form, "page": page, "polls": [(row, _state(row)) for row in page],
        "counts": [(state, counts[state]) for state in State],
        "leads": may(request.actor, Permission.POLLS), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "polls/list.html", shown)


@login_required
@require_GET
def poll(request: Request, pk: int) -> HttpResponse:
    _reading(request)
    return _shown(request, queries.poll_for(request.actor, pk))


@login_required
def add(request: Request) -> HttpResponse:
    permitted(request, Permission.POLLS)
    return _written(request, None)


@login_required
def change(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.POLLS)
    return _written(request, queries.poll_for(request.actor, pk))


@login_required
@require_POST
def count(request: Request, pk: int) -> HttpResponse:
    """The results, in the order of the options."""
    permitted(request, Permission.POLLS)
    found = queries.poll_for(request.actor, pk)
    form = CountForm(request.POST, poll=found)
    if form.is_valid():
        with beside(form):
            people = form.cleaned_data["people"]
            actions.count(poll=found, votes=form.votes, people=people, by=request.actor)
            messages.success(request, "Итоги внесены.")
            return redirect("polls:poll", pk)
    return _shown(request, found, count_form=form)


@login_required
@require_POST
def use(request: Request, pk: int) -> HttpResponse:
    permitted(request, Permission.POLLS)
    found, form = queries.poll_for(request.actor, pk), UseForm(request.POST)
    if form.is_valid():
        with beside(form, "outcome"):
            actions.use(poll=found, outcome=form.cleaned_data["outcome"], by=request.actor)
            messages.success(request, "Записано, как учтены итоги.")
            return redirect("polls:poll", pk)
    return _shown(request, found, use_form=form)


@login_required
def load(request: Request) -> HttpResponse:
    """A table out of the module «Голосования»; what could not be read is told line by line."""
    permitted(request, Permission.POLLS)
    form = TableForm(request.POST or None, request.FILES or None)
    loaded = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with beside(form, "file"):
            loaded = actions.take_table(
                municipality=me(request).municipality, file=given.file, name=given.name,
                by=request.actor,
            )  # fmt: skip
    shown = {"form": form, "loaded": loaded, "columns": [words[0] for words in HEADER.values()]}
    return render(request, "polls/load.html", shown, status=status(form))


@login_required
@require_GET
def sample(request: Request) -> FileResponse:
    permitted(request, Permission.POLLS)
    columns = [Column(words[0].capitalize(), width=20) for words in HEADER.values()]
    return table_file("Голосования", columns, SAMPLE, name="Образец голосований")[0]


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    """Polls with their options, a line for each."""
    _reading(request)
    permitted(request, Permission.EXPORT)
    rows = _rows(_found(request)[1].select_related("topic").prefetch_related("options"))
    return sheet("Голосования", COLUMNS, rows, by=request.actor, form=form_of(request))


def _reading(request: Request) -> None:
    """Whoever takes the messages and the summary of them reads how residents voted too."""
    permitted(request, Permission.SEE)
    permitted(request, Permission.SUMMARY)


def _written(request: Request, found: Poll | None) -> HttpResponse:
    place = me(request).municipality
    form = PollForm(
        request.POST or None, topics=topics_of(place.pk), problems=problems_for(request.actor), poll=found
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        with beside(form):
            given = {"options": []} | form.cleaned_data
            row = actions.save(poll=found, municipality=place, by=request.actor, **given)
            messages.success(request, f"{row}: сохранено.")
            return redirect("polls:poll", row.pk)
    shown = {"form": form, "poll": found}
    return render(request, "polls/write.html", shown, status=status(form))


def _shown(request: Request, found: Poll, **bound: Any) -> HttpResponse:
    state = _state(found)
    options = [(option.text, option.votes) for option in found.options.all()]
    shown = {
        "poll": found, "state": state, "shares": shares(options),
        "votes": sum(votes for _, votes in options), "leads": may(request.actor, Permission.POLLS),
        "over": state in {State.COUNTING, State.KNOWN, State.USED},
        "count_form": CountForm(poll=found), "use_form": UseForm(),
    }  # fmt: skip
    wrong = any(form.errors for form in bound.values())
    return render(request, "polls/poll.html", shown | bound, status=422 if wrong else 200)


def _found(request: Request) -> tuple[PollFilter, QuerySet[Poll]]:
    form = PollFilter(request.GET)
    form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value}
    rows = queries.polls(request.actor)
    if state := given.get("state"):
        rows = rows.filter(queries.in_state(state, timezone.localdate()))
    if words := given.get("q"):
        rows = rows.filter(
            Q(title__icontains=words) | Q(question__icontains=words) | Q(code=words)
            | Q(settlement__icontains=words)
        )  # fmt: skip
    return form, rows.filter(**{name: given[name] for name in ("kind", "where") if name in given})


def _state(row: Poll) -> State:
    return state_of(
        row.starts, row.ends, counted=row.counted_at is not None, used=row.used_on is not None,
        today=timezone.localdate(),
    )  # fmt: skip


def _rows(found: QuerySet[Poll]) -> Iterator[tuple[Any, ...]]:
    for row in found:
        options = shares([(option.text, option.votes) for option in row.options.all()])
        head = (
            row.code, row.get_kind_display(), row.get_where_display(), row.title, row.settlement,
            str(row.topic or ""), row.starts, row.ends, _state(row).label, row.people,
        )  # fmt: skip
        voted: list[tuple[Any, ...]] = [(each.text, each.votes, each.share) for each in options]
        for cells in voted or [("", None, None)]:
            yield (*head, *cells, row.outcome)
