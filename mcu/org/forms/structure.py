"""What a person types about blocks and bodies; every change says from when, why, by which act."""

from typing import Any

from django import forms
from django.utils import timezone

from mcu.org.forms.fields import day
from mcu.org.models import Block, Body, Person
from mcu.org.queries import blocks, bodies
from mcu.org.rules.roles import Actor
from mcu.org.rules.structure import Grounds


class GroundsForm(forms.Form):
    """The end of every form of a change."""

    on = day("С какого дня", required=True)
    reason = forms.CharField(label="Почему", max_length=500)
    act = forms.CharField(
        label="Основание", max_length=300, required=False, help_text="Акт: номер и дата."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate()
        own = [name for name in self.fields if name not in {"on", "reason", "act"}]
        self.order_fields([*own, "on", "reason", "act"])

    @property
    def grounds(self) -> Grounds:
        given = self.cleaned_data
        return Grounds(given["on"], given["reason"], given["act"])

    @property
    def values(self) -> dict[str, Any]:
        """What is changed, without the grounds."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"on", "reason", "act"}
        }


class BlockForm(GroundsForm):
    name = forms.CharField(label="Название блока", max_length=200)


class BodyForm(GroundsForm):
    """Name, kind and the names under which files know the body."""

    name = forms.CharField(label="Название", max_length=300)
    short_name = forms.CharField(label="Краткое название", max_length=100, required=False)
    kind = forms.ChoiceField(label="Вид", choices=Body.Kind.choices)
    aliases = forms.CharField(
        label="Другие названия",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text="По одному в строке: под ними орган стоит в выгрузках.",
    )

    def clean_aliases(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(line[:300] for line in lines if line))


class PlaceForm(GroundsForm):
    """Under which body, in which block."""

    parent = forms.ModelChoiceField(
        Body.objects.none(), label="Вышестоящий орган", required=False, empty_label="—"
    )
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Блок", required=False, empty_label="—"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body, block = self.fields["parent"], self.fields["block"]
        body.queryset = bodies(actor).filter(active=True)  # type: ignore[attr-defined]
        block.queryset = blocks(actor).filter(active=True)  # type: ignore[attr-defined]


class NewBodyForm(BodyForm, PlaceForm):
    """Everything of a body at once."""


class IntoForm(GroundsForm):
    """Where everything goes: a block for a block, a body for a body."""

    def __init__(
        self, *args: Any, of: Block | Body, actor: Actor, must: bool, label: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rows: Any = blocks(actor) if isinstance(of, Block) else bodies(actor)
        self.fields["into"] = forms.ModelChoiceField(
            rows.filter(active=True).exclude(pk=of.pk),
            label=label,
            required=must,
            empty_label="выберите" if must else "никому: открытых нет",
        )
        self.order_fields(["into", "on", "reason", "act"])


class LeaderForm(forms.Form):
    """Who leads the block, from when, by which act."""

    person = forms.ModelChoiceField(
        Person.objects.none(), label="Кого назначить", empty_label="выберите"
    )
    since = day("С какого дня")
    act = forms.CharField(label="Основание", max_length=300, required=False)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = colleagues  # type: ignore[attr-defined]
