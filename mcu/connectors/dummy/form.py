"""The settings of the sample."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm


class DummyForm(ConnectionForm):
    """A service of one's own that speaks this protocol, and the two secrets it knows us by."""

    SECRETS: ClassVar = ("token", "secret")

    token = forms.CharField(label="Ключ доступа", max_length=200)
    secret = forms.CharField(
        label="Секрет подписи", max_length=200, required=False,
        help_text="Им сервис подписывает события, которые присылает сам",
    )  # fmt: skip
    field_order = ("base", "token", "secret", "proxy", "ca")

    def clean_base(self) -> str:
        base = super().clean_base()
        if not base:
            raise forms.ValidationError("Впишите адрес системы, например https://system.example.")
        return base
