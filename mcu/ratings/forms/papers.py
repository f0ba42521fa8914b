"""Freezing, comments, decisions on priorities."""

from django import forms

from mcu.cases.forms.fields import LongText
from mcu.org.forms import PlainText, day


class FreezeForm(forms.Form):
    since = day("С", required=True)
    until = day("По", required=True)
    note = PlainText(label="Примечание", max_length=500, required=False)


class CommentForm(forms.Form):
    text = LongText(
        label="Комментарий органа", rows=3,
        error_messages={"required": "Напишите комментарий."},
        help_text="Изменить его потом нельзя. Имена и телефоны людей программа скроет сама.",
    )  # fmt: skip


class AcceptForm(forms.Form):
    reason = PlainText(label="Пояснение", max_length=500, required=False)
    until = day("Поставить задачу органу, срок", help_text="Без дня — только решение.")


class RefuseForm(forms.Form):
    reason = PlainText(
        label="Почему", max_length=500,
        error_messages={"required": "Напишите, почему приоритет отклонён."},
    )  # fmt: skip
