"""The period and the narrowing of the summary, every one a parameter of the URL."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from mcu.analytics.rules.summary import LONGEST, PRESETS, Period, read_period
from mcu.cases.forms.feed import grouped_topics
from mcu.cases.models import Topic
from mcu.cases.rules.feed import FeedFilter
from mcu.cases.rules.words import Channel, Regime, System
from mcu.core.errors import RuleViolation
from mcu.org.forms import day
from mcu.org.models import Block, Body

ANY = [("", "все")]
ORDERS = ("name", "received", "closed", "in_time", "missed", "late")


@dataclass(frozen=True, slots=True)
class Chip:
    """A narrowing in force and the query of the page without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class PresetLink:
    title: str
    query: str
    current: bool


class SummaryForm(forms.Form):
    """What makes no sense among the choices is left out; a wrong date is told beside its field."""

    longest = LONGEST

    since = day("С")
    until = day("По")
    system = forms.ChoiceField(required=False, label="Система", choices=[*ANY, *System.choices])
    regime = forms.ChoiceField(required=False, label="Режим", choices=[*ANY, *Regime.choices])
    channel = forms.ChoiceField(required=False, label="Канал", choices=[*ANY, *Channel.choices])
    topic = forms.ChoiceField(required=False, label="Тема")
    block = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Блок")
    body = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Орган")

    def __init__(
        self, query: QueryDict, *, topics: list[Topic], bodies: list[Body], blocks: list[Block]
    ) -> None:
        super().__init__(query, auto_id="summary_%s")
        self.query = query
        choices: dict[str, list[Any]] = {
            "topic": grouped_topics(topics),
            "block": [(row.pk, str(row)) for row in blocks],
            "body": [(row.pk, str(row)) for row in bodies],
        }
        for name, given in choices.items():
            self.fields[name].choices = [*ANY, *given]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields beside the two dates."""
        return [self[name] for name in self.fields if name not in {"since", "until"}]

    @property
    def is_misdated(self) -> bool:
        """Whether the dates of the period make no sense."""
        return bool(self.errors.keys() & {"since", "until"})

    @property
    def order(self) -> str:
        given = self.query.get("order", "")
        return given if given in ORDERS else "received"

    @property
    def chosen_topic(self) -> str:
        return self.cleaned_data.get("topic") or ""

    @property
    def with_topics(self) -> bool:
        """Whether every topic is shown under its group."""
        return self.query.get("topics") == "1"

    def base(self) -> FeedFilter:
        """The narrowing as the filter of the list."""
        given = {name: self.cleaned_data.get(name) for name in self._narrow()}
        kept = {name: value for name, value in given.items() if value}
        if "channel" in kept:
            kept["channel"] = (kept["channel"],)
        return FeedFilter(**kept)

    def period(self, today: date) -> Period:
        """The period asked for; the usual one when the dates are wrong, which the form then says."""
        preset = self.query.get("period", "")
        if self.is_misdated:
            return read_period("", None, None, today)
        try:
            since, until = self.cleaned_data["since"], self.cleaned_data["until"]
            return read_period(preset, since, until, today, self.longest)
        except RuleViolation as refusal:
            self.add_error("until", refusal.sentence)
            return read_period("", None, None, today)

    def presets(self, period: Period) -> list[PresetLink]:
        """The usual periods, keeping the narrowing."""
        links = []
        for name, title in PRESETS.items():
            query = self._copy({"since", "until"})
            query["period"] = name
            links.append(PresetLink(title, query.urlencode(), name == period.preset))
        return links

    def chips(self) -> list[Chip]:
        """The narrowing in force, each to be taken away."""
        return [
            Chip(self._words(name), self._copy({name}).urlencode())
            for name in self._narrow()
            if self.cleaned_data.get(name)
        ]

    def _narrow(self) -> list[str]:
        return [field.name for field in self.narrowing]

    def _copy(self, without: set[str]) -> QueryDict:
        query = self.query.copy()
        for name in without:
            query.pop(name, None)
        return query

    def _words(self, name: str) -> str:
        value = str(self.cleaned_data[name])
        for key, label in self.fields[name].choices:  # type: ignore[attr-defined]
            pairs = label if isinstance(label, list) else [(key, label)]
            for one, words in pairs:
                if str(one) == value:
                    return str(words)
        return value
