"""An appeal of a verified person."""

from typing import Any

from django import forms

from mcu.cases.forms.fields import LongText
from mcu.cases.rules.words import AppealKind
from mcu.org.forms import PlainText
from mcu.portal.forms.sending import SendForm


class AppealForm(forms.Form):
    kind = forms.ChoiceField(
        label="Что это", choices=AppealKind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Отметьте, что это.", "invalid_choice": "Выберите из списка."},
    )  # fmt: skip
    text = LongText(label="Текст обращения", rows=8, required=False)
    email = forms.EmailField(
        label="Почта для ответа", required=False, max_length=200,
        error_messages={"invalid": "Почта выглядит так: name@example.ru. Исправьте или сотрите."},
    )  # fmt: skip
    address = PlainText(
        label="Почтовый адрес для ответа", required=False, max_length=300,
        help_text="Нужен, если ответ ждёте письмом",
    )  # fmt: skip
    consent = forms.BooleanField(
        required=True,
        error_messages={"required": "Без согласия мы не вправе хранить имя и адрес для ответа."},
    )
    key = PlainText(max_length=64, required=False)

    clean_text = SendForm.clean_text
    clean_key = SendForm.clean_key

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("email") and not given.get("address") and "email" not in self.errors:
            self.add_error("email", "Укажите почту или почтовый адрес: иначе ответить некуда.")
        return given
