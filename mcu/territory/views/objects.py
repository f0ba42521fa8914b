"""The objects of a layer one by one: found, added, mended, taken off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may
from mcu.org.views.frame import beside, number_of_page, permitted, status, words_of
from mcu.territory.actions import objects as actions
from mcu.territory.forms import ObjectForm
from mcu.territory.queries import layers as queries

PAGE = 50


@login_required
@require_GET
def listed(request: Request, pk: int) -> HttpResponse:
    """Searched by number, title and address; those taken off on demand."""
    actor = permitted(request, Permission.SETTINGS)
    layer = queries.layer_for(actor, pk)
    gone = request.GET.get("gone") == "1"
    rows = queries.objects(actor, words_of(request), layer.pk, gone=gone)
    shown = {
        "layer": layer, "q": words_of(request), "gone": gone, "query": request.GET.urlencode(),
        "page": Paginator(rows, PAGE).get_page(number_of_page(request)),
        "may_change": may(actor, Permission.ORGANISATION),
    }  # fmt: skip
    return render(request, "territory/objects.html", shown)


@login_required
def add(request: Request, pk: int) -> HttpResponse:
    actor = permitted(request, Permission.ORGANISATION)
    layer = queries.layer_for(actor, pk)
    form = ObjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with beside(form, "number"):
            row = actions.put_object(layer=layer, by=actor, **form.cleaned_data)
            messages.success(request, f"«{row}» теперь в слое «{layer}».")
            return redirect("territory:objects", layer.pk)
    shown = {"form": form, "layer": layer}
    return render(request, "territory/object.html", shown, status=status(form))


@login_required
def one(request: Request, pk: int) -> HttpResponse:
    """One object; posting changes it."""
    actor = permitted(request, Permission.ORGANISATION)
    row = queries.object_for(actor, pk)
    form = ObjectForm(request.POST or None, found=row)
    if request.method == "POST" and form.is_valid():
        with beside(form, "number"):
            row = queries.object_for(actor, pk)
            actions.put_object(layer=row.layer, found=row, by=actor, **form.cleaned_data)
            messages.success(request, f"«{row}»: сохранено.")
            return redirect("territory:objects", row.layer_id)
    shown = {"form": form, "layer": row.layer, "found": queries.object_for(actor, pk)}
    return render(request, "territory/object.html", shown, status=status(form))


@login_required
@require_POST
def standing(request: Request, pk: int) -> HttpResponse:
    """Taken off, or brought back by `back`."""
    actor = permitted(request, Permission.ORGANISATION)
    row = queries.object_for(actor, pk)
    if request.POST.get("back"):
        actions.bring_back(found=row, by=actor)
        messages.success(request, f"«{row}» снова в слое.")
    else:
        actions.take_off(found=row, by=actor)
        messages.success(request, f"«{row}» снят. Сообщения остались с ним.")
    return redirect("territory:objects", row.layer_id)
