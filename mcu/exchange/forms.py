"""The card of a reference book."""

from typing import ClassVar

from django import forms

from mcu.exchange.models import BookCard


class CardForm(forms.ModelForm):
    """Who keeps it, by which act, how it may be used."""

    class Meta:
        model = BookCard
        fields = ("owner", "approved_by", "approved_on", "note")
        widgets: ClassVar = {
            "approved_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "note": forms.Textarea({"rows": 3}),
        }
        help_texts: ClassVar = {
            "owner": "Отдел или должность, например «Отдел информатизации администрации»",
            "approved_by": "Например «Постановление администрации от 12.05.2026 № 314»",
            "note": "Кому и как выдаётся, как часто сверяется, кому сообщать об ошибке",
        }
