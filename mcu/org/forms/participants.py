"""What a person types about a participant of the exchange."""

from typing import Any

from django import forms

from mcu.org.actions.participants import FIELDS
from mcu.org.models import Body, Participant
from mcu.org.queries import bodies, people
from mcu.org.rules.roles import Actor


class ParticipantForm(forms.ModelForm):
    """Who answers there, when, by which channel."""

    class Meta:
        model = Participant
        fields = FIELDS

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = people(actor).prefetch_related(None).filter(is_active=True)
        self.fields["responsible"].queryset = known  # type: ignore[attr-defined]


class NewParticipantForm(ParticipantForm):
    """The same for one who is not in the register: a body of the tree or a new organisation."""

    body = forms.ModelChoiceField(
        Body.objects.none(), label="Орган из структуры", required=False, empty_label="—"
    )
    name = forms.CharField(label="Или новая организация", max_length=300, required=False)
    kind = forms.ChoiceField(
        label="Вид новой организации",
        choices=Body.Kind.choices,
        initial=Body.Kind.ORGANISATION,
    )
    field_order = ("body", "name", "kind")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        del self.fields["active"]
        absent = bodies(actor).filter(active=True, participant=None)
        self.fields["body"].queryset = absent  # type: ignore[attr-defined]
