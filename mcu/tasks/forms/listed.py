"""The filters of the list, and what is done to many at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from mcu.cases.forms.fields import LongText, Pick
from mcu.org.forms import PlainText, day
from mcu.org.models import Body, Person
from mcu.tasks.rules.kinds import CHOICES
from mcu.tasks.rules.words import Due, Shown, Sort, Status, TaskFilter, Whose
from mcu.tasks.rules.workflow import State

ANY = [("", "любой")]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: what it says, and the query of the page without it."""

    label: str
    without: str


class TaskFilterForm(forms.Form):
    """Every field is one parameter of the address; a value that makes no sense is left out."""

    q = PlainText(required=False, max_length=200, label="Слова")
    whose = forms.ChoiceField(required=False, choices=Whose.choices, label="Чьи")
    status = forms.ChoiceField(
        required=False, choices=[*Status.choices, *State.choices], label="Состояние"
    )
    due = forms.ChoiceField(required=False, choices=[*ANY, *Due.choices], label="Срок")
    kind = forms.ChoiceField(required=False, choices=[*ANY, *CHOICES], label="Вид")
    body = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Орган")
    sort = forms.ChoiceField(required=False, choices=Sort.choices, label="Порядок")
    shown = forms.ChoiceField(required=False, choices=Shown.choices, label="Вид страницы")

    def __init__(self, query: QueryDict, *, bodies: Iterable[Body], sort: str = "") -> None:
        super().__init__(query, auto_id="filter_%s")
        self.query, self.kept_sort = query, sort
        self.fields["body"].choices = lambda: [*ANY, *((b.pk, str(b)) for b in bodies)]  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> TaskFilter:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return TaskFilter(**({"sort": self.kept_sort or Sort.DUE} | given))

    @property
    def chips(self) -> list[Chip]:
        """The filters that narrow the list beyond its tabs."""
        return [
            Chip(self._words(name), self._without(name))
            for name in ("q", "status", "due", "kind", "body")
            if self.query.get(name) and self.cleaned(name)
        ]

    def cleaned(self, name: str) -> Any:
        return getattr(self.chosen, name)

    @property
    def order(self) -> str:
        return str(Sort(self.chosen.sort).label)

    @property
    def saved_as(self) -> str:
        return self._without("")

    def _words(self, name: str) -> str:
        value = self.cleaned(name)
        if name == "q":
            return f"«{value}»"
        choices = self.fields[name].choices  # type: ignore[attr-defined]
        return next((str(label) for key, label in choices if str(key) == str(value)), str(value))

    def _without(self, name: str) -> str:
        query = self.query.copy()
        for gone in {name, "page"}:
            query.pop(gone, None)
        return query.urlencode()


class BulkForm(forms.Form):
    """The marked tasks and what to do with them."""

    MOST = 200
    VERBS = (
        ("accept", "принять"),
        ("extend", "продлить"),
        ("reassign", "перепоручить"),
        ("export", "выгрузить"),
    )

    verb = forms.ChoiceField(
        choices=VERBS,
        error_messages={"required": "Выберите действие.", "invalid_choice": "Выберите действие."},
    )
    until = day("До какого дня")
    reason = LongText(label="Почему", required=False, rows=2)

    def __init__(
        self, given: QueryDict, *, bodies: Iterable[Body], people: Iterable[Person]
    ) -> None:
        super().__init__(given, auto_id="bulk_%s")
        self.given = given
        self.fields["body"] = Pick(bodies, required=False, label="Орган")
        self.fields["executor"] = Pick(people, required=False, label="Сотрудник")

    @property
    def marked(self) -> list[int]:
        given = self.given.getlist("task")[: self.MOST]
        return [int(key) for key in given if key.isdecimal() and len(key) < 19]
