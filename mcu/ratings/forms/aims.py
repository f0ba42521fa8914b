"""The period of the aims, their baseline, a target."""

from typing import Any

from django import forms

from mcu.org.forms import PlainText, day
from mcu.ratings.rules.aims import CATALOGUE

WRONG = "Число от 0 до 10 000."


class TargetForm(forms.Form):
    """One target; without a value the usual one holds again."""

    code = forms.ChoiceField(
        label="Показатель", choices=[(aim.code, aim.measure.title) for aim in CATALOGUE]
    )
    value = forms.FloatField(
        label="Цель", required=False, min_value=0, max_value=10_000,
        help_text="Пусто — вернуть обычную.",
        error_messages={"min_value": WRONG, "max_value": WRONG, "invalid": WRONG},
        widget=forms.NumberInput(attrs={"step": "any"}),
    )  # fmt: skip
    due = day("К какому дню")
    ground = PlainText(label="Основание", required=False, max_length=300)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="target_%s")
