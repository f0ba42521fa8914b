"""What people fill in about quality; the resident's page is among them."""

from typing import Any

from django import forms
from django.http import QueryDict

from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import Topic
from mcu.org.forms import PlainText, day
from mcu.org.models import Body
from mcu.quality.rules.conflict import ConflictState, Kind
from mcu.quality.rules.look import Method, Verdict
from mcu.quality.rules.rating import Policy, Reason, Solved

SCORES = [(5, "5 — отлично"), (4, "4"), (3, "3"), (2, "2"), (1, "1 — плохо")]
ANY = ("", "любой")


class RatingForm(forms.Form):
    """The page of the resident, and the same by telephone."""

    solved = forms.ChoiceField(
        label="Проблема решена?", choices=Solved.choices, widget=forms.RadioSelect,
        error_messages={"required": "Отметьте, решена ли проблема.", "invalid_choice": "Выберите из списка."},
    )  # fmt: skip
    score = forms.TypedChoiceField(
        label="Как вы оцениваете ответ?", choices=SCORES, coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "Поставьте оценку от 1 до 5.", "invalid_choice": "Поставьте оценку от 1 до 5."},
    )  # fmt: skip
    reasons = forms.MultipleChoiceField(
        label="Если что-то не так — что именно?", choices=Reason.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Выберите причины из списка."},
    )  # fmt: skip
    comment = LongText(label="Хотите добавить?", required=False, rows=3)


class PeriodForm(forms.Form):
    """The days a page is about, in its URL."""

    since = day("С")
    until = day("По")


class DrawForm(forms.Form):
    since = day("Закрыто с", required=True)
    until = day("Закрыто по", required=True)


class LookForm(forms.Form):
    method = forms.ChoiceField(label="Как проверили", choices=Method.choices)
    verdict = forms.ChoiceField(label="Что увидели", choices=Verdict.choices)
    words = LongText(label="Подробности", required=False, rows=3)


class ConflictForm(forms.Form):
    """A new record of the register."""

    kind = forms.ChoiceField(label="Что случилось", choices=Kind.choices)
    words = LongText(
        label="Описание", rows=4, error_messages={"required": "Опишите, что случилось."},
        help_text="Имена и телефоны людей программа скроет сама.",
    )  # fmt: skip

    def __init__(self, data: Any = None, *, bodies: list[Body], given: Body | None = None) -> None:
        super().__init__(data, initial={"body": given.pk if given else None})
        self.fields["body"] = Pick(bodies, label="Орган", required=False)


class ConflictFilter(forms.Form):
    q = PlainText(label="Слова", required=False, max_length=100)
    state = forms.ChoiceField(
        label="Состояние", required=False, choices=[ANY, *ConflictState.choices]
    )
    kind = forms.ChoiceField(label="Что случилось", required=False, choices=[ANY, *Kind.choices])

    def __init__(self, query: QueryDict, *, bodies: list[Body]) -> None:
        super().__init__(query)
        self.fields["body"] = Pick(bodies, label="Орган", required=False, empty="любой")


class StepForm(forms.Form):
    words = LongText(label="Пояснение", rows=3, required=False)


class SurveyForm(forms.Form):
    """A survey before anybody is asked."""

    title = PlainText(label="Название", max_length=200)
    purpose = PlainText(label="Зачем", max_length=500, required=False)
    questions = LongText(
        label="Вопросы", rows=6,
        help_text="Каждый с новой строки. «Вопрос» — шкала от 1 до 5; «Вопрос | да | нет» — выбор.",
    )  # fmt: skip
    since = day("Ответ дан с", required=True)
    until = day("Ответ дан по", required=True)
    size = forms.IntegerField(
        label="Сколько спросить", min_value=1, max_value=5000, initial=200,
        error_messages={"min_value": "От 1 до 5000.", "max_value": "От 1 до 5000.", "invalid": "Впишите число."},
    )  # fmt: skip

    def __init__(self, data: Any = None, *, bodies: list[Body], topics: list[Topic]) -> None:
        super().__init__(data)
        self.fields["body"] = Pick(bodies, label="Орган", required=False, empty="все органы")
        self.fields["topic"] = Pick(topics, label="Тема", required=False, empty="все темы")


class OpenForm(forms.Form):
    until = day("Принимать ответы до", required=True)


def number(label: str, top: int) -> forms.IntegerField:
    wrong = f"Число от 0 до {top}."
    return forms.IntegerField(
        label=label, min_value=0, max_value=top,
        error_messages={"min_value": wrong, "max_value": wrong, "invalid": wrong},
    )  # fmt: skip


class PolicyForm(forms.Form):
    """The settings of quality, in the order in which they work."""

    delay_hours = number("Спрашивать через, часов после ответа", 240)
    remind_days = number("Напоминать через, дней", 60)
    expire_days = number("Ждать ответа, дней", 180)
    promise_days = number("Спрашивать об обещанном через, дней", 365)
    bad_score = number("Плохая оценка: не выше", 4)
    reopens = forms.BooleanField(
        label="плохая оценка возвращает сообщение в работу", required=False
    )
    look_share = number("Второй взгляд: доля решённых, %", 100)
    look_least = number("Второй взгляд: не меньше с каждого органа", 100)

    @property
    def policy(self) -> Policy:
        return Policy(**self.cleaned_data)
