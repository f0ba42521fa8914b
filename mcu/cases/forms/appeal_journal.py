"""The filters of the journal of appeals."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from mcu.cases.forms.boards import BoardForm
from mcu.cases.queries.appeal_journal import JournalFilter
from mcu.cases.rules.appeal import Form, Result
from mcu.cases.rules.words import AppealKind
from mcu.org.forms import day
from mcu.org.models import Body

SHOW = [("", "все"), ("open", "на рассмотрении"), ("late", "просрочены"), ("done", "завершены")]
COLLECTIVE = [("", "любые"), ("yes", "коллективные"), ("no", "индивидуальные")]


class AppealJournalForm(BoardForm):
    """A period of registration, this year where none is said; the rest narrows it."""

    since = day("Зарегистрированы с")
    until = day("по")
    show = forms.ChoiceField(required=False, label="Состояние", choices=SHOW)
    appeal_kind = forms.ChoiceField(
        required=False, label="Вид", choices=[("", "любой"), *AppealKind.choices]
    )
    form = forms.ChoiceField(required=False, label="Форма", choices=[("", "любая"), *Form.choices])
    collective = forms.ChoiceField(required=False, label="Чьи", choices=COLLECTIVE)
    result = forms.ChoiceField(
        required=False, label="Результат", choices=[("", "любой"), *Result.choices]
    )

    def __init__(self, data: Any = None, *, bodies: list[Body]) -> None:
        super().__init__(data)
        self._pick("body", "Орган", bodies)

    @property
    def filter(self) -> JournalFilter:
        chosen, today = self.chosen, timezone.localdate()
        chosen.pop("q", None)
        since = chosen.pop("since", date(today.year, 1, 1))
        return JournalFilter(since=since, until=chosen.pop("until", today), **chosen)
