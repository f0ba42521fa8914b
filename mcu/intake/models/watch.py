"""What people look through themselves: pages, entries of the journal, found posts."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from mcu.cases.models import Case
from mcu.intake.rules.watch import Network, Often, PostLevel
from mcu.org.models import Block, Municipality, Person


class WatchedPage(models.Model):
    """An open community or page that is looked through by people, as often as its rule says."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="watched")
    name = models.CharField("название", max_length=200)
    url = models.URLField("адрес", max_length=300)
    keeper = models.CharField("чья страница", max_length=200, blank=True)
    channel = models.CharField("где", max_length=10, choices=Network.choices)
    block = models.ForeignKey(
        Block, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="блок"
    )
    often = models.PositiveSmallIntegerField(
        "как часто", choices=Often.choices, default=Often.DAILY
    )
    audience = models.PositiveIntegerField("подписчиков", default=0)
    active = models.BooleanField("смотрим", default=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "страница для просмотра"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "url"], name="watched_once")
        ]

    def __str__(self) -> str:
        return self.name


class WatchEntry(models.Model):
    """Somebody looked through a page; what was found hangs on it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `watch_by_day` begins with it
    page = models.ForeignKey(WatchedPage, models.CASCADE, related_name="entries", db_index=False)
    day = models.DateField("день")
    at = models.DateTimeField("когда")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField("кто", max_length=200)

    class Meta:
        verbose_name = "запись мониторинга"
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "day"], name="watch_by_day"),
            models.Index(fields=["page", "-at"], name="watch_by_page"),
        ]

    def __str__(self) -> str:
        return f"{self.page} {self.day}"


class FoundPost(models.Model):
    """A publication worth attention: its address, masked text, hash and picture; not who wrote it."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `found_by_rank` begins with it
    entry = models.ForeignKey(WatchEntry, models.CASCADE, related_name="found")
    raw = models.OneToOneField("intake.RawMessage", models.SET_NULL, null=True, related_name="+")
    block = models.ForeignKey(Block, models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField("адрес публикации", max_length=500)
    text = models.TextField("о чём")
    posted_at = models.DateTimeField("опубликовано")
    reactions = models.PositiveIntegerField("отклики", default=0)
    digest = models.CharField("хэш", max_length=64)
    score = models.FloatField("ранг")
    level = models.CharField("важность", max_length=10, choices=PostLevel.choices)
    reasons = models.JSONField("почему", default=list)
    screenshot = models.CharField(max_length=64, blank=True)
    preview = models.CharField(max_length=64, blank=True)
    picture = models.CharField(max_length=10, blank=True)

    STORED: ClassVar = ("screenshot", "preview")
    PERSONAL: ClassVar = ("text", "screenshot", "preview", "url")

    class Meta:
        verbose_name = "найденная публикация"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["municipality", "url"], condition=~Q(url=""), name="found_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "-score", "-id"], name="found_by_rank")
        ]

    def __str__(self) -> str:
        return self.url or "публикация (стёрта)"

    @property
    def case(self) -> Case | None:
        """The case that was made of it."""
        return self.raw.case if self.raw else None
