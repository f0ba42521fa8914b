"""What a person asks of the outbox."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from mcu.channels.models import Outgoing
from mcu.channels.queries import OutgoingFilter

KINDS = {"notice": "уведомление", "digest": "сводка уведомлений", "test": "проверка почты"}


class OutgoingForm(forms.Form):
    """The filters of the page; every one a parameter of the URL."""

    state = forms.ChoiceField(
        label="Состояние", required=False, choices=[("", "все"), *Outgoing.State.choices]
    )
    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "все"), *KINDS.items()])
    q = forms.CharField(label="Тема письма", required=False, max_length=100)
    before = forms.IntegerField(
        required=False, widget=forms.HiddenInput, validators=[MaxValueValidator(2**62)]
    )

    def __init__(self, query: Any) -> None:
        super().__init__(query, auto_id="outgoing_%s")

    def chosen(self) -> OutgoingFilter:
        """What is wrong is told beside its field and does not narrow."""
        self.is_valid()
        return OutgoingFilter(
            **{name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        )


class TestForm(forms.Form):
    """Where the letter to see whether mail works shall go."""

    __test__ = False
    to = forms.CharField(label="Адрес", max_length=254, widget=forms.EmailInput())
