"""What a person types about topics, routes and norms, and asks of the journal."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from mcu.cases.models import Norm, Topic
from mcu.cases.queries import topics_of
from mcu.cases.queries.naming import options_for
from mcu.cases.rules.ladder import UNITS, When, Whom
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import Kind, Speed
from mcu.core.errors import RuleViolation
from mcu.core.profile.difference import Place
from mcu.desk.models import SubjectRequest
from mcu.desk.queries import JournalFilter
from mcu.desk.queries.journal import PROGRAM
from mcu.desk.queries.profile import LIMIT, SECTIONS
from mcu.desk.queries.reference import SEASONS
from mcu.desk.rules.control import LONGEST_SILENCE, By, ControlFilter, Show
from mcu.desk.rules.journal import acts
from mcu.desk.rules.retention import LONGEST_DAYS, SHORTEST_DAYS
from mcu.org.forms import GroundsForm, PlainText, day
from mcu.org.models import Block, Body
from mcu.org.queries import blocks, bodies, people
from mcu.org.rules.roles import Actor


class TopicForm(forms.Form):
    """A topic of one's own."""

    group = forms.ModelChoiceField(
        Topic.objects.none(), label="Группа", required=False, empty_label="новая группа"
    )
    name = forms.CharField(label="Название", max_length=300)
    kind = forms.ChoiceField(label="Тип", choices=Kind.choices)
    speed = forms.ChoiceField(label="Скорость", choices=Speed.choices, initial=Speed.ORDINARY)
    season = forms.MultipleChoiceField(
        label="Сезон",
        required=False,
        choices=list(SEASONS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Не отмечено — круглый год.",
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]


class RenameForm(forms.Form):
    name = forms.CharField(label="Новое название", max_length=300)


class RouteForm(forms.Form):
    """Where a topic goes."""

    body = forms.ModelChoiceField(
        Body.objects.none(), label="Орган", required=False, empty_label="—"
    )
    block = forms.ModelChoiceField(
        Block.objects.none(), label="Блок", required=False, empty_label="—"
    )
    settlement = forms.CharField(
        label="Только для населённого пункта",
        max_length=120,
        required=False,
        help_text="Пусто — для всего муниципалитета.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies(actor).filter(active=True)  # type: ignore[attr-defined]
        self.fields["block"].queryset = blocks(actor).filter(active=True)  # type: ignore[attr-defined]


class NormForm(forms.Form):
    """The successor of a norm."""

    value = forms.IntegerField(
        label="Сколько",
        min_value=1,
        max_value=10_000,
        error_messages={"min_value": "Срок — целое положительное число."},
    )
    unit = forms.ChoiceField(label="Единица", choices=Norm.UNITS)
    since = day("Действует с", required=True)
    speed = forms.ChoiceField(
        label="Скорость темы", required=False, choices=[("", "любая"), *Speed.choices]
    )
    region = forms.CharField(
        label="Регион", required=False, max_length=120, help_text="пусто — любой"
    )
    source = forms.CharField(
        label="Основание",
        max_length=500,
        help_text="Акт, статья, дата. Без основания норма остаётся с прежним.",
        required=False,
    )
    beside = forms.BooleanField(
        label="Прежняя норма остаётся для остальных сообщений",
        help_text="Новая действует рядом с ней: для своей темы, скорости, региона или условия.",
        required=False,
    )

    def __init__(self, data: Any, *, norm: Norm) -> None:
        names = ("value", "unit", "topic", "speed", "region")
        super().__init__(data, initial={name: getattr(norm, name) for name in names})
        topics = [("", "любая"), *options_for(norm.municipality_id, "topic")]
        self.fields["topic"] = forms.ChoiceField(
            label="Тема или группа", required=False, choices=topics
        )

    @property
    def given(self) -> dict[str, Any]:
        """The values, with what the norm is about together."""
        values = dict(self.cleaned_data)
        about = {name: values.pop(name) for name in ("topic", "speed", "region")}
        return values | {"about": about}


class JournalForm(forms.Form):
    """The filters of the journal; every one a parameter of the URL."""

    action = forms.ChoiceField(label="Действие", required=False)
    person = forms.TypedChoiceField(label="Кто", required=False, coerce=int, empty_value=None)
    object = forms.CharField(
        label="С чем",
        required=False,
        max_length=200,
        widget=forms.TextInput({"placeholder": "номер, фамилия, название с начала"}),
    )
    since = day("С")
    until = day("По")
    request = forms.CharField(
        label="Номер запроса",
        required=False,
        max_length=36,
        widget=forms.TextInput({"placeholder": "из открытой записи"}),
    )
    of = forms.RegexField(
        r"^[a-z_]{1,30}\.[a-z_]{1,30}:\d{1,18}$", required=False, widget=forms.HiddenInput
    )
    before = forms.IntegerField(
        required=False, widget=forms.HiddenInput, validators=[MaxValueValidator(2**62)]
    )

    def __init__(self, query: Any, *, actor: Actor) -> None:
        super().__init__(query, auto_id="journal_%s")
        self.fields["action"].choices = [("", "все"), *acts()]  # type: ignore[attr-defined]
        everybody = people(actor).prefetch_related(None).values_list("pk", "full_name")
        self.fields["person"].choices = [("", "все"), (PROGRAM, "Программа"), *everybody]  # type: ignore[attr-defined]

    def chosen(self) -> JournalFilter:
        """What is wrong is told beside its field and does not narrow."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value != ""}
        kind, _, key = given.pop("of", "").partition(":")
        return JournalFilter(**given, of=(kind, int(key)) if key else None)


class RetentionForm(forms.Form):
    """How long a kind of personal data is kept."""

    days = forms.IntegerField(
        label="Хранить, дней",
        min_value=SHORTEST_DAYS,
        max_value=LONGEST_DAYS,
        help_text="5 лет — 1826, 3 года — 1095, год — 365.",
        error_messages={
            "required": "Впишите число дней.",
            "invalid": "Впишите число дней цифрами.",
            "min_value": "Не меньше одного дня.",
            "max_value": "Не больше 75 лет.",
        },
    )
    source = forms.CharField(
        label="Основание",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Назовите акт, номенклатуру дел или решение."},
    )
    review = forms.BooleanField(label="перед стиранием решает человек (ЭПК)", required=False)
    verified = forms.BooleanField(label="основание сверено с документом", required=False)


class SubjectForm(forms.Form):
    """What a person gives so that their data is found; exactly, not by a part."""

    wants = forms.ChoiceField(label="Чего просит", choices=SubjectRequest.Wants.choices)
    ground = forms.CharField(
        label="Документ",
        max_length=300,
        widget=forms.TextInput(attrs={"placeholder": "заявление от 12.11.2026, вх. № 15"}),
        error_messages={"required": "Назовите, по какому запросу: без него искать нельзя."},
    )
    phone = forms.CharField(label="Телефон", required=False, max_length=40)
    email = forms.EmailField(
        label="Почта", required=False, error_messages={"invalid": "Это не почта."}
    )
    name = forms.CharField(label="Имя", required=False, max_length=200)
    numbers = forms.CharField(
        label="Номера сообщений",
        required=False,
        max_length=300,
        help_text="Вместе с именем: найдутся те, где имя совпадает.",
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        by_contact = values.get("phone") or values.get("email")
        if not by_contact and not (values.get("name") and values.get("numbers")):
            raise forms.ValidationError(
                "Впишите телефон или почту, которые человек оставлял, либо номер сообщения с именем."
            )
        return values


class ProfileFileForm(forms.Form):
    """The file of a profile; what is wrong inside it is told line by line afterwards."""

    file = forms.FileField(label="Файл профиля (.toml)")

    def clean_file(self) -> tuple[str, str]:
        """Name and text."""
        given = self.cleaned_data["file"]
        if given.size > LIMIT:
            raise forms.ValidationError(f"Файл больше {LIMIT // 2**20} МБ: это не профиль.")
        try:
            return given.name, given.read().decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise forms.ValidationError("Файл не в кодировке UTF-8: это не профиль.") from wrong


class ProfileTextForm(forms.Form):
    """The profile that was shown, on its way to being loaded."""

    name = forms.CharField(max_length=255)
    text = forms.CharField(max_length=LIMIT, strip=False)


class PlaceForm(forms.Form):
    """One setting of a profile: section, key of the row, field inside it."""

    section = forms.ChoiceField(choices=[(name, name) for name in SECTIONS])
    key = forms.JSONField(required=False)
    field = forms.JSONField(required=False)

    def place(self) -> Place:
        """RuleViolation when it is no setting."""
        data = self.cleaned_data if self.is_valid() else {}
        key, fields = data.get("key") or [], data.get("field") or []
        texts = all(isinstance(part, list) for part in (key, fields)) and all(
            isinstance(item, str) for item in (*key, *fields)
        )
        if not data or not texts:
            raise RuleViolation("Такой настройки нет. Обновите страницу и повторите.")
        return data["section"], tuple(key), tuple(fields)


class BlockTopicsForm(GroundsForm):
    """Which topics and groups of topics belong to a block."""

    topics = forms.ModelMultipleChoiceField(Topic.objects.none(), label="Темы", required=False)

    def __init__(self, *args: Any, block: Block, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["topics"].queryset = topics_of(block.municipality_id)  # type: ignore[attr-defined]
        self.groups = groups

    @property
    def values(self) -> dict[str, Any]:
        return {"topics": list(self.cleaned_data["topics"])}


class ControlForm(forms.Form):
    """The filters of «Контроль»; a value that makes no sense is left out."""

    show = forms.ChoiceField(label="Что", required=False, choices=Show.choices)
    by = forms.ChoiceField(label="Считать", required=False, choices=By.choices)
    kind = forms.ChoiceField(
        label="Срок чего", required=False, choices=[("", "любой"), *TermKind.choices]
    )
    block = forms.TypedChoiceField(label="Блок", required=False, coerce=int, empty_value=None)
    body = forms.TypedChoiceField(label="Орган", required=False, coerce=int, empty_value=None)
    executor = forms.TypedChoiceField(
        label="Исполнитель", required=False, coerce=int, empty_value=None
    )
    q = PlainText(label="Номер", required=False, max_length=40)
    days = forms.IntegerField(
        label="Молчит рабочих дней", required=False, min_value=1, max_value=LONGEST_SILENCE
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        for name, rows in (("block", blocks), ("body", bodies), ("executor", people)):
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", "любой"), (0, "не назначен"), *((row.pk, str(row)) for row in rows(actor)),
            ]  # fmt: skip

    @property
    def chosen(self) -> ControlFilter:
        self.is_valid()
        given = {k: v for k, v in self.cleaned_data.items() if v not in (None, "")}
        return ControlFilter(**given)


class RungForm(forms.Form):
    """One rung of the ladder."""

    when = forms.ChoiceField(label="Когда", choices=When.choices)
    value = forms.IntegerField(label="Сколько", min_value=0)
    unit = forms.ChoiceField(label="Единица", choices=list(UNITS.items()))
    whom = forms.ChoiceField(label="Кому сообщить", choices=Whom.choices)
    kind = forms.ChoiceField(
        label="Срок чего", required=False, choices=[("", "любой"), *TermKind.choices]
    )
