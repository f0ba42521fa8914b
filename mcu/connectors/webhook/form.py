"""Whom events are told, how they are signed, which of them."""

from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm


class WebhookForm(ConnectionForm):
    """An address of one's own system and the secret it knows us by."""

    SECRETS: ClassVar = ("secret",)

    secret = forms.CharField(
        label="Секрет подписи", min_length=16, max_length=200,
        help_text="От 16 знаков; им подписано каждое событие (HMAC-SHA256)",
    )  # fmt: skip
    registered = forms.BooleanField(
        label="Сообщение зарегистрировано", required=False, initial=True
    )
    states = forms.BooleanField(label="Состояние изменилось", required=False, initial=True)
    answered = forms.BooleanField(label="Ответ опубликован", required=False, initial=True)
    field_order = ("base", "secret", "registered", "states", "answered", "proxy", "ca")

    def clean_base(self) -> str:
        base = super().clean_base()
        if not base:
            raise forms.ValidationError("Впишите адрес, например https://system.example/hook.")
        return base
