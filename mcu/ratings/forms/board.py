"""The period, the channel and the «what if» of a rating, every one a parameter of the URL."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from mcu.analytics.rules.summary import Period, read_period
from mcu.core.errors import RuleViolation
from mcu.org.forms import day
from mcu.ratings.rules.method import MOST, Method, checked
from mcu.ratings.rules.parts import CATALOGUE
from mcu.ratings.rules.words import SCOPES

USUAL = "last_month"
PRESETS = {
    "last_month": "Прошлый месяц",
    "month": "Этот месяц",
    "quarter": "Этот квартал",
    "year": "Этот год",
}
AS_SET = [("", "как в настройках"), ("1", "считать"), ("0", "не считать")]
SWITCHES = {"shrinks": "Поправка на малую выборку", "levels": "Поправка на сложность тем"}


@dataclass(frozen=True, slots=True)
class Link:
    """A choice of the page: its words, its query, whether it is in force."""

    title: str
    query: str
    current: bool


def _amount(label: str, most: float = MOST) -> forms.FloatField:
    wrong = f"Число от 0 до {most:g}."
    return forms.FloatField(
        label=label, required=False, min_value=0, max_value=most,
        error_messages={"min_value": wrong, "max_value": wrong, "invalid": wrong},
        widget=forms.NumberInput(attrs={"step": "any", "min": "0"}),
    )  # fmt: skip


class BoardForm(forms.Form):
    """What makes no sense is said beside its field, and the settings stand in its place."""

    since = day("С")
    until = day("По")

    def __init__(self, query: QueryDict, policy: Method) -> None:
        super().__init__(query, auto_id="rating_%s")
        self.query, self.policy = query, policy
        for part in CATALOGUE:
            field = _amount(part.title)
            field.widget.attrs["placeholder"] = f"{policy.weights[part.code]:g}"
            self.fields[f"w_{part.code}"] = field
        for name, label in SWITCHES.items():
            self.fields[name] = forms.ChoiceField(required=False, label=label, choices=AS_SET)
        self.fields["strength"] = _amount("Сколько средних добавлять")
        self.fields["strength"].widget.attrs["placeholder"] = f"{policy.strength:g}"
        self.is_valid()

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[f"w_{part.code}"] for part in CATALOGUE]

    @property
    def corrections(self) -> list[forms.BoundField]:
        return [self[name] for name in (*SWITCHES, "strength")]

    @property
    def scope(self) -> str:
        given = self.query.get("scope", "")
        return given if given in SCOPES else "all"

    @property
    def scopes(self) -> list[Link]:
        return [
            Link(title, self._with(scope=code if code != "all" else ""), code == self.scope)
            for code, title in SCOPES.items()
        ]

    def method(self) -> Method:
        """The settings with what the URL says otherwise; those themselves when that is senseless."""
        given = self.cleaned_data
        said = {part.code: given.get(f"w_{part.code}") for part in CATALOGUE}
        weights = {**self.policy.weights, **{c: w for c, w in said.items() if w is not None}}
        changes: dict[str, Any] = {name: given[name] == "1" for name in SWITCHES if given.get(name)}
        if given.get("strength") is not None:
            changes["strength"] = given["strength"]
        try:
            return checked(replace(self.policy, weights=weights, **changes))
        except RuleViolation as refusal:
            self.add_error(None, refusal.sentence)
            return self.policy

    def period(self, today: date) -> Period:
        """The period asked for, the last month when none was or the dates make no sense."""
        preset = self.query.get("period", "")
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        try:
            if since or until:
                return read_period("", since, until, today)
        except RuleViolation as refusal:
            self.add_error("until", refusal.sentence)
        return read_period(preset or USUAL, None, None, today)

    def presets(self, period: Period, today: date) -> list[Link]:
        quarter = _last_quarter(today)
        days = {"since": f"{quarter.since:%Y-%m-%d}", "until": f"{quarter.until:%Y-%m-%d}"}
        links = [
            Link(title, self._with(period=name, since="", until=""), period.preset == name)
            for name, title in PRESETS.items()
        ]
        current = (period.since, period.until) == (quarter.since, quarter.until)
        links.insert(1, Link("Прошлый квартал", self._with(period="", **days), current))
        return links

    def as_set(self) -> str:
        """The query without the «what if»."""
        gone = {f"w_{part.code}": "" for part in CATALOGUE} | dict.fromkeys(
            [*SWITCHES, "strength"], ""
        )
        return self._with(**gone)

    def _with(self, **changed: str) -> str:
        query = self.query.copy()
        for name, value in changed.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return query.urlencode()


def _last_quarter(today: date) -> Period:
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    until = first - timedelta(days=1)
    return Period(date(until.year, until.month - 2, 1), until)
