"""What every view of the organisation begins and ends with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_date

from mcu.core.errors import AccessDenied, RuleViolation
from mcu.org import actions
from mcu.org.forms.fields import FIRST_YEAR, LAST_YEAR
from mcu.org.models import Person
from mcu.org.rules.roles import Actor, Permission


def permitted(request: HttpRequest, permission: Permission) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.require(actor, permission)
    return actor


def me(request: HttpRequest) -> Person:
    return request.user  # type: ignore[return-value]


def status(form: Any) -> int:
    return 422 if form.errors else 200


@contextmanager
def beside(form: Any, field: str | None = None) -> Iterator[None]:
    """A rule that forbids is told beside the form; a missing right stays a refusal."""
    try:
        yield
    except AccessDenied:
        raise
    except RuleViolation as refusal:
        form.add_error(field, refusal.sentence)


def words_of(request: HttpRequest) -> str:
    """What is sought, without what the database refuses."""
    return request.GET.get("q", "").replace("\x00", "")[:100].strip()


def number_of_page(request: HttpRequest) -> int:
    """The page asked for; the first when it makes no sense."""
    given = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 7 else 1


def key_of(request: HttpRequest, name: str) -> int | None:
    """A key given in the URL; None when it makes no sense."""
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 19 else None


def day_of(request: HttpRequest) -> date | None:
    """The day of the URL, None without one; RuleViolation when it is no day."""
    given = request.GET.get("on", "")
    if not given:
        return None
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RuleViolation("День пишется так: 2026-11-20. Выберите его в календаре.")
    return day
