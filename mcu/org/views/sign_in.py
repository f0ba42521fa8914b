"""Signing in and out: password, second factor, passkey; one's own password."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import CodeForm, PasswordForm, SignInForm
from mcu.org.models import Passkey, Person
from mcu.org.rules import passkeys
from mcu.org.rules.sign_in import SECOND
from mcu.org.views.entering import (
    address,
    after_first,
    enter,
    pending,
    site,
    where_to,
)
from mcu.org.views.frame import me, status
from mcu.org.views.oidc import title

CHALLENGE = "passkey_sign_in"


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; a person who is signed in already goes on to work."""
    if request.user.is_authenticated:
        return redirect(where_to(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login, password = form.cleaned_data["username"], form.cleaned_data["password"]
        try:
            person = actions.try_password(
                login=login, password=password, address=address(request), now=timezone.now()
            )
        except actions.Closed as closed:
            return locked_out(request, closed)
        except RuleViolation as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return after_first(request, person, "password", where_to(request))
    context = {
        "form": form,
        "next": where_to(request),
        "passkeys": site(request).fits,
        "oidc": title(),
    }
    return render(request, "org/sign_in.html", context)


@never_cache
def second(request: HttpRequest) -> HttpResponse:
    """The second factor after the password: a code, a recovery code or a passkey."""
    found = pending(request)
    if found is None:
        messages.warning(request, "Введите логин и пароль ещё раз: прошло больше десяти минут.")
        return redirect("org:sign-in")
    person, way, next = found
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            used = _code_used(request, person, form.cleaned_data["code"])
        except actions.Closed as closed:
            return locked_out(request, closed)
        except RuleViolation as refusal:
            form.add_error("code", refusal.sentence)
        else:
            return enter(request, person, f"{way}+{used}", next)
    totp, keys = queries.second_factors(person)
    context = {"form": form, "totp": totp, "keys": bool(keys) and site(request).fits}
    return render(request, "org/second.html", context, status=status(form))


def _code_used(request: HttpRequest, person: Person, code: str) -> str:
    login, now = SECOND + person.login, timezone.now()
    actions.begin_attempt(login=login, address=address(request), now=now)
    try:
        used = actions.check_code(person=person, code=code, now=now)
    except RuleViolation:
        actions.fail(login=login, address=address(request), person=person, way="code", now=now)
        raise
    actions.forgive(login=login, address=address(request))
    return used


@require_POST
@never_cache
def begin_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser is to sign; with the keys of whoever has given the password already."""
    found = pending(request)
    known = [key.credential_id for key in queries.second_factors(found[0])[1]] if found else []
    options, request.session[CHALLENGE] = passkeys.begin_sign_in(site(request), known)
    return JsonResponse(options)


@require_POST
@never_cache
def finish_passkey(request: HttpRequest) -> HttpResponse:
    """A signature by a key that knows its person: both factors at once."""
    state = request.session.pop(CHALLENGE, None)
    try:
        answer = json.loads(request.body)
        person = _signed(request, state, answer.get("credential"))
    except (ValueError, AttributeError, RawPostDataException):
        return JsonResponse(RuleViolation(passkeys.REFUSED, code="wrong").as_dict(), status=400)
    except RuleViolation as refusal:
        return JsonResponse(refusal.as_dict(), status=422)
    found = pending(request)
    way = f"{found[1]}+passkey" if found else "passkey"
    done = enter(request, person, way, found[2] if found else where_to(request))
    return JsonResponse({"next": done["Location"]})


def _signed(request: HttpRequest, state: Any, answer: Any) -> Person:
    now, found = timezone.now(), pending(request)
    keys = Passkey.objects.filter(credential_id=passkeys.credential_id(answer))
    key = keys.filter(person__is_active=True).select_related("person__municipality").first()
    if state is None or key is None or (found and found[0].pk != key.person_id):
        raise RuleViolation(passkeys.REFUSED, code="wrong")
    login = SECOND + key.person.login
    try:
        counter = passkeys.finish_sign_in(site(request), state, bytes(key.credential), answer)
        actions.use_passkey(passkey=key, counter=counter, now=now)
    except RuleViolation:
        actions.fail(
            login=login, address=address(request), person=key.person, way="passkey", now=now
        )
        raise
    return key.person


def locked_out(request: HttpRequest, closed: actions.Closed) -> HttpResponse:
    """Too many wrong answers: says how long to wait, not whether the login exists."""
    wait = closed.until - timezone.now()
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    response = render(request, "org/locked_out.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        actions.left(person=me(request))
    logout(request)
    return redirect("org:sign-in")


@login_required
@never_cache
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """One's own password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = me(request)
        try:
            actions.try_password(
                login=person.login,
                password=form.cleaned_data["old"],
                address=address(request),
                now=timezone.now(),
            )
        except actions.Closed as closed:
            return locked_out(request, closed)
        except RuleViolation:
            form.add_error("old", "Нынешний пароль набран неверно.")
        else:
            if _password_set(request, form, person):
                return redirect("org:mine")
    return render(request, "org/password.html", {"form": form}, status=status(form))


def _password_set(request: HttpRequest, form: PasswordForm, person: Person) -> bool:
    try:
        actions.set_password(
            person=person,
            password=form.cleaned_data["new"],
            by=request.actor,  # type: ignore[attr-defined]
            keep=request.session.session_key or "",
        )
    except RuleViolation as refusal:
        form.add_error("new", refusal.sentence)
        return False
    update_session_auth_hash(request, person)
    messages.success(request, "Пароль изменён. На других устройствах вы вышли.")
    return True
