"""Reference books and figures of the API."""

from typing import Annotated, Any

from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import StringConstraints

from mcu.analytics.queries import summary
from mcu.analytics.rules.summary import Figures as Counted
from mcu.analytics.rules.summary import read_period
from mcu.api.bearer import ApiRequest, Bearer
from mcu.api.cases import HIDDEN, REFUSALS
from mcu.api.schemas import BookLine, BookWhole, Narrowing, Summary
from mcu.cases.rules.feed import FeedFilter
from mcu.exchange.queries.books import Book, book_for, books_of
from mcu.exchange.rules.books import objects
from mcu.org.actions import require
from mcu.org.rules.roles import Permission
from mcu.org.rules.tokens import Scope

router = Router(tags=["Справочники и числа"])
Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern="^[a-z_]+$")]


@router.get(
    "/books", auth=Bearer(Scope.BOOKS), response={200: list[BookLine], **REFUSALS},
    summary="Справочники", url_name="books",
)  # fmt: skip
def books(request: ApiRequest) -> Any:
    """Кто ведёт, чем утверждён, какая редакция. Право токена: books."""
    return [_line(book) for book in books_of(request.actor.municipality_id)]


@router.get(
    "/books/{code}", auth=Bearer(Scope.BOOKS), response={200: BookWhole, **HIDDEN},
    summary="Справочник целиком", url_name="book",
)  # fmt: skip
def book(request: ApiRequest, code: Path[Code]) -> Any:
    """Строки справочника. Право токена: books."""
    found = book_for(request.actor.municipality_id, code)
    columns = [{"name": name, "title": title} for name, title in found.shape.columns]
    return _line(found) | {"columns": columns, "items": objects(found.shape, found.rows)}


@router.get(
    "/summary", auth=Bearer(Scope.FIGURES), response={200: Summary, **REFUSALS},
    summary="Числа периода", url_name="summary",
)  # fmt: skip
def figures(request: ApiRequest, asked: Query[Narrowing]) -> Any:
    """То же, что страница «Сводка»; без дат — этот месяц. Право токена: figures, и право роли."""
    require(request.actor, Permission.SUMMARY)
    period = read_period("", asked.since, asked.until, timezone.localdate())
    base = FeedFilter(
        system=asked.system, regime=asked.regime, channel=(asked.channel,) if asked.channel else ()
    )
    place = request.token.person.municipality
    found = summary(request.actor, place, base, period, timezone.now())
    table = next(table for table in found.tables if table.key == asked.by)
    return {
        "since": period.since,
        "until": period.until,
        "total": _figures(found.total.figures),
        "before": _figures(found.total.before),
        "by": asked.by,
        "lines": [
            {"key": line.key, "name": line.name, **_figures(line.figures)} for line in table.lines
        ],
    }


def _line(book: Book) -> dict[str, Any]:
    return {
        "code": book.shape.code,
        "title": book.shape.title,
        "about": book.shape.about,
        "owner": book.owner,
        "approved_by": book.card.approved_by,
        "approved_on": book.card.approved_on,
        "version": book.version,
        "edition": book.edition,
        "rows": len(book.rows),
    }


def _figures(counted: Counted) -> dict[str, int]:
    names = ("received", "closed", "missed", "late")
    return {name: getattr(counted, name) for name in names}
