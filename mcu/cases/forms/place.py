"""Where it is, as a person says it: one of the suggestions, or words of their own."""

from typing import Any

from django import forms

from mcu.cases.rules.placing import PlaceWords, words_of
from mcu.org.forms import PlainText


class PlaceForm(forms.Form):
    """`choice` is a suggestion taken as it is; the fields are what a person wrote instead."""

    choice = PlainText(required=False, max_length=200)
    settlement = PlainText(required=False, label="Населённый пункт", max_length=120)
    street = PlainText(required=False, label="Улица", max_length=200)
    house = PlainText(required=False, label="Дом", max_length=40)
    landmark = PlainText(required=False, label="Ориентир", max_length=200)

    def __init__(self, data: Any = None, *, place: PlaceWords = PlaceWords()) -> None:  # noqa: B008
        super().__init__(data, initial=place._asdict(), auto_id="place_%s")

    @property
    def place(self) -> PlaceWords:
        given = self.cleaned_data
        if given["choice"]:
            return words_of(given["choice"])
        names = PlaceWords._fields
        return PlaceWords(*(" ".join(given[name].split()) for name in names))
