"""Fields that several forms share."""

from django import forms


class DayInput(forms.DateInput):
    """The calendar of the browser; it wants the date as year-month-day."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


LOGIN_LENGTH = 60
