"""The form of a resident: every field as one types it on a cheap phone."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms

from mcu.cases.forms.fields import LongText, ManyFiles
from mcu.cases.models import Topic
from mcu.core.errors import RuleViolation
from mcu.org.forms import PlainText
from mcu.portal.models import Question
from mcu.portal.queries.codes import is_key
from mcu.portal.rules.sending import (
    LONGEST_ADDRESS,
    MOST_PHOTOS,
    PHOTO_LIMIT,
    Contact,
    checked_point,
    checked_text,
)

PHOTOS = "image/jpeg,image/png,image/webp"
STALE = "Форма устарела. Обновите страницу и отправьте ещё раз: набранное браузер помнит."
UNKNOWN = "Такой темы нет. Выберите из списка или оставьте пустой."


class PhotosForm(forms.Form):
    photos = ManyFiles(
        most=MOST_PHOTOS, limit=PHOTO_LIMIT, accept=PHOTOS, label="Фото",
        help_text=f"До {MOST_PHOTOS} снимков. Отметки о месте и телефоне убираем сами.",
    )  # fmt: skip


class SendForm(PhotosForm):
    """What happened, where, how to answer. `website` is a trap for machines: people do not see it."""

    text = LongText(
        label="Что случилось", rows=5, required=False,
        help_text="Одна проблема — одно сообщение. Не пишите чужих фамилий и телефонов.",
    )  # fmt: skip
    address = PlainText(
        label="Где", required=False, max_length=LONGEST_ADDRESS,
        help_text="Улица и дом, остановка, двор: как сказали бы соседу",
        error_messages={"max_length": f"Адрес длиннее {LONGEST_ADDRESS} знаков. Сократите его."},
    )  # fmt: skip
    place = PlainText(required=False, max_length=600)
    lat = PlainText(label="Широта", required=False, max_length=30)
    lon = PlainText(label="Долгота", required=False, max_length=30)
    object = PlainText(required=False, max_length=20)
    topic = PlainText(label="О чём", required=False, max_length=120)
    name = PlainText(label="Как к вам обращаться", required=False, max_length=200)
    email = forms.EmailField(
        label="Почта", required=False, max_length=200,
        error_messages={"invalid": "Почта выглядит так: name@example.ru. Исправьте или сотрите."},
    )  # fmt: skip
    phone = PlainText(label="Телефон", required=False, max_length=40)
    consent = forms.BooleanField(required=False)
    key = PlainText(max_length=64, required=False)
    website = PlainText(required=False, max_length=200)
    proof = PlainText(required=False, max_length=40)
    checked = PlainText(required=False, max_length=1)

    def __init__(self, *args: Any, topics: Callable[[], dict[str, Topic]], **options: Any) -> None:
        super().__init__(*args, **options)
        self._topics = topics
        self.fields["address"].widget.attrs |= {"list": "places", "autocomplete": "street-address"}
        self.fields["email"].widget.attrs |= {"autocomplete": "email"}
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}
        self.fields["name"].widget.attrs |= {"autocomplete": "name"}
        for name in ("lat", "lon"):
            self.fields[name].widget.attrs["inputmode"] = "decimal"

    @cached_property
    def topics(self) -> dict[str, Topic]:
        """By code; read where one was chosen or the form is drawn."""
        return self._topics()

    def clean_text(self) -> str:
        return _told(checked_text, self.cleaned_data["text"])

    def clean_topic(self) -> Topic | None:
        code = self.cleaned_data["topic"]
        if not code:
            return None
        if code not in self.topics:
            raise forms.ValidationError(UNKNOWN)
        return self.topics[code]

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if not is_key(key):
            raise forms.ValidationError(STALE)
        return key

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"].strip()
        if phone and sum(sign.isdigit() for sign in phone) < 5:
            raise forms.ValidationError("В телефоне мало цифр. Исправьте или сотрите.")
        return phone

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        try:
            given["point"] = checked_point(given.get("lat", ""), given.get("lon", ""))
        except RuleViolation as refusal:
            self.add_error("lat", refusal.sentence)
        if self.contact.given and not given.get("consent"):
            self.add_error(
                "consent",
                "Вы указали имя или контакт: отметьте согласие, иначе мы не вправе их хранить. "
                "Или сотрите их — сообщение примем и без них.",
            )
        return given

    @property
    def contact(self) -> Contact:
        given = self.cleaned_data
        return Contact(
            given.get("name", "").strip(), given.get("email", ""), given.get("phone", "")
        )


class AddForm(PhotosForm):
    """More words or photos for a message that is open."""

    text = LongText(label="Добавить к сообщению", rows=3, required=False)
    key = PlainText(max_length=64, required=False)

    def clean_text(self) -> str:
        return _told(checked_text, self.cleaned_data["text"])

    clean_key = SendForm.clean_key


def answers_of(
    data: Mapping[str, str], questions: Sequence[Question]
) -> list[tuple[Question, str]]:
    """Each question with what was answered; of a closed one only what stands there counts."""
    return [(question, _answer(data, question)) for question in questions]


def missing(answers: Sequence[tuple[Question, str]]) -> str:
    """A complaint when a question that must be answered was not."""
    left = [question.text for question, said in answers if question.required and not said]
    return f"Ответьте: {'; '.join(left)}" if left else ""


def _answer(data: Mapping[str, str], question: Question) -> str:
    said = str(data.get(f"question-{question.pk}", "")).replace("\x00", "").strip()[:300]
    return said if not question.options or said in question.options else ""


def _told(check: Any, value: str) -> str:
    try:
        return str(check(value))
    except RuleViolation as refusal:
        raise forms.ValidationError(refusal.sentence) from refusal
