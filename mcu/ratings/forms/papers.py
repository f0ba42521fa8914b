"""Freezing, comments, decisions on priorities."""

from django import forms

from mcu.cases.forms.fields import LongText
from mcu.org.forms import PlainText


def _day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Такой даты нет.", "required": "Укажите день."},
    )  # fmt: skip


class FreezeForm(forms.Form):
    since = _day("С")
    until = _day("По")
    note = PlainText(label="Примечание", max_length=500, required=False)


class CommentForm(forms.Form):
    text = LongText(
        label="Комментарий органа", rows=3,
        error_messages={"required": "Напишите комментарий."},
        help_text="Изменить его потом нельзя. Имена и телефоны людей программа скроет сама.",
    )  # fmt: skip


class AcceptForm(forms.Form):
    reason = PlainText(label="Пояснение", max_length=500, required=False)
    until = _day("Поставить задачу органу, срок", required=False, hint="Без дня — только решение.")


class RefuseForm(forms.Form):
    reason = PlainText(
        label="Почему", max_length=500,
        error_messages={"required": "Напишите, почему приоритет отклонён."},
    )  # fmt: skip
