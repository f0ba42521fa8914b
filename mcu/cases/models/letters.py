"""Templates of letters that a municipality edits, and the letters that were issued by them."""

from typing import ClassVar

from django.db import models

from mcu.cases.models.appeal import AppealNotice
from mcu.cases.models.case import Case
from mcu.cases.models.work import Attachment
from mcu.cases.rules.letters import LETTERS
from mcu.org.models import Municipality

KINDS = [(letter.code, letter.title) for letter in LETTERS.values()]


class LetterTemplate(models.Model):
    """One version of a template, never changed; the last one is in force. Without a file: ours."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="letter_templates", db_index=False
    )
    kind = models.CharField("что", max_length=20, choices=KINDS)
    version = models.PositiveIntegerField("версия")
    key = models.CharField(max_length=64, blank=True)
    name = models.CharField("файл", max_length=255, blank=True)
    why = models.CharField("почему", max_length=200, blank=True)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    STORED: ClassVar = ("key",)

    class Meta:
        verbose_name = "шаблон письма"
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "version"], name="letter_template_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, версия {self.version}"


class CaseLetter(models.Model):
    """A letter as it was issued: in Word and PDF among the files of the case.

    `digest` is of the facts it was made of, without whoever wrote: another one today means that the
    letter no longer fits. The files are erased like any other; the line of the register stays.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="letters")
    kind = models.CharField("что", max_length=20, choices=KINDS)
    notice = models.ForeignKey(
        AppealNotice, models.SET_NULL, null=True, blank=True, related_name="letters"
    )
    number = models.CharField("исходящий номер", max_length=60, blank=True)
    dated = models.DateField("дата")
    signed_by = models.CharField("кто подписывает", max_length=200, blank=True)
    version = models.PositiveIntegerField("версия шаблона", default=0)
    digest = models.CharField(max_length=64)
    word = models.OneToOneField(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="letter_word"
    )
    pdf = models.OneToOneField(
        Attachment, models.SET_NULL, null=True, blank=True, related_name="letter_pdf"
    )
    made_at = models.DateTimeField()
    by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name = "документ обращения"
        ordering: ClassVar = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} от {self.dated:%d.%m.%Y}"
