"""The slice builder, every field a parameter of the URL."""

from datetime import date
from typing import Any

from django import forms

from mcu.analytics.forms.summary import ANY, SummaryForm
from mcu.analytics.rules import dimensions, measures, slices
from mcu.analytics.rules.slices import Basis, Slice
from mcu.analytics.rules.summary import EVER
from mcu.cases.rules.words import Importance, Kind, Outcome

SHAPE = ("rows", "columns", "compared", "basis", "top", "measures")
FILTERS = ("system", "regime", "channel", "kind", "outcome", "importance", "block", "body")


def _cuts(shared: bool) -> list[tuple[str, str]]:
    return [(d.code, d.title) for d in dimensions.CATALOGUE if not (shared and d.inside)]


class SliceForm(SummaryForm):
    """What makes no sense among the choices is left out and the usual stands in its place."""

    longest = EVER  # what stands now may have come in any year

    rows = forms.ChoiceField(required=False, label="Строки", initial="topic_group")
    columns = forms.ChoiceField(required=False, label="Столбцы")
    compared = forms.ChoiceField(
        required=False, label="Сравнить", choices=list(slices.COMPARED.items())
    )
    basis = forms.ChoiceField(
        required=False, label="Период — по", choices=[(b.value, w) for b, w in slices.BASES.items()]
    )
    top = forms.IntegerField(
        required=False, label="Первые, остальные вместе", min_value=1, max_value=slices.MOST_TOP
    )
    measures = forms.MultipleChoiceField(
        required=False,
        label="Показатели",
        choices=[(m.code, m.title) for m in measures.CATALOGUE],
        widget=forms.CheckboxSelectMultiple,
    )
    kind = forms.ChoiceField(required=False, label="Тип", choices=[*ANY, *Kind.choices])
    outcome = forms.ChoiceField(required=False, label="Итог", choices=[*ANY, *Outcome.choices])
    importance = forms.ChoiceField(
        required=False, label="Важность", choices=[*ANY, *Importance.choices]
    )
    settlement = forms.CharField(required=False, label="Населённый пункт", max_length=120)

    def __init__(self, query: Any, *, shared: bool = False, **given: Any) -> None:
        self.shared = shared
        super().__init__(query, **given)

    def full_clean(self) -> None:
        self.fields["rows"].choices = _cuts(self.shared)  # type: ignore[attr-defined]
        self.fields["columns"].choices = [("", "нет"), *_cuts(self.shared)]  # type: ignore[attr-defined]
        super().full_clean()

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in {"since", "until", *SHAPE}]

    @property
    def shape(self) -> list[tuple[str, str, list[tuple[str, str, bool]]]]:
        """The selects above the table: name, label, choices with the one in force."""
        chosen = self._chosen()
        return [
            (
                name,
                str(self.fields[name].label),
                [(code, words, code == chosen[name]) for code, words in self._choices(name)],
            )
            for name in ("rows", "columns", "compared", "basis")
        ]

    @property
    def chosen_measures(self) -> tuple[str, ...]:
        if said := self.cleaned_data.get("measures"):
            return tuple(said)
        chosen = self._chosen()
        return measures.USUAL_OF[slices.table_of((chosen["rows"], chosen["columns"]))]

    @property
    def chosen_top(self) -> int:
        return self.cleaned_data.get("top") or slices.TOP

    def slice(self, today: date) -> Slice:
        """What is asked for, with the usual where nothing is said."""
        chosen, given = self._chosen(), self.cleaned_data
        filters = [(name, (given[name],)) for name in FILTERS if given.get(name)]
        if given.get("topic"):
            filters.append((slices.UNDER, (given["topic"],)))
        if given.get("settlement"):
            filters.append(("settlement", (given["settlement"].strip(),)))
        return Slice(
            self.period(today), chosen["rows"], chosen["columns"], self.chosen_measures,
            tuple(filters), Basis(chosen["basis"]), self.chosen_top, chosen["compared"],
        )  # fmt: skip

    def _chosen(self) -> dict[str, str]:
        usual = {
            "rows": "topic_group",
            "basis": Basis.RECEIVED.value,
            "columns": "",
            "compared": "",
        }
        return {name: self.cleaned_data.get(name) or value for name, value in usual.items()}

    def _choices(self, name: str) -> list[tuple[str, str]]:
        return list(self.fields[name].choices)  # type: ignore[attr-defined]

    def _words(self, name: str) -> str:
        if name == "settlement":
            return str(self.cleaned_data[name])
        return super()._words(name)
