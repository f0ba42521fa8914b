"""One small form for each verb of the card. Whether it may be done is decided by the action."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.urls import reverse

from mcu.cases.forms.fields import LongText, ManyFiles, Pick, PickMany
from mcu.cases.models import Case, Topic
from mcu.cases.queries import Classifier, cases_for
from mcu.cases.rules.words import Importance, Kind, Outcome, RevealReason
from mcu.org.forms import PlainText, day
from mcu.org.models import Block, Body, Person
from mcu.org.rules.roles import Actor

KEEP = [("", "не менять")]


class ClassifyForm(forms.Form):
    """The topic by its code or by its name, «Группа / Тема»; kind and place when they change."""

    topic = PlainText(
        label="Тема",
        max_length=700,
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
        error_messages={"required": "Выберите тему из списка."},
    )
    kind = forms.ChoiceField(required=False, label="Тип", choices=[*KEEP, *Kind.choices])
    importance = forms.ChoiceField(
        required=False, label="Важность", choices=[*KEEP, *Importance.choices]
    )
    settlement = PlainText(required=False, label="Населённый пункт", max_length=120)
    street = PlainText(required=False, label="Улица", max_length=200)
    house = PlainText(required=False, label="Дом", max_length=40)

    def __init__(self, data: Any = None, *, classifier: Classifier, case: Case) -> None:
        place = {name: getattr(case, name) for name in ("settlement", "street", "house")}
        super().__init__(data, initial=place, auto_id="classify_%s")
        self.classifier = classifier

    def clean_topic(self) -> Topic:
        given = self.cleaned_data["topic"].strip()
        group, _, name = given.rpartition(" / ")
        found = self.classifier.by_code.get(given) or self.classifier.named(name, group)
        if found is None:
            raise forms.ValidationError("такой в классификаторе нет, выберите из списка.")
        return found

    def clean(self) -> dict[str, Any]:
        """A place that was not on the form stays as it is."""
        values: dict[str, Any] = self.cleaned_data
        for name in ("settlement", "street", "house"):
            if name not in self.data:
                values[name] = None
        return values


class AssignForm(forms.Form):
    """Whom to charge: a body, a block, and a person when it is known who."""

    def __init__(
        self,
        data: Any = None,
        *,
        bodies: list[Body],
        blocks: list[Block],
        people: list[Person],
        case: Case | None = None,
    ) -> None:
        now = {"body": case.body_id, "block": case.block_id} if case else {}
        super().__init__(data, initial=now, auto_id="assign_%s")
        self.fields["body"] = Pick(bodies, required=False, label="Орган")
        self.fields["block"] = Pick(blocks, required=False, label="Блок", empty="по органу")
        self.fields["executor"] = Pick(
            people, required=False, label="Исполнитель", empty="решит орган"
        )
        self.fields["reason"] = PlainText(required=False, label="Почему", max_length=500)
        if case:
            self._narrow_by_body(case)

    def _narrow_by_body(self, case: Case) -> None:
        """Choosing a body leaves its own people in the list of executors."""
        self.fields["body"].widget.attrs |= {
            "hx-get": reverse("cases:executors", args=[case.pk]),
            "hx-trigger": "change",
            "hx-target": "#assign_executor",
            "hx-swap": "innerHTML",
        }


class AskForm(forms.Form):
    """A question to a block, to bodies and institutions; the block of the case when none is chosen."""

    question = LongText(label="Вопрос", error_messages={"required": "Впишите вопрос блоку."})

    def __init__(
        self,
        data: Any = None,
        given: Any = None,
        *,
        blocks: list[Block],
        bodies: Iterable[Body] = (),
        case: Case | None = None,
    ) -> None:
        initial = {"block": case.block_id} if case else {}
        super().__init__(data, given, initial=initial, auto_id="ask_%s")
        self.fields["block"] = Pick(blocks, required=False, label="Блоку", empty="блок сообщения")
        self.fields["bodies"] = PickMany(bodies, label="Органам и учреждениям")
        self.fields["enclosed"] = ManyFiles(
            label="Файлы", most=10, limit=settings.MCU_ATTACHMENT_LIMIT
        )


class ReplyForm(forms.Form):
    reply = LongText(
        label="Ответ на запрос", error_messages={"required": "Впишите ответ на запрос."}
    )


class DraftForm(forms.Form):
    """`seen` is when the text on the page had been saved: what came since is not overwritten."""

    text = LongText(label="Ответ жителю", rows=7, required=False)
    seen = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """A mark that cannot be read is no reason to lose the text."""
        self.errors.pop("seen", None)
        values: dict[str, Any] = self.cleaned_data
        return {"seen": None, **values}


class TickForm(forms.Form):
    """«2:yes»: the question and what is said of it; «auto» gives it back to the program."""

    tick = forms.RegexField(
        r"^\d{1,2}:(?:yes|no|auto)$",
        error_messages={"required": "выберите вопрос.", "invalid": "такой отметки нет."},
    )

    def clean(self) -> dict[str, Any]:
        number, _, said = self.cleaned_data.get("tick", "").partition(":")
        if not number:
            return {}
        return {"number": int(number), "answered": {"yes": True, "no": False}.get(said)}


class ReasonForm(forms.Form):
    """Why: to mend an answer, to open a case again."""

    reason = LongText(label="Причина", required=False, rows=2)


class PublishForm(forms.Form):
    url = PlainText(
        required=False,
        label="Ссылка на ответ",
        max_length=500,
        help_text="Если ответ дан письмом или устно, оставьте пустой.",
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Итог",
        required=False,
        choices=[("", "выберите"), *Outcome.choices],
        error_messages={"invalid_choice": "выберите из списка."},
    )
    kind = forms.ChoiceField(
        label="Тип", required=False, choices=[("", "как есть"), *Kind.choices],
        error_messages={"invalid_choice": "выберите из списка."},
    )  # fmt: skip
    reason = PlainText(required=False, label="Пояснение", max_length=300)


class InterimForm(forms.Form):
    """An interim answer goes out; when the final one will follow."""

    url = PlainText(required=False, label="Ссылка на ответ", max_length=500)
    until = day("Окончательный ответ до", help_text="Пусто — по норме.")


class StageWordForm(forms.Form):
    """A status word of an export and the stage it means."""

    word = PlainText(label="Слово в выгрузке", max_length=200,
                     error_messages={"required": "впишите слово статуса."})  # fmt: skip
    stage = forms.CharField(error_messages={"required": "выберите этап."})


class PostponeForm(forms.Form):
    until = day("До какого дня", required=True)
    reason = LongText(label="Почему откладывается", required=False, rows=2)


class MergeForm(forms.Form):
    """The number of the case that stays; only a visible one is found."""

    into = PlainText(
        label="Номер основного сообщения",
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": "2026-11-1843"}),
        error_messages={"required": "впишите номер."},
    )

    def __init__(self, data: Any = None, *, actor: Actor) -> None:
        super().__init__(data, auto_id="merge_%s")
        self.actor = actor

    def clean_into(self) -> Case:
        number = self.cleaned_data["into"].strip().removeprefix("№").strip()
        found = cases_for(self.actor).filter(number=number).first()
        if found is None:
            raise forms.ValidationError(f"сообщения «{number}» нет или оно не в вашем ведении.")
        return found


class NoteForm(forms.Form):
    text = LongText(label="Заметка для коллег", required=False, rows=2)


class AttachForm(forms.Form):
    file = forms.FileField(
        label="Файл",
        allow_empty_file=True,
        max_length=None,
        error_messages={"required": "выберите файл."},
    )


class RevealForm(forms.Form):
    """Why the applicant's data is opened: from the list, in one's own words where it says so."""

    reason = forms.ChoiceField(
        label="Зачем",
        choices=[("", "выберите"), *RevealReason.choices],
        error_messages={
            "required": "выберите, зачем открываете данные.",
            "invalid_choice": "выберите из списка.",
        },
    )
    words = PlainText(required=False, max_length=200, label="Подробнее")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if values.get("reason") == RevealReason.OTHER and not values.get("words", "").strip():
            raise forms.ValidationError("Напишите своими словами, зачем нужны данные.")
        return values


class HoldForm(forms.Form):
    """Why and until when nothing of the case may be erased."""

    reason = PlainText(
        label="Почему нельзя стирать",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "суд, проверка, жалоба"}),
        error_messages={"required": "напишите, почему."},
    )
    until = day("До какого дня", help_text="Пусто — пока не снимут.")


class BulkForm(forms.Form):
    """The marked cases and what to do with them."""

    MOST = 200

    verb = forms.ChoiceField(
        choices=[("assign", "назначить"), ("close", "закрыть"), ("export", "выгрузить")],
        error_messages={"required": "Выберите действие.", "invalid_choice": "Выберите действие."},
    )
    outcome = CloseForm.base_fields["outcome"]

    def __init__(self, given: QueryDict, *, bodies: list[Body]) -> None:
        super().__init__(given, auto_id="bulk_%s")
        self.given = given
        self.fields["body"] = Pick(bodies, required=False, label="Орган", empty="кому назначить")

    @property
    def marked(self) -> list[int]:
        """The keys of the marked cases; what is not a number was not marked by this page."""
        given = self.given.getlist("case")[: self.MOST]
        return [int(key) for key in given if key.isdecimal() and len(key) < 19]
