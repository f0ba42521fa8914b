"""What a person types about the calendar."""

from typing import Any

from django import forms

from mcu.core.workdays import WorkingTime
from mcu.org.forms.fields import day
from mcu.org.models import CalendarDay


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class CalendarDayForm(forms.Form):
    """A day that differs from the production calendar."""

    day = day("День", required=True)
    kind = forms.ChoiceField(label="Какой", choices=CalendarDay.KINDS)
    title = forms.CharField(
        label="Почему",
        max_length=200,
        help_text="Региональный праздник, перенос, сокращённый день.",
    )


class CalendarFileForm(forms.Form):
    """A production calendar as a file."""

    file = forms.FileField(
        label="Файл календаря",
        help_text="calendar.xml с xmlcalendar или файл года isdayoff в JSON.",
        error_messages={"required": "выберите файл.", "empty": "файл пуст."},
    )


class BodyHoursForm(forms.Form):
    """Working hours of a body; empty altogether means those of the municipality."""

    start = forms.TimeField(label="Начало", required=False, widget=TimeInput())
    end = forms.TimeField(label="Конец", required=False, widget=TimeInput())
    lunch_start = forms.TimeField(label="Обед с", required=False, widget=TimeInput())
    lunch_end = forms.TimeField(label="Обед до", required=False, widget=TimeInput())
    short_end = forms.TimeField(label="Конец короткого дня", required=False, widget=TimeInput())

    def clean(self) -> dict[str, Any]:
        """All of the day or nothing of it."""
        values: dict[str, Any] = self.cleaned_data
        given = [values.get(name) for name in ("start", "end", "short_end")]
        if any(values.values()) and not all(given):
            raise forms.ValidationError("Укажите начало, конец и конец короткого дня.")
        return values

    @property
    def hours(self) -> WorkingTime | None:
        """RuleViolation when the hours contradict each other."""
        return WorkingTime(**self.cleaned_data) if self.cleaned_data["start"] else None
