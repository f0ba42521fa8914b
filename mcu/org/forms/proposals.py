"""What a person types into a proposal on the composition."""

from typing import Any

from django import forms

from mcu.org.forms.fields import day
from mcu.org.forms.substitutions import DutyChoice
from mcu.org.models import Block, Body, Duty, Person
from mcu.org.queries import blocks, bodies, in_force, people
from mcu.org.rules.proposals import Ask, Origin, Subject
from mcu.org.rules.roles import Actor, Role


class HeldChoice(DutyChoice):
    """A duty by whoever holds it."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person}: {super().label_from_instance(obj)}"


class ProposalForm(forms.Form):
    subject = forms.ChoiceField(label="О чём", choices=Subject.choices)
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Блок", required=False, empty_label="—"
    )
    text = forms.CharField(
        label="Что предлагается и почему",
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
    )
    origin = forms.ChoiceField(label="От кого", choices=Origin.choices)
    letter = forms.CharField(
        label="Письмо", max_length=200, required=False, help_text="Для предложения ЦУР."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = blocks(actor).filter(active=True)
        self.fields["block"].queryset = known  # type: ignore[attr-defined]


class ChangeForm(forms.Form):
    """One change; which fields it needs depends on what is asked."""

    ask = forms.ChoiceField(label="Что сделать", choices=Ask.choices)
    person = forms.ModelChoiceField(
        Person.objects.none(), label="Кого назначить", required=False, empty_label="—"
    )
    role = forms.ChoiceField(
        label="На какую роль", required=False, choices=[("", "—"), *Role.choices]
    )
    duty = HeldChoice(
        Duty.objects.none(), label="Какую роль снять", required=False, empty_label="—"
    )
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Орган", required=False, empty_label="—"
    )
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Блок", required=False, empty_label="—"
    )
    name = forms.CharField(label="Название или уточнение", max_length=300, required=False)

    def __init__(self, *args: Any, actor: Actor, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Duty.objects.filter(municipality_id=actor.municipality_id)
        held = held.select_related("person", "body", "block").order_by("person__full_name")
        rows = {
            "person": people(actor).prefetch_related(None).filter(is_active=True),
            "duty": in_force(held, today),
            "body": bodies(actor).filter(active=True),
            "block": blocks(actor).filter(active=True),
        }
        for name, found in rows.items():
            self.fields[name].queryset = found  # type: ignore[attr-defined]


class StepForm(forms.Form):
    """What a step needs besides the button."""

    remark = forms.CharField(label="Замечание", max_length=1000, required=False)
    act = forms.CharField(label="Акт: вид и номер", max_length=300, required=False)
    act_on = day("Дата акта")
