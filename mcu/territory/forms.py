"""What a person says of a layer, of a file with objects, of a file with borders."""

from typing import Any

from django import forms
from django.forms.models import model_to_dict

from mcu.org.forms import PlainText
from mcu.territory.models import Layer, LayerImport, MapObject
from mcu.territory.rules.geometry import BadGeometry, Point
from mcu.territory.rules.rows import LABELS, LONGEST, point_in
from mcu.territory.rules.where import Kind

CHOSEN = {**LABELS, "point": "координаты одной строкой"}


class LayerForm(forms.ModelForm):
    """A kind of objects."""

    name = PlainText(
        label="Название", max_length=80, help_text="во множественном числе: фонари, остановки",
        error_messages={"required": "Назовите слой."},
    )  # fmt: skip
    public = forms.BooleanField(
        label="показывать жителям: портал предложит назвать объект рядом с точкой", required=False
    )

    class Meta:
        model = Layer
        fields = ("name", "icon", "public")


class ObjectForm(forms.Form):
    """One object; the point as a map shows it."""

    number = PlainText(label="Номер", required=False, max_length=LONGEST["number"])
    title = PlainText(label="Название", required=False, max_length=LONGEST["title"])
    address = PlainText(label="Адрес", required=False, max_length=LONGEST["address"])
    point = PlainText(
        label="Точка", max_length=80, help_text="широта, долгота из любой карты: 54.41235, 46.22014",
        error_messages={"required": "Укажите, где стоит объект."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, found: MapObject | None = None) -> None:
        known = model_to_dict(found, tuple(LONGEST)) if found else {}
        place = {"point": f"{found.lat:.6f}, {found.lon:.6f}"} if found else {}
        super().__init__(data, initial=known | place)

    def clean_point(self) -> Point:
        try:
            return point_in(self.cleaned_data["point"])
        except BadGeometry as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class ObjectsForm(forms.Form):
    """A file with the objects of a layer."""

    file = forms.FileField(
        label="Файл: GeoJSON, csv или xlsx", error_messages={"required": "Выберите файл."}
    )
    replaces = forms.BooleanField(
        label="это весь слой: чего нет в файле, того больше нет", required=False
    )


class ColumnsForm(forms.Form):
    """Which column of the file is what."""

    replaces = forms.BooleanField(
        label="это весь слой: чего нет в файле, того больше нет", required=False
    )

    def __init__(self, data: Any = None, *, run: LayerImport) -> None:
        super().__init__(data, initial={**run.columns, "replaces": run.replaces})
        choices = [("", "нет"), *((name, name) for name in run.columns["names"] if name)]
        for name, label in CHOSEN.items():
            self.fields[name] = forms.ChoiceField(
                required=False, label=label.capitalize(), choices=choices
            )

    @property
    def columns(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CHOSEN}


class AreasForm(forms.Form):
    """A file with borders."""

    kind = forms.ChoiceField(label="Что в файле", choices=Kind.choices)
    file = forms.FileField(label="Файл GeoJSON", error_messages={"required": "Выберите файл."})
