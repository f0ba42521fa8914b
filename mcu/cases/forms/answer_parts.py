"""What is asked of co-executors, what they write, how the lead joins it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from mcu.cases.forms.fields import LongText, PickMany
from mcu.cases.models import AnswerPart
from mcu.cases.rules.answer_parts import Heading
from mcu.org.forms import PlainText, day
from mcu.org.models import Body


class InvolveForm(forms.Form):
    """Which bodies, about what, by when."""

    about = PlainText(
        label="О чём часть",
        max_length=300,
        error_messages={"required": "напишите, о чём соисполнителю отвечать."},
    )
    until = day("К какому дню", help_text="Без даты срок считается по норме, если она задана.")

    def __init__(
        self, data: Any = None, *, bodies: Sequence[Body], until: date | None = None
    ) -> None:
        super().__init__(data, auto_id="involve_%s", initial={"until": until})
        self.fields["bodies"] = PickMany(bodies, label="Соисполнители")
        self.order_fields(["bodies", "about", "until"])


class PartForm(forms.Form):
    """The text of one body's part."""

    text = LongText(
        label="Часть ответа", rows=6, error_messages={"required": "напишите свою часть."}
    )

    def __init__(self, data: Any = None, *, part: AnswerPart, text: str = "") -> None:
        super().__init__(data, auto_id=f"part_{part.pk}_%s", initial={"text": text})


class PartBackForm(forms.Form):
    """Back to the body, with a reason."""

    reason = LongText(
        label="Что исправить", rows=2, error_messages={"required": "напишите, что исправить."}
    )
    until = day("К какому дню", help_text="Без даты: следующий рабочий день.")

    def __init__(self, data: Any = None, *, part: AnswerPart) -> None:
        super().__init__(data, auto_id=f"back_{part.pk}_%s")


class DropPartForm(forms.Form):
    reason = LongText(
        label="Почему не нужна", rows=2, error_messages={"required": "напишите, почему."}
    )

    def __init__(self, data: Any = None, *, part: AnswerPart) -> None:
        super().__init__(data, auto_id=f"drop_{part.pk}_%s")


class GatherForm(forms.Form):
    """A place for each part that was sent; an empty one leaves it out."""

    def __init__(
        self, data: Any = None, *, parts: Sequence[AnswerPart], draft: bool = False
    ) -> None:
        super().__init__(data, auto_id="gather_%s")
        for number, part in enumerate(parts, 1):
            self.fields[f"place_{part.pk}"] = forms.IntegerField(
                label=str(part.body),
                required=False,
                min_value=1,
                max_value=99,
                initial=number,
                help_text=part.about,
                error_messages={"invalid": "впишите номер по порядку."},
            )
        self.fields["heading"] = forms.ChoiceField(
            label="Заголовки частей", choices=Heading.choices, initial=Heading.NONE, required=False
        )
        if draft:
            self.fields["instead"] = forms.BooleanField(
                label="Вместо того, что уже написано (прежний черновик останется версией)",
                required=False,
            )

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes; of a valid form."""
        given = self.cleaned_data
        places = {
            int(name.removeprefix("place_")): place
            for name, place in given.items()
            if name.startswith("place_")
        }
        return {
            "places": places,
            "heading": given["heading"] or Heading.NONE,
            "instead": given.get("instead", False),
        }
