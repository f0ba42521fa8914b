"""Fields that several forms share."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

# Days before and after are counted from a day: those must exist too.
FIRST_YEAR, LAST_YEAR = 1900, 2099


class DayInput(forms.DateInput):
    """The calendar of the browser; it wants the date as year-month-day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def in_our_time(day: date) -> None:
    """Refuses a year that nobody means."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"год должен быть от {FIRST_YEAR} до {LAST_YEAR}.")


def day(label: str, **options: Any) -> forms.DateField:
    """A day; it may be left empty unless `required`."""
    wrong = {"required": "назовите день.", "invalid": "такого дня нет."}
    given: dict[str, Any] = {
        "required": False, "error_messages": wrong, "validators": [in_our_time],
    } | options  # fmt: skip
    return forms.DateField(label=label, widget=DayInput(), **given)


class PlainText(forms.CharField):
    """Text as people paste it: zero bytes, which the database refuses, are dropped."""

    def to_python(self, value: Any) -> str | None:
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


LOGIN_LENGTH = 60
