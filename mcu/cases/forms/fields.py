"""Fields that forgive what can be forgiven, and the one way to read a form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models

from mcu.core.errors import RuleViolation
from mcu.org.forms import PlainText


class LongText(PlainText):
    """A text of several lines; its length is the business of the action, which says the limit."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class Pick(forms.TypedChoiceField):
    """A choice among rows that are at hand already; its value is the row, or None."""

    def __init__(self, rows: Iterable[models.Model], *, empty: str = "—", **options: Any) -> None:
        known = {str(row.pk): row for row in rows}
        super().__init__(
            choices=[("", empty), *((key, str(row)) for key, row in known.items())],
            coerce=known.__getitem__,
            empty_value=None,
            error_messages={"invalid_choice": "Выберите из списка."},
            **options,
        )


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


class ManyFiles(forms.FileField):
    """Files in one field; how many and how large is checked before any is read."""

    def __init__(self, *, most: int, limit: int, accept: str = "", **options: Any) -> None:
        attrs = {"multiple": True, **({"accept": accept} if accept else {})}
        super().__init__(required=False, widget=ManyInput(attrs=attrs), **options)
        self.most, self.limit = most, limit

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = [one for one in (data if isinstance(data, (list, tuple)) else [data]) if one]
        if len(given) > self.most:
            raise forms.ValidationError(f"не больше {self.most} файлов за раз.")
        for one in given:
            if one.size > self.limit:
                raise forms.ValidationError(f"«{one.name}» больше {self.limit // 2**20} МБ.")
        return given


def cleaned(form: forms.BaseForm) -> dict[str, Any]:
    """The values of a form, or RuleViolation with everything that is wrong, in words."""
    if form.is_valid():
        return form.cleaned_data
    raise RuleViolation(" ".join(_complaints(form)), code="form")


def _complaints(form: forms.BaseForm) -> Iterable[str]:
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for error in errors:
            yield f"{label}: {error}" if label else str(error)
