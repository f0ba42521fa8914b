"""What a person types about the centre: its card, marks of service, hours."""

from typing import Any

from django import forms

from mcu.org.actions.centre import FIELDS
from mcu.org.actions.marks import MARKS
from mcu.org.forms.fields import DayInput
from mcu.org.models import CentreCard, ServiceMarks

HINTS = {
    "provided_by": "Администрация или иной орган, который выделил помещение.",
    "equipment": "Рабочие места, экраны, связь, программы.",
    "support": "Кто обеспечивает работу центра: люди, техника, связь.",
    "funding": "Местный бюджет, субсидия, иной межбюджетный трансферт.",
    "basis": "Пункт положения или распоряжение.",
}


class CentreForm(forms.ModelForm):
    """Address, room, equipment, funding."""

    class Meta:
        model = CentreCard
        fields = FIELDS
        help_texts = HINTS
        widgets = {"equipment": forms.Textarea({"rows": 3})}  # noqa: RUF012 - as Django wants it


class MarksForm(forms.ModelForm):
    """Permanent work in the centre, the job description, service and pay."""

    class Meta:
        model = ServiceMarks
        fields = MARKS
        labels = {"instruction_on": "инструкция актуализирована"}  # noqa: RUF012
        widgets = {  # noqa: RUF012
            "permanent_since": DayInput(),
            "instruction_on": DayInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("permanent_since", "instruction_on"):
            self.fields[name].required = False


class HoursForm(forms.Form):
    """One's own hours of one week."""

    week = forms.DateField(
        label="Неделя", widget=DayInput(), help_text="Любой день недели, за которую часы."
    )
    hours = forms.DecimalField(label="Часов в МЦУ", max_digits=4, decimal_places=1, min_value=0)
    note = forms.CharField(label="На что ушли", max_length=300, required=False)
