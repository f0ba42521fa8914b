"""The settings of a regional system."""

import json
from typing import ClassVar

from django import forms

from mcu.connectors.forms import ConnectionForm
from mcu.connectors.region.mapping import parse, usual

WAYS = (
    ("hex", "HMAC-SHA256, шестнадцатеричная"),
    ("base64", "HMAC-SHA256, base64"),
    ("prefixed", "HMAC-SHA256, «sha256=…»"),
)
SHORTEST_SECRET = 16


class RegionForm(ConnectionForm):
    """How its events are signed and where in them stands what; where answers are sent, if anywhere."""

    SECRETS: ClassVar = ("secret",)

    secret = forms.CharField(
        label="Секрет подписи", max_length=200,
        help_text="Один и тот же здесь и в системе, не короче 16 знаков",
    )  # fmt: skip
    header = forms.CharField(label="Заголовок с подписью", max_length=60, initial="X-Signature")
    way = forms.ChoiceField(label="Подпись", choices=WAYS)
    offset = forms.RegexField(
        r"^[+-]\d\d:\d\d$", label="Часовой пояс дат без пояса", initial="+03:00",
        error_messages={"invalid": "Пояс пишется так: +03:00."},
    )  # fmt: skip
    mapping = forms.CharField(
        label="Где что стоит в событии", max_length=10_000, initial=usual,
        widget=forms.Textarea({"rows": 14, "spellcheck": "false"}),
    )  # fmt: skip
    sample = forms.CharField(
        label="Образец события (JSON)", required=False, max_length=100_000,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text="Без настоящих имён: по нему программа проверит соответствие",
    )  # fmt: skip
    field_order = (
        "secret", "header", "way", "offset", "mapping", "sample", "base", "proxy", "ca",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["base"].label = "Куда отправлять ответы (пусто — никуда)"

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        if secret and len(secret) < SHORTEST_SECRET:
            raise forms.ValidationError(
                f"Секрет короче {SHORTEST_SECRET} знаков легко подобрать. Возьмите длиннее."
            )
        return secret

    def clean_mapping(self) -> str:
        try:
            parse(self.cleaned_data["mapping"])
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return str(self.cleaned_data["mapping"])

    def clean_sample(self) -> str:
        sample: str = self.cleaned_data["sample"]
        try:
            json.loads(sample or "{}")
        except ValueError as broken:
            raise forms.ValidationError(
                "Образец — не JSON. Скопируйте событие целиком."
            ) from broken
        return sample
