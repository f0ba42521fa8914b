"""Forms of reports, the reports themselves with the words of people, and where they were sent."""

from typing import ClassVar

from django.db import models

from mcu.analytics.rules.summary import Period
from mcu.cases.rules.words import System
from mcu.core.workdays import Shift
from mcu.org.models import Municipality, Person
from mcu.org.rules.profile.words import SHIFTS
from mcu.org.rules.roles import Role
from mcu.reports.rules import figures
from mcu.reports.rules.figures import Section
from mcu.reports.rules.life import FROZEN, UNSIGNED, Roles, State
from mcu.reports.rules.periods import Every, Term, named


class ReportForm(models.Model):
    """What a report is: its sections are codes of `rules.contents.TITLES`, recipients lines of
    «кому; адрес»."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="report_forms", db_index=False
    )
    code = models.CharField("код", max_length=50)
    title = models.CharField("название", max_length=300)
    clause = models.CharField("основание", max_length=200, blank=True)
    system = models.CharField("система", max_length=10, choices=System.choices, blank=True)
    every = models.CharField("как часто", max_length=10, choices=Every.choices)
    due_day = models.PositiveSmallIntegerField("на какой день после периода")
    shift = models.CharField(
        "если день нерабочий", max_length=10, choices=SHIFTS, default=Shift.PREVIOUS
    )
    preparer = models.CharField("готовит", max_length=20, choices=Role.choices)
    signer = models.CharField("подписывает", max_length=20, choices=Role.choices)
    recipients = models.JSONField("получатели", default=list)
    sections = models.JSONField("разделы", default=list)
    since = models.DateField("готовится с")
    active = models.BooleanField("готовится", default=True)
    confirmed = models.BooleanField("сроки установлены", default=False)

    class Meta:
        verbose_name = "форма отчёта"
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "code"], name="report_form_once")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def roles(self) -> Roles:
        return Roles(self.preparer, self.signer)

    @property
    def term(self) -> Term:
        return Term(self.due_day, self.shift)

    @property
    def addressees(self) -> list[tuple[str, str]]:
        """Whom it goes to, and the address where there is one."""
        parts = (line.partition(";") for line in self.recipients)
        return [(name.strip(), address.strip()) for name, _, address in parts]


class Submission(models.Model):
    """A report of a period. What is signed is never changed: a trigger holds it; a correction is the
    next version."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="submissions", db_index=False
    )
    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="submissions", db_index=False)
    since = models.DateField("с")
    until = models.DateField("по")
    version = models.PositiveSmallIntegerField("версия", default=1)
    reason = models.CharField("почему исправлен", max_length=500, blank=True)
    title = models.CharField("название", max_length=400)
    state = models.CharField(
        "состояние", max_length=10, choices=State.choices, default=State.PREPARED
    )
    figures = models.JSONField("цифры")
    as_of = models.DateTimeField("по состоянию на")
    due_on = models.DateField("к какому дню")
    prepared_at = models.DateTimeField("подготовлен")
    prepared_by = models.CharField("кем подготовлен", max_length=200)
    submitted_at = models.DateTimeField("передан на подпись", null=True, blank=True)
    returned = models.CharField("почему возвращён", max_length=500, blank=True)
    signed_at = models.DateTimeField("подписан", null=True, blank=True)
    signed_by = models.CharField("кто подписал", max_length=200, blank=True)
    document = models.CharField("файл", max_length=64, blank=True)
    digest = models.CharField("отпечаток", max_length=64, blank=True)

    class Meta:
        verbose_name = "отчёт"
        ordering: ClassVar = ["-until", "form__title", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "since", "until", "version"], name="submission_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-until"], name="submission_by_period"),
            models.Index(
                fields=["municipality", "due_on"],
                condition=models.Q(state__in=sorted(UNSIGNED)),
                name="submission_unsigned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, версия {self.version}" if self.version > 1 else self.title

    @property
    def period(self) -> Period:
        return Period(self.since, self.until)

    @property
    def period_name(self) -> str:
        return named(self.form.every, self.period)

    @property
    def contents(self) -> list[Section]:
        return figures.read(self.figures)

    @property
    def frozen(self) -> bool:
        return self.state in FROZEN


class Conclusion(models.Model):
    """What a person says of a section of a report."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="conclusions")
    section = models.CharField(max_length=40)
    text = models.TextField("вывод")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField("когда")

    class Meta:
        verbose_name = "вывод"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["submission", "section"], name="conclusion_once")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Sending(models.Model):
    """Where a signed report went: by a letter of the outbox, or as a person says."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="sendings")
    recipient = models.CharField("кому", max_length=200)
    how = models.CharField("как", max_length=200)
    outgoing_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField("когда")
    by_name = models.CharField("кем", max_length=200)

    class Meta:
        verbose_name = "отправка отчёта"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return self.recipient
