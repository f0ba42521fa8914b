"""What a person types about a direction of development."""

from typing import Any

from django import forms

from mcu.org.actions.directions import FIELDS
from mcu.org.forms.fields import DayInput
from mcu.org.models import Direction
from mcu.org.queries import blocks
from mcu.org.rules.roles import Actor


class DirectionForm(forms.ModelForm):
    """A direction: what, why, for which block, since when, by which act."""

    class Meta:
        model = Direction
        fields = FIELDS
        widgets = {"since": DayInput(), "text": forms.Textarea({"rows": 3})}  # noqa: RUF012
        help_texts = {"block": "Пусто — для всего центра."}  # noqa: RUF012

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["block"].queryset = blocks(actor)  # type: ignore[attr-defined]
        self.fields["block"].empty_label = "весь центр"  # type: ignore[attr-defined]
