"""Registering a message by hand: what must be known first, the rest below."""

from typing import Any

from django import forms
from django.utils import timezone

from mcu.cases.actions.register import Incoming
from mcu.cases.forms.fields import LongText
from mcu.cases.queries import cases_for
from mcu.cases.queries.profile import channels_in_use
from mcu.cases.rules.words import AppealKind, Channel, Importance, Regime, System
from mcu.org.forms import PlainText
from mcu.org.rules.roles import Actor


class RegisterForm(forms.Form):
    """The fields of `Incoming`, in the order in which a caller speaks."""

    channel = forms.ChoiceField(label="Канал", choices=Channel.choices, initial=Channel.PHONE)
    received_at = forms.DateTimeField(
        label="Получено",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Такого времени нет.", "required": "Укажите день и время."},
    )
    text = LongText(
        label="О чём пишет житель",
        rows=4,
        error_messages={"required": "Впишите, о чём пишет житель."},
        help_text="Имена, телефоны и адреса людей программа скроет сама и сохранит отдельно.",
    )
    settlement = PlainText(label="Населённый пункт", required=False, max_length=120)
    street = PlainText(label="Улица", required=False, max_length=200)
    house = PlainText(label="Дом", required=False, max_length=40)
    landmark = PlainText(label="Ориентир", required=False, max_length=200)
    applicant_name = PlainText(label="Имя заявителя", required=False, max_length=200)
    applicant_contacts = PlainText(
        label="Куда ответить", required=False, max_length=300, help_text="телефон, почта или адрес"
    )
    regime = forms.ChoiceField(label="Режим", choices=Regime.choices, initial=Regime.MESSAGE)
    appeal_kind = forms.ChoiceField(
        label="Вид обращения", required=False, choices=[("", "—"), *AppealKind.choices]
    )
    importance = forms.ChoiceField(
        label="Важность", choices=Importance.choices, initial=Importance.NORMAL
    )
    collective = forms.BooleanField(label="коллективное", required=False)
    system = forms.ChoiceField(label="Система", choices=System.choices, initial=System.OWN)
    external_id = PlainText(label="Номер в системе", required=False, max_length=80)
    community = PlainText(label="Сообщество", required=False, max_length=200)
    source_url = forms.URLField(
        label="Ссылка на публикацию",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Это не ссылка: она начинается с https://."},
    )

    FIRST = ("channel", "received_at", "text")
    PLACE = ("settlement", "street", "house", "landmark")
    AUTHOR = ("applicant_name", "applicant_contacts")

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, initial={"received_at": timezone.localtime()})
        self.actor = actor
        self.fields["channel"].choices = channels_in_use(actor.municipality_id)  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["autofocus"] = True

    @property
    def place(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PLACE]

    @property
    def author(self) -> list[forms.BoundField]:
        return [self[name] for name in self.AUTHOR]

    @property
    def rest(self) -> list[forms.BoundField]:
        shown = {*self.FIRST, *self.PLACE, *self.AUTHOR}
        return [self[name] for name in self.fields if name not in shown]

    def clean_external_id(self) -> str:
        """One message of another system is one case here."""
        number: str = self.cleaned_data["external_id"].strip()
        same = cases_for(self.actor).filter(system=self.data.get("system"), external_id=number)
        if number and (found := same.first()):
            raise forms.ValidationError(f"Уже зарегистрировано: {found}.")
        return number

    def incoming(self) -> Incoming:
        """What was filled in; call it on a valid form."""
        values = dict(self.cleaned_data)
        personal = {name: values.pop(name) for name in self.AUTHOR}
        return Incoming(**values, applicant={name: v for name, v in personal.items() if v})
