"""What a person types about somebody who is away."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from mcu.org.forms.fields import day
from mcu.org.models import Duty, Person
from mcu.org.rules.substitutions import Reason


class DutyChoice(forms.ModelChoiceField):
    """A duty by its role and place."""

    def label_from_instance(self, obj: Any) -> str:
        where = obj.body or obj.block
        return f"{obj.get_role_display()}{f', {where}' if where else ''}"


class SubstitutionForm(forms.Form):
    """Who stands in, from when until when, why."""

    substitute = forms.ModelChoiceField(
        Person.objects.none(), label="Кто замещает", empty_label="выберите"
    )
    duty = DutyChoice(
        Duty.objects.none(), label="Какую роль", required=False, empty_label="все роли"
    )
    since = day("С какого дня", required=True)
    until = day("По какой день", required=True)
    reason = forms.ChoiceField(label="Почему", choices=Reason.choices)
    act = forms.CharField(
        label="Основание", max_length=300, required=False, help_text="Приказ: номер и дата."
    )

    def __init__(
        self, *args: Any, colleagues: QuerySet[Person], duties: QuerySet[Duty], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = colleagues  # type: ignore[attr-defined]
        self.fields["duty"].queryset = duties  # type: ignore[attr-defined]
