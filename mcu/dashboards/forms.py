"""What people fill in about screens and panels."""

from django import forms

from mcu.dashboards.models import Theme
from mcu.org.forms import PlainText


class ScreenForm(forms.Form):
    name = PlainText(
        label="Где стоит экран", max_length=100, help_text="Например: кабинет Главы, холл."
    )
    theme = forms.ChoiceField(label="Тема", choices=Theme.choices, required=False)
