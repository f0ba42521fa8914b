"""Filters of the pages beside the list: every field is one parameter of the URL."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mcu.org.forms import PlainText
from mcu.org.models import Block, Body


class BoardForm(forms.Form):
    """What is chosen; a value that makes no sense is left out."""

    q = PlainText(required=False, max_length=200)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="board_%s")

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def _pick(self, name: str, label: str, rows: Iterable[Block] | Iterable[Body]) -> None:
        self.fields[name] = forms.TypedChoiceField(
            required=False,
            coerce=int,
            empty_value=None,
            label=label,
            choices=[("", "любой"), *((row.pk, str(row)) for row in rows)],
        )
