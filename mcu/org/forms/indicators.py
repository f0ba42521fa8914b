"""What a person types about indicators."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mcu.org.forms.fields import day
from mcu.org.models import Block, Person
from mcu.org.queries import blocks, people
from mcu.org.queries.indicators import Indicator
from mcu.org.rules.roles import Actor


class OwnerForm(forms.Form):
    """Who answers for what, where, from when, by which act."""

    indicator = forms.ChoiceField(label="Показатель")
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Где", required=False, empty_label="весь центр"
    )
    person = forms.ModelChoiceField(
        Person.objects.none(), label="Кто отвечает", empty_label="выберите"
    )
    since = day("С какого дня")
    act = forms.CharField(label="Основание", max_length=300, required=False)

    def __init__(
        self, *args: Any, actor: Actor, indicators: Iterable[Indicator], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.code, each.name) for each in indicators]
        self.fields["indicator"].choices = choices  # type: ignore[attr-defined]
        self.fields["block"].queryset = blocks(actor).filter(active=True)  # type: ignore[attr-defined]
        known = people(actor).prefetch_related(None).filter(is_active=True)
        self.fields["person"].queryset = known  # type: ignore[attr-defined]


class IndicatorForm(forms.Form):
    """An indicator of one's own."""

    name = forms.CharField(label="Показатель", max_length=300)
    source = forms.CharField(label="Чем установлен", max_length=300, required=False)
