"""What arrives: raw first, then digested; files with their mapping and totals."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mcu.cases.models import Answer, Case
from mcu.channels.models import Channel
from mcu.intake.models.watch import FoundPost, WatchedPage, WatchEntry
from mcu.org.models import Municipality, Person

__all__ = [
    "Arrival",
    "ColumnProfile",
    "ExportFeed",
    "ExportFile",
    "FoundPost",
    "ImportRun",
    "Mention",
    "PublishedCheck",
    "RawMessage",
    "RejectedRow",
    "RowChange",
    "RunKeys",
    "Source",
    "WatchEntry",
    "WatchedPage",
]


class ColumnProfile(models.Model):
    """A mapping of headers to fields, saved under a name to be used again."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="layouts")
    name = models.CharField("название", max_length=80)
    system = models.CharField("система", max_length=10)
    columns = models.JSONField("соответствие", default=dict)

    class Meta:
        verbose_name = "раскладка"
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "name"], name="layout_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One file being taken in. `position` is how many data rows are committed: a run that was
    killed goes on from there. `percent` is how much of the file that is; `rows` is known at the end.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "Проверка"
        WAITING = "waiting", "В очереди"
        RUNNING = "running", "Идёт загрузка"
        DONE = "done", "Загружено"
        FAILED = "failed", "Не удалось"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="imports")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    file_key = models.CharField(max_length=64)
    file_name = models.CharField("файл", max_length=255)
    file_size = models.PositiveBigIntegerField(default=0)
    layout = models.CharField("раскладка", max_length=80, default="auto")
    system = models.CharField(max_length=10, blank=True)
    columns = models.JSONField("соответствие", default=dict)
    titles = models.JSONField("заголовки", default=list)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    rows = models.PositiveIntegerField("строк", null=True)
    position = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    topics_added = models.PositiveIntegerField(default=0)
    bodies_added = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=1000, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    STORED: ClassVar = ("file_key",)
    PERSONAL: ClassVar = ("file_key",)

    class Meta:
        verbose_name = "загрузка"
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.file_name


class RejectedRow(models.Model):
    """A row that could not be taken, with the reason; erased seven days after the run."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rejects")
    row = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    sealed = models.BinaryField()

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed", "reason")

    class Meta:
        ordering: ClassVar = ["row"]

    def __str__(self) -> str:
        return f"строка {self.row}: {self.reason}"


class RawMessage(models.Model):
    """What came, as it came, sealed: the source from which a case can be digested again.

    The key is the identifier in the system, else its number, else a hash of the content; with the
    system it is unique in a municipality, so that nothing enters twice. `sealed` holds
    the cells of the row in the order of the `titles` of its run.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `raw_once` begins with it
    system = models.CharField(max_length=10)
    key = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField()

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed",)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "system", "key"], name="raw_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["municipality", "received_at"],
                condition=Q(sealed__isnull=False),
                name="raw_to_erase",
            )
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.key}"


class Source(models.Model):
    """How reading a connection goes: its cursor, what was heard last, what goes wrong since when.

    `since` asks for everything from that day on, once; a reading that was cut off begins again with
    the same day: what is here already does not enter twice.
    """

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="source", primary_key=True)
    cursor = models.JSONField(default=dict)
    asked_at = models.DateTimeField("опрошен", null=True)
    succeeded_at = models.DateTimeField("последний успех", null=True)
    heard_at = models.DateTimeField("последнее событие", null=True)
    failing_since = models.DateTimeField("не отвечает с", null=True)
    failures = models.PositiveIntegerField("ошибок подряд", default=0)
    not_before = models.DateTimeField(null=True)
    problem = models.CharField("что мешает", max_length=500, blank=True)
    since = models.DateField("догрузить с", null=True)

    class Meta:
        verbose_name = "источник"

    def __str__(self) -> str:
        return str(self.channel)


class Arrival(models.Model):
    """One raw thing a connection brought, sealed before anything of it is understood.

    `key` is unique within its channel. `files_left`: it has files that are still to be fetched.
    `cases` are those something was said in: while one of them is held the payload stays.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "ждёт разбора"
        DONE = "done", "разобрано"
        NOTHING = "nothing", "не сообщение"
        FAILED = "failed", "не разобрано"

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `arrival_to_erase` begins with it
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    received_at = models.DateTimeField("пришло")
    digested_at = models.DateTimeField("разобрано", null=True)
    sentence = models.CharField("почему", max_length=500, blank=True)
    files_left = models.BooleanField(default=False)
    cases = ArrayField(models.BigIntegerField(), default=list, db_default=[])

    SEALED: ClassVar = ("sealed",)
    PERSONAL: ClassVar = ("sealed",)

    class Meta:
        verbose_name = "поступление"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "key"], name="arrival_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["channel", "id"], condition=Q(state="waiting"), name="arrival_waiting"
            ),
            models.Index(
                fields=["channel", "-id"], condition=Q(state="failed"), name="arrival_failed"
            ),
            models.Index(fields=["id"], condition=Q(files_left=True), name="arrival_files"),
            models.Index(
                fields=["municipality", "received_at"],
                condition=Q(sealed__isnull=False),
                name="arrival_to_erase",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Mention(models.Model):
    """A piece of news that names something of ours: shown to people, a case only when one says so."""

    class State(models.TextChoices):
        NEW = "new", "Не разобрано"
        TAKEN = "taken", "Заведено сообщение"
        DROPPED = "dropped", "Не нужно"

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_index=False
    )  # `mention_by_state` begins with it
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    title = models.CharField("заголовок", max_length=300)
    text = models.TextField("текст", blank=True)
    url = models.URLField("ссылка", max_length=500)
    site = models.CharField("сайт", max_length=200, blank=True)
    at = models.DateTimeField("когда вышло")
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by_name = models.CharField("кто решил", max_length=200, blank=True)

    PERSONAL: ClassVar = ("title", "text")

    class Meta:
        verbose_name = "упоминание"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["channel", "key"], name="mention_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["municipality", "state", "-at", "-id"], name="mention_by_state")
        ]

    def __str__(self) -> str:
        return self.title[:80]


class ExportFeed(models.Model):
    """Where exports of other systems come by themselves: a folder of the server, or letters to a mailbox.

    `folder` is a plain name below `MCU_EXPORTS/<code of the municipality>`. With `hour` a file is taken
    once a day from that hour on, else as soon as it is whole.
    """

    class Way(models.TextChoices):
        FOLDER = "folder", "Папка на сервере"
        MAIL = "mail", "Вложение в письме"

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="export_feeds")
    name = models.CharField("название", max_length=100)
    way = models.CharField(max_length=10, choices=Way.choices)
    folder = models.CharField("папка", max_length=60, blank=True)
    channel = models.ForeignKey(Channel, models.CASCADE, null=True, related_name="+")
    sender = models.CharField("отправитель", max_length=200, blank=True)
    layout = models.CharField("раскладка", max_length=80, default="auto")
    hour = models.PositiveSmallIntegerField("в котором часу", null=True)
    active = models.BooleanField("включён", default=True)
    looked_at = models.DateTimeField("смотрели", null=True)
    taken_at = models.DateTimeField("взято", null=True)
    problem = models.CharField("что мешает", max_length=500, blank=True)

    class Meta:
        verbose_name = "приём выгрузок"
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "name"], name="export_feed_once")
        ]

    def __str__(self) -> str:
        return self.name


class ExportFile(models.Model):
    """A file of a feed: seen while it may still be written, then taken or set aside, each content once."""

    class State(models.TextChoices):
        SEEN = "seen", "ещё пишется"
        TAKEN = "taken", "взят"
        SAME = "same", "уже был"
        ASIDE = "aside", "отложен"

    feed = models.ForeignKey(ExportFeed, models.CASCADE, related_name="files")
    name = models.CharField("файл", max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    changed_ns = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SEEN)
    sentence = models.CharField("почему", max_length=500, blank=True)
    seen_at = models.DateTimeField("когда")
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "файл выгрузки"
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["feed", "digest"], condition=Q(state="taken"), name="export_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class RunKeys(models.Model):
    """Which rows a batch of a file held: by them exports are compared."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="keys")
    keys = ArrayField(models.CharField(max_length=80))

    def __str__(self) -> str:
        return f"{self.run_id}: {len(self.keys)}"


class RowChange(models.Model):
    """What a row says otherwise than the time before: {"Итог": ["", "Решено"], "Текст": []}.

    Of texts only that they changed is kept, never the words.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="changes")
    case = models.ForeignKey(Case, models.SET_NULL, null=True, related_name="+")
    key = models.CharField(max_length=80)
    fields = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.key


class PublishedCheck(models.Model):
    """Whether an answer published by hand stands in the next export of its system."""

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", "Подтверждён выгрузкой"
        DIFFERS = "differs", "В выгрузке другой текст"
        NOT_FOUND = "not_found", "В выгрузке ответа нет"

    answer = models.OneToOneField(Answer, models.CASCADE, primary_key=True, related_name="+")
    result = models.CharField(max_length=10, choices=Result.choices)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("когда сверен")

    class Meta:
        verbose_name = "сверка ответа"

    def __str__(self) -> str:
        return self.get_result_display()
