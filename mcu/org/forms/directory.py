"""What a person asks of the directory and does to many at once."""

from typing import Any

from django import forms

from mcu.org.forms.fields import PlainText, day
from mcu.org.models import Block, Body
from mcu.org.queries import blocks, bodies
from mcu.org.queries.directory import STATES, PeopleFilter
from mcu.org.rules.roles import Actor, Role

VERBS = (
    ("give", "Назначить роль"),
    ("end", "Снять роль"),
    ("move", "Перевести в орган"),
    ("invite", "Пригласить по ссылке"),
    ("off", "Закрыть вход"),
    ("on", "Открыть вход"),
)


class PeopleFilterForm(forms.Form):
    """Every field is one parameter of the URL; a value that makes no sense is left out."""

    q = PlainText(
        label="Слова",
        max_length=100,
        required=False,
        widget=forms.TextInput(
            {"type": "search", "placeholder": "Фамилия, должность, орган, роль, телефон"}
        ),
    )
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Орган", required=False, empty_label="любой орган"
    )
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Блок", required=False, empty_label="любой блок"
    )
    role = forms.ChoiceField(
        label="Роль", required=False, choices=[("", "любая роль"), *Role.choices]
    )
    state = forms.ChoiceField(label="Состояние", required=False, choices=[("", "все"), *STATES])

    def __init__(self, query: Any, *, actor: Actor) -> None:
        super().__init__(query, auto_id="find_%s")
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label
        self.fields["body"].queryset = bodies(actor)  # type: ignore[attr-defined]
        self.fields["block"].queryset = blocks(actor)  # type: ignore[attr-defined]

    @property
    def chosen(self) -> PeopleFilter:
        self.is_valid()
        given = self.cleaned_data
        body, block = given.get("body"), given.get("block")
        return PeopleFilter(
            words=given.get("q", ""),
            body=body.pk if body else None,
            block=block.pk if block else None,
            role=given.get("role", ""),
            state=given.get("state", ""),
        )


class BulkPeopleForm(forms.Form):
    """One act on everybody marked."""

    verb = forms.ChoiceField(label="Что сделать", choices=VERBS)
    role = forms.ChoiceField(label="Роль", required=False, choices=[("", "роль"), *Role.choices])
    body = forms.ModelChoiceField(
        Body.objects.none(), label="Орган", required=False, empty_label="орган"
    )
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Блок", required=False, empty_label="блок"
    )
    day = day("День")
    act = forms.CharField(label="Основание", max_length=300, required=False)

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, auto_id="bulk_%s")
        body, block = self.fields["body"], self.fields["block"]
        body.queryset = bodies(actor).filter(active=True)  # type: ignore[attr-defined]
        block.queryset = blocks(actor).filter(active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("verb") in {"give", "end"} and not given.get("role"):
            self.add_error("role", "Выберите роль.")
        if given.get("verb") == "move" and not given.get("body"):
            self.add_error("body", "Выберите орган.")
        return given


class PeopleFileForm(forms.Form):
    file = forms.FileField(
        label="Файл", help_text="xlsx, xls, ods или csv с заголовком; обязателен столбец «ФИО»."
    )
