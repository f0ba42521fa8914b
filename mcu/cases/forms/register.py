"""Registering a message by hand: what must be known first, the rest below."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone

from mcu.cases.actions.register import Incoming
from mcu.cases.forms.appeal import Bodies
from mcu.cases.forms.fields import LongText
from mcu.cases.forms.objects import ObjectField, PointField
from mcu.cases.queries import cases_for
from mcu.cases.queries.profile import channels_in_use
from mcu.cases.rules.appeal import Category, Form, regime_of
from mcu.cases.rules.words import AppealKind, Channel, Importance, Regime, System
from mcu.org import queries as org
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
    point = PointField(
        label="Точка", required=False, max_length=80, help_text="широта, долгота из любой карты"
    )
    object = ObjectField(
        label="Объект",
        required=False,
        max_length=200,
        help_text="номер или название из слоёв карты",
    )
    object_near = ObjectField(required=False, max_length=20)
    applicant_name = PlainText(label="Имя заявителя", required=False, max_length=200)
    applicant_contacts = PlainText(
        label="Куда ответить", required=False, max_length=300, help_text="телефон или почта"
    )
    applicant_address = PlainText(label="Почтовый адрес", required=False, max_length=300)
    category = forms.ChoiceField(
        label="Категория", required=False, choices=[("", "не указано"), *Category.choices]
    )
    regime = forms.ChoiceField(
        label="Режим", required=False, choices=[("", "по каналу"), *Regime.choices]
    )
    identified = forms.BooleanField(
        label="личность подтверждена (вход на сайт, Госуслуги)", required=False
    )
    form = forms.ChoiceField(
        label="Форма", required=False, choices=[("", "по каналу"), *Form.choices]
    )
    appeal_kind = forms.ChoiceField(
        label="Вид обращения", required=False, choices=[("", "—"), *AppealKind.choices]
    )
    importance = forms.ChoiceField(
        label="Важность", choices=Importance.choices, initial=Importance.NORMAL
    )
    collective = forms.BooleanField(label="коллективное", required=False)
    signatories = forms.IntegerField(
        label="Подписей",
        required=False,
        min_value=1,
        max_value=1_000_000,
        error_messages={"invalid": "Впишите число."},
    )
    signatory_names = LongText(label="Кто подписал", required=False, rows=2)
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
    PLACE = ("settlement", "street", "house", "landmark", "point", "object")
    AUTHOR = ("applicant_name", "applicant_contacts", "applicant_address", "category")
    SEALED = ("applicant_name", "applicant_contacts", "signatory_names")
    APPEAL = (
        "regime", "appeal_kind", "form", "identified", "collective", "signatories", "signatory_names",
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,
        *,
        actor: Actor,
        channel: str = "",
        draft: Mapping[str, Any] | None = None,
    ) -> None:
        now = {"received_at": timezone.localtime(), "channel": channel or Channel.PHONE}
        super().__init__(data, initial=now | dict(draft or {}))
        self.actor = actor
        for name in ("object", "object_near"):
            self.fields[name].actor = actor  # type: ignore[attr-defined]
        bodies = [body for body in org.bodies(actor) if body.active]
        self.fields["addressees"] = Bodies(bodies, label="Кому адресовано")
        self.fields["channel"].choices = channels_in_use(actor.municipality_id)  # type: ignore[attr-defined]
        self.fields["text"].widget.attrs["autofocus"] = True
        for name, listed in (("settlement", "settlements"), ("street", "streets")):
            self.fields[name].widget.attrs |= {"list": listed, "autocomplete": "off"}

    @property
    def place(self) -> list[forms.BoundField]:
        return [self[name] for name in self.PLACE]

    @property
    def author(self) -> list[forms.BoundField]:
        return [self[name] for name in self.AUTHOR]

    @property
    def appeal(self) -> list[forms.BoundField]:
        """What tells an appeal from a message, and what only an appeal has."""
        return [self[name] for name in self.APPEAL]

    @property
    def rest(self) -> list[forms.BoundField]:
        shown = {"object_near", *self.FIRST, *self.PLACE, *self.AUTHOR, *self.APPEAL, "addressees"}
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
        personal = {name: values.pop(name) for name in self.SEALED}
        reach = (personal["applicant_contacts"], values.pop("applicant_address"))
        personal["applicant_contacts"] = ", ".join(part for part in reach if part)
        values["addressees"] = tuple(values["addressees"])
        near = values.pop("object_near")
        values["object"] = getattr(values["object"] or near, "pk", None)
        values["regime"] = values["regime"] or regime_of(
            values["channel"],
            identified=values["identified"],
            on=timezone.localdate(values["received_at"]),
        )
        return Incoming(**values, applicant={name: v for name, v in personal.items() if v})
