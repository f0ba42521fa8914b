"""What people fill in about reports."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mcu.analytics.rules.summary import Period
from mcu.cases.forms.fields import LongText
from mcu.cases.rules.words import System
from mcu.org.forms import PlainText, day
from mcu.org.rules.roles import Role
from mcu.reports.actions.sending import Way
from mcu.reports.models import ReportForm, Submission
from mcu.reports.rules.contents import TITLES
from mcu.reports.rules.life import State
from mcu.reports.rules.periods import LATEST, Every, holding

ANY = ("", "любое состояние")
LATE = "late"


class ReportsFilter(forms.Form):
    """What the list of the URL asks for; what makes no sense is left out."""

    state = forms.ChoiceField(
        label="Состояние", required=False, choices=[ANY, *State.choices, (LATE, "просрочены")]
    )
    form = forms.ChoiceField(label="Форма", required=False)
    year = forms.IntegerField(label="Год", required=False, min_value=2005, max_value=2099)
    q = PlainText(label="Название", required=False, max_length=100)

    def __init__(self, query: Any, rows: Iterable[ReportForm]) -> None:
        super().__init__(query)
        choices = [("", "любая форма"), *((row.code, row.title) for row in rows)]
        self.fields["form"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PrepareForm(forms.Form):
    """Which report to make by hand: the period is named by any of its days."""

    form = forms.ModelChoiceField(
        ReportForm.objects.none(), label="Форма", empty_label=None,
        error_messages={"required": "Выберите форму.", "invalid_choice": "Такой формы нет."},
    )  # fmt: skip
    on = day("Любой день периода", required=True)

    def __init__(self, data: Any, rows: Any) -> None:
        super().__init__(data, auto_id="prepare_%s")
        self.fields["form"].queryset = rows  # type: ignore[attr-defined]

    @property
    def period(self) -> Period:
        row, on = self.cleaned_data["form"], self.cleaned_data["on"]
        return holding(row.every, on)


class ReasonForm(forms.Form):
    reason = LongText(label="Почему", max_length=500, rows=3)


class FormForm(forms.ModelForm):
    """A form of a report; recipients line by line, sections by name."""

    recipients = LongText(
        label="Получатели, каждый с новой строки", required=False, max_length=4000, rows=4,
        help_text="Кому; адрес почты. Без адреса отправку отмечает человек.",
    )  # fmt: skip
    sections = forms.MultipleChoiceField(
        label="Разделы", widget=forms.CheckboxSelectMultiple,
        choices=[*TITLES.items()],
        error_messages={"required": "Отметьте хотя бы один раздел."},
    )  # fmt: skip
    due_day = forms.IntegerField(
        label="На какой день после периода", min_value=1, max_value=LATEST,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), f"Срок — от 1 до {LATEST} дней после периода."),
    )  # fmt: skip

    class Meta:
        model = ReportForm
        fields = (
            "title", "clause", "system", "every", "due_day", "shift", "preparer", "signer", "recipients", "sections",
            "active",
        )  # fmt: skip

    def __init__(self, data: Any = None, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["system"].choices = [("", "все"), *System.choices]  # type: ignore[attr-defined]
        self.fields["every"].choices = Every.choices  # type: ignore[attr-defined]
        for name in ("preparer", "signer"):
            self.fields[name].choices = Role.choices  # type: ignore[attr-defined]
        self.initial["recipients"] = "\n".join(self.instance.recipients)

    def clean_recipients(self) -> list[str]:
        return str(self.cleaned_data["recipients"] or "").splitlines()

    def clean_sections(self) -> list[str]:
        """In the order of the form as it was, new ones at the end."""
        given = self.cleaned_data["sections"]
        before = [code for code in self.initial.get("sections", []) if code in given]
        return [*before, *(code for code in given if code not in before)]

    def _post_clean(self) -> None:
        """The row is changed by the action, not here."""


def ways(report: Submission, data: Any) -> list[Way]:
    """The recipients that were marked, and whom a person names beside them."""
    found = [
        Way(name, address, str(data.get(f"how-{number}", "")).replace("\x00", "")[:200].strip())
        for number, (name, address) in enumerate(report.form.addressees)
        if data.get(f"to-{number}")
    ]
    other = str(data.get("other", "")).replace("\x00", "").strip()[:200]
    how = str(data.get("other-how", "")).replace("\x00", "").strip()[:200]
    return [*found, Way(other, "", how)] if other else found


def conclusions(report: Submission, data: Any) -> dict[str, str]:
    """The texts of the sections that were sent."""
    return {
        one.code: str(data[f"words-{one.code}"])
        for one in report.contents
        if f"words-{one.code}" in data
    }
