"""What is told of migration, and which documents are asked of whom."""

from typing import Any

from django import forms

from mcu.cases.forms.fields import LongText
from mcu.org.forms import PlainText


class MigrationForm(forms.Form):
    """Two receivers; the program proposes words, not names."""

    police = PlainText(
        label="Орган МВД", max_length=300, initial="Территориальный орган МВД России",
        error_messages={"required": "впишите орган МВД."},
    )  # fmt: skip
    official = PlainText(
        label="Высшее должностное лицо региона", max_length=300,
        initial="Высшее должностное лицо субъекта Российской Федерации",
        error_messages={"required": "впишите должность."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="migration_%s")


class PapersForm(forms.Form):
    to = PlainText(
        label="У кого запросить", max_length=300, error_messages={"required": "впишите орган."}
    )
    what = LongText(
        label="Какие документы и сведения", rows=2, max_length=500,
        help_text="без имени и контактов автора", error_messages={"required": "впишите, что запросить."},
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="papers_%s")
