"""What the operator fills in beside the message: the paper, scans, what is joined, a number looked up."""

from typing import Any

from django import forms
from django.conf import settings

from mcu.cases.actions.desk import PaperFacts
from mcu.cases.forms.fields import ManyFiles, Pick
from mcu.cases.rules.desk import Asked, Delivered, Together, together_of
from mcu.org.forms import PlainText, day
from mcu.org.models import Body

MOST_SCANS = 10
NUMBER = {"invalid": "Впишите число."}


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=100_000, error_messages=NUMBER
    )


class PaperForm(forms.Form):
    """The fields of a letter in the order in which a clerk reads it."""

    dated_on = day("Дата письма")
    out_number = PlainText(label="Исходящий номер автора", required=False, max_length=60)
    delivered = forms.ChoiceField(
        label="Как доставлено", required=False, choices=[("", "не указано"), *Delivered.choices]
    )
    sheets = _count("Листов")
    enclosures = _count("Листов приложений")
    signed = forms.BooleanField(label="подпись автора есть", required=False)
    sent_by = PlainText(label="Кем переслано", required=False, max_length=300)
    sent_number = PlainText(label="Номер сопроводительного", required=False, max_length=60)
    sent_on = day("Дата сопроводительного")
    together = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, bodies: list[Body], **more: Any):
        super().__init__(data, files, **more)
        self.fields["about_body"] = Pick(
            bodies, label="На кого жалоба", required=False, empty="не на организацию"
        )
        self.fields["scans"] = ManyFiles(
            most=MOST_SCANS, limit=settings.MCU_ATTACHMENT_LIMIT, label="Скан или фото письма",
            help_text="до 10 файлов; откроются только из карточки, с записью в журнал",
        )  # fmt: skip

    @property
    def rest(self) -> list[forms.BoundField]:
        """All but what stands elsewhere on the page."""
        return [self[name] for name in self.fields if name not in {"scans", "together"}]

    @property
    def facts(self) -> PaperFacts:
        given = self.cleaned_data
        return PaperFacts(**{name: given[name] for name in PaperFacts.__dataclass_fields__})

    @property
    def scans(self) -> list[tuple[str, Any]]:
        return [(file.name, file.chunks()) for file in self.cleaned_data["scans"]]

    @property
    def joined(self) -> Together | None:
        return together_of(self.cleaned_data["together"])


class NumberForm(forms.Form):
    """A telephone number and why it is looked up."""

    number = PlainText(
        label="Номер телефона", max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        error_messages={"required": "впишите номер."},
    )  # fmt: skip
    reason = forms.ChoiceField(
        label="Зачем", choices=[("", "выберите"), *Asked.choices],
        error_messages={"required": "выберите, зачем ищете.", "invalid_choice": "выберите из списка."},
    )  # fmt: skip
