"""What a person types about legal acts and the normative base."""

from typing import Any

from django import forms

from mcu.org.actions.acts import ACT_FIELDS, NORMATIVE_FIELDS
from mcu.org.forms.fields import DayInput
from mcu.org.models import LegalAct, NormativeAct
from mcu.org.rules.profile.words import WHO
from mcu.org.rules.roles import Actor

DATES = ("date", "in_force", "valid_from", "valid_to")
EVERYBODY = {"all": "Все, кто входит в программу"}
READERS = EVERYBODY | {
    name: label
    for name, label in WHO.items()
    if name not in {"all", "region_centre", "centre", "administration"}
}


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        return [line[:500] for line in lines if line]


class ActForm(forms.ModelForm):
    """The card of a legal act."""

    published = LinesField(
        label="Где опубликован", required=False, max_length=5000, help_text="Каждое место с новой строки.",
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip
    conflicts = LinesField(
        label="Противоречия в тексте", required=False, max_length=20000, widget=forms.Textarea({"rows": 2}),
        help_text="Спорные даты, сбитая нумерация — чтобы не искать их каждый раз.",
    )  # fmt: skip
    acquaint = forms.MultipleChoiceField(
        label="Кого ознакомить", required=False, choices=READERS.items(),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = LegalAct
        fields = ACT_FIELDS
        widgets = {name: DayInput() for name in DATES} | {
            "title": forms.Textarea({"rows": 2}),
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = LegalAct.objects.filter(municipality_id=actor.municipality_id)
        for name in ("amends", "annex_to"):
            self.fields[name].queryset = others.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
            self.fields[name].empty_label = "—"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("in_force"), given.get("valid_to")
        if since and until and until < since:
            self.add_error("valid_to", "Последний день действия раньше первого.")
        return given


class NormativeForm(forms.ModelForm):
    """An act of the state or the region with its validity and source."""

    class Meta:
        model = NormativeAct
        fields = NORMATIVE_FIELDS
        widgets = {name: DayInput() for name in DATES} | {
            "title": forms.Textarea({"rows": 2}),
        }
        help_texts = {  # noqa: RUF012
            "verified": "Отмечайте, только если сверили с самим актом.",
            "replaced_by": "Если на его место пришёл другой акт.",
        }

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = NormativeAct.objects.filter(municipality_id=actor.municipality_id, active=True)
        self.fields["replaced_by"].queryset = others.exclude(pk=self.instance.pk)  # type: ignore[attr-defined]
        self.fields["replaced_by"].empty_label = "—"  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("valid_from"), given.get("valid_to")
        if since and until and until < since:
            self.add_error("valid_to", "Последний день действия раньше первого.")
        return given


class ReadersForm(forms.Form):
    """Whom to put on the sheet of acquaintance."""

    roles = forms.MultipleChoiceField(
        label="Кого ознакомить", choices=READERS.items(), widget=forms.CheckboxSelectMultiple
    )
