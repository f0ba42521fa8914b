"""What people fill in about the indicators of a territory and choose of its papers."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet

from mcu.org.forms import PlainText, day
from mcu.org.models import Body, Person
from mcu.planning.actions.catalogue import FIELDS
from mcu.planning.models import Indicator
from mcu.planning.rules import cadence as periods
from mcu.planning.rules import numbers
from mcu.planning.rules.cadence import Cadence
from mcu.planning.rules.standing import Direction
from mcu.planning.rules.table import MOST_NOTE
from mcu.planning.rules.trend import MOST_YEARS, Years

RECENT = {"month": 36, "quarter": 20, "year": 11}
WHOLE = ("", "весь муниципалитет")
USUAL_YEARS, OLDEST = 3, 10


class Amount(PlainText):
    """A number as people write it."""

    def clean(self, value: str | None) -> Decimal | None:
        text = super().clean(value)
        try:
            return numbers.read(text) if text else None
        except ValueError as wrong:
            raise forms.ValidationError(f"{str(wrong).capitalize()}.") from wrong


class IndicatorForm(forms.Form):
    """An indicator of the catalogue."""

    name = PlainText(
        label="Показатель", max_length=200, error_messages={"required": "Назовите показатель."}
    )
    unit = PlainText(
        label="Единица", max_length=40, required=False, help_text="человек, км, %, штук"
    )
    cadence = forms.ChoiceField(label="Вносится за", choices=Cadence.choices)
    direction = forms.ChoiceField(label="Что лучше", choices=Direction.choices)
    source = PlainText(
        label="Источник данных", max_length=300, required=False,
        help_text="Откуда берут число: форма статистики, отчёт учреждения, осмотр.",
    )  # fmt: skip
    target = Amount(label="Цель", max_length=30, required=False)
    ground = PlainText(label="Основание цели", max_length=300, required=False)
    by_settlement = forms.BooleanField(label="вносится и по населённым пунктам", required=False)
    is_population = forms.BooleanField(
        label="это численность населения: по ней считают «на 1000 жителей» населённых пунктов",
        required=False,
    )

    def __init__(
        self, data: Any = None, *, bodies: QuerySet[Body], people: QuerySet[Person],
        row: Indicator | None = None,
    ) -> None:  # fmt: skip
        initial = {name: getattr(row, name) for name in FIELDS} if row else {}
        if row and row.target is not None:
            initial["target"] = numbers.shown(row.target)
        super().__init__(data, initial=initial, auto_id="indicator_%s")
        self.fields["body"] = forms.ModelChoiceField(
            bodies, label="Вносит орган", required=False, empty_label="руководитель МЦУ"
        )
        self.fields["person"] = forms.ModelChoiceField(
            people, label="Вносит сотрудник", required=False, empty_label="любой из органа"
        )
        self.order_fields([*list(self.fields)[:5], "body", "person"])


class EntryForm(forms.Form):
    """The value of a period of one indicator; a correction says why."""

    since = forms.TypedChoiceField(label="Период", coerce=date.fromisoformat)
    settlement = forms.ChoiceField(label="Где", required=False)
    value = Amount(label="Значение", max_length=30, required=False, help_text="Например, 12,5.")
    note = PlainText(label="Примечание", max_length=MOST_NOTE, required=False)
    reason = PlainText(
        label="Почему исправляется", max_length=MOST_NOTE, required=False,
        help_text="Если значение уже внесено. Пустое значение с причиной убирает внесённое.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, row: Indicator, settlements: list[str], today: date, **given: Any
    ) -> None:
        super().__init__(data, auto_id="entry_%s", **given)
        spans = periods.recent(row.cadence, today, RECENT[row.cadence])
        self.fields["since"].choices = [  # type: ignore[attr-defined]
            (since.isoformat(), periods.words(row.cadence, since)) for since in spans
        ]
        self.fields["value"].label = f"Значение, {row.unit}" if row.unit else "Значение"
        if row.by_settlement:
            names = [(name, name) for name in settlements]
            self.fields["settlement"].choices = [WHOLE, *names]  # type: ignore[attr-defined]
        else:
            del self.fields["settlement"]


class ValuesFileForm(forms.Form):
    file = forms.FileField(
        label="Файл xlsx или csv",
        error_messages={
            "required": "Выберите файл.", "empty": "Файл пуст. Проверьте его и загрузите снова.",
        },
    )  # fmt: skip


class PassportForm(forms.Form):
    """Of which place and on which day; today and the whole municipality when nothing sensible is said."""

    settlement = forms.ChoiceField(label="Территория", required=False)
    on = day("На день")

    def __init__(self, data: Any, *, settlements: list[str]) -> None:
        super().__init__(data, auto_id="passport_%s")
        self.fields["settlement"].choices = [WHOLE, *((name, name) for name in settlements)]  # type: ignore[attr-defined]
        self.is_valid()

    @property
    def where(self) -> str:
        return self.cleaned_data.get("settlement", "")

    def day(self, today: date) -> date:
        found = self.cleaned_data.get("on") or today
        return min(found, today)


class PackageForm(forms.Form):
    """Of which place and over which years."""

    settlement = forms.ChoiceField(label="Территория", required=False)
    since = forms.TypedChoiceField(label="С года", required=False, coerce=int, empty_value=None)
    until = forms.TypedChoiceField(label="По год", required=False, coerce=int, empty_value=None)

    def __init__(self, data: Any, *, settlements: list[str], today: date) -> None:
        usual = {"since": today.year - USUAL_YEARS + 1, "until": today.year}
        super().__init__(data if data else usual, auto_id="package_%s")
        self.today = today
        years = [(year, str(year)) for year in range(today.year, today.year - OLDEST, -1)]
        self.fields["settlement"].choices = [WHOLE, *((name, name) for name in settlements)]  # type: ignore[attr-defined]
        for name in ("since", "until"):
            self.fields[name].choices = years  # type: ignore[attr-defined]
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("since"), given.get("until")
        if first and last and first > last:
            raise forms.ValidationError("Первый год позже последнего. Поменяйте их местами.")
        if first and last and last - first >= MOST_YEARS:
            raise forms.ValidationError(f"Не больше {MOST_YEARS} лет за раз. Сократите период.")
        return given

    @property
    def where(self) -> str:
        return self.cleaned_data.get("settlement", "")

    @property
    def years(self) -> Years:
        """The years chosen; the usual ones when they make no sense."""
        given = {} if self.errors else self.cleaned_data
        last = given.get("until") or self.today.year
        first = given.get("since") or last - USUAL_YEARS + 1
        return Years(max(first, last - MOST_YEARS + 1), last, self.today)
