"""Signing in and out, one's own password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mcu.core.errors import RuleViolation
from mcu.org import actions
from mcu.org.forms import (
    PasswordForm,
    SignInForm,
)
from mcu.org.models import Person
from mcu.org.views.frame import me, status


class SignIn(LoginView):
    """A person who is signed in already goes on to work."""

    template_name = "org/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """Too many wrong passwords: says how long to wait, not whether the login exists."""
    return render(request, "org/locked_out.html", status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("org:sign-in")


@login_required
@never_cache
def password(request: HttpRequest) -> HttpResponse:
    """One's own password."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = me(request)
        if not person.check_password(form.cleaned_data["old"]):
            form.add_error("old", "Нынешний пароль набран неверно.")
        elif _password_set(request, form, person):
            update_session_auth_hash(request, person)
            messages.success(request, "Пароль изменён.")
            return redirect("/")
    return render(request, "org/password.html", {"form": form}, status=status(form))


def _password_set(request: HttpRequest, form: PasswordForm, person: Person) -> bool:
    try:
        actions.set_password(
            person=person,
            password=form.cleaned_data["new"],
            by=request.actor,  # type: ignore[attr-defined]
        )
    except RuleViolation as refusal:
        form.add_error("new", refusal.sentence)
        return False
    return True
