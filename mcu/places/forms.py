"""What a person types about a place, and the file it may come from."""

from typing import Any

from django import forms

from mcu.places.models import KnownPlace
from mcu.places.rules.table import houses_fault


class NamesField(forms.CharField):
    """Several names divided by commas, kept as a list."""

    def prepare_value(self, value: Any) -> str:
        return ", ".join(value) if isinstance(value, list) else value or ""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = super().to_python(value) or ""
        return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


class PlaceForm(forms.ModelForm):
    """One place of the gazetteer."""

    old = NamesField(label="Прежние названия, через запятую", required=False, max_length=1000)
    synonyms = NamesField(label="Как ещё говорят, через запятую", required=False, max_length=1000)
    houses = forms.CharField(
        label="Дома: 1-57;2-60 (нечётные и чётные) или 1;3;5А", required=False, max_length=20_000
    )
    lat = forms.FloatField(label="Широта", required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label="Долгота", required=False, min_value=-180, max_value=180)

    class Meta:
        model = KnownPlace
        fields = (
            "kind", "type", "name", "settlement", "old", "synonyms", "address", "houses", "lat", "lon",
        )  # fmt: skip

    def clean_houses(self) -> str:
        told = self.cleaned_data["houses"].replace(" ", "")
        fault = houses_fault(told)
        if fault:
            raise forms.ValidationError(fault)
        return str(told)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("lat") is None) != (given.get("lon") is None):
            self.add_error("lon", "Нужны обе координаты: широта и долгота.")
        if given.get("kind") == KnownPlace.Kind.STREET and not given.get("settlement"):
            self.add_error("settlement", "Скажите, в каком населённом пункте эта улица.")
        if given.get("kind") == KnownPlace.Kind.SETTLEMENT:
            given["settlement"] = ""
        return given

    def validate_unique(self) -> None:
        """The action tells it in its own words."""


class PlacesFileForm(forms.Form):
    """A table of places or an extract of ГАР."""

    file = forms.FileField(label="Файл: csv, xlsx или архив ГАР (zip)")
    oktmo = forms.RegexField(
        r"^\d{2,11}$", label="ОКТМО муниципалитета (для ГАР)", required=False,
        error_messages={"invalid": "ОКТМО — от 2 до 11 цифр, например 68650000."},
    )  # fmt: skip
