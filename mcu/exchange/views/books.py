"""«Классификаторы и интерфейсы»: what there is, who keeps it, how it is got."""

import json
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.core.tables import Column
from mcu.exchange.actions.books import change_card, record_export
from mcu.exchange.forms import CardForm
from mcu.exchange.queries.books import Book, book_for, books_of
from mcu.exchange.queries.tokens import token_in, tokens_of
from mcu.exchange.rules.books import objects
from mcu.exchange.rules.interfaces import INTERFACES
from mcu.org.actions import require, revoke_token
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.rules.tokens import Scope
from mcu.web.sheets import table_file

JSON = "application/json; charset=utf-8"
FORMS = ("csv", "json", "xlsx")
SCOPES = {str(value): str(label) for value, label in Scope.choices}


@login_required
@require_GET
def books(request: Request) -> HttpResponse:
    """Reference books, interfaces, tokens of programs."""
    require(request.actor, Permission.SETTINGS)
    now = timezone.now()
    tokens = [
        (token, ", ".join(SCOPES.get(scope, scope) for scope in token.scopes))
        for token in tokens_of(request.actor, now)
    ]
    shown = {
        "books": books_of(request.actor.municipality_id),
        "interfaces": INTERFACES,
        "tokens": tokens,
        "forms": FORMS,
        "may_change": may(request.actor, Permission.ORGANISATION),
    }
    return render(request, "exchange/books.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def book(request: Request, code: str) -> HttpResponse:
    """One book with its first rows; its card is changed here."""
    require(request.actor, Permission.SETTINGS)
    found = book_for(request.actor.municipality_id, code)
    may_change = may(request.actor, Permission.ORGANISATION)
    form = CardForm(request.POST or None, instance=found.card)
    if request.method == "POST":
        require(request.actor, Permission.ORGANISATION)
        if form.is_valid():
            change_card(code=code, given=form.cleaned_data, by=request.actor, now=timezone.now())
            messages.success(request, "Карточка справочника сохранена.")
            return redirect("exchange:book", code)
    shown = {"book": found, "form": form, "forms": FORMS, "may_change": may_change,
             "rows": [list(map(_cell, row)) for row in found.rows[:SHOWN]], "more": len(found.rows) > SHOWN}  # fmt: skip
    return render(request, "exchange/book.html", shown, status=422 if form.errors else 200)


SHOWN = 100


@login_required
@require_GET
def export(request: Request, code: str, form: str) -> FileResponse:
    """The whole book as a file."""
    require(request.actor, Permission.SETTINGS)
    if form not in FORMS:
        raise Http404("Есть csv, json и xlsx.")
    found = book_for(request.actor.municipality_id, code)
    record_export(code=code, rows=len(found.rows), form=form, by=request.actor)
    return _file(found, form)


@login_required
@require_POST
def revoke(request: Request, pk: int) -> HttpResponse:
    """A token that a colleague has given to a program, taken back."""
    token = token_in(request.actor, pk)
    revoke_token(token=token, by=request.actor, now=timezone.now())
    messages.success(request, f"Токен «{token.name}» отозван.")
    return redirect("exchange:books")


def _file(book: Book, form: str) -> FileResponse:
    name = f"{book.shape.title} {book.version}"
    if form == "json":
        file = BytesIO(_json(book))
        return FileResponse(file, as_attachment=True, filename=f"{name}.json", content_type=JSON)
    columns = [Column(title) for _, title in book.shape.columns]
    rows = [[_cell(value) for value in row] for row in book.rows]
    return table_file(book.shape.title, columns, rows, form=form, name=name, notes=_notes(book))[0]


def _json(book: Book) -> bytes:
    told = {
        "code": book.shape.code, "title": book.shape.title, "version": book.version,
        "edition": book.edition, "owner": book.owner, "approved_by": book.card.approved_by,
        "items": objects(book.shape, book.rows),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _notes(book: Book) -> list[str]:
    card = book.card
    dated = f" {card.approved_on:%d.%m.%Y}" if card.approved_on else ""
    return [
        f"{book.shape.title}: {book.shape.about}",
        f"Версия {book.version}, редакция {book.edition}",
        f"Ведёт: {book.owner}",
        f"Утверждён: {card.approved_by or 'не указано'}{dated}",
    ]


def _cell(value: object) -> object:
    return "; ".join(map(str, value)) if isinstance(value, list) else value
