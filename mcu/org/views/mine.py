"""«Мой вход»: password, second factor, where one is signed in, tokens."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mcu.core.errors import RuleViolation
from mcu.org import actions, queries
from mcu.org.forms import ConfirmForm, TokenForm
from mcu.org.middleware import MUST_SET_UP
from mcu.org.models import Session, Token
from mcu.org.rules.roles import Permission
from mcu.org.rules.sign_in import device
from mcu.org.views.entering import CONFIRMED, address, fresh, site, where_to
from mcu.org.views.frame import me, permitted, status
from mcu.org.views.sign_in import locked_out

WAYS = {
    "password": "пароль", "totp": "код приложения", "recovery": "запасной код", "passkey": "ключ",
    "oidc": "единый вход", "link": "одноразовая ссылка",
}  # fmt: skip


@login_required
@require_GET
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """Everything about one's own way in."""
    return _page(request, TokenForm())


@login_required
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """The password again, before the way in is changed."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"login": me(request).login, "password": form.cleaned_data["password"]}
        try:
            actions.try_password(**given, address=address(request), now=timezone.now())
        except actions.Closed as closed:
            return locked_out(request, closed)
        except RuleViolation:
            form.add_error("password", "Пароль набран неверно.")
        else:
            request.session[CONFIRMED] = timezone.now().timestamp()
            return redirect(where_to(request))
    context = {
        "form": form,
        "next": where_to(request),
        "has_password": me(request).has_usable_password(),
    }
    return render(request, "org/confirm.html", context, status=status(form))


@login_required
@require_POST
def end_session(request: HttpRequest, mark: str) -> HttpResponse:
    """One browser out; the mark stands for a key that must not be in a page."""
    found = [s for s in queries.sessions_of(me(request), timezone.now()) if mark_of(s) == mark]
    if not found:
        raise Http404
    actions.end_session(session=found[0], by=request.actor, reason="завершён владельцем")  # type: ignore[attr-defined]
    messages.success(request, "Сеанс завершён.")
    return redirect("org:mine")


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """«Выйти везде», кроме этого браузера."""
    keep = request.session.session_key or ""
    ended = actions.end_sessions(person=me(request), by=request.actor, keep=keep)  # type: ignore[attr-defined]
    messages.success(
        request, "Вы вышли на всех других устройствах." if ended else "Других сеансов нет."
    )
    return redirect("org:mine")


@login_required
@require_POST
def end_sessions_of(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague out everywhere: a lost laptop, a finished contract."""
    actor = permitted(request, Permission.ORGANISATION)
    colleague = get_object_or_404(queries.people(actor), pk=pk)
    ended = actions.end_sessions(person=colleague, by=actor)
    messages.success(request, "Все сеансы завершены." if ended else "Сеансов не было.")
    return redirect("org:person", pk)


@login_required
@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague try again at once after too many wrong passwords."""
    actor = permitted(request, Permission.ORGANISATION)
    colleague = get_object_or_404(queries.people(actor), pk=pk)
    actions.unlock(person=colleague, by=actor)
    messages.success(request, "Попытки входа обнулены.")
    return redirect("org:person", pk)


@login_required
@require_POST
@never_cache
@fresh
def make_token(request: HttpRequest) -> HttpResponse:
    """A token, shown on this answer and nowhere else."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    secret = actions.make_token(
        person=me(request),
        by=request.actor,  # type: ignore[attr-defined]
        now=timezone.now(),
        **form.cleaned_data,
    )
    return render(request, "org/token.html", {"secret": secret, "name": form.cleaned_data["name"]})


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(Token, pk=pk, person=me(request))
    actions.revoke_token(token=token, by=request.actor, now=timezone.now())  # type: ignore[attr-defined]
    messages.success(request, f"Токен «{token.name}» отозван.")
    return redirect("org:mine")


def mark_of(session: Session) -> str:
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:16]


def _page(request: HttpRequest, form: TokenForm) -> HttpResponse:
    person, now = me(request), timezone.now()
    totp, keys = queries.second_factors(person)
    here = request.session.session_key
    context: dict[str, Any] = {
        "totp": totp,
        "keys": keys,
        "codes_left": person.recovery_codes.filter(used_at=None).count(),
        "keys_fit": site(request).fits,
        "must": MUST_SET_UP in request.session,
        "obligatory": queries.must_have_second_factor(request.actor),  # type: ignore[attr-defined]
        "sessions": [
            {
                "row": row,
                "mark": mark_of(row),
                "device": device(row.agent),
                "way": ", ".join(WAYS.get(way, way) for way in row.way.split("+") if way),
                "here": row.pk == here,
            }
            for row in queries.sessions_of(person, now)
        ],
        "tokens": person.tokens.filter(revoked_at=None),
        "now": now,
        "form": form,
    }
    return render(request, "org/mine.html", context, status=status(form))
