"""Setting up the second factor of one's own, and resetting a colleague's."""

import hashlib
import hmac
import io
import json
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.core.vault import seal, unseal
from mcu.org import actions, queries
from mcu.org.forms import CodeForm
from mcu.org.middleware import MUST_SET_UP
from mcu.org.models import Person
from mcu.org.rules import passkeys
from mcu.org.rules.roles import Permission
from mcu.org.rules.second_factor import totp_address
from mcu.org.views.entering import fresh, site
from mcu.org.views.frame import me, permitted, status

CHALLENGE = "passkey_add"
CODES = "recovery_codes"
ISSUER = "Пульт МЦУ"


@login_required
@never_cache
@fresh
def totp(request: HttpRequest) -> HttpResponse:
    """The square to scan, the secret in letters, and the first code."""
    person = me(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, by = form.cleaned_data["code"], request.actor  # type: ignore[attr-defined]
        try:
            codes = actions.confirm_totp(person=person, code=code, by=by, now=timezone.now())
        except RuleViolation as refusal:
            form.add_error("code", refusal.sentence)
        else:
            messages.success(request, "Приложение подключено.")
            return redirect(_set_up(request, codes))
    secret = actions.begin_totp(person=person)
    address = totp_address(secret, person.login, ISSUER)
    context = {"form": form, "square": _square(address), "secret": _letters(address)}
    return render(request, "org/totp.html", context, status=status(form))


@login_required
@require_POST
@fresh
def remove_totp(request: HttpRequest) -> HttpResponse:
    found, _ = queries.second_factors(me(request))
    if found:
        actions.remove_factor(person=me(request), factor=found, by=request.actor)  # type: ignore[attr-defined]
        messages.success(request, "Приложение отключено.")
    return redirect("org:mine")


@login_required
@require_POST
@never_cache
@fresh
def begin_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser is asked when a key is added."""
    person = me(request)
    _, known = queries.second_factors(person)
    options, request.session[CHALLENGE] = passkeys.begin_registration(
        site(request),
        handle=_handle(person),
        login=person.login,
        name=person.full_name,
        known=[key.credential_id for key in known],
    )
    return JsonResponse(options)


@login_required
@require_POST
@never_cache
@fresh
def add_passkey(request: HttpRequest) -> HttpResponse:
    """The new key, verified."""
    state = request.session.pop(CHALLENGE, None)
    try:
        codes = _added(request, state, json.loads(request.body))
    except (ValueError, AttributeError, RawPostDataException):
        return JsonResponse(RuleViolation(passkeys.REFUSED, code="wrong").as_dict(), status=400)
    except RuleViolation as refusal:
        return JsonResponse(refusal.as_dict(), status=422)
    messages.success(request, "Ключ добавлен.")
    return JsonResponse({"next": _set_up(request, codes)})


@login_required
@require_POST
@fresh
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    key = get_object_or_404(me(request).passkeys, pk=pk)
    actions.remove_factor(person=me(request), factor=key, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, f"Ключ «{key.name}» удалён.")
    return redirect("org:mine")


@login_required
@never_cache
@fresh
def codes(request: HttpRequest) -> HttpResponse:
    """Recovery codes, shown once after they were made; posting makes new ones."""
    if request.method == "POST":
        made = actions.renew_recovery_codes(person=me(request), by=request.actor)  # type: ignore[attr-defined]
        return redirect(_set_up(request, made))
    kept = request.session.pop(CODES, None)
    if kept is None:
        return redirect("org:mine")
    return render(request, "org/codes.html", {"codes": unseal(bytes.fromhex(kept))})


@login_required
@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """For a colleague who lost the phone and the codes."""
    actor = permitted(request, Permission.ORGANISATION)
    colleague = get_object_or_404(queries.people(actor), pk=pk)
    actions.reset_second_factor(person=colleague, by=actor)
    messages.success(request, f"Второй фактор сброшен: {colleague} войдёт по паролю.")
    return redirect("org:person", pk)


def _added(request: HttpRequest, state: Any, answer: Any) -> list[str]:
    if state is None:
        raise RuleViolation(passkeys.REFUSED, code="wrong")
    found = passkeys.finish_registration(site(request), state, answer.get("credential"))
    credential_id, credential, counter = found
    return actions.add_passkey(
        person=me(request),
        name=str(answer.get("name", "")).replace("\x00", "")[:60],
        credential_id=credential_id,
        credential=credential,
        counter=counter,
        by=request.actor,  # type: ignore[attr-defined]
    )


def _set_up(request: HttpRequest, codes: list[str]) -> str:
    """Where to go on: past the demand, to the recovery codes when there are new ones."""
    request.session.pop(MUST_SET_UP, None)
    request.session.cycle_key()
    if not codes:
        return reverse("org:mine")
    request.session[CODES] = seal(codes).hex()
    return reverse("org:codes")


def _handle(person: Person) -> bytes:
    """What a key keeps of its owner: nothing that could be read."""
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"passkey {person.pk}".encode(), hashlib.sha256).digest()[:16]


def _square(address: str) -> SafeString:
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg",  border=4, xmldecl=False, svgclass="square", lineclass=None,
        dark="#000", light="#fff", omitsize=True, title="Квадрат для приложения",
    )  # fmt: skip
    return mark_safe(drawn.getvalue().decode())  # noqa: S308 - drawn by the library from a number


def _letters(address: str) -> str:
    """The secret for typing by hand, in fours."""
    secret = address.split("secret=", 1)[1].split("&", 1)[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
