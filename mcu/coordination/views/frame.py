"""What the pages of coordination share: who reads them, who is charged, a list of the URL."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.utils import timezone

from mcu.coordination import queries
from mcu.coordination.actions.paper import about
from mcu.coordination.forms import OrderForm
from mcu.org import queries as org
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.models import Municipality
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import me, number_of_page
from mcu.tasks.actions.life import What, set_task
from mcu.tasks.models import Task
from mcu.tasks.queries import clock_of, colleagues

PAGE = 30


def reading(request: Request) -> bool:
    """Whether the reader may act as well; AccessDenied for whoever may not even read: it takes the
    messages and the summary of them."""
    require(request.actor, Permission.SEE)
    require(request.actor, Permission.SUMMARY)
    return bool(may(request.actor, Permission.COORDINATION))


def place_of(request: Request) -> Municipality:
    return me(request).municipality


def listing(request: Request, found: QuerySet, form: Any) -> dict[str, Any]:
    """What a list shows; AccessDenied for whoever may not read it."""
    return {
        "form": form, "leads": reading(request), "query": request.GET.urlencode(),
        "page": Paginator(found, PAGE).get_page(number_of_page(request)),
    }  # fmt: skip


def charging(request: Request) -> dict[str, Any]:
    """Whom a point or a task may be given to."""
    return {
        "bodies": org.bodies(request.actor).filter(active=True),
        "people": colleagues(request.actor),
    }


def order_form(request: Request, data: Any = None) -> OrderForm:
    return OrderForm(data, **charging(request), auto_id="order_%s")


def order(request: Request, paper: Any, form: OrderForm, url: str, kind: str) -> Task:
    """A task about a paper, as its page asks for it."""
    given = form.cleaned_data
    what = What(
        title=given["what"], kind=kind, body=given["body"], executor=given["person"],
        until=given["due"],
    )  # fmt: skip
    return set_task(
        municipality=paper.municipality, what=what, by=request.actor, about=about(paper, url)
    )


def tasks_of(request: Request, paper: Any) -> list[tuple[Task, Any]]:
    """The tasks about a paper with their clocks."""
    now = timezone.now()
    rows = queries.tasks_of(request.actor, paper._meta.label_lower, paper.pk)
    return [(task, clock_of(task, now)) for task in rows]
