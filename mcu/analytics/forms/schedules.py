"""When a slice leaves by mail and to whom."""

from collections.abc import Sequence
from typing import Any

from django import forms

from mcu.analytics.actions.schedules import When
from mcu.analytics.rules.dimensions import WEEKDAYS
from mcu.analytics.rules.schedule import LAST_DAY, Every
from mcu.org.models import Person


class ScheduleForm(forms.Form):
    """A day of the week for every week, of the month for every month."""

    every = forms.ChoiceField(label="Как часто", choices=Every.choices)
    weekday = forms.TypedChoiceField(
        label="День недели", coerce=int, required=False,
        choices=[(number, name) for number, name in enumerate(WEEKDAYS, 1)],
    )  # fmt: skip
    day = forms.TypedChoiceField(
        label="Число месяца", coerce=int, required=False,
        choices=[(number, number) for number in range(1, LAST_DAY + 1)],
    )  # fmt: skip
    hour = forms.TypedChoiceField(
        label="Час", coerce=int, initial=9,
        choices=[(number, f"{number:02d}:00") for number in range(24)],
    )  # fmt: skip
    people = forms.ModelMultipleChoiceField(
        Person.objects.none(), label="Кому", widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Отметьте хотя бы одного получателя.",
            "invalid_choice": "Такого человека в программе нет. Обновите страницу.",
            "invalid_pk_value": "Такого человека в программе нет. Обновите страницу.",
        },
    )  # fmt: skip

    def __init__(self, data: Any, people: Sequence[Person], **given: Any) -> None:
        super().__init__(data, auto_id="schedule_%s", **given)
        field: Any = self.fields["people"]
        field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
        field.label_from_instance = _named

    @property
    def when(self) -> When:
        given = self.cleaned_data
        day = int((given["weekday"] if given["every"] == Every.WEEK else given["day"]) or 1)
        return When(given["every"], day, given["hour"])


def _named(person: Person) -> str:
    return f"{person.full_name}{'' if person.email else ' (нет адреса почты)'}"
