"""What is typed when a message goes to another body."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse

from mcu.cases.forms.boards import BoardForm
from mcu.cases.forms.fields import LongText
from mcu.cases.models import Redirect
from mcu.cases.rules.redirects import By, RedirectFilter, RedirectState, Told
from mcu.org.forms import PlainText, day

TOLD = [("", "—"), *Told.choices]


class RedirectBoardForm(BoardForm):
    """The filters of the page «Перенаправления»."""

    show = forms.ChoiceField(required=False, choices=[("", "все"), *RedirectState.choices])
    by = forms.ChoiceField(required=False, label="Чем", choices=[("", "любым"), *By.choices])
    decided_from = day("Решено с")
    decided_to = day("Решено по")
    late = forms.BooleanField(required=False, label="просрочены")

    @property
    def filter(self) -> RedirectFilter:
        return RedirectFilter(**self.chosen)


class SendForm(forms.Form):
    """The number under which it went and the notice to the resident."""

    number = PlainText(label="Номер в ПОС или исходящий", required=False, max_length=80)
    told_on = day("Житель уведомлён")
    told_by = forms.ChoiceField(label="Чем уведомлён", required=False, choices=TOLD)
    sent_on = day("Отправлено", help_text="Пусто — сегодня.")

    def __init__(self, data: Any = None, *, redirect: Redirect | None = None) -> None:
        names = ("number", "told_on", "told_by")
        now = {name: getattr(redirect, name) for name in names} if redirect else {}
        super().__init__(data, initial=now, auto_id="send_%s")


class RedirectForm(forms.Form):
    """Where to and by what; number and notice when they are known already."""

    to = PlainText(
        required=False,
        label="Куда перенаправить",
        max_length=300,
        help_text="Начните писать название: знакомые органы подскажутся.",
        widget=forms.TextInput(attrs={"list": "receivers", "autocomplete": "off"}),
    )
    way = forms.ChoiceField(label="Чем", required=False, choices=By.choices, initial=By.POS)
    reason = LongText(label="Чья это компетенция и почему", rows=2, required=False, max_length=500)
    number = PlainText(
        label="Номер в ПОС или исходящий", required=False, max_length=80,
        help_text="Если ещё нет, впишете потом: до тех пор сообщение числится неотправленным.",
    )  # fmt: skip
    told_on = day("Житель уведомлён")
    told_by = forms.ChoiceField(label="Чем уведомлён", required=False, choices=TOLD)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="redirect_%s")
        self.fields["to"].widget.attrs |= {
            "hx-get": reverse("cases:receivers"), "hx-target": "#receivers",
            "hx-trigger": "input changed delay:200ms, focus once", "hx-swap": "innerHTML",
        }  # fmt: skip

    def clean_way(self) -> str:
        return self.cleaned_data["way"] or By.POS


def named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Name and kind of each body, for the suggestions beside the field."""
    return [(row.name, row.get_kind_display()) for row in rows]
