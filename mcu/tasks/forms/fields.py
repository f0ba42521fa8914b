"""Fields of tasks: people and bodies chosen by name, many files at once, points line by line."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models

from mcu.cases.forms.fields import LongText
from mcu.tasks.actions.gather import MOST_FILES, Upload


class PickMany(forms.TypedMultipleChoiceField):
    """Several of the rows that are at hand already; its value is a list of rows."""

    def __init__(self, rows: Iterable[models.Model], **options: Any) -> None:
        known = {str(row.pk): row for row in rows}
        super().__init__(
            choices=[(key, str(row)) for key, row in known.items()],
            coerce=known.__getitem__,
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 5}),
            error_messages={"invalid_choice": "Выберите из списка."},
            **options,
        )


class ManyInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Files in one field; each is read whole, so the number and the size are bounded before."""

    def __init__(
        self, *, most: int = MOST_FILES, limit: int, accept: str = "", **options: Any
    ) -> None:
        attrs = {"multiple": True, **({"accept": accept} if accept else {})}
        super().__init__(required=False, widget=ManyInput(attrs=attrs), **options)
        self.most, self.limit = most, limit

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if len(given) > self.most:
            raise forms.ValidationError(f"не больше {self.most} файлов за раз.")
        for one in given:
            if one.size > self.limit:
                raise forms.ValidationError(f"«{one.name}» больше {self.limit // 2**20} МБ.")
        return [Upload(one.name, one.read()) for one in given]


class Lines(LongText):
    """One point on a line."""

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]


def day(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "назовите день.", "invalid": "такого дня нет."},
    )
