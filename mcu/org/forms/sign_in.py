"""What a person types to sign in or to change the password."""

from typing import Any

from django import forms
from django.conf import settings

from mcu.org.forms.fields import LOGIN_LENGTH
from mcu.org.rules.passwords import LONGEST
from mcu.org.rules.tokens import LIFETIMES, Scope


class SignInForm(forms.Form):
    """Login and password; the login in small letters, so that one login is counted once."""

    username = forms.CharField(
        label="Логин",
        max_length=LOGIN_LENGTH,
        error_messages={
            "max_length": "Такого длинного логина не бывает. Проверьте, что вставлено."
        },
        widget=forms.TextInput(
            {"autocomplete": "username webauthn", "autocapitalize": "none", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label="Пароль",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).lower()


class CodeForm(forms.Form):
    """A code of an authenticator, or a recovery code."""

    code = forms.CharField(
        label="Код",
        max_length=40,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label="Пароль",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )


class TokenForm(forms.Form):
    """A token for a program of one's own."""

    name = forms.CharField(label="Для чего", max_length=100, help_text="Например: выгрузка в 1С.")
    scopes = forms.MultipleChoiceField(
        label="Разрешает",
        choices=Scope.choices,
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        help_text="Не больше, чем позволяют ваши роли.",
    )
    days = forms.TypedChoiceField(label="Срок", choices=LIFETIMES, coerce=int, initial=90)


class NewPasswordForm(forms.Form):
    """A password chosen, twice."""

    new = forms.CharField(
        label="Новый пароль",
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=f"От {settings.MCU_PASSWORD_LENGTH} знаков, лучше несколько слов. Цифры и знаки не обязательны.",
    )
    again = forms.CharField(
        label="Новый пароль ещё раз",
        strip=False,
        max_length=LONGEST,
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
        max_length=LONGEST,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("old", "new", "again")
