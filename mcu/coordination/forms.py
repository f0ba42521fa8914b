"""What people fill in about causes, road maps and decisions."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import Topic
from mcu.coordination.rules.states import (
    CauseKind,
    CauseState,
    DecisionState,
    GroundKind,
    MapState,
)
from mcu.org.forms import PlainText, day
from mcu.org.models import Body, LegalAct, Person

ANY = ("", "все")
MOST_NUMBERS = 20


class Numbers(PlainText):
    """«3, 7»: rows by their numbers, each of which must be there."""

    def __init__(self, rows: QuerySet, **options: Any) -> None:
        super().__init__(max_length=200, **options)
        self.rows = rows

    def clean(self, value: str | None) -> list[Any]:
        words = (super().clean(value) or "").replace("№", " ").replace(",", " ").split()
        odd = [
            word for word in words if not (word.isascii() and word.isdecimal() and len(word) < 9)
        ]
        if odd:
            raise forms.ValidationError(f"Номера пишутся через запятую: 3, 7. Не номер: {odd[0]}.")
        wanted = {int(word) for word in words}
        found = list(self.rows.filter(number__in=wanted).order_by("number")[:MOST_NUMBERS])
        if missing := sorted(wanted - {row.number for row in found}):
            raise forms.ValidationError(f"Записи № {missing[0]} нет или она не в вашем ведении.")
        return found


class CauseForm(forms.Form):
    """A cause over problems, or over a topic at a place."""

    statement = PlainText(
        label="Первопричина", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Одной фразой: почему это повторяется.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="Вид", choices=[("", "—"), *CauseKind.choices])
    why = LongText(
        label="Пять почему", required=False, rows=5,
        help_text="До пяти строк: каждая отвечает, почему случилось то, что в строке выше.",
    )  # fmt: skip
    settlement = PlainText(label="Населённый пункт", max_length=120, required=False)
    street = PlainText(label="Улица", max_length=200, required=False)
    landmark = PlainText(label="Ориентир", max_length=200, required=False)
    established_by = PlainText(
        label="Кто установил", max_length=200, required=False, help_text="Орган или должность."
    )
    grounds = LongText(
        label="Чем установлено", required=False, rows=3,
        help_text="Обследование, акт, расчёт: что и от какого числа. Имена людей программа скроет.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, problems: QuerySet, topics: Iterable[Topic], initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["problems"] = Numbers(problems, label="Номера проблем", required=False)
        self.fields["topic"] = Pick(
            topics, label="Тема сообщений", required=False,
            help_text="Вместо проблем или вместе с ними. По теме и месту считается эффект.",
        )  # fmt: skip
        self.order_fields(["statement", "kind", "problems", "topic"])


class CauseFilter(forms.Form):
    q = PlainText(label="Слова", required=False, max_length=100)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[ANY, *CauseState.choices])
    kind = forms.ChoiceField(label="Вид", required=False, choices=[ANY, *CauseKind.choices])


class MapFilter(forms.Form):
    q = PlainText(label="Слова", required=False, max_length=100)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[ANY, *MapState.choices])


class DecisionFilter(forms.Form):
    q = PlainText(label="Слова", required=False, max_length=100)
    state = forms.ChoiceField(
        label="Состояние", required=False, choices=[ANY, *DecisionState.choices]
    )
    since = day("Принято с")
    until = day("Принято по")
    due = forms.BooleanField(label="пора проверить результат", required=False)


class RoadMapForm(forms.Form):
    title = PlainText(label="Название", max_length=300)
    goal = LongText(
        label="Ожидаемый эффект", required=False, rows=3,
        help_text="Что изменится и по какому числу это будет видно.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, causes: QuerySet, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["causes"] = Numbers(
            causes, label="Номера первопричин", help_text="Через запятую: 3, 7."
        )
        self.order_fields(["title", "causes", "goal"])


class Charging(forms.Form):
    """Whoever is responsible: a body, a person of it, or both."""

    def __init__(
        self, data: Any = None, *, bodies: Iterable[Body], people: Iterable[Person], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.fields["body"] = Pick(bodies, label="Орган", required=False)
        self.fields["person"] = Pick(people, label="Человек", required=False)
        self.order_fields(["what", "body", "person", "due"])


class PointForm(Charging):
    what = PlainText(label="Что сделать", max_length=300)
    due = day("Срок", required=True)
    effect = PlainText(label="Ожидаемый эффект", max_length=500, required=False)


class OrderForm(Charging):
    """A task about a cause or a decision."""

    what = PlainText(label="Что сделать", max_length=300)
    due = day("Срок", required=True)


class ApproveForm(forms.Form):
    approved_by = PlainText(label="Кто утвердил", max_length=200, help_text="Должность.")
    approved_on = day("Когда", required=True)

    def __init__(self, data: Any = None, *, acts: Iterable[LegalAct], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["act"] = Pick(acts, label="Правовой акт", required=False)


class MoveForm(forms.Form):
    until = day("Новый срок", required=True)
    reason = PlainText(label="Почему", max_length=500)


class EndForm(forms.Form):
    on = day("День завершения", required=True)
    result = LongText(label="Результат", rows=3)
    stops = forms.BooleanField(
        label="прекратить: открытые задачи пунктов будут отменены", required=False
    )


class StepForm(forms.Form):
    words = LongText(label="Пояснение", rows=3, required=False)


class DecisionForm(forms.Form):
    title = PlainText(label="О чём", max_length=300)
    text = LongText(label="Решение", rows=4)
    decider = PlainText(label="Кто решил", max_length=200, help_text="Должность или орган.")
    on = day("Дата решения", required=True)
    expected = LongText(label="Ожидаемый результат", required=False, rows=2)
    review_on = day("Проверить результат")


class GroundForm(forms.Form):
    """A thing of the program and the figure it shows today."""

    kind = forms.ChoiceField(label="На чём основано", choices=GroundKind.choices)
    reference = PlainText(
        label="Номер или ссылка", max_length=1000,
        help_text="Номер записи — или адрес списка или сводки, скопированный из браузера.",
    )  # fmt: skip
    title = PlainText(label="Название списка", max_length=300, required=False)
    figure = PlainText(
        label="Показатель на сегодня", max_length=200, required=False,
        help_text="Как он стоял, когда решали: «142 сообщения за месяц».",
    )  # fmt: skip
    figure_on = day("На дату")


def chosen(form: type[forms.Form]) -> Callable[[QueryDict], tuple[forms.Form, dict[str, Any]]]:
    """The filter of a list out of its address; what makes no sense there is left out."""

    def read(query: QueryDict) -> tuple[forms.Form, dict[str, Any]]:
        made = form(query)
        made.is_valid()
        return made, {name: value for name, value in made.cleaned_data.items() if value}

    return read
