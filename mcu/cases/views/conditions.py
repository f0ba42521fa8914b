"""The builder of a condition: a page of the list, and the part that every other page shows."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from mcu.cases.forms.conditions import ConditionForm
from mcu.cases.queries.conditions import count_fitting
from mcu.cases.rules.conditions import ALWAYS, dumps, loads
from mcu.core.errors import RuleViolation
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission

MAX_ADDRESS = 6000
PREFIXES = {
    "where": "Условие",
    "entry": "Кто попадает на маршрут",
    "only": "Только если",
    "rung": "Только если",
}
STEADY = frozenset({"only"})


@login_required
@require_http_methods(["GET", "POST"])
def condition(request: Request) -> HttpResponse:
    """Build a condition for the list; for htmx the builder of any page by itself. Writes nothing."""
    require(request.actor, Permission.SEE)
    prefix = request.GET.get("prefix", "where")
    prefix = prefix if prefix in PREFIXES else "where"
    query = QueryDict(request.POST.get("query", request.GET.urlencode()), mutable=True)
    if request.method == "GET":
        form = builder(request, initial=_written(query))
    else:
        form = builder(request, prefix=prefix, data=request.POST)
        if not request.htmx and not form.pressed and not form.error:
            return redirect(_address(query, form))
    query.pop("prefix", None)
    shown = {"builder": form, "fits": fits(request, form), "query": query.urlencode()}
    template = "cases/condition.html#builder" if request.htmx else "cases/condition.html"
    return render(request, template, shown)


def builder(request: Request, *, prefix: str = "where", data=None, initial=ALWAYS):  # type: ignore[no-untyped-def]
    """The builder as any page shows it."""
    place_id = request.actor.municipality_id
    label = PREFIXES[prefix]
    return ConditionForm(
        data, place_id=place_id, initial=initial, prefix=prefix, label=label,
        steady=prefix in STEADY,
    )  # fmt: skip


def fits(request: Request, form: ConditionForm) -> tuple[int, int] | None:
    """How many messages it finds now; nothing while it makes no sense."""
    if form.error:
        return None
    place = request.user.municipality
    return count_fitting(request.actor, place, form.condition, timezone.now())


def _written(query: QueryDict):  # type: ignore[no-untyped-def]
    """The condition of the address; one that is broken begins anew."""
    try:
        return loads(query.get("where", ""))
    except RuleViolation:
        return ALWAYS


def _address(query: QueryDict, form: ConditionForm) -> str:
    for gone in ("where", "page", "open"):
        query.pop(gone, None)
    if form.condition:
        query["where"] = dumps(form.condition)
    found = query.urlencode()
    if len(found) > MAX_ADDRESS:
        raise RuleViolation("Условие слишком длинное для адреса. Уберите часть строк или значений.")
    return f"{reverse('cases:feed')}?{found}"
