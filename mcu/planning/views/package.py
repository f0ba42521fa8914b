"""«Планирование»: what a settlement needs, how it stands and what is planned for it already."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from mcu.coordination.views.frame import place_of, reading
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import permitted
from mcu.planning import papers
from mcu.planning.forms import PackageForm
from mcu.planning.queries import package as queries
from mcu.planning.queries.catalogue import known_settlements
from mcu.planning.queries.package import Package
from mcu.planning.views.frame import page, word_file


@login_required
@require_GET
def package(request: Request) -> HttpResponse:
    form, found = _asked(request)
    shown = {
        "form": form, "found": found, "told": papers.told(found), "query": request.GET.urlencode(),
        "needs": [(need, [need.years[year] for year in found.listed]) for need in found.needs],
        "months": _drawn(found.months),
        "may_export": bool(may(request.actor, Permission.EXPORT)),
    }  # fmt: skip
    return page(request, "package", shown, form)


@login_required
@require_GET
def export(request: Request) -> FileResponse:
    permitted(request, Permission.EXPORT)
    _, found = _asked(request)
    title = f"Для планирования {found.where} {found.years.words}"
    return word_file(title, papers.package_docx(found), len(found.needs), request.actor)


def _drawn(months: list[tuple[date, int]]) -> list[tuple[date, int, int, int, int]]:
    """Each month with its bar: left, top and height in a drawing of 100 high."""
    most = max((count for _, count in months), default=0) or 1
    heights = [round(100 * count / most) for _, count in months]
    return [
        (since, count, 10 * at + 1, 100 - high, high)
        for at, ((since, count), high) in enumerate(zip(months, heights, strict=True))
    ]


def _asked(request: Request) -> tuple[PackageForm, Package]:
    reading(request)
    names = known_settlements(request.actor)
    form = PackageForm(request.GET, settlements=names, today=timezone.localdate())
    return form, queries.package(request.actor, place_of(request), form.years, form.where)
