"""What a person fills in about problems."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from mcu.cases.actions.problem_work import Description
from mcu.cases.forms.acts import BulkForm
from mcu.cases.forms.feed import ANY, Chip, grouped_topics, named_rows
from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import Problem, Topic
from mcu.cases.queries.problem import joinable_for
from mcu.cases.rules.feed import NO_TOPIC, NOBODY
from mcu.cases.rules.problem import SHOWN, ProblemState
from mcu.cases.rules.problem.listing import Age, Order, Plan, ProblemFilter, Size, Which
from mcu.cases.rules.problem.reposts import Policy, Reposts
from mcu.org.forms import PlainText, day
from mcu.org.models import Block, Body, Person
from mcu.org.rules.roles import Actor

STATES = [*Which.choices, *((s.value, s.label) for s in ProblemState if s in SHOWN)]


class ProblemFilterForm(forms.Form):
    """Every field is one parameter of the URL; a value that makes no sense is left out."""

    q = PlainText(required=False, max_length=200, label="Слова или номер")
    state = forms.ChoiceField(required=False, label="Состояние", choices=STATES)
    plan = forms.ChoiceField(required=False, label="План", choices=[*ANY, *Plan.choices])
    size = forms.ChoiceField(required=False, label="Сообщений", choices=[*ANY, *Size.choices])
    age = forms.ChoiceField(required=False, label="Возраст", choices=[*ANY, *Age.choices])
    topic = forms.ChoiceField(required=False, label="Тема")
    body = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Орган")
    block = forms.TypedChoiceField(required=False, coerce=int, empty_value=None, label="Блок")
    place = PlainText(required=False, max_length=100, label="Место")
    sort = forms.ChoiceField(required=False, label="Порядок", choices=Order.choices)

    FIRST = ("q", "state", "plan", "sort")

    def __init__(
        self,
        query: QueryDict,
        *,
        topics: Iterable[Topic],
        bodies: Iterable[Body],
        blocks: Iterable[Block],
        at_first: str = Which.LIVE,
    ) -> None:
        given, self.at_first = query.copy(), at_first
        for name, value in (("state", at_first), ("sort", Order.BIG)):
            given.setdefault(name, value)
        super().__init__(given, auto_id="filter_%s")
        self.query = query
        offered: dict[str, list[Any]] = {
            "topic": [(NO_TOPIC, "тема не определена"), *grouped_topics(topics)],
            "body": [(NOBODY, "орган не назначен"), *named_rows(bodies)],
            "block": [(NOBODY, "блок не определён"), *named_rows(blocks)],
        }
        for name, rows in offered.items():
            self.fields[name].choices = [*ANY, *rows]  # type: ignore[attr-defined]

    @cached_property
    def chosen(self) -> ProblemFilter:
        """The filter; what is empty or wrong keeps its default."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return replace(ProblemFilter(state=self.at_first), **given)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST]

    @property
    def rest(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def chips(self) -> list[Chip]:
        """The filters in force that differ from what is shown at first."""
        default = replace(ProblemFilter(), state=self.at_first)
        return [
            Chip(self._words(name), self._without(name))
            for name in self.fields
            if name != "sort" and getattr(self.chosen, name) != getattr(default, name)
        ]

    @property
    def more(self) -> bool:
        """Whether something under «ещё фильтры» is in force."""
        return any(getattr(self.chosen, field.name) for field in self.rest)

    def _words(self, name: str) -> str:
        field, value = self.fields[name], getattr(self.chosen, name)
        choices = getattr(field, "choices", None)
        if choices is None:
            return f"«{value}»"
        flat = (
            p
            for key, label in choices
            for p in (label if isinstance(label, list) else [(key, label)])
        )
        label = next((str(label) for key, label in flat if str(key) == str(value)), str(value))
        return f"{field.label}: {label}"

    def _without(self, name: str) -> str:
        query = self.query.copy()
        for gone in {name, "page"}:
            query.pop(gone, None)
        return query.urlencode()


class RepostsForm(forms.Form):
    """What the program does with an exact repost."""

    reposts = forms.ChoiceField(label="Точный повтор текста", choices=Reposts.choices)
    least_words = forms.IntegerField(label="Не короче, слов", min_value=2, max_value=100)
    days = forms.IntegerField(label="Не позже, дней", min_value=1, max_value=60)

    def policy(self) -> Policy:
        return Policy(**self.cleaned_data)


class ByNumber(forms.Form):
    """A problem by its number; only a visible one that still takes messages is found."""

    number = PlainText(
        label="Номер проблемы", max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "12"}),
        error_messages={"required": "впишите номер."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, actor: Actor, auto_id: str = "number_%s") -> None:
        super().__init__(data, auto_id=auto_id)
        self.actor = actor

    def clean_number(self) -> Problem:
        return found_by_number(self.actor, self.cleaned_data["number"])


class MarkedForm(forms.Form):
    """Marked messages into a new problem or into one by its number."""

    title = PlainText(required=False, max_length=200, label="Название")
    number = PlainText(required=False, max_length=20, label="Номер проблемы")

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        super().__init__(data)
        self.given, self.actor = data, actor

    @property
    def marked(self) -> list[int]:
        return BulkForm(self.given, bodies=[]).marked

    def clean_number(self) -> Problem | None:
        given = self.cleaned_data["number"]
        return found_by_number(self.actor, given) if given.strip() else None


def found_by_number(actor: Actor, given: str) -> Problem:
    number = given.strip().removeprefix("№").strip()
    small = number.isdecimal() and len(number) < 10
    found = joinable_for(actor, int(number)) if small else None
    if found is None:
        raise forms.ValidationError(
            f"проблемы «{number}» нет, она завершена или не в вашем ведении."
        )
    return found


class PlanForm(forms.Form):
    """What will be done and by when."""

    text = LongText(
        label="План", rows=4, error_messages={"required": "впишите, что будет сделано."}
    )
    until = day("Выполнить до", required=True)

    def __init__(self, data: Any = None, *, problem: Problem) -> None:
        now = {"text": problem.plan, "until": problem.plan_until}
        super().__init__(data, initial=now, auto_id="plan_%s")


class ChargeForm(forms.Form):
    """Whom to charge with the problem, and whether its open messages go there as well."""

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: list[Body],
        blocks: list[Block],
        people: list[Person],
        problem: Problem,
    ) -> None:
        now = {"body": problem.body_id, "block": problem.block_id, "executor": problem.executor_id}
        super().__init__(data, initial=now, auto_id="charge_%s")
        self.fields["body"] = Pick(bodies, required=False, label="Орган")
        self.fields["block"] = Pick(blocks, required=False, label="Блок", empty="по органу")
        self.fields["executor"] = Pick(
            people, required=False, label="Исполнитель", empty="решит орган"
        )
        self.fields["with_cases"] = forms.BooleanField(
            required=False, label="и открытые сообщения этой проблемы", initial=True
        )


class DescribeForm(forms.Form):
    """What the problem is called, its topic and place."""

    title = PlainText(label="Название", max_length=200, error_messages={"required": "назовите."})
    settlement = PlainText(required=False, label="Населённый пункт", max_length=120)
    street = PlainText(required=False, label="Улица", max_length=200)
    house = PlainText(required=False, label="Дом", max_length=40)
    landmark = PlainText(required=False, label="Ориентир", max_length=200)
    latitude = forms.FloatField(
        required=False, label="Широта", min_value=-90, max_value=90, localize=False,
        error_messages={"invalid": "это не число."},
    )  # fmt: skip
    longitude = forms.FloatField(
        required=False, label="Долгота", min_value=-180, max_value=180, localize=False,
        error_messages={"invalid": "это не число."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, problem: Problem, topics: list[Topic]) -> None:
        names = ("title", "settlement", "street", "house", "landmark", "latitude", "longitude")
        now = {name: getattr(problem, name) for name in names} | {"topic": problem.topic_id}
        super().__init__(data, initial=now, auto_id="describe_%s")
        self.fields["topic"] = Pick(topics, required=False, label="Тема", empty="не определена")

    def description(self) -> Description:
        return Description(**self.cleaned_data)


class StepForm(forms.Form):
    """One step of a problem; what the step needs is told by the table of the steps."""

    to = forms.ChoiceField(choices=ProblemState.choices, widget=forms.HiddenInput)
    done = LongText(required=False, label="Что сделано", rows=3)
    done_on = day("День работ")
    proof = PlainText(required=False, max_length=500, label="Чем подтверждено")
    reason = LongText(required=False, label="Причина", rows=2)


class EveryoneForm(forms.Form):
    """The common text of an answer and whom it goes to."""

    text = LongText(label="Ответ", rows=8, error_messages={"required": "Напишите ответ."})
    to_approval = forms.BooleanField(required=False, label="сразу отправить на согласование")

    def __init__(self, data: QueryDict | None = None, *, problem: Problem) -> None:
        super().__init__(data, initial={"text": problem.answer}, auto_id="everyone_%s")
        self.given = data

    def keys(self, name: str) -> list[int]:
        """The boxes of that name that were marked."""
        given = self.given.getlist(name) if self.given else []
        return [int(key) for key in given if key.isdecimal() and len(key) < 19]
