"""Where the other server is."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm


class Open311Form(ConnectionForm):
    """The endpoint, and which part of it is ours; reading needs no key."""

    SECRETS: ClassVar = ()

    jurisdiction = forms.CharField(label="jurisdiction_id", required=False, max_length=200)
    form = forms.ChoiceField(label="Формат", choices=[("json", "JSON"), ("xml", "XML")])
    services = forms.CharField(
        label="Только эти service_code", required=False, max_length=500, help_text="через запятую"
    )
    field_order = ("base", "jurisdiction", "form", "services", "proxy", "ca")

    def clean_base(self) -> str:
        base = super().clean_base()
        if not base:
            raise forms.ValidationError("Впишите адрес, например https://city.example/open311/v2.")
        return base
