"""«Каналы»: how each connection stands, and what may be done about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mcu.channels import actions
from mcu.channels.connecting import connector_of, hook_url
from mcu.channels.models import Channel
from mcu.channels.queries import connection_for
from mcu.channels.rules import HOOK
from mcu.clients.failure import Failure
from mcu.connectors import CONNECTORS
from mcu.connectors.contract import STRANGE, Can, Connector
from mcu.connectors.forms import ConnectionForm
from mcu.core import vault
from mcu.core.errors import RuleViolation
from mcu.intake import jobs
from mcu.intake.actions import arrivals
from mcu.intake.forms import ChannelForm, SinceForm
from mcu.intake.queries import sources
from mcu.org.actions import require
from mcu.org.middleware import Request
from mcu.org.rules.roles import Permission, may

STANDS = "Остановлен: "


@login_required
@require_GET
def index(request: Request) -> HttpResponse:
    """Every connection with its health; for htmx only the part that refreshes itself."""
    require(request.actor, Permission.SETTINGS)
    shown = {
        "rows": sources.health_of(request.actor, timezone.now()),
        "kinds": [kind for kind in CONNECTORS.values() if kind.offered],
        "may_manage": may(request.actor, Permission.CHANNELS),
    }
    template = "intake/channels.html#list" if request.htmx else "intake/channels.html"
    return render(request, template, shown)


@login_required
@require_GET
def health(request: Request) -> HttpResponse:
    """What of the connections has to be mended: a block of «Сегодня»; quiet when nothing has."""
    require(request.actor, Permission.CHANNELS)
    shown = {"rows": sources.troubles_for(request.actor, timezone.now())}
    return render(request, "intake/parts/health.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def add(request: Request, code: str) -> HttpResponse:
    """A new connection; its settings are tried at the service before they are kept."""
    require(request.actor, Permission.CHANNELS)
    kind = _kind(code)
    use = ChannelForm(request.POST or None, kind=kind)
    form = kind.form(request.POST or None)
    if request.method == "POST" and use.is_valid() and form.is_valid():
        said = _tried(kind, form)
        if said is not None:
            channel = actions.connect(
                transport=code, settings=form.settings(), by=request.actor, **use.cleaned_data
            )
            messages.success(request, f"Канал подключён. {said}")
            return redirect("intake:channel", channel.pk)
    shown = {"kind": kind, "use": use, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/channel_form.html", shown, status=status)


@login_required
@require_GET
def channel(request: Request, pk: int) -> HttpResponse:
    """One connection: how it stands, what could not be understood, what may be done."""
    require(request.actor, Permission.SETTINGS)
    found = connection_for(request.actor, pk)
    manages = may(request.actor, Permission.CHANNELS)
    rows = sources.health_of(request.actor, timezone.now())
    before = request.GET.get("before", "")
    failed = sources.failed_of(
        found, int(before) if before.isdecimal() and len(before) < 19 else None
    )
    shown = {
        "row": next(row for row in rows if row.channel.pk == found.pk),
        "can": sorted(CONNECTORS[found.transport].can),
        "can_since": Can.SINCE in CONNECTORS[found.transport].can,
        "failed": failed,
        "older": failed[-1].pk if len(failed) == sources.PAGE else None,
        "since": SinceForm(),
        "hook": _door(found) if manages else "",
        "caution": _caution(found),
        "may_manage": manages,
    }
    return render(request, "intake/channel.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def change(request: Request, pk: int) -> HttpResponse:
    """Other settings; secrets left empty stay, and nothing is kept that the service refuses."""
    require(request.actor, Permission.CHANNELS)
    found = connection_for(request.actor, pk)
    kind, kept = _kind(found.transport), _kept(found)
    use = ChannelForm(request.POST or None, kind=kind, channel=found)
    form = kind.form(request.POST or None, kept=kept)
    if request.method == "POST" and use.is_valid() and form.is_valid():
        said = _tried(kind, form)
        if said is not None:
            actions.change(
                channel=found, settings=form.settings(), by=request.actor, **use.cleaned_data
            )
            messages.success(request, f"Настройки сохранены. {said}")
            return redirect("intake:channel", pk)
    shown = {"kind": kind, "use": use, "form": form, "channel": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "intake/channel_form.html", shown, status=status)


@login_required
@require_POST
def probe(request: Request, pk: int) -> HttpResponse:
    """Try the connection now; what was mended at the service goes on."""
    require(request.actor, Permission.CHANNELS)
    found = connection_for(request.actor, pk)
    try:
        with connector_of(found) as connector:
            said = connector.probe()
    except Failure as failure:
        raise RuleViolation(failure.sentence) from failure
    arrivals.mended(channel=found, by=request.actor, now=timezone.now())
    messages.success(request, said)
    return redirect("intake:channel", pk)


@login_required
@require_POST
def turn(request: Request, pk: int) -> HttpResponse:
    """Let it work or hold it."""
    found = connection_for(request.actor, pk)
    active = request.POST.get("active") == "1"
    actions.turn(channel=found, active=active, by=request.actor)
    messages.success(
        request, "Канал включён." if active else "Канал выключен: что ждёт отправки, подождёт."
    )
    return redirect("intake:channel", pk)


@login_required
@require_POST
def since(request: Request, pk: int) -> HttpResponse:
    """«Догрузить с даты»."""
    found = connection_for(request.actor, pk)
    form = SinceForm(request.POST)
    if Can.SINCE not in CONNECTORS[found.transport].can:
        raise RuleViolation("Этот сервис не отдаёт прошлое: догрузить с даты нельзя.")
    if not form.is_valid():
        raise RuleViolation("Впишите день, с которого догрузить.")
    day = form.cleaned_data["day"]
    arrivals.ask_since(channel=found, day=day, by=request.actor, today=timezone.localdate())
    jobs.poll.defer()
    messages.success(
        request, f"Догружается всё с {day:%d.%m.%Y}. Что уже есть, второй раз не войдёт."
    )
    return redirect("intake:channel", pk)


@login_required
@require_POST
def again(request: Request, pk: int) -> HttpResponse:
    """«Разобрать заново»: everything that could not be understood, or one of it."""
    found = connection_for(request.actor, pk)
    one = request.POST.get("arrival", "")
    arrival = (
        sources.arrival_for(request.actor, found, int(one))
        if one.isdecimal() and len(one) < 19
        else None
    )
    count = arrivals.digest_again(channel=found, by=request.actor, arrival=arrival)
    jobs.digest.defer()
    messages.success(request, f"Разбирается заново: {count}.")
    return redirect("intake:channel", pk)


def _kind(code: str) -> type[Connector]:
    if code not in CONNECTORS:
        raise Http404("Такого канала нет.")
    return CONNECTORS[code]


def _tried(kind: type[Connector], form: ConnectionForm) -> str | None:
    """What the service said to these settings; None when it refused, told beside the form."""
    try:
        with kind(form.settings()) as connector:
            return connector.probe()
    except Failure as failure:
        said = failure.sentence.removeprefix(STANDS)  # nothing stands yet that was never kept
        form.add_error(None, said[:1].upper() + said[1:])
    except STRANGE as strange:
        form.add_error(
            None, f"Сервис ответил не так, как описано ({type(strange).__name__}). Проверьте адрес."
        )
    return None


def _kept(found: Channel) -> dict[str, object]:
    """The settings as they are kept; none when the key they were sealed with is gone."""
    try:
        values: dict[str, object] = vault.unseal(found.settings or b"")
    except vault.SealBroken:
        return {}
    return {name: value for name, value in values.items() if name != HOOK}


def _caution(found: Channel) -> str:
    """What its connector says of answering; nothing where it only reads or cannot be opened."""
    if not found.replies:
        return ""
    try:
        with connector_of(found) as connector:
            return connector.caution()
    except Failure:
        return ""


def _door(found: Channel) -> str:
    if found.hook is None:
        return ""
    try:
        return hook_url(vault.unseal(found.settings or b"")[HOOK])
    except vault.SealBroken:
        return ""
