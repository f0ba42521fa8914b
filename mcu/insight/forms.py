"""What people fill in about what happens in the town."""

from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

from django import forms

from mcu.analytics.rules.summary import Period
from mcu.cases.rules.words import System
from mcu.coordination.forms import Charging
from mcu.insight.rules.states import AlarmKind, AlarmState
from mcu.org.forms import PlainText, day


class AlarmFilter(forms.Form):
    state = forms.ChoiceField(
        label="Состояние", required=False, choices=[("", "все"), *AlarmState.choices]
    )
    kind = forms.ChoiceField(label="Вид", required=False, choices=[("", "все"), *AlarmKind.choices])
    q = PlainText(label="Тема, место", required=False, max_length=100)


class OutagesForm(forms.Form):
    """A table of planned outages."""

    file = forms.FileField(
        label="Файл csv или xlsx",
        help_text="Столбцы: что, с, по, населённый пункт, улица, организация.",
    )


USUAL_DAYS, LONGEST = 30, 3 * 366
PRESETS = {"7 дней": 7, "30 дней": 30, "90 дней": 90, "год": 365}


class SpanForm(forms.Form):
    """A period of whole days; the last thirty when nothing sensible is said."""

    since = day("С")
    until = day("По")

    usual = USUAL_DAYS
    presets: Sequence[tuple[str, str]] = ()

    def period(self, today: date) -> Period:
        """The period in force, which the fields then show."""
        given = self.cleaned_data if self.is_valid() else {}
        until = given.get("until") or today
        since = given.get("since") or until - timedelta(days=self.usual - 1)
        self.presets = [self._preset(title, days, today) for title, days in PRESETS.items()]
        if not self.errors:
            shown: Any = copy(self.data)
            shown["since"], shown["until"] = since.isoformat(), until.isoformat()
            self.data = shown
        return Period(since, until)

    def _preset(self, title: str, days: int, today: date) -> tuple[str, str]:
        """A usual period and the query of it, with the rest of the form kept."""
        query: Any = copy(self.data)
        query["since"], query["until"] = f"{today - timedelta(days=days - 1)}", f"{today}"
        return title, query.urlencode()

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since > until:
            raise forms.ValidationError("Начало периода позже конца. Проверьте даты.")
        if since and until and (until - since).days > LONGEST:
            raise forms.ValidationError("Период длиннее трёх лет. Сократите его.")
        return given


class GrowthForm(SpanForm):
    system = forms.ChoiceField(
        label="Канал", required=False, choices=[("", "все каналы"), *System.choices]
    )
    compared = forms.ChoiceField(
        label="Сравнить", required=False,
        choices=[("before", "с предыдущим периодом"), ("year", "с прошлым годом")],
    )  # fmt: skip


class QuarterForm(SpanForm):
    usual = 90


class PictureForm(QuarterForm):
    settlement = forms.ChoiceField(label="Где", required=False)

    def __init__(self, query: Any, *, settlements: Iterable[str]) -> None:
        super().__init__(query)
        named = [(name, name) for name in settlements]
        self.fields["settlement"].choices = [("", "весь муниципалитет"), *named]  # type: ignore[attr-defined]

    @property
    def where(self) -> str:
        return str(self.cleaned_data.get("settlement") or "")


class ForecastForm(forms.Form):
    """By what the flow is cut, and whose days are drawn; what makes no sense is the usual."""

    by = forms.ChoiceField(
        label="По чему", required=False,
        choices=[("channel", "каналы"), ("block", "отраслевые блоки"), ("topic_group", "группы тем")],
    )  # fmt: skip

    @property
    def cut(self) -> str:
        return (self.is_valid() and self.cleaned_data["by"]) or "channel"


class AcceptForm(Charging):
    """What is done about a weak side: a task, or a point of a road map in work."""

    what = PlainText(label="Что сделать", max_length=300)
    due = day("Срок", required=True)

    def __init__(self, data: Any = None, *, road_maps: Any, **given: Any) -> None:
        super().__init__(data, **given)
        self.fields["road_map"] = forms.ModelChoiceField(
            road_maps, label="В дорожную карту", required=False, empty_label="отдельной задачей"
        )
        self.order_fields(["what", "body", "person", "due", "road_map"])
