"""Which parts of a picture to hide."""

import re

from django import forms

from mcu.core.attachments.pictures import MOST_REGIONS, Region

NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,4})?")


class HideForm(forms.Form):
    """A part on a line: left, top, width and height in per cent; the page writes them by itself."""

    regions = forms.CharField(
        label="Области: слева, сверху, ширина, высота в процентах; каждая с новой строки",
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "отметьте на снимке, что размыть."},
    )

    def clean_regions(self) -> list[Region]:
        lines = [line for line in self.cleaned_data["regions"].splitlines() if line.strip()]
        if len(lines) > MOST_REGIONS:
            raise forms.ValidationError(f"За один раз размывают не больше {MOST_REGIONS} областей.")
        return [_region(line) for line in lines]


def _region(line: str) -> Region:
    found = [float(number.replace(",", ".")) / 100 for number in NUMBER.findall(line)]
    if len(found) != 4 or max(found) > 1 or not (found[2] and found[3]):
        raise forms.ValidationError(
            f"«{line.strip()[:60]}» — не область: нужны четыре числа от 0 до 100."
        )
    return Region(*found)
