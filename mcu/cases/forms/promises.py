"""What is typed about a promise."""

from collections.abc import Iterable
from typing import Any

from django import forms

from mcu.cases.forms.boards import BoardForm
from mcu.cases.forms.fields import LongText
from mcu.cases.models import Attachment, Promise
from mcu.cases.rules.promises import PromiseFilter, Proof, Shown
from mcu.org.forms import PlainText, day
from mcu.org.models import Block, Body


class PromiseBoardForm(BoardForm):
    """The filters of the page «Обещания»."""

    show = forms.ChoiceField(required=False, choices=Shown.choices)
    due_from = day("Срок с")
    due_to = day("Срок по")
    moved = forms.BooleanField(required=False, label="переносились")

    def __init__(self, data: Any, *, blocks: Iterable[Block], bodies: Iterable[Body]) -> None:
        super().__init__(data)
        self._pick("block", "Блок", blocks)
        self._pick("body", "Орган", bodies)

    @property
    def filter(self) -> PromiseFilter:
        return PromiseFilter(**self.chosen)


class PromiseForm(forms.Form):
    """A promise: what, by when, checked how."""

    what = LongText(label="Что обещано", rows=2, max_length=500,
                    error_messages={"required": "напишите, что обещано.",
                                    "max_length": "короче 500 знаков."})  # fmt: skip
    due = day("До какого дня", required=True)
    proof = forms.ChoiceField(label="Чем подтвердить", choices=Proof.choices, initial=Proof.PHOTO)

    def __init__(self, data: Any = None, *, promise: Promise | None = None) -> None:
        now = (
            {"what": promise.what, "due": promise.due_on, "proof": promise.proof} if promise else {}
        )
        super().__init__(data, initial=now, auto_id=f"promise{promise.pk if promise else ''}_%s")


class MovePromiseForm(forms.Form):
    """A later day and why."""

    until = day("Новая дата", required=True)
    reason = LongText(label="Почему переносится", rows=2, required=False)


class KeepForm(forms.Form):
    """The proof: a file of the case, or a new one."""

    file = forms.FileField(
        label="Фото или акт", required=False, allow_empty_file=True, max_length=None
    )

    def __init__(self, data: Any = None, files: Any = None, *, known: Iterable[Attachment]) -> None:
        super().__init__(data, files)
        rows = {str(row.pk): row for row in known}
        self.fields["evidence"] = forms.TypedChoiceField(
            label="Или файл сообщения",
            required=False,
            coerce=rows.__getitem__,
            empty_value=None,
            choices=[("", "—"), *((key, row.name) for key, row in rows.items())],
            error_messages={"invalid_choice": "выберите из списка."},
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if not (values.get("file") or values.get("evidence") or self.errors):
            raise forms.ValidationError(
                "Приложите фото или акт: без подтверждения обещание не отметить выполненным."
            )
        return values


class TellForm(forms.Form):
    """The second answer to the resident."""

    text = LongText(label="Второй ответ жителю", rows=3, required=False)
    url = PlainText(label="Ссылка на ответ", required=False, max_length=500)
