"""What is filled in for a letter, and the upload of its template."""

from typing import Any

from django import forms
from django.utils import timezone

from mcu.cases.actions.letters import Requisites
from mcu.cases.models import Case
from mcu.cases.queries.letters import Papers, signers_of
from mcu.cases.rules.letters import Letter, Wanted
from mcu.org.forms import PlainText, day
from mcu.org.models import Person

DOCX = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class TemplateForm(forms.Form):
    file = forms.FileField(
        label="Свой шаблон (.docx, до 5 МБ)",
        widget=forms.FileInput(attrs={"accept": DOCX}),
        error_messages={"required": "Выберите файл.", "empty": "Файл пуст.", "missing": "Выберите файл."},
    )  # fmt: skip


class LetterForm(forms.Form):
    """Date, number and signatures; a card of the office needs the date alone."""

    dated = day("Дата документа", required=True)
    number = PlainText(
        label="Исходящий номер", required=False, max_length=60,
        help_text="Если ещё нет, в письме останется место, чтобы вписать рукой.",
    )  # fmt: skip
    signer = PlainText(label="Кто подписывает", required=False, max_length=200)
    position = PlainText(label="Должность", required=False, max_length=200)
    executor = PlainText(label="Исполнитель", required=False, max_length=200)
    phone = PlainText(label="Телефон исполнителя", required=False, max_length=60)

    def __init__(self, data: Any = None, *, letter: Letter, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="letter_%s")
        if not letter.signed:
            for name in ("number", "signer", "position", "executor", "phone"):
                del self.fields[name]
        else:
            self.fields["signer"].required = True
            self.fields["signer"].error_messages["required"] = "впишите, кто подписывает."

    @property
    def requisites(self) -> Requisites:
        """What is filled in; with the defaults where the form was not sent."""
        given = self.cleaned_data if self.is_bound else self.initial
        return Requisites(**{name: given[name] for name in self.fields if name in given})


def defaults(case: Case, papers: Papers, wanted: Wanted, person: Person) -> dict[str, Any]:
    """What a letter begins with: today, the head of the municipality, whoever works the case."""
    head, executor = signers_of(case.municipality), case.executor or person
    notice, appeal = papers.notices.get(wanted.notice), papers.facts.appeal
    signed_by = appeal.signed_by if appeal and wanted.letter.code == "answer" else ""
    number = appeal.answer_number if appeal and wanted.letter.code == "answer" else ""
    return {
        "dated": timezone.localdate(),
        "number": notice.out_number if notice else number,
        "signer": signed_by or (head.full_name if head else ""),
        "position": head.position if head and not signed_by else "",
        "executor": executor.full_name,
        "phone": executor.phone,
    }


class ChosenForm(forms.Form):
    """Which notice a letter is written for, and in which form it is wanted."""

    notice = forms.IntegerField(required=False, min_value=0)
    form = forms.ChoiceField(required=False, choices=[("pdf", "PDF"), ("docx", "Word")])

    @property
    def notice_pk(self) -> int:
        return (self.cleaned_data.get("notice") or 0) if self.is_valid() else 0

    @property
    def wanted_form(self) -> str:
        return (self.cleaned_data.get("form") or "pdf") if self.is_valid() else "pdf"
