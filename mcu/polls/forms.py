"""What a person fills in about a poll."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import Problem, Topic
from mcu.org.forms import PlainText, day
from mcu.polls.models import Poll
from mcu.polls.rules.poll import Kind, State, Where
from mcu.polls.rules.table import LONGEST, MOST_OPTIONS, MOST_VOTES

ANY = ("", "все")


class PollFilter(forms.Form):
    q = PlainText(label="Слова", required=False, max_length=100)
    state = forms.ChoiceField(label="Состояние", required=False, choices=[ANY, *State.choices])
    kind = forms.ChoiceField(
        label="Вид", required=False, choices=[("", "любой вид"), *Kind.choices]
    )
    where = forms.ChoiceField(label="Где", required=False, choices=[("", "везде"), *Where.choices])


class PollForm(forms.Form):
    """A poll as it is announced."""

    title = PlainText(label="Название", max_length=300)
    question = LongText(label="Вопрос", required=False, rows=3)
    kind = forms.ChoiceField(label="Вид", choices=Kind.choices)
    where = forms.ChoiceField(label="Где проходит", choices=Where.choices)
    code = PlainText(label="Номер в системе", required=False, max_length=40)
    url = forms.URLField(label="Ссылка", required=False, max_length=500, assume_scheme="https")
    starts = day("Начало", required=True)
    ends = day("Окончание", required=True)
    settlement = PlainText(label="Населённый пункт", required=False, max_length=120)
    problem = PlainText(
        label="Номер проблемы", required=False, max_length=20,
        help_text="Если вопрос о решении проблемы из списка «Проблемы».",
    )  # fmt: skip
    options = LongText(
        label="Варианты", required=False, rows=5, help_text="По одному в строке, до пятидесяти."
    )

    def __init__(
        self, data: Any = None, *, topics: Iterable[Topic], problems: QuerySet[Problem],
        poll: Poll | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial=_initial(poll) if poll else None)
        self.problems = problems
        self.fields["topic"] = Pick(topics, label="Тема", required=False)
        if poll and poll.counted_at:
            del self.fields["options"]

    def clean_problem(self) -> Problem | None:
        number = self.cleaned_data["problem"].replace("№", "").strip()
        if not number:
            return None
        fits = number.isascii() and number.isdecimal() and len(number) < 9
        found = self.problems.filter(number=number).first() if fits else None
        if found is None:
            raise forms.ValidationError("Такой проблемы нет или она не в вашем ведении.")
        return found

    def clean_options(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines()]
        options = list(dict.fromkeys(filter(None, lines)))
        if len(options) > MOST_OPTIONS:
            raise forms.ValidationError(f"Вариантов не больше {MOST_OPTIONS}.")
        if any(len(option) > LONGEST["option"] for option in options):
            raise forms.ValidationError(f"Вариант длиннее {LONGEST['option']} знаков. Сократите.")
        return options


class CountForm(forms.Form):
    """The votes of each option, in their order."""

    def __init__(self, data: Any = None, *, poll: Poll) -> None:
        super().__init__(data, auto_id="count_%s")
        for index, option in enumerate(poll.options.all()):
            self.fields[f"votes{index}"] = _number(option.text, option.votes)
        self.fields["people"] = _number("Участников", poll.people, required=False)

    @property
    def votes(self) -> list[int]:
        return [value for name, value in self.cleaned_data.items() if name.startswith("votes")]


class UseForm(forms.Form):
    outcome = LongText(
        label="Что решено по итогам", rows=3,
        help_text="Какой вариант выбран, кем и что делается. Нет — тоже решение: напишите почему.",
    )  # fmt: skip


class TableForm(forms.Form):
    file = forms.FileField(label="Таблица: xlsx, xls, ods или csv")


def _number(label: str, value: int | None, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, initial=value, required=required, min_value=0, max_value=MOST_VOTES
    )


def _initial(poll: Poll) -> dict[str, Any]:
    names = ("title", "question", "kind", "where", "code", "url", "starts", "ends", "settlement")
    return {name: getattr(poll, name) for name in names} | {
        "topic": poll.topic_id, "problem": poll.problem.number if poll.problem else "",
        "options": "\n".join(option.text for option in poll.options.all()),
    }  # fmt: skip
