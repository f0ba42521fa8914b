"""What people are told of, how each wants to be told, how far the journal was looked through."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.org.models.people import Person
from mcu.org.models.place import Municipality
from mcu.org.rules.notices import Kind, Mail


class Notice(models.Model):
    """One thing told to one person. `title` leaves the program: it never holds anything personal of
    a resident. `moment` with kind, object and person is the key: nobody is told the same twice.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="notices")
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    kind = models.CharField("вид", max_length=20, choices=Kind.choices)
    object_type = models.CharField(max_length=60, blank=True)
    object_id = models.BigIntegerField(default=0)
    moment = models.CharField(max_length=40)
    title = models.CharField("о чём", max_length=300)
    url = models.CharField(max_length=500, blank=True)
    details = models.TextField(blank=True)  # lines of a letter under the title; leave as it does
    made_at = models.DateTimeField("когда")
    shown = models.BooleanField("в программе", default=True)
    read_at = models.DateTimeField("прочитано", null=True, blank=True)
    mail_at = models.DateTimeField("письмом не раньше", null=True, blank=True)
    mailed_at = models.DateTimeField("письмо составлено", null=True, blank=True)

    class Meta:
        verbose_name = "уведомление"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "object_type", "object_id", "moment"],
                name="notice_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["person"],
                condition=Q(read_at__isnull=True, shown=True),
                name="notice_unread",
            ),
            models.Index(fields=["person", "-id"], condition=Q(shown=True), name="notice_list"),
            models.Index(
                fields=["mail_at", "person"],
                condition=Q(mail_at__isnull=False, mailed_at__isnull=True),
                name="notice_to_mail",
            ),
            models.Index(fields=["made_at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return self.title


class NoticeChoice(models.Model):
    """How a person wants to get a kind, where it differs from the rule."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    shown = models.BooleanField()
    mail = models.CharField(max_length=10, choices=Mail.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"


class NoticeCursor(models.Model):
    """How far a municipality has been looked through: its journal by number, its terms by time."""

    municipality = models.OneToOneField(Municipality, models.CASCADE, primary_key=True)
    sequence = models.BigIntegerField()
    terms_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.municipality_id}: {self.sequence}"
