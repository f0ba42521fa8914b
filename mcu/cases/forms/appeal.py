"""What is filled in about an appeal; whether it may be done is decided by the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from mcu.cases.actions.appeal.reception import Card
from mcu.cases.forms.fields import LongText, Pick
from mcu.cases.models import AppealSetup, Case, Topic
from mcu.cases.queries import Classifier, cases_for
from mcu.cases.queries.appeal import AppealFacts
from mcu.cases.rules.appeal import (
    LAW,
    ON_MERITS,
    Category,
    Form,
    Heard,
    Result,
    Way,
    form_of,
)
from mcu.cases.rules.appeal.numbering import checked as checked_number
from mcu.cases.rules.appeal.reply import checked as checked_text
from mcu.cases.rules.words import AppealKind, Regime
from mcu.core.errors import RuleViolation
from mcu.org.forms import PlainText, day
from mcu.org.models import Body, Person
from mcu.org.rules.roles import Actor

CHOOSE = ("", "выберите")
UNKNOWN = ("", "не указано")
MOST_ADDRESSEES = 20


class Bodies(forms.TypedMultipleChoiceField):
    """Several organisations out of rows that are at hand; the value is the rows."""

    def __init__(self, rows: list[Body], **options: Any) -> None:
        known = {str(row.pk): row for row in rows}
        super().__init__(
            choices=[(key, str(row)) for key, row in known.items()],
            coerce=known.__getitem__,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": "Выберите из списка."},
            **options,
        )


class FacetsForm(forms.Form):
    """The form, who writes, whom to; of an appeal its kind, of a complaint who it is about."""

    form = forms.ChoiceField(label="Форма", required=False, choices=Form.choices)
    category = forms.ChoiceField(
        label="Кто пишет", required=False, choices=[UNKNOWN, *Category.choices]
    )

    def __init__(
        self, data: Any = None, *, case: Case, bodies: list[Body], facts: AppealFacts | None = None
    ) -> None:
        appeal = facts.appeal if facts else None
        super().__init__(
            data,
            auto_id="facets_%s",
            initial={
                "form": case.form or form_of(case.channel),
                "category": case.category,
                "addressees": [str(body.pk) for body in facts.addressees] if facts else [],
                "appeal_kind": case.appeal_kind,
                "collective": case.collective,
                "signatories": appeal.signatories if appeal else None,
                "about_body": appeal.about_body_id if appeal else None,
            },
        )
        if case.regime == Regime.APPEAL:
            self.fields["appeal_kind"] = forms.ChoiceField(
                label="Вид обращения", required=False, choices=[UNKNOWN, *AppealKind.choices]
            )
            self.fields["about_body"] = Pick(
                bodies, label="На кого жалоба", required=False, empty="не на организацию"
            )
            self.fields["collective"] = forms.BooleanField(label="коллективное", required=False)
            self.fields["signatories"] = forms.IntegerField(
                label="Подписей", required=False, min_value=1, max_value=1_000_000
            )
        self.fields["addressees"] = Bodies(bodies, label="Кому адресовано")


class RegimeForm(forms.Form):
    """Into the other regime, and why."""

    reason = LongText(
        label="Почему", rows=2, error_messages={"required": "Напишите, почему меняется режим."}
    )
    identified = forms.BooleanField(label="личность автора подтверждена", required=False)


class ResolutionForm(forms.Form):
    author_name = PlainText(
        label="Чья резолюция",
        max_length=200,
        help_text="фамилия и должность",
        error_messages={"required": "впишите, чья."},
    )
    text = LongText(label="Текст", rows=2, error_messages={"required": "впишите, что сделать."})
    control_on = day("Контрольный срок")

    def __init__(self, data: Any = None, *, bodies: list[Body], people: list[Person]) -> None:
        super().__init__(data, auto_id="resolve_%s")
        self.fields["body"] = Pick(bodies, label="Кому: орган", required=False)
        self.fields["executor"] = Pick(people, label="Кому: человек", required=False)


class CopiesForm(forms.Form):
    """One's own bodies by a mark, others by name, each on a line of its own."""

    others = LongText(label="Другие органы, каждый с новой строки", required=False, rows=2)

    def __init__(self, data: Any = None, *, bodies: list[Body]) -> None:
        super().__init__(data, auto_id="copies_%s")
        self.fields["bodies"] = Bodies(bodies, label="Органы муниципалитета")

    def clean_others(self) -> list[str]:
        return [line.strip()[:300] for line in self.cleaned_data["others"].splitlines()]


class ExtendForm(forms.Form):
    days = forms.IntegerField(
        label="На сколько дней",
        initial=LAW.most_days,
        help_text=f"не больше {LAW.most_days}, один раз",
        error_messages={"required": "впишите число дней.", "invalid": "впишите число."},
    )
    reason = forms.ChoiceField(
        label="Причина",
        choices=[CHOOSE, *((r.code, f"{r.title} ({r.clause})") for r in LAW.reasons.values())],
        error_messages={"required": "выберите причину.", "invalid_choice": "выберите из списка."},
    )
    words = LongText(label="Пояснение", required=False, rows=2)


class NoReplyForm(forms.Form):
    ground = forms.ChoiceField(
        label="Основание",
        choices=[CHOOSE, *((g.code, f"{g.title}: {g.source}") for g in LAW.grounds.values())],
        error_messages={"required": "выберите основание.", "invalid_choice": "выберите из списка."},
    )
    words = LongText(label="В чём оно", required=False, rows=2)
    url = PlainText(
        label="Страница с ответом",
        required=False,
        max_length=500,
        help_text="если ответ размещён на сайте",
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    forward_to = PlainText(
        label="Куда переслать",
        required=False,
        max_length=300,
        help_text="если без фамилии сообщают о преступлении",
    )


class SentForm(forms.Form):
    way = forms.ChoiceField(
        label="Чем отправлено",
        choices=[CHOOSE, *Way.choices],
        error_messages={"required": "выберите.", "invalid_choice": "выберите из списка."},
    )
    out_number = PlainText(label="Исходящий номер", required=False, max_length=60)


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label="Результат",
        choices=[CHOOSE, *((value, Result(value).label) for value in ON_MERITS)],
        error_messages={"required": "выберите.", "invalid_choice": "выберите из списка."},
    )
    signed_by = PlainText(label="Кто подписал ответ", required=False, max_length=200)
    answer_number = PlainText(label="Исходящий номер ответа", required=False, max_length=60)
    way = forms.ChoiceField(label="Чем отправлен", required=False, choices=[UNKNOWN, *Way.choices])


class FileForm(forms.Form):
    index_of_file = PlainText(
        label="Индекс дела",
        max_length=60,
        help_text="по номенклатуре дел, например 01-14",
        error_messages={"required": "впишите индекс."},
    )
    sheets = forms.IntegerField(label="Листов", required=False, min_value=1, max_value=100_000)


class SplitForm(forms.Form):
    text = LongText(
        label="Вопрос, который станет отдельным сообщением",
        rows=3,
        error_messages={"required": "впишите вопрос."},
    )


class FormerForm(forms.Form):
    """The former appeal by its number, or that there is none."""

    number = PlainText(label="Номер прежнего обращения", required=False, max_length=60)
    none = forms.BooleanField(label="не повторное", required=False)

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, auto_id="repeat_%s")
        self.actor = actor

    def clean(self) -> dict[str, Any]:
        number = self.cleaned_data.get("number", "").strip().removeprefix("№").strip()
        if not number and not self.cleaned_data.get("none"):
            raise forms.ValidationError(
                "Впишите номер прежнего обращения или отметьте «не повторное»."
            )
        return {"former": _by_number(self.actor, number) if number else None}


class ReceptionForm(forms.Form):
    """The card of a personal reception, in the order of the talk."""

    at = forms.DateTimeField(
        label="Когда",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": "Такого времени нет.", "required": "Укажите день и время."},
    )
    place = PlainText(
        label="Где", max_length=200, error_messages={"required": "Впишите, где идёт приём."}
    )
    official = PlainText(
        label="Кто ведёт приём",
        max_length=300,
        help_text="фамилия и должность",
        error_messages={"required": "Впишите, кто ведёт приём."},
    )
    booked = forms.ChoiceField(
        label="Очередь", choices=[("", "живая очередь"), ("1", "по записи")], required=False
    )
    applicant_name = PlainText(
        label="Фамилия, имя, отчество",
        max_length=200,
        error_messages={"required": "Впишите фамилию и имя гражданина."},
    )
    applicant_address = PlainText(label="Адрес", required=False, max_length=300)
    applicant_contacts = PlainText(label="Телефон или почта", required=False, max_length=300)
    document_shown = forms.BooleanField(label="документ предъявлен", required=False)
    category = forms.ChoiceField(
        label="Категория", required=False, choices=[UNKNOWN, *Category.choices]
    )
    matter = LongText(
        label="Суть вопроса", rows=4, error_messages={"required": "Впишите суть вопроса."}
    )
    kind = forms.ChoiceField(
        label="Вид",
        choices=AppealKind.choices,
        initial=AppealKind.STATEMENT,
        error_messages={"required": "Выберите вид."},
    )
    topic = PlainText(
        label="Тема",
        required=False,
        max_length=700,
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )
    heard = forms.ChoiceField(
        label="Чем закончилось",
        choices=[CHOOSE, *Heard.choices],
        error_messages={"required": "Выберите, чем закончился приём."},
    )
    consent = forms.BooleanField(label="гражданин согласен на устный ответ", required=False)
    answer = LongText(label="Устный ответ, или куда разъяснено обратиться", required=False, rows=3)
    former = PlainText(
        label="Номер прежнего обращения",
        required=False,
        max_length=60,
        help_text="если отказано: ответ уже был дан",
    )
    signed = forms.BooleanField(label="подпись гражданина в карточке есть", required=False)

    def __init__(
        self, data: QueryDict | None = None, *, actor: Actor, classifier: Classifier,
        draft: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"at": timezone.localtime(), **(draft or {})})
        self.actor, self.classifier = actor, classifier
        self.fields["applicant_name"].widget.attrs["autofocus"] = True

    @property
    def where(self) -> list[forms.BoundField]:
        return [self[name] for name in ("at", "place", "official", "booked")]

    @property
    def who(self) -> list[forms.BoundField]:
        names = (
            "applicant_name",
            "applicant_address",
            "applicant_contacts",
            "category",
            "document_shown",
        )
        return [self[name] for name in names]

    @property
    def what(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "topic")]

    @property
    def end(self) -> list[forms.BoundField]:
        return [self[name] for name in ("heard", "consent", "former", "signed")]

    def clean_topic(self) -> Topic | None:
        given = self.cleaned_data["topic"].strip()
        if not given:
            return None
        group, _, name = given.rpartition(" / ")
        found = self.classifier.by_code.get(given) or self.classifier.named(name, group)
        if found is None:
            raise forms.ValidationError("Такой темы нет, выберите из списка.")
        return found

    def clean_former(self) -> Case | None:
        number = self.cleaned_data["former"].strip().removeprefix("№").strip()
        return _by_number(self.actor, number) if number else None

    def card(self) -> Card:
        """What was filled in; call it on a valid form."""
        values = dict(self.cleaned_data)
        values["booked"] = bool(values["booked"])
        address = values.pop("applicant_address")
        contacts = ", ".join(part for part in (values.pop("applicant_contacts"), address) if part)
        personal = {"applicant_name": values.pop("applicant_name"), "applicant_contacts": contacts}
        return Card(**values, applicant={name: v for name, v in personal.items() if v})


class SetupForm(forms.Form):
    """How appeals are numbered and what the automatic reply says."""

    number_format = PlainText(
        label="Вид регистрационного номера",
        max_length=40,
        help_text="{n} — порядковый номер в году, {year} или {yy} — год, {mm} — месяц",
        error_messages={"required": "впишите вид номера."},
    )
    replies = forms.BooleanField(label="отвечать автоматически", required=False)
    subject = PlainText(label="Тема письма", max_length=200, required=False)
    text = LongText(
        label="Текст письма",
        required=False,
        rows=14,
        help_text="{number} — номер сообщения, {day} — день получения, {place} — муниципалитет",
    )

    def __init__(self, data: Any = None, *, setup: AppealSetup) -> None:
        super().__init__(
            data,
            initial={
                "number_format": setup.number_format,
                "replies": setup.replies,
                "subject": setup.reply_subject or LAW.subject,
                "text": setup.reply_text or LAW.text,
            },
        )

    def clean_number_format(self) -> str:
        return _checked(checked_number, self.cleaned_data["number_format"])

    def clean_subject(self) -> str:
        return _checked(checked_text, self.cleaned_data["subject"])

    def clean_text(self) -> str:
        return _checked(checked_text, self.cleaned_data["text"])


def _checked(rule: Any, value: str) -> str:
    try:
        found: str = rule(value)
    except RuleViolation as wrong:
        raise forms.ValidationError(wrong.sentence) from wrong
    return found


def _by_number(actor: Actor, number: str) -> Case:
    """A visible case by its own number or by the number of its appeal."""
    visible = cases_for(actor)
    found = visible.filter(number=number).first() or visible.filter(appeal__number=number).first()
    if found is None:
        raise forms.ValidationError(f"Обращения «{number}» нет или оно не в вашем ведении.")
    return found
