"""What an appeal under 59-ФЗ has beside the case: number, orders, decisions, notices, receptions."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models.case import Case
from mcu.cases.models.terms import Term
from mcu.cases.models.topics import Topic
from mcu.cases.rules.appeal import (
    DecisionKind,
    DecisionState,
    Heard,
    NoticeKind,
    Result,
    Way,
)
from mcu.cases.rules.appeal.numbering import DEFAULT
from mcu.cases.rules.words import AppealKind
from mcu.org.models import Body, Municipality, Person


class AppealSetup(models.Model):
    """How a municipality numbers appeals, and what it tells whoever wrote by a channel that is none.

    An empty text means the one of the program.
    """

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="appeal_setup", primary_key=True
    )
    number_format = models.CharField("вид номера", max_length=40, default=DEFAULT)
    replies = models.BooleanField("отвечать на неверный канал", default=True)
    reply_subject = models.CharField("тема письма", max_length=200, blank=True)
    reply_text = models.TextField("текст письма", blank=True)

    def __str__(self) -> str:
        return f"{self.municipality}: {self.number_format}"


class AppealCounter(models.Model):
    """The last number given in a year: «appeal» for appeals, «reception» for cards of reception."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    register = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "register", "year"], name="appeal_counter_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.year}: {self.last}"


class Appeal(models.Model):
    """The facts of one appeal; kind, collective and dates are on the case, names are sealed."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="appeal", primary_key=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="appeals")
    number = models.CharField("регистрационный номер", max_length=60)
    numbered_at = models.DateTimeField("номер присвоен")
    identified = models.BooleanField("личность подтверждена", default=False)
    signatories = models.PositiveIntegerField("подписей", null=True, blank=True)
    about_body = models.ForeignKey(
        Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="на кого жалоба"
    )
    former = models.ForeignKey(
        Case, models.SET_NULL, null=True, blank=True, related_name="repeated_by"
    )
    former_checked_at = models.DateTimeField("повторность проверена", null=True, blank=True)
    result = models.CharField("результат", max_length=15, choices=Result.choices, blank=True)
    signed_by = models.CharField("кто подписал ответ", max_length=200, blank=True)
    answer_number = models.CharField("исходящий номер ответа", max_length=60, blank=True)
    answer_way = models.CharField("чем отправлен", max_length=10, choices=Way.choices, blank=True)
    filed_on = models.DateField("в дело", null=True, blank=True)
    filed_by_name = models.CharField(max_length=200, blank=True)
    file_index = models.CharField("индекс дела", max_length=60, blank=True)
    file_sheets = models.PositiveIntegerField("листов", null=True, blank=True)

    class Meta:
        verbose_name = "обращение"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="appeal_number_once")
        ]

    def __str__(self) -> str:
        return f"обращение {self.number}"


class Addressee(models.Model):
    """An organisation of the municipality that the case is addressed to; there may be several."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="addressees")
    body = models.ForeignKey(Body, models.PROTECT, related_name="addressed")

    class Meta:
        verbose_name = "адресат"
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "body"], name="addressed_once")
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.body}"


class Resolution(models.Model):
    """«Резолюция»: who orders whom to do what until when; never changed, the next one follows."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="resolutions")
    author_name = models.CharField("чья", max_length=200)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+")
    executor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("текст", max_length=1000)
    control_on = models.DateField("контрольный срок", null=True, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    PERSONAL: ClassVar = ("text",)

    class Meta:
        verbose_name = "резолюция"
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:80]


class AppealDecision(models.Model):
    """An extension or no answer on the merits: proposed, then approved or refused by whoever may."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind.choices)
    state = models.CharField(
        max_length=10, choices=DecisionState.choices, default=DecisionState.PROPOSED
    )
    reason = models.CharField("основание", max_length=20)
    words = models.CharField("пояснение", max_length=1000)
    days = models.PositiveSmallIntegerField("дней", null=True, blank=True)
    due_before = models.DateTimeField(null=True, blank=True)
    due_after = models.DateTimeField(null=True, blank=True)
    url = models.URLField("где размещён ответ", max_length=500, blank=True)
    forward_to = models.CharField("куда переслано", max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proposed_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    refusal = models.CharField("почему отказано", max_length=500, blank=True)

    PERSONAL: ClassVar = ("words", "refusal")

    class Meta:
        verbose_name = "решение по обращению"
        ordering: ClassVar = ["proposed_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(state=DecisionState.PROPOSED),
                name="one_decision_waits",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["case", "proposed_at"],
                condition=Q(state=DecisionState.PROPOSED),
                name="decision_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"


class AppealNotice(models.Model):
    """What has to be written beside the answer: to the author (`to` empty) or to another body.

    `due_at` is empty where the law names no term. Letters are made of these rows.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    kind = models.CharField("что", max_length=10, choices=NoticeKind.choices)
    to = models.CharField("кому", max_length=300, blank=True)
    subject = models.CharField("о чём", max_length=500)
    source = models.CharField("основание", max_length=200)
    verified = models.BooleanField("основание проверено", default=False)
    decision = models.ForeignKey(
        AppealDecision, models.CASCADE, null=True, blank=True, related_name="notices"
    )
    term = models.ForeignKey(Term, models.SET_NULL, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField("срок", null=True, blank=True)
    made_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    sent_by_name = models.CharField(max_length=200, blank=True)
    way = models.CharField("чем", max_length=10, choices=Way.choices, blank=True)
    out_number = models.CharField("исходящий номер", max_length=60, blank=True)
    # Of a request of documents: by when the other body answers, and when it did.
    reply_due_at = models.DateTimeField("ответ до", null=True, blank=True)
    replied_at = models.DateTimeField("ответ получен", null=True, blank=True)

    class Meta:
        verbose_name = "уведомление по обращению"
        ordering: ClassVar = ["made_at", "pk"]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "case"], condition=Q(sent_at__isnull=True), name="notice_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"

    @property
    def by_redirect(self) -> bool:
        """Sent together with the redirect, which has a number and a board of its own."""
        return self.decision_id is None and self.kind in {NoticeKind.FORWARD, NoticeKind.FORWARDED}

    @property
    def waits_for_reply(self) -> bool:
        return (
            self.kind == NoticeKind.PAPERS and self.sent_at is not None and self.replied_at is None
        )

    @property
    def receiver(self) -> str:
        return self.to or "Автор обращения"


class Split(models.Model):
    """One question of a message as a case of its own; undone while nothing was done with it."""

    parent = models.ForeignKey(Case, models.CASCADE, related_name="splits")
    child = models.OneToOneField(Case, models.CASCADE, related_name="split_of")
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "выделенный вопрос"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.child} из {self.parent}"


class Reception(models.Model):
    """«Карточка личного приёма» (ст. 13): who is heard stays sealed, the matter is masked."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="receptions")
    number = models.CharField("номер", max_length=60)
    at = models.DateTimeField("когда")
    place = models.CharField("где", max_length=200)
    official = models.CharField("кто ведёт приём", max_length=300)
    booked = models.BooleanField("по записи", default=False)
    sealed = models.BinaryField()
    document_shown = models.BooleanField("документ предъявлен", default=False)
    matter = models.TextField("суть")
    kind = models.CharField("вид", max_length=10, choices=AppealKind.choices)
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, blank=True, related_name="+")
    heard = models.CharField("чем закончилось", max_length=10, choices=Heard.choices)
    consent = models.BooleanField("согласие на устный ответ", default=False)
    answer = models.TextField("устный ответ или разъяснение", blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="receptions")
    former = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")
    signed = models.BooleanField("подпись гражданина есть", default=False)
    by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField("стёрто", null=True, blank=True)

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed", "matter", "answer")

    class Meta:
        verbose_name = "карточка личного приёма"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "number"], name="reception_number_once")
        ]
        indexes: ClassVar = [models.Index(fields=["municipality", "-at"], name="reception_by_day")]

    def __str__(self) -> str:
        return f"приём № {self.number}"
