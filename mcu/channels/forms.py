"""What a person asks of the outbox."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from mcu.channels.models import AMEND, ANSWER, WITHDRAW, Outgoing
from mcu.channels.queries import OutgoingFilter, StuckFilter, Why

KINDS = {
    ANSWER: "ответ жителю",
    AMEND: "исправление ответа",
    WITHDRAW: "отзыв ответа",
    "rating": "приглашение оценить ответ",
    "survey": "приглашение к опросу",
    "appeal-channels": "автоответ: как обратиться",
    "notice": "уведомление",
    "digest": "сводка уведомлений",
    "test": "проверка почты",
    "event": "событие для другой системы",
}


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


class StuckForm(forms.Form):
    """The filters of «Застряло»; every one a parameter of the URL."""

    why = forms.ChoiceField(label="Почему", required=False, choices=[("", "все"), *Why.choices])
    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "все"), *KINDS.items()])
    channel = forms.TypedChoiceField(label="Канал", required=False, coerce=int, empty_value=None)
    before = forms.IntegerField(
        required=False, widget=forms.HiddenInput, validators=[MaxValueValidator(2**62)]
    )

    def __init__(self, query: Any, channels: list[tuple[int, str]]) -> None:
        super().__init__(query, auto_id="stuck_%s")
        self.fields["channel"].choices = [("", "все"), *channels]  # type: ignore[attr-defined]

    def chosen(self) -> StuckFilter:
        """What is wrong is told beside its field and does not narrow."""
        self.is_valid()
        return StuckFilter(
            **{name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        )


class TestForm(forms.Form):
    """Where the letter to see whether mail works shall go."""

    __test__ = False
    to = forms.CharField(label="Адрес", max_length=254, widget=forms.EmailInput())
