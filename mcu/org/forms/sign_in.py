"""What a person types to sign in or to change the password."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts

from mcu.org.forms.fields import LOGIN_LENGTH


class SignInForm(AuthenticationForm):
    """Login and password; the login in small letters, so that the lockout counts one login once."""

    error_messages = {  # noqa: RUF012 - the type of the parent
        "invalid_login": "Логин или пароль не подходят. Проверьте раскладку клавиатуры и Caps Lock.",
        "inactive": "Эта учётная запись отключена. Обратитесь к администратору МЦУ.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Логин"
        self.fields["password"].label = "Пароль"

    def clean_username(self) -> str:
        login = str(self.cleaned_data["username"]).strip().lower()
        if len(login) > LOGIN_LENGTH:
            raise self.get_invalid_login_error()
        return login


class NewPasswordForm(forms.Form):
    """A password chosen, twice."""

    new = forms.CharField(
        label="Новый пароль",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=" ".join(password_validators_help_texts()),
    )
    again = forms.CharField(
        label="Новый пароль ещё раз",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("new") and given.get("again") and given["new"] != given["again"]:
            self.add_error("again", "Пароли различаются. Наберите новый пароль ещё раз.")
        return given


class PasswordForm(NewPasswordForm):
    """One's own new password."""

    old = forms.CharField(
        label="Нынешний пароль",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("old", "new", "again")
