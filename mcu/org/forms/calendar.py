"""What a person types about the calendar."""

from django import forms

from mcu.org.forms.fields import DayInput
from mcu.org.models import CalendarDay


class CalendarDayForm(forms.Form):
    """A day that differs from the production calendar."""

    day = forms.DateField(label="День", widget=DayInput())
    kind = forms.ChoiceField(label="Какой", choices=CalendarDay.KINDS)
    title = forms.CharField(
        label="Почему",
        max_length=200,
        help_text="Региональный праздник, перенос, сокращённый день.",
    )
