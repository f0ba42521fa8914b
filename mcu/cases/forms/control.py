"""What a coordinator asks of a silent executor, and what the executor explains."""

from typing import Any

from django import forms

from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import Case
from mcu.cases.rules.words import Importance, Way
from mcu.org.forms import PlainText, day
from mcu.org.models import Body, Person


class InterveneForm(forms.Form):
    """One act: what, by when, and to whom where the case is given to somebody else."""

    way = forms.ChoiceField(
        label="Что сделать",
        choices=Way.choices,
        error_messages={"invalid_choice": "выберите из списка."},
    )
    words = LongText(
        label="Исполнителю",
        rows=2,
        error_messages={"required": "напишите, что не так и чего вы ждёте."},
    )
    until = day(
        "К какому дню", help_text="Для объяснения можно не указывать: следующий рабочий день."
    )

    def __init__(
        self, data: Any = None, *, bodies: list[Body], people: list[Person], case: Case | None
    ) -> None:
        super().__init__(data, auto_id=f"intervene_{case.pk if case else 0}_%s")
        self.fields["body"] = Pick(
            bodies, required=False, label="Кому передать", empty="если передаёте другому"
        )
        self.fields["executor"] = Pick(
            people, required=False, label="Исполнитель", empty="решит орган"
        )


class ControlForm(forms.Form):
    """What to look at again, and when: a day or a number of working days."""

    why = PlainText(
        label="Что проверить",
        max_length=300,
        error_messages={"required": "напишите, что проверить."},
    )
    until = day("К какому дню")
    days = forms.IntegerField(
        label="Или через сколько рабочих дней",
        required=False,
        error_messages={"invalid": "впишите целое число."},
    )


class UncontrolForm(forms.Form):
    reason = PlainText(
        label="Почему снимаете",
        max_length=300,
        error_messages={"required": "напишите, почему снимаете с контроля."},
    )


class ImportanceForm(forms.Form):
    importance = forms.ChoiceField(
        label="Важность",
        choices=Importance.choices,
        help_text="Сроки считаются заново по нормам этой важности: было и стало покажет история.",
        error_messages={"invalid_choice": "выберите из списка."},
    )


class ExplainForm(forms.Form):
    text = LongText(label="Объяснение", rows=2, error_messages={"required": "впишите объяснение."})


class PauseForm(forms.Form):
    reason = PlainText(
        label="Чего ждём от автора",
        max_length=500,
        error_messages={"required": "напишите, чего ждёте от автора."},
    )
