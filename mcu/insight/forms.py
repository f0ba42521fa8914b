"""What people fill in about what happens in the town."""

from django import forms

from mcu.insight.rules.states import AlarmKind, AlarmState
from mcu.org.forms import PlainText

ANY = ("", "любое")


class AlarmFilter(forms.Form):
    state = forms.ChoiceField(label="Состояние", required=False, choices=[ANY, *AlarmState.choices])
    kind = forms.ChoiceField(label="Вид", required=False, choices=[ANY, *AlarmKind.choices])
    q = PlainText(label="Тема, место", required=False, max_length=100)


class OutagesForm(forms.Form):
    """A table of planned outages."""

    file = forms.FileField(
        label="Файл csv или xlsx",
        help_text="Столбцы: что, с, по, населённый пункт, улица, организация.",
    )
