"""What a person chooses on the pages of quality and of checks."""

from typing import Any

from django import forms

from mcu.cases.forms.fields import Pick
from mcu.cases.models import Answer
from mcu.cases.queries.quality import QualityFilter
from mcu.cases.rules.answering import Mode
from mcu.cases.rules.checks import CHECKS
from mcu.cases.rules.words import Approval, Regime, System
from mcu.org.models import Body

DAYS = ((7, "за неделю"), (30, "за 30 дней"), (90, "за 90 дней"), (365, "за год"))
SHOWN_STATES = (
    Answer.State.APPROVAL,
    Answer.State.RETURNED,
    Answer.State.APPROVED,
    Answer.State.PUBLISHED,
)


class QualityForm(forms.Form):
    """Filters in the address; what cannot be read is as if it were not there."""

    score = forms.ChoiceField(
        label="Оценка", required=False,
        choices=[("", "любая"), ("low", "ниже 2,5"), ("middle", "от 2,5 до 4"), ("high", "4 и выше")],
    )  # fmt: skip
    fault = forms.ChoiceField(
        label="Замечание", required=False,
        choices=[("", "любые и без них"), *((check.code, check.title) for check in CHECKS)],
    )  # fmt: skip
    questions = forms.ChoiceField(
        label="Вопросы жителя", required=False,
        choices=[("", "все ответы"), ("open", "есть без ответа"), ("closed", "отвечены все")],
    )  # fmt: skip
    state = forms.ChoiceField(
        label="Ответ", required=False,
        choices=[("", "любой"), *((state.value, state.label) for state in SHOWN_STATES)],
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="Период", required=False, choices=DAYS, coerce=int, empty_value=None, initial=90
    )

    def __init__(self, data: Any, *, bodies: list[Body]) -> None:
        super().__init__({"days": "90", **data.dict()}, auto_id="quality_%s")
        self.fields["body"] = Pick(bodies, required=False, label="Орган", empty="все органы")

    @property
    def chosen(self) -> QualityFilter:
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        body = values.pop("body", None)
        page = str(self.data.get("page", "1"))
        number = int(page) if page.isdecimal() and len(page) < 5 else 1
        return QualityFilter(**values, body=body.pk if body else None, page=max(number, 1))


class StageForm(forms.Form):
    """A stage of approval: which in turn, whose, for which regime."""

    order = forms.IntegerField(label="Который по порядку", min_value=1, max_value=9, initial=1)
    title = forms.CharField(label="Шаг", max_length=100)
    regime = forms.ChoiceField(
        label="Режим", required=False, choices=[("", "любой"), *Regime.choices]
    )

    def __init__(self, data: Any = None, *, roles: list[tuple[str, str]]) -> None:
        super().__init__(data, auto_id="stage_%s")
        self.fields["role"] = forms.ChoiceField(label="Кто согласует", choices=roles)


class ApprovalsForm(forms.Form):
    """Whether answers are approved, for each system."""

    def __init__(self, data: Any = None, *, needs: dict[str, str]) -> None:
        super().__init__(data, auto_id="approvals_%s")
        for system in System:
            self.fields[system.value] = forms.ChoiceField(
                label=system.label, choices=Approval.choices, initial=needs[system.value]
            )


class ChecksForm(forms.Form):
    """One choice for each check."""

    def __init__(self, data: Any = None, *, modes: dict[str, Mode]) -> None:
        super().__init__(data, auto_id="checks_%s")
        for check in CHECKS:
            self.fields[check.code] = forms.ChoiceField(
                label=check.title, choices=Mode.choices, initial=modes[check.code]
            )
