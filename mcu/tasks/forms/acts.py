"""One small form for each verb of a task, and the form that sets one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings

from mcu.cases.forms.fields import LongText, Pick, PickMany
from mcu.org.forms import PlainText, day
from mcu.org.models import Block, Body, Person
from mcu.tasks.actions.life import What
from mcu.tasks.forms.fields import Files, Lines
from mcu.tasks.models import VerifiedCase
from mcu.tasks.rules.kinds import CHOICES, UNITS
from mcu.tasks.rules.links import DAYS, MOST_DAYS, MOST_PHOTOS, PHOTO_LIMIT
from mcu.tasks.rules.recurrence import Every, OffDay
from mcu.tasks.rules.words import Conclusion
from mcu.tasks.rules.workflow import Verb


class TaskForm(forms.Form):
    """What, who, by when; everything else may stay empty."""

    kind = forms.ChoiceField(
        label="Вид", choices=CHOICES, error_messages={"invalid_choice": "выберите из списка."}
    )
    title = PlainText(
        label="Что сделать", max_length=300, error_messages={"required": "напишите, что сделать."}
    )
    text = LongText(label="Подробно", required=False, rows=4)
    value = forms.IntegerField(
        label="Срок", required=False, min_value=1, max_value=1000,
        help_text="Пусто — обычный срок этого вида.",
    )  # fmt: skip
    unit = forms.ChoiceField(label="Чего", required=False, choices=[("", "как у вида"), *UNITS])
    until = day("Или до дня", help_text="До конца работы этого дня.")
    steps = Lines(label="Пункты, по одному в строке", required=False, rows=3)
    important = forms.BooleanField(label="Важно", required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: Iterable[Body],
        blocks: Iterable[Block],
        people: Iterable[Person],
        **options: Any,
    ) -> None:
        super().__init__(data, auto_id="task_%s", **options)
        bodies, people = list(bodies), list(people)
        self.fields["executor"] = Pick(
            people, required=False, label="Кому: сотрудник", empty="решит орган"
        )
        self.fields["body"] = Pick(bodies, required=False, label="Кому: орган")
        self.fields["block"] = Pick(blocks, required=False, label="Кому: блок")
        self.fields["helpers"] = PickMany(people, label="Соисполнители")
        self.fields["helping_bodies"] = PickMany(bodies, label="Органы-соисполнители")
        self.order_fields(["kind", "title", "executor", "body", "block", "value", "unit", "until"])

    def what(self) -> What:
        """The values of a form that is valid."""
        names = What.__dataclass_fields__
        return What(**{key: value for key, value in self.cleaned_data.items() if key in names})


class RepeatForm(TaskForm):
    """The same, again and again."""

    every = forms.ChoiceField(label="Как часто", choices=Every.choices)
    number = forms.IntegerField(
        label="Какой день", min_value=1, max_value=31, initial=1,
        help_text="День недели 1–7 или число месяца; у квартала — число его первого месяца.",
    )  # fmt: skip
    by_work = forms.BooleanField(label="Считать рабочие дни, а не числа", required=False)
    off_day = forms.ChoiceField(label="Если выходной", choices=OffDay.choices)
    since = day("С какого дня", required=True)
    last = day("По какой день", help_text="Пусто — пока не остановят.")


class NothingForm(forms.Form):
    """An act that needs nothing but the button."""


class ReportForm(forms.Form):
    result = LongText(label="Что сделано", required=False, rows=3)


class ConcludeForm(forms.Form):
    conclusion = forms.ChoiceField(
        label="Вывод", choices=[("", "выберите"), *Conclusion.choices], required=False
    )
    grounds = LongText(label="Основания: закон или акт и что в нём", required=False, rows=4)
    advice = LongText(label="Что посоветуете сделать", required=False, rows=3)


class ReasonForm(forms.Form):
    reason = LongText(label="Почему", required=False, rows=2)


class ExtendForm(forms.Form):
    until = day("Продлить до", required=True)
    reason = LongText(label="Почему", required=False, rows=2)


class DecideForm(forms.Form):
    """Nothing to agree; a new day and a reason to give more time without being asked."""

    until = day("До другого дня", help_text="Пусто — до того, о котором просят.")
    reason = LongText(label="Почему", required=False, rows=2)


class RefuseForm(forms.Form):
    refusal = LongText(label="Почему отказ", required=False, rows=2)


class ReassignForm(forms.Form):
    def __init__(
        self, data: Any = None, *, bodies: Iterable[Body], people: Iterable[Person]
    ) -> None:
        super().__init__(data, auto_id="reassign_%s")
        self.fields["executor"] = Pick(
            people, required=False, label="Сотрудник", empty="решит орган"
        )
        self.fields["body"] = Pick(bodies, required=False, label="Орган")


class TickForm(forms.Form):
    item = forms.IntegerField(error_messages={"required": "Выберите пункт."})
    done = forms.BooleanField(required=False)


class ItemForm(forms.Form):
    text = PlainText(label="Пункт", required=False, max_length=300)


class CommentForm(forms.Form):
    text = LongText(label="Комментарий", required=False, rows=2)


class EvidenceForm(forms.Form):
    text = LongText(label="Что сделано", required=False, rows=2)
    url = PlainText(label="Ссылка", required=False, max_length=500)
    uploads = Files(
        label="Файлы и снимки",
        limit=settings.MCU_ATTACHMENT_LIMIT,
        help_text="Со снимков убираются место съёмки, время и камера.",
    )


class LinkForm(forms.Form):
    contractor = PlainText(
        label="Кому", required=False, max_length=200, help_text="Организация или бригада, без имён."
    )
    brief = LongText(
        label="Что увидит подрядчик", required=False, rows=4,
        help_text="Только работа и место. О жителе здесь ничего не пишите.",
    )  # fmt: skip
    days = forms.IntegerField(
        label="Сколько дней действует", min_value=1, max_value=MOST_DAYS, initial=DAYS
    )


class ReviewForm(forms.Form):
    evidence = forms.IntegerField(error_messages={"required": "Выберите отчёт."})
    accepted = forms.BooleanField(required=False)
    reason = LongText(label="Что не так: увидит подрядчик", required=False, rows=2)


class KeyForm(forms.Form):
    link = forms.IntegerField(error_messages={"required": "Выберите ссылку."})


class ContractorForm(forms.Form):
    """The page of a contractor: words and photos from a telephone."""

    text = LongText(
        label="Что сделано", rows=5, error_messages={"required": "Напишите, что сделано."}
    )
    photos = Files(
        label="Снимки",
        most=MOST_PHOTOS,
        limit=PHOTO_LIMIT,
        accept="image/jpeg,image/png,image/webp",
        help_text=f"До {MOST_PHOTOS} снимков. Место съёмки и данные телефона мы убираем.",
    )


class DrawForm(forms.Form):
    since = day("Закрыто с", required=True)
    until = day("Закрыто по", required=True)
    size = forms.IntegerField(
        label="Сколько проверить", min_value=1, max_value=500, required=False,
        help_text="Пусто — по настройке.",
    )  # fmt: skip


class JudgeForm(forms.Form):
    verdict = forms.ChoiceField(
        label="Вывод", required=False, choices=[("", "выберите"), *VerifiedCase.Verdict.choices]
    )
    what = forms.ChoiceField(
        label="Что не совпадает", required=False, choices=[("", "—"), *VerifiedCase.What.choices]
    )
    note = LongText(label="Что увидели", required=False, rows=3)
    until = day("Срок требования", help_text="Пусто — обычный срок требования.")


class SettingsForm(forms.Form):
    sample_size = forms.IntegerField(
        label="Размер выборки", min_value=1, max_value=500,
        help_text="Сколько закрытых сообщений проверять за раз; делится между органами по доле.",
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, bodies: Iterable[Body], people: Iterable[Person], **options: Any
    ) -> None:
        super().__init__(data, auto_id="settings_%s", **options)
        self.fields["lawyer_body"] = Pick(bodies, required=False, label="Правовой орган")
        self.fields["lawyer"] = Pick(people, required=False, label="Юрист", empty="любой из органа")


FORMS: dict[Verb, type[forms.Form]] = {
    Verb.TAKE: NothingForm,
    Verb.REPORT: ReportForm,
    Verb.CONCLUDE: ConcludeForm,
    Verb.ACCEPT: NothingForm,
    Verb.RETURN: ReasonForm,
    Verb.REOPEN: ReasonForm,
    Verb.CANCEL: ReasonForm,
    Verb.ASK_EXTENSION: ExtendForm,
    Verb.EXTEND: DecideForm,
    Verb.REFUSE: RefuseForm,
    Verb.TICK: TickForm,
    Verb.ADD_ITEM: ItemForm,
    Verb.EVIDENCE: EvidenceForm,
    Verb.REVIEW: ReviewForm,
    Verb.GIVE_LINK: LinkForm,
    Verb.REVOKE_LINK: KeyForm,
    Verb.COMMENT: CommentForm,
}
