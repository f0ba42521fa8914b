"""What a connection asks of whoever sets it up; each connector adds fields of its own."""

import ssl
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms

from mcu.clients.web import trust

KEPT = "хранится; впишите новое, чтобы заменить"


class ConnectionForm(forms.Form):
    """Where the service is. The fields named in `SECRETS` are never shown again: left empty they stay.

    `base` is optional here, because most services have one address; a connector names its own.
    """

    SECRETS: ClassVar[tuple[str, ...]] = ()
    BASE: ClassVar[str] = ""

    base = forms.CharField(label="Адрес сервиса", required=False, max_length=300)
    proxy = forms.CharField(
        label="Посредник (прокси)", required=False, max_length=300,
        help_text="http://адрес:порт; пусто — напрямую",
    )  # fmt: skip
    ca = forms.CharField(
        label="Удостоверяющий центр (PEM)", required=False, max_length=20_000, strip=True,
        widget=forms.Textarea({"rows": 3}),
        help_text="Сертификат, которому доверять только для этого сервиса; пусто — как обычно",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, kept: Mapping[str, Any] | None = None) -> None:
        self.kept = dict(kept or {})
        shown = {name: value for name, value in self.kept.items() if name not in self.SECRETS}
        super().__init__(data, initial={"base": self.BASE} | shown, auto_id="connection_%s")
        for name in self.SECRETS:
            field = self.fields[name]
            field.widget = forms.PasswordInput({"autocomplete": "off"}, render_value=False)
            field.required = field.required and not self.kept.get(name)
            if self.kept.get(name):
                field.widget.attrs["placeholder"] = KEPT

    def clean_base(self) -> str:
        return _address(self.cleaned_data["base"] or self.BASE)

    def clean_proxy(self) -> str:
        return _address(self.cleaned_data["proxy"])

    def clean_ca(self) -> str:
        pem: str = self.cleaned_data["ca"]
        try:
            trust(pem)
        except (ssl.SSLError, ValueError) as wrong:
            raise forms.ValidationError(
                "Это не сертификат PEM. Он начинается строкой «-----BEGIN CERTIFICATE-----»."
            ) from wrong
        return pem

    def settings(self) -> dict[str, Any]:
        """What is kept; secrets left empty stay as they were."""
        given = dict(self.cleaned_data)
        for name in self.SECRETS:
            given[name] = given.get(name) or self.kept.get(name, "")
        return given


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise forms.ValidationError("Адрес начинается с https:// или http://.")
    return value.rstrip("/")
