"""How our Open311 server is set: who answers for it and what it shows."""

from typing import Any, ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm

OWN, EVERY = "own", "every"


class GeoreportForm(ConnectionForm):
    """No service is called; what is shown to everybody is chosen here."""

    SECRETS: ClassVar = ()

    base = None  # type: ignore[assignment]  # so a form leaves a field out
    proxy = None  # type: ignore[assignment]
    ca = None  # type: ignore[assignment]
    contact = forms.CharField(
        label="К кому обращаться разработчику", max_length=300,
        help_text="Телефон или почта отдела, не человека: показываются всем",
    )  # fmt: skip
    key_service = forms.CharField(
        label="Как получить ключ", max_length=300,
        initial="Ключ (api_key) — токен с правом передавать сообщения; его выпускает сотрудник центра.",
    )  # fmt: skip
    listed = forms.ChoiceField(
        label="Какие заявки видны всем",
        choices=[
            (OWN, "только принятые через Open311"),
            (EVERY, "все сообщения с темой, кроме обращений по 59-ФЗ"),
        ],
        help_text="Тексты показываются маскированными: без имён, телефонов и адресов людей",
    )
    test = forms.BooleanField(label="Пробный сервер (type: test)", required=False)

    def settings(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
