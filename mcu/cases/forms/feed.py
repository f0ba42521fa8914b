"""The filters of the list: read from the URL, shown as chips that can be taken away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from mcu.cases.models import Topic
from mcu.cases.rules.appeal import Category, Form
from mcu.cases.rules.conditions import ALWAYS, Condition, Names, dumps, loads, words
from mcu.cases.rules.feed import NO_TOPIC, NOBODY, Due, FeedFilter, Sort, Status, Suggested
from mcu.cases.rules.words import AppealKind, Channel, Importance, Kind, Outcome, Regime, System
from mcu.cases.rules.workflow import State
from mcu.core.errors import RuleViolation
from mcu.org.forms import PlainText, day
from mcu.org.models import Block, Body

ANY = [("", "все")]
STATES = [*Status.choices, *State.choices]
WHEN = {
    "received_from": "получено с",
    "received_to": "получено по",
    "closed_from": "закрыто с",
    "closed_to": "закрыто по",
}
MINE = "me"


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force: what it says, and the query of the page without it."""

    label: str
    without: str


def _choice(choices: list[tuple[str, str]], label: str) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, label=label, choices=[*ANY, *choices])


class ConditionField(forms.Field):
    """A condition in the address; a broken one is told of and asks for nothing."""

    widget = forms.HiddenInput

    def clean(self, value: str | None) -> Condition:
        try:
            return loads(value or "")
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else dumps(value or ALWAYS)


class FeedForm(forms.Form):
    """Every field is one parameter of the URL; a value that makes no sense is left out."""

    q = PlainText(required=False, max_length=300, label="Слова")
    status = _choice(STATES, "Состояние")
    due = _choice(Due.choices, "Срок")
    sort = _choice(Sort.choices, "Порядок")
    channel = forms.MultipleChoiceField(
        required=False,
        choices=Channel.choices,
        label="Канал",
        widget=forms.CheckboxSelectMultiple,
    )
    topic = forms.ChoiceField(required=False, label="Тема")
    body = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Орган")
    block = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Блок")
    executor = _choice([(MINE, "я")], "Исполнитель")
    object = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    suggested = _choice(Suggested.choices, "Предложенная тема")
    system = _choice(System.choices, "Система")
    regime = _choice(Regime.choices, "Режим")
    kind = _choice(Kind.choices, "Тип")
    outcome = _choice(Outcome.choices, "Итог")
    importance = _choice(Importance.choices, "Важность")
    form = _choice(Form.choices, "Форма")
    category = _choice(Category.choices, "Кто пишет")
    addressee = forms.TypedChoiceField(
        required=False, coerce=int, empty_value=None, label="Кому адресовано"
    )
    appeal_kind = _choice(AppealKind.choices, "Вид обращения")
    received_from = day("Получено с")
    received_to = day("Получено по")
    closed_from = day("Закрыто с")
    closed_to = day("Закрыто по")
    where = ConditionField(required=False, label="Условие")

    def __init__(
        self,
        query: QueryDict,
        *,
        topics: Iterable[Topic],
        bodies: Iterable[Body],
        blocks: Iterable[Block],
        names: Callable[[frozenset[str]], Names] = lambda fields: {},
        called: Callable[[int], str] = str,
    ) -> None:
        super().__init__(query, auto_id="filter_%s")
        self.called = called
        self.query = query
        self.names = names
        self.bodies = bodies
        self._offer("topic", (NO_TOPIC, "тема не определена"), lambda: grouped_topics(topics))
        self._offer("body", (NOBODY, "орган не назначен"), lambda: named_rows(bodies))
        self._offer("block", (NOBODY, "блок не определён"), lambda: named_rows(blocks))
        self._offer("addressee", (NOBODY, "адресат не указан"), lambda: named_rows(bodies))

    def _offer(self, name: str, none: tuple[Any, str], rows: Callable[[], Iterable[Any]]) -> None:
        """Rows are read only where the filter is in force or shown."""
        self.fields[name].choices = lambda: [*ANY, none, *rows()]  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> FeedFilter:
        """The filter; what is empty or wrong keeps its default."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if given.get("q"):
            given.setdefault("sort", Sort.BEST)
        elif given.get("sort") == Sort.BEST:
            del given["sort"]
        return FeedFilter(**{**given, "channel": tuple(given.get("channel", ()))})

    @property
    def chips(self) -> list[Chip]:
        """The filters in force, in the order of the form; the order of the list is not one."""
        return [
            Chip(self._words(name), self._without(name))
            for name in self.fields
            if name != "sort" and self._in_force(name)
        ]

    @property
    def order(self) -> str:
        """How the list is ordered, in words."""
        return str(Sort(self.chosen.sort).label)

    @property
    def orders(self) -> list[tuple[str, str]]:
        """What the list may be ordered by; how well a case fits is known where words are sought."""
        return [pair for pair in Sort.choices if pair[0] != Sort.BEST or self.chosen.q]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The filters that have no menu of their own."""
        return [
            self[name]
            for name in self.fields
            if name not in {"q", "status", "due", "sort", "channel", "where", "object"}
        ]

    @property
    def broken(self) -> str:
        """Why the condition of the address could not be followed; empty when it was."""
        self.is_valid()
        return " ".join(str(error) for error in self.errors.get("where", []))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters to carry along when the rest of the filters changes."""
        changed = {field.name for field in self.rest} | {"page", "open"}
        return [
            (name, value)
            for name in self.query
            if name not in changed
            for value in self.query.getlist(name)
        ]

    @cached_property
    def saved_as(self) -> str:
        """The query string worth keeping under a name."""
        return self._without("")

    @property
    def opening(self) -> str:
        """The address of this page up to the key of the case that stands open."""
        query = self.query.copy()
        query.pop("open", None)
        query["open"] = ""  # the last of them, whatever the order was
        return f"?{query.urlencode()}"

    def _in_force(self, name: str) -> bool:
        value = getattr(self.chosen, name)
        return bool(value) and not (name == "status" and value == Status.ALL)

    def _words(self, name: str) -> str:
        value = getattr(self.chosen, name)
        if name in WHEN:
            return f"{WHEN[name]} {value:%d.%m.%Y}"
        if name == "q":
            return f"«{value}»"
        if name == "where":
            return words(value, self.names(value.fields))
        if name == "executor":
            return "Мои"
        if name == "object":
            return f"объект: {self.called(value)}"
        values = value if isinstance(value, tuple) else (value,)
        return ", ".join(self._label(name, value) for value in values)

    def _label(self, name: str, value: Any) -> str:
        choices = self.fields[name].choices  # type: ignore[attr-defined]
        flat = (
            pair
            for key, label in choices
            for pair in (label if isinstance(label, list) else [(key, label)])
        )
        return next((str(label) for key, label in flat if str(key) == str(value)), str(value))

    def _without(self, name: str) -> str:
        query = self.query.copy()
        for gone in {name, "page", "open"}:
            query.pop(gone, None)
        if name == "q" and query.get("sort") == Sort.BEST:
            query.pop("sort")
        if name == "status":
            query["status"] = Status.ALL
        return query.urlencode()


def named_rows(rows: Iterable[Body] | Iterable[Block]) -> list[tuple[int, str]]:
    return [(row.pk, str(row)) for row in rows]


def grouped_topics(topics: Iterable[Topic]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Topics under their groups; a group as a whole may be chosen as well."""
    topics = list(topics)
    groups = {topic.pk: topic for topic in topics if topic.parent_id is None}
    found = {pk: [(group.code, f"{group.name}: все темы")] for pk, group in groups.items()}
    for topic in topics:
        if topic.parent_id in found:
            found[topic.parent_id].append((topic.code, topic.name))
    return [(groups[pk].name, pairs) for pk, pairs in found.items()]
