"""Erasing what came in: sealed raw rows, rejected rows, files left behind."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mcu.cases.models import Case
from mcu.cases.queries.retention import held
from mcu.core.contents import remove_unused
from mcu.core.erasing import Due, Eraser
from mcu.intake.models import (
    Arrival,
    FoundPost,
    ImportRun,
    Mention,
    RawMessage,
    RejectedRow,
)


def raws_due(due: Due) -> QuerySet[RawMessage]:
    """Sealed rows by the day they came; those of a held case stay."""
    rows = RawMessage.objects.filter(
        municipality_id=due.municipality_id, sealed__isnull=False, received_at__lt=due.before
    )
    kept = Case.objects.filter(held(timezone.localdate(due.now)), pk=OuterRef("case_id"))
    return rows.exclude(Exists(kept))


def erase_raws(keys: Sequence[int], now: datetime) -> int:
    """The key and the digest stay, so that the same row does not enter twice."""
    return RawMessage.objects.filter(pk__in=keys, sealed__isnull=False).update(sealed=None)


def rejects_due(due: Due) -> QuerySet[RejectedRow]:
    return RejectedRow.objects.filter(
        run__municipality_id=due.municipality_id, run__finished_at__lt=due.before
    )


def erase_rejects(keys: Sequence[int], now: datetime) -> int:
    return RejectedRow.objects.filter(pk__in=keys).delete()[0]


def uploads_due(due: Due) -> QuerySet[ImportRun]:
    """Runs whose file is still named: finished long ago, or never started."""
    runs = ImportRun.objects.filter(municipality_id=due.municipality_id).exclude(file_key="")
    left = Q(state=ImportRun.State.PREVIEW, created_at__lt=due.before)
    return runs.filter(left | Q(finished_at__lt=due.before))


def erase_uploads(keys: Sequence[int], now: datetime) -> int:
    """The file goes from the disk unless another run has the same one."""
    runs = ImportRun.objects.filter(pk__in=keys).exclude(file_key="")
    contents = set(runs.values_list("file_key", flat=True))
    count = runs.update(file_key="")
    remove_unused(contents)
    return count


def arrivals_due(due: Due) -> QuerySet[Arrival]:
    """Sealed payloads by the day they came; those something of a held case was said in stay."""
    rows = Arrival.objects.filter(
        municipality_id=due.municipality_id, sealed__isnull=False, received_at__lt=due.before
    )
    kept = Case.objects.filter(
        held(timezone.localdate(due.now)), municipality_id=due.municipality_id
    )
    return rows.exclude(cases__overlap=list(kept.values_list("pk", flat=True)))


def erase_arrivals(keys: Sequence[int], now: datetime) -> int:
    """The key stays, so that the same does not enter twice; it cannot be digested again."""
    return Arrival.objects.filter(pk__in=keys, sealed__isnull=False).update(
        sealed=None, files_left=False
    )


def found_due(due: Due) -> QuerySet[FoundPost]:
    """Found posts by the day they were recorded."""
    return FoundPost.objects.filter(
        municipality_id=due.municipality_id, entry__at__lt=due.before
    ).exclude(text="")


def erase_found(keys: Sequence[int], now: datetime) -> int:
    """Words, address and picture go; that something was found on a day, its level and case stay."""
    rows = FoundPost.objects.filter(pk__in=keys)
    contents = {key for keys in rows.values_list(*FoundPost.STORED) for key in keys}
    count = rows.update(text="", url="", screenshot="", preview="")
    remove_unused(contents)
    return count


def mentions_due(due: Due) -> QuerySet[Mention]:
    return Mention.objects.filter(municipality_id=due.municipality_id, at__lt=due.before)


def erase_mentions(keys: Sequence[int], now: datetime) -> int:
    return Mention.objects.filter(pk__in=keys).delete()[0]


ERASERS = (
    Eraser(
        "found_posts",
        "Найденные публикации: слова, адрес, снимок",
        tuple(f"intake.FoundPost.{name}" for name in FoundPost.PERSONAL),
        ("received",),
        found_due,
        erase_found,
        of_cases=False,
    ),
    Eraser(
        "arrivals",
        "Исходное из каналов",
        ("intake.Arrival.sealed",),
        ("received",),
        arrivals_due,
        erase_arrivals,
        of_cases=False,
    ),
    Eraser(
        "mentions",
        "Упоминания в новостях",
        ("intake.Mention.title", "intake.Mention.text"),
        ("received",),
        mentions_due,
        erase_mentions,
        of_cases=False,
    ),
    Eraser(
        "raw",
        "Исходные строки выгрузок",
        ("intake.RawMessage.sealed",),
        ("received",),
        raws_due,
        erase_raws,
        of_cases=False,
    ),
    Eraser(
        "rejects",
        "Отклонённые строки выгрузок",
        ("intake.RejectedRow.sealed", "intake.RejectedRow.reason"),
        ("finished",),
        rejects_due,
        erase_rejects,
        of_cases=False,
    ),
    Eraser(
        "uploads",
        "Файлы выгрузок",
        ("intake.ImportRun.file_key",),
        ("finished",),
        uploads_due,
        erase_uploads,
        of_cases=False,
    ),
)
