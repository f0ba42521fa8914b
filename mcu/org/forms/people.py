"""What a person types about people and duties."""

from typing import Any

from django import forms

from mcu.org.forms.fields import LOGIN_LENGTH, day
from mcu.org.models import Block, Body
from mcu.org.queries import blocks, bodies
from mcu.org.rules.roles import Actor, Role


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


class ChangePersonForm(forms.Form):
    """The name, the post, the service contacts."""

    full_name = forms.CharField(label="Фамилия, имя, отчество", max_length=200)
    position = forms.CharField(label="Должность", max_length=200, required=False)
    email = forms.EmailField(label="Служебная почта", required=False)
    phone = forms.CharField(label="Служебный телефон", max_length=60, required=False)


class DutyForm(forms.Form):
    """A role given to somebody: where, from when, by which act."""

    role = forms.ChoiceField(label="Роль", choices=[("", "выберите"), *Role.choices])
    body = forms.ModelChoiceField(
        Body.objects.none(),
        label="Орган",
        required=False,
        empty_label="—",
        help_text="Для исполнителя, согласующего, администратора страницы.",
    )
    block = forms.ModelChoiceField(
        Block.objects.none(),
        label="Блок",
        required=False,
        empty_label="—",
        help_text="Для ответственного за отраслевой блок.",
    )
    since = day("С какого дня")
    until = day("По какой день")
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
        block.queryset = blocks(actor).filter(active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", "Последний день не может быть раньше первого.")
        return given


class EndDutyForm(forms.Form):
    """The last day of a duty; without it, yesterday."""

    on = day("Последний день")
