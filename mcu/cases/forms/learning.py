"""The settings of learning, and what a person left in a list to be confirmed."""

from django import forms
from django.http import QueryDict

from mcu.cases.rules.learning import Learning, Mode


def _number(label: str, most: int, hint: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        help_text=hint,
        error_messages={"required": "впишите число.", "invalid": "впишите целое число."},
    )


class LearningForm(forms.Form):
    mode = forms.ChoiceField(
        label="Подсказки", choices=Mode.choices,
        error_messages={"invalid_choice": "выберите из списка."},
    )  # fmt: skip
    show_from = _number("Показывать от, %", 100, "ниже этой уверенности подсказки нет")
    bulk_from = _number("Подтверждать списком от, %", 100, "что попадает в уверенные предложения")
    least = _number("Учиться с решений", 100_000, "до этого подсказывает начальный словарь")
    step = _number("Переучиваться через новых решений", 100_000, "проверяется каждый час")

    @property
    def learning(self) -> Learning:
        return Learning(**self.cleaned_data)


def shown_pairs(given: QueryDict, most: int) -> dict[int, str]:
    """«case:topic» of each row that stayed marked; what cannot be read was never shown."""
    found = {}
    for pair in given.getlist("sure")[:most]:
        key, _, code = pair.partition(":")
        if key.isdecimal() and len(key) < 19 and code:
            found[int(key)] = code[:120]
    return found
