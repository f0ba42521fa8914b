"""Is what the program read out of a text right."""

from django import forms

from mcu.cases.rules.labels import TextLabel


class LabelForm(forms.Form):
    """`right` is «1» or «0»: the button that was pressed."""

    label = forms.ChoiceField(label="Признак", choices=TextLabel.choices)
    right = forms.TypedChoiceField(
        label="Верно", choices=[("1", "да"), ("0", "нет")], coerce=lambda value: value == "1"
    )
