"""The case itself and, apart from it, the applicant."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Lower

from mcu.cases.models.topics import Topic
from mcu.cases.rules.appeal import Category, Form, form_of
from mcu.cases.rules.terms import TermKind
from mcu.cases.rules.words import (
    AppealKind,
    Channel,
    Importance,
    Kind,
    Outcome,
    Regime,
    System,
)
from mcu.cases.rules.workflow import FINISHED, WAITED_FOR, State
from mcu.org.models import Block, Body, Municipality, Person

# Word forms of Russian; ё is written as е on both sides of the search.
SEARCH = "to_tsvector('russian', translate(search_text, 'ёЁ', 'еЕ'))"


class SearchVector(models.Func):
    template = SEARCH
    output_field = SearchVectorField()


class Case(models.Model):
    """One message or appeal of one resident, with its own clock and its own answer.

    `text` is already masked: names, phones and addresses of people are not in it. `due_at` and
    `due_kind` repeat the nearest open term, because every list sorts and filters by it.
    """

    # The keys without an index of their own lead one of several columns below.
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="cases", db_index=False
    )
    number = models.CharField("номер", max_length=30)
    regime = models.CharField(
        "режим", max_length=10, choices=Regime.choices, default=Regime.MESSAGE
    )
    appeal_kind = models.CharField("вид", max_length=10, choices=AppealKind.choices, blank=True)
    system = models.CharField("система", max_length=10, choices=System.choices)
    external_id = models.CharField("номер в системе", max_length=80, blank=True)
    channel = models.CharField("канал", max_length=12, choices=Channel.choices)
    community = models.CharField("сообщество", max_length=200, blank=True)
    source_url = models.URLField("адрес публикации", max_length=500, blank=True)
    kind = models.CharField("тип", max_length=15, choices=Kind.choices, blank=True)
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="тема",
        db_index=False,
    )  # fmt: skip
    topic_confirmed = models.BooleanField("тема подтверждена", default=False)
    text = models.TextField("текст", blank=True)
    settlement = models.CharField("населённый пункт", max_length=120, blank=True)
    street = models.CharField("улица", max_length=200, blank=True)
    house = models.CharField("дом", max_length=40, blank=True)
    landmark = models.CharField("ориентир", max_length=200, blank=True)
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="блок",
        db_index=False,
    )  # fmt: skip
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="орган",
        db_index=False,
    )  # fmt: skip
    executor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="cases"
    )
    state = models.CharField("состояние", max_length=12, choices=State.choices, default=State.NEW)
    outcome = models.CharField("итог", max_length=12, choices=Outcome.choices, blank=True)
    importance = models.CharField(
        "важность", max_length=10, choices=Importance.choices, default=Importance.NORMAL
    )
    collective = models.BooleanField("коллективное", default=False)
    # Empty: the form the channel speaks for. COPY leaves both out.
    form = models.CharField(
        "форма", max_length=10, choices=Form.choices, blank=True, default="", db_default=""
    )
    category = models.CharField(
        "кто пишет", max_length=10, choices=Category.choices, blank=True, default="", db_default=""
    )
    received_at = models.DateTimeField("получено")
    registered_at = models.DateTimeField("зарегистрировано")
    first_answer_at = models.DateTimeField("первый ответ", null=True, blank=True)
    closed_at = models.DateTimeField("закрыто", null=True, blank=True)
    due_at = models.DateTimeField("срок", null=True, blank=True)
    due_kind = models.CharField(max_length=20, blank=True, choices=TermKind.choices)
    # The last act of whoever is charged; empty where nobody here was: then since it was received.
    heard_at = models.DateTimeField("исполнитель отозвался", null=True, blank=True)
    postponed_until = models.DateField("отложено до", null=True, blank=True)
    redirected_to = models.CharField("куда перенаправлено", max_length=300, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    close_reason = models.CharField("причина закрытия", max_length=300, blank=True)
    source_step = models.CharField("шаг в системе", max_length=120, blank=True)
    tags = models.CharField("теги", max_length=500, blank=True)
    # Codes of `rules/labels.py`: what the program read out of the text and nobody has denied.
    labels = ArrayField(
        models.CharField(max_length=12), verbose_name="признаки текста", default=list, blank=True,
        db_default=[],
    )  # fmt: skip
    audience = models.PositiveIntegerField("аудитория", null=True, blank=True)
    search_text = models.TextField(blank=True)
    depersonalised_at = models.DateTimeField("обезличено", null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector(), output_field=SearchVectorField(), db_persist=True
    )

    # What residents wrote, in their own words or ours: hidden parts may still show to an attentive eye.
    PERSONAL: ClassVar = ("text", "search_text", "landmark", "tags", "close_reason")

    class Meta:
        verbose_name = "сообщение"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["municipality", "system", "external_id"],
                condition=~Q(external_id=""),
                name="case_external_once",
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="case_search", fastupdate=True),
            GinIndex(fields=["labels"], condition=~Q(labels=[]), name="case_by_label"),
            models.Index(fields=["municipality", "-received_at", "-id"], name="case_by_time"),
            # What access and «Сегодня» ask rides along: open cases are counted without reading them.
            models.Index(
                fields=["municipality", "due_at", "id"],
                include=["body", "block", "executor", "state", "system"],
                condition=~Q(state__in=sorted(FINISHED)),
                name="case_open_by_due",
            ),
            models.Index(
                fields=["body", "due_at"],
                condition=~Q(state__in=sorted(FINISHED)),
                name="case_open_by_body",
            ),
            models.Index(
                fields=["block", "due_at"],
                condition=~Q(state__in=sorted(FINISHED)),
                name="case_open_by_block",
            ),
            # «Житель ждёт, исполнитель молчит»: the longest silence first.
            models.Index(
                "municipality",
                Coalesce("heard_at", "received_at"),
                condition=Q(state__in=sorted(WAITED_FOR)),
                name="case_by_silence",
            ),
            models.Index(fields=["body", "-received_at", "-id"], name="case_by_body"),
            models.Index(fields=["block", "-received_at", "-id"], name="case_by_block"),
            models.Index(
                fields=["executor", "due_at"],
                condition=~Q(state__in=sorted(FINISHED)),
                name="case_open_by_executor",
            ),
            models.Index(fields=["topic", "-received_at"], name="case_by_topic"),
            models.Index(fields=["municipality", "state", "-received_at"], name="case_by_state"),
            # Who wrote of the same street: what looks like one problem is found by it.
            models.Index(
                F("municipality"),
                Lower("street"),
                F("received_at").desc(),
                condition=~Q(street=""),
                name="case_by_street",
            ),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state not in FINISHED

    @property
    def form_label(self) -> str:
        """«Письменная»: as corrected, else by the channel."""
        return str(Form(self.form or form_of(self.channel)).label)

    @property
    def address(self) -> str:
        """«Садовая, 14, Заречный», or the landmark."""
        parts = [self.street, self.house, self.landmark, self.settlement]
        return ", ".join(part for part in parts if part)


class Applicant(models.Model):
    """Personal data of whoever wrote, sealed; opened only by a journalled act, erased in time.

    `sealed` holds a JSON object with the keys of `mcu.core.journal.PERSONAL`.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="applicant", primary_key=True)
    sealed = models.BinaryField()
    indexed = models.BooleanField(default=False, db_default=False)  # COPY leaves it out
    erased_at = models.DateTimeField("стёрто", null=True, blank=True)

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed",)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["case"],
                condition=Q(indexed=False, erased_at__isnull=True),
                name="applicant_not_indexed",
            )
        ]

    def __str__(self) -> str:
        return f"заявитель {self.case_id}"


class ApplicantKey(models.Model):
    """A blind index: by what an applicant may be found again, as a keyed digest.

    The digest is taken together with the municipality and with the scope of the lookup, 59-ФЗ appeals
    or one channel, so that equal people of two channels look different. See `cases.rules.lookup`.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="applicant_keys")
    value = models.BinaryField(max_length=16)

    PERSONAL: ClassVar = ("value",)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["value"], name="applicant_by_key")]

    def __str__(self) -> str:
        return f"ключ {self.case_id}"
