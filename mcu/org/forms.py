"""What a person types about people, duties and the calendar."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import password_validators_help_texts

from mcu.org.models import Block, Body, CalendarDay
from mcu.org.queries import blocks, bodies
from mcu.org.rules.roles import Actor, Role

LOGIN_LENGTH = 60


class DayInput(forms.DateInput):
    """The calendar of the browser; it wants the date as year-month-day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


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


class PasswordForm(forms.Form):
    """One's own new password."""

    old = forms.CharField(
        label="Нынешний пароль",
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )
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


class PersonForm(forms.Form):
    """Somebody new; the password is made by the program and shown once."""

    full_name = forms.CharField(
        label="Фамилия, имя, отчество",
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    login = forms.RegexField(
        r"^[A-Za-z0-9._-]+$",
        label="Логин",
        max_length=LOGIN_LENGTH,
        help_text="Латинские буквы, цифры, точка, дефис.",
        error_messages={"invalid": "В логине только латинские буквы, цифры, точка и дефис."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    position = forms.CharField(label="Должность", max_length=200, required=False)


class DutyForm(forms.Form):
    """A role given to somebody: where, from when, by which act."""

    role = forms.ChoiceField(label="Роль", choices=[("", "выберите"), *Role.choices])
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Орган",
        required=False,
        empty_label="—",
        help_text="Для исполнителя и согласующего.",
    )
    block = forms.ModelChoiceField(
        Block.objects.none(),
        label="Блок",
        required=False,
        empty_label="—",
        help_text="Для ответственного за отраслевой блок.",
    )
    since = forms.DateField(label="С какого дня", required=False, widget=DayInput())
    until = forms.DateField(label="По какой день", required=False, widget=DayInput())
    act = forms.CharField(
        label="Основание",
        max_length=300,
        required=False,
        help_text="Распоряжение: номер и дата.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body, block = self.fields["body"], self.fields["block"]
        body.queryset = bodies(actor).filter(active=True)  # type: ignore[attr-defined]
        block.queryset = blocks(actor)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "Последний день не может быть раньше первого.")
        return given


class EndDutyForm(forms.Form):
    """The last day of a duty; without it, yesterday."""

    on = forms.DateField(label="Последний день", required=False, widget=DayInput())


class CalendarDayForm(forms.Form):
    """A day that differs from the production calendar."""

    day = forms.DateField(label="День", widget=DayInput())
    kind = forms.ChoiceField(label="Какой", choices=CalendarDay.KINDS)
    title = forms.CharField(
        label="Почему",
        max_length=200,
        help_text="Региональный праздник, перенос, сокращённый день.",
    )
