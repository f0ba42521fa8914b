"""«Профиль»: what the founding act sets, what was changed since, and loading another file."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from mcu.cases.actions.load import switch_channel
from mcu.cases.queries.profile import channel_use_for
from mcu.core import journal
from mcu.core.errors import RuleViolation
from mcu.core.profile import Mistakes
from mcu.desk.actions import apply_profile, restore_setting
from mcu.desk.forms import PlaceForm, ProfileFileForm, ProfileTextForm
from mcu.desk.queries.profile import comparison, exported, wanted_from
from mcu.desk.queries.profile_pages import difference_page, preview_rows, profile_page
from mcu.desk.rules.profile import ALL_RIGHTS
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

P = Permission


@login_required
@require_GET
def profile(request: Request) -> HttpResponse:
    require(request.actor, P.SETTINGS)
    shown = {
        "page": profile_page(request.user.municipality),
        "form": ProfileFileForm(),
        "may_load": all(may(request.actor, permission) for permission in ALL_RIGHTS),
        "may_switch": may(request.actor, P.ORGANISATION),
    }
    return render(request, "desk/profile.html", shown)


@login_required
@require_POST
def preview(request: Request) -> HttpResponse:
    """What loading the file would change; every mistake in it, when there are any."""
    _require_all(request)
    form = ProfileFileForm(request.POST, request.FILES)
    if not form.is_valid():
        raise RuleViolation(" ".join(map(str, form.errors.get("file", []))))
    name, text = form.cleaned_data["file"]
    try:
        given = wanted_from(text, name)
    except Mistakes as wrong:
        shown = {"name": name, "mistakes": wrong.told}
        return render(request, "desk/profile_preview.html", shown, status=422)
    found = comparison(request.user.municipality, given)
    shown = {
        "name": name,
        "text": given.document.text,
        "of_another": given.place != request.user.municipality,
        "given": given.meant["municipality"],
        "written": preview_rows(request.user.municipality, given, found.written),
        "kept": preview_rows(request.user.municipality, given, found.kept),
    }
    return render(request, "desk/profile_preview.html", shown)


@login_required
@require_POST
def load(request: Request) -> HttpResponse:
    _require_all(request)
    form = ProfileTextForm(request.POST)
    if not form.is_valid():
        raise RuleViolation("Профиль не дошёл целиком. Выберите файл и проверьте его снова.")
    given = wanted_from(form.cleaned_data["text"], form.cleaned_data["name"])
    _, found = apply_profile(profile=given, name=form.cleaned_data["name"], by=request.actor)
    messages.success(request, f"Профиль загружен. Изменено мест: {len(found.written)}.")
    return redirect("desk:profile")


@login_required
@require_GET
def export(request: Request) -> HttpResponse:
    """The profile of what there is now, as a file."""
    require(request.actor, P.SETTINGS)
    place = request.user.municipality
    response = HttpResponse(exported(place), content_type="application/toml; charset=utf-8")
    header = content_disposition_header(as_attachment=True, filename=f"{place.code}.toml")
    response["Content-Disposition"] = str(header)
    journal.record("profile.export", by=request.actor, municipality_id=place.pk)
    return response


@login_required
@require_GET
def difference(request: Request) -> HttpResponse:
    """Everything that is not as the act says, with who changed it and when."""
    require(request.actor, P.SETTINGS)
    shown = {
        "page": difference_page(request.user.municipality),
        "may_restore": may(request.actor, P.ORGANISATION),
    }
    return render(request, "desk/profile_difference.html", shown)


@login_required
@require_POST
def restore(request: Request) -> HttpResponse:
    """One setting back to what the act says."""
    where = PlaceForm(request.POST).place()
    change = restore_setting(place=request.user.municipality, where=where, by=request.actor)
    told = ": ".join(filter(None, (change.section.title, change.label)))
    messages.success(request, f"Возвращено, как в акте: {told}.")
    return redirect("desk:profile-difference")


@login_required
@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """A channel on or off."""
    channel = channel_use_for(request.actor, pk)
    enabled = request.POST.get("enabled") == "yes"
    switch_channel(channel=channel, enabled=enabled, by=request.actor)
    messages.success(request, f"Канал «{channel}» {'включён' if enabled else 'выключен'}.")
    return redirect("desk:profile")


def _require_all(request: Request) -> None:
    """A profile speaks of everything: refused before the file is looked at."""
    for permission in ALL_RIGHTS:
        require(request.actor, permission)
